/* What the words of a text say of every label, summed up as they are found. Private to this layer.
 */
#ifndef ASPECT_TALLY_H
#define ASPECT_TALLY_H

#include "aspect/window.h"

enum { CANDIDATES = 64 };

struct tally {
    const struct labeller *labeller;
    const struct tokens *tokens;
    const struct score *score;
    label_visitor *visit;
    void *context;
    double sums[ABOUT_COUNT][TOUCHPOINTS_MAX]; /* of polarities, or of weights */
    uint32_t said[ABOUT_COUNT];                /* bits, of needs and touchpoints */
    uint32_t polarities;                       /* bits 1u << enum label of the needs */
    uint32_t passed;                           /* bits of the kinds of tokens that are no units */
    size_t candidate_count, units;
    bool question, exclamation;
    struct label_term candidates[CANDIDATES]; /* the first ones; the last member, never cleared */
};

static inline bool has_polarity(const struct image_mark *mark)
{
    return mark->about == ABOUT_NEED || mark->about == ABOUT_TOUCHPOINT;
}

/* Whether a mark of a stage or an intent counts. */
static inline bool mark_counts(const struct tally *tally, const struct image_mark *mark)
{
    const unsigned weighed = 1u << ABOUT_STAGE | 1u << ABOUT_INTENT;
    unsigned known = tally->labeller->learned | !(mark->flags & MARK_LEARNED);
    return weighed >> mark->about & known;
}

/* A match that speaks for a label with this weight, should it come to be explained. */
void tally_candidate(struct tally *tally, const struct window *w, const struct label_match *match,
                     const struct image_mark *mark, double weight);

void tally_tell(const struct tally *tally, const struct label_lexicon *lexicon,
                const struct image_label_node *node);

/* Tells who learns weights, if anybody, of an entry or feature that took part. */
static inline void tally_visit(const struct tally *tally, const struct label_lexicon *lexicon,
                               const struct image_label_node *node)
{
    if (tally->visit) {
        tally_tell(tally, lexicon, node);
    }
}

/* What does not count adds nothing: which does cannot be guessed. */
static inline void tally_weight(struct tally *tally, const struct image_mark *mark, bool counts)
{
    float weight[2] = {0, mark->weight};
    tally->sums[mark->about][mark->which] += (double)weight[counts & mark_counts(tally, mark)];
}

void tally_weights_further(struct tally *tally, const struct window *w,
                           const struct label_match *match);

/* What a match says of stages and intents. */
static inline void tally_weights(struct tally *tally, const struct window *w,
                                 const struct label_match *match)
{
    bool counts = (match->layers & ~(uint32_t)POLAR_LAYERS) != 0;
    tally_weight(tally, &match->node->first, counts);
    if (counts & ((match->node->mark_count > 1) | tally->labeller->explain)) {
        tally_weights_further(tally, w, match);
    }
}

/* What a match says of needs and touchpoints, in a window that is read. */
void tally_polarities(struct tally *tally, const struct window *w, const struct label_match *match);

#endif
