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
    uint32_t skipped;        /* enum mark_flags of which one means that a weight does not count */
    bool told;               /* somebody asks for entries: to explain, or to visit them */
    double sums[LABEL_SUMS]; /* of polarities, or of weights */
    uint32_t said[ABOUT_COUNT]; /* bits, of needs and touchpoints */
    uint32_t polarities;        /* bits 1u << enum label of the needs */
    uint32_t passed;            /* bits of the kinds of tokens that are no units */
    uint64_t marks;             /* bits, see struct window */
    size_t candidate_count, units;
    struct label_term candidates[CANDIDATES]; /* the first ones; the last member, never cleared */
};

/* Whether a mark of a stage or an intent counts. */
static inline bool mark_counts(const struct tally *tally, const struct image_mark *mark)
{
    const unsigned weighed = 1u << ABOUT_STAGE | 1u << ABOUT_INTENT;
    return (weighed >> mark->about & 1) & !(mark->flags & tally->skipped);
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
    uint32_t bits = 0u - (uint32_t)(counts & mark_counts(tally, mark));
    union {
        float weight;
        uint32_t bits;
    } said = {.weight = mark->weight};
    said.bits &= bits;
    tally->sums[label_sum(mark->about, mark->which)] += (double)said.weight;
}

void tally_match(struct tally *tally, const struct window *w, const struct label_match *match);

/* What a match says of stages and intents: nearly always its first mark is all. */
static inline void tally_weights(struct tally *tally, const struct window *w,
                                 const struct label_match *match)
{
    tally_weight(tally, &match->node->first, (match->layers & ~(uint32_t)POLAR_LAYERS) != 0);
    if (match->layers && (tally->told | (match->node->mark_count > 1))) {
        tally_match(tally, w, match);
    }
}

/* What a match says of needs and touchpoints, in a window that is read. */
void tally_polarities(struct tally *tally, struct window *w, const struct label_match *match);

#endif
