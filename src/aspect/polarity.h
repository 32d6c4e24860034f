/* How a word that speaks of a need or a touchpoint speaks of it. Private to this layer. */
#ifndef ASPECT_POLARITY_H
#define ASPECT_POLARITY_H

#include "aspect/window.h"

/* Below zero is bad, 0 is nothing said; as the valences of a lexicon, at most 4 or so. */
double polarity_of(const struct window *w, const struct label_match *match,
                   const struct image_mark *mark);

#endif
