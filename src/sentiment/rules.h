/* The rules over the entries found in one stretch: what each of them is worth there. Private to
 * this layer. docs/sentiment.md tells the rules in words, each with an example that is a test. */
#ifndef SENTIMENT_RULES_H
#define SENTIMENT_RULES_H

#include "sentiment/reader.h"

/* Whether the rules have something to say of a stretch; in most, entries bring what they are worth.
 */
static inline bool rules_concern(const struct span *span)
{
    return span->marked_end > span->marked || span->exclamations || span->question;
}

/* Weighs the hits of the stretch that was read last. Returns the factor that a contrast at the very
 * beginning of it puts on the stretch before it, 1 when there is none. */
double rules_apply(const struct span_reader *reader);

/* What a hit brings, where `factor` is that of the stretch behind. */
static inline double hit_weight(const struct hit *hit, double factor)
{
    return hit->multiplier * factor * (double)hit->entry->curated + hit->added;
}

#endif
