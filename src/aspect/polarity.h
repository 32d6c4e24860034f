/* How a word that speaks of a need or a touchpoint speaks of it. Private to this layer. */
#ifndef ASPECT_POLARITY_H
#define ASPECT_POLARITY_H

#include "aspect/window.h"

/* What is said around a match, once it was asked for. {0} to begin with. */
struct match_context {
    bool known[2];
    double said[2]; /* at all; for sure */
};

/* Below zero is bad, 0 is nothing said; as the valences of a lexicon, at most 4 or so. `context` is
 * of this match, for all marks of it. */
double polarity_of(struct window *w, const struct label_match *match, const struct image_mark *mark,
                   struct match_context *context);

#endif
