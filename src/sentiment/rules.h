/* The rules over the entries found in one stretch: what each of them is worth there. Private to
 * this layer. docs/sentiment.md tells the rules in words, each with an example that is a test. */
#ifndef SENTIMENT_RULES_H
#define SENTIMENT_RULES_H

#include "sentiment/cover.h"

/* What one hit brings: multiplier * valence, and `added` of its own. */
struct part {
    double valence;    /* of the entry, by the layer that has the say */
    double multiplier; /* of all rules together; 0 when the entry served as a negator or booster */
    double added;      /* by a wish */
    uint32_t flags;    /* enum term_flags */
};

/* Fills parts[0..span->hit_count). *before is the factor that a contrast at the very beginning of
 * this stretch puts on the stretch before it, 1 when there is none. */
void rules_apply(const struct scorer *scorer, const struct tokens *tokens, const struct span *span,
                 struct part *parts, double *before);

#endif
