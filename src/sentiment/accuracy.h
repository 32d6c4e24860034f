/* How well a scorer does on texts whose label people know: the figures the literature on sentiment
 * reports, and whether the scorer knows when it is right.
 *
 * Pure counting in constant memory, one row at a time. A text that was not scored counts as one
 * called neutral. Figures are 0 to 1, NAN where no row says anything about them. */
#ifndef SENTIMENT_ACCURACY_H
#define SENTIMENT_ACCURACY_H

#include "model/score.h"

#define ACCURACY_BANDS 10 /* confidence in tenths */

struct accuracy_band {
    uint64_t rows, right;
    double confidence; /* sum over its rows */
};

/* {0} to begin with. */
struct accuracy {
    uint64_t rows;
    uint64_t said[LABEL_COUNT][LABEL_COUNT];    /* [gold][label as it was given] */
    uint64_t signs[LABEL_COUNT][3];             /* [gold][compound below, at, above zero] */
    struct accuracy_band bands[ACCURACY_BANDS]; /* of the rows that were scored */
};

/* gold is not LABEL_NONE. The sign is that of the compound as it is printed and stored, with four
 * decimals: what rounds to zero has none. */
void accuracy_add(struct accuracy *accuracy, enum label gold, const struct score *score);

/* Macro-F1 over the gold labels there are. */
double accuracy_f3(const struct accuracy *accuracy);
/* Macro-F1 of positive and negative over the rows that are one of them; called neutral is wrong. */
double accuracy_fpn(const struct accuracy *accuracy);
/* The same with the answer forced to the sign of the compound; no sign is wrong. */
double accuracy_fsign(const struct accuracy *accuracy);
/* The share of neutral rows called positive or negative. */
double accuracy_false_polar(const struct accuracy *accuracy);

#endif
