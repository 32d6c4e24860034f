#include "aspect/tally.h"

void tally_candidate(struct tally *tally, const struct window *w, const struct label_match *match,
                     const struct image_mark *mark, double weight)
{
    if (tally->candidate_count < CANDIDATES) {
        uint32_t at = tally->tokens->list[unit_token(w, match->first)].at;
        uint32_t end = unit_end(tally->tokens, w, match->last);
        tally->candidates[tally->candidate_count++] =
            (struct label_term){at, end - at, (enum about)mark->about, mark->which, (float)weight};
    }
}

void tally_tell(const struct tally *tally, const struct label_lexicon *l,
                const struct image_label_node *node)
{
    const struct image_part *name = &l->names[node - l->nodes];
    tally->visit(tally->context, (struct str){l->text + name->at, name->count});
}

/* Weights that do not fit into the node, and candidates. */
static void weights_further(struct tally *tally, const struct window *w,
                            const struct label_match *match)
{
    const struct image_label_node *node = match->node;
    const struct image_mark *const marks = &tally->lexica[match->lexicon]->marks[node->mark_at];
    for (uint32_t i = node->polar_count; i < node->mark_count; i++) {
        const struct image_mark *mark = &marks[i];
        if (mark->flags & tally->skipped) {
            continue;
        }
        if (i > node->polar_count) {
            tally->weights[label_sum(mark->about, mark->which)] += mark->weight;
        }
        if (tally->labeller->explain && mark->weight >= WEIGHT_TOLD) {
            tally_candidate(tally, w, match, mark, (double)mark->weight / WEIGHT_ONE);
        }
    }
}

/* What there is beyond the first weight of a match. */
void tally_match(struct tally *tally, const struct window *w, const struct label_match *match)
{
    if (match->layers & ~(uint32_t)POLAR_LAYERS) {
        weights_further(tally, w, match);
    }
    tally_visit(tally, tally->lexica[match->lexicon], match->node);
}
