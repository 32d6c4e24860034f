/* How the words of a window that speak of a need or a touchpoint speak of it. Private to this
 * layer.
 */
#ifndef ASPECT_POLARITY_H
#define ASPECT_POLARITY_H

#include "aspect/tally.h"

/* Adds what they say to the tally. Below zero is bad, 0 is nothing said; as the valences of a
 * lexicon, each is at most 4 or so. */
void polarities_count(struct tally *tally, struct window *window);

#endif
