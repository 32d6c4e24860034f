/* What the words of a text say of every label, summed up as they are found. Private to this layer.
 */
#ifndef ASPECT_TALLY_H
#define ASPECT_TALLY_H

#include "aspect/window.h"

enum { CANDIDATES = 64 };

struct tally {
    const struct labeller *labeller;
    const struct label_lexicon *const *lexica; /* by their number, see struct word_reader */
    const struct tokens *tokens;
    const struct score *score;
    label_visitor *visit;
    void *context;
    uint32_t skipped; /* enum mark_flags of which one means that a weight does not count */
    uint32_t asked;   /* enum node_flags of entries with more to tell than one weight */
    int64_t weights[WEIGHT_SUMS];
    double polarities[POLAR_SUMS];
    uint32_t said[ABOUT_COUNT]; /* bits, of needs and touchpoints */
    uint32_t spoken;            /* bits 1u << enum label of the needs */
    uint32_t passed;            /* bits of the kinds of tokens that are no units */
    uint64_t marks;             /* bits, see struct window */
    size_t candidate_count, units;
    struct label_term candidates[CANDIDATES]; /* the first ones; the last member, never cleared */
};

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

/* What a match says beyond its first weight, in the layers that it was found in. */
void tally_match(struct tally *tally, const struct window *w, const struct label_match *match);

#endif
