#include "aspect/tally.h"

/* Where words lead from a node; 0 where they do not. */
static uint32_t step(const struct label_lexicon *l, uint32_t node, uint32_t word)
{
    return l->nodes[node].follow & label_follow(word)
               ? pair_find(l->edges, l->header->edges.count, label_edge_key(node, word))
               : 0;
}

/* The longest entries that begin at a unit, of the layers whose bits are set. */
struct found {
    uint32_t layers;
    struct {
        const struct image_label_node *node;
        uint32_t last;
    } of[LAYERS];
};

/* Units that the last match of a layer took. */
struct taken {
    uint32_t first, end; /* end 0: none yet */
};

/* One lexicon at work in a window. */
struct matcher {
    struct window *w;
    struct tally *tally;
    const struct label_lexicon *lexicon;
    const struct known_unit *known; /* to it */
    struct taken taken[LAYERS];     /* by phrases, or by words that may begin one */
    uint32_t free_from;             /* the first unit that none of them took */
    uint32_t others; /* matches of the lexicon before, which hide what they overlap */
    bool hides;      /* all its matches are kept: another lexicon comes behind */
};

static void found_take(struct found *found, const struct image_label_node *node, uint32_t last)
{
    for (enum label_layer layer = 0; node->layers >> layer; layer++) {
        bool known = found->layers >> layer & 1;
        if ((node->layers >> layer & 1) && (!known || last > found->of[layer].last)) {
            found->layers |= 1u << layer;
            found->of[layer].node = node;
            found->of[layer].last = last;
        }
    }
}

/* The known word that a phrase can go on with, NULL when there is none. */
static inline const struct word_view *next_word(const struct matcher *m, uint32_t known)
{
    const struct known_unit *here = &m->known[known], *next = here + 1;
    bool beside = (next->unit == here->unit + 1) & !unit_in(&m->w->apart, here->unit + 1);
    return beside ? &next->word : NULL;
}

/* Follows the known words from `first` on along the edges of `node`. */
static void walk(const struct matcher *m, uint32_t first, uint32_t node, struct found *found)
{
    const struct label_lexicon *l = m->lexicon;
    for (uint32_t last = first; node; last++) {
        const struct image_label_node *here = &l->nodes[node];
        found_take(found, here, m->known[last].unit);
        const struct word_view *word = here->follow ? next_word(m, last) : NULL;
        if (!word || last + 1 - first == LABEL_PHRASE_MAX) {
            return;
        }
        uint32_t further = step(l, node, word->exact);
        node = further ? further : step(l, node, word->stem);
    }
}

/* Of two that overlap the longer one has the say, or else the first. */
static bool gives_way(const struct label_match *match, uint32_t first, uint32_t last)
{
    return match->first <= last && match->last >= first &&
           (uint32_t)(match->last - match->first) <= last - first;
}

static bool is_hidden(const struct matcher *m, const struct label_match *match)
{
    for (uint32_t k = 0; k < m->others; k++) {
        if (gives_way(match, m->w->matches[k].first, m->w->matches[k].last)) {
            return true;
        }
    }
    return false;
}

static inline void list_add(struct match_list *list, uint32_t match, bool belongs)
{
    list->of[list->count] = (uint16_t)match;
    list->count += belongs;
}

/* One without layers is none. */
static inline void match_add(struct matcher *m, const struct label_match *match)
{
    struct window *w = m->w;
    uint32_t place = w->match_count, layers = match->layers;
    if (m->others && is_hidden(m, match)) {
        return;
    }
    bool polar = (layers & POLAR_LAYERS) && (match->node->flags & NODE_POLAR);
    bool grammar = (layers >> LAYER_NEEDS & 1) && (match->node->flags & NODE_GRAMMAR);
    w->matches[place] = *match;
    list_add(&w->polar, place, polar);
    list_add(&w->grammar, place, grammar);
    w->match_count += m->hides ? layers != 0 : polar | grammar;
    if (layers & ~(uint32_t)POLAR_LAYERS) {
        tally_weights(m->tally, w, match);
    }
    if (m->tally->visit && layers) {
        tally_visit(m->tally, match->lexicon, match->node);
    }
}

/* Takes the longest that begin at a unit, unless they give way to what was taken before. One entry
 * is one match, in however many layers it is. */
static void unit_take(struct matcher *m, uint32_t known)
{
    struct found found = {.layers = 0};
    struct label_match match = {.node = NULL};
    const uint32_t first = m->known[known].unit;
    walk(m, known, m->known[known].word.exact, &found);
    walk(m, known, m->known[known].word.stem, &found);
    for (enum label_layer layer = 0; found.layers >> layer; layer++) {
        struct taken *taken = &m->taken[layer];
        uint32_t end = found.of[layer].last + 1;
        bool longer = end - first > taken->end - taken->first;
        if (!(found.layers >> layer & 1) || (first < taken->end && !longer)) {
            continue;
        }
        *taken = (struct taken){first, end};
        m->free_from = end > m->free_from ? end : m->free_from;
        if (match.node && match.node != found.of[layer].node) {
            match_add(m, &match);
            match.layers = 0;
        }
        match = (struct label_match){m->lexicon, found.of[layer].node, (uint16_t)first,
                                     (uint16_t)found.of[layer].last, match.layers | 1u << layer};
    }
    if (match.node) {
        match_add(m, &match);
    }
}

/* Whether a phrase may go on from a known word: most words do not follow most others. */
static inline bool leads_on(const struct matcher *m, uint32_t known)
{
    const struct known_unit *here = &m->known[known], *next = here + 1;
    const struct image_label_node *nodes = m->lexicon->nodes;
    bool beside = (next->unit == here->unit + 1) & !unit_in(&m->w->apart, here->unit + 1);
    uint64_t follow = nodes[here->word.exact].follow | nodes[here->word.stem].follow;
    return beside &
           ((follow & (label_follow(next->word.exact) | label_follow(next->word.stem))) != 0);
}

/* Of the layers of an entry those in which its unit was not taken. */
static uint32_t layers_left(const struct matcher *m, uint32_t unit, uint32_t layers)
{
    for (enum label_layer layer = 0; layer < LAYERS; layer++) {
        layers &= ~((uint32_t)(unit < m->taken[layer].end) << layer);
    }
    return layers;
}

/* The same as unit_take of a word that begins no phrase, in one go for all its layers. */
static inline void word_take(struct matcher *m, struct known_unit known)
{
    uint32_t exact = -(uint32_t)((known.word.flags & WORD_EXACT) != 0); /* all bits, or none */
    const struct image_label_node *node =
        &m->lexicon->nodes[(known.word.exact & exact) | (known.word.stem & ~exact)];
    uint32_t unit = known.unit, layers = node->layers;
    match_add(m, &(struct label_match){
                     .lexicon = m->lexicon,
                     .node = node,
                     .first = (uint16_t)unit,
                     .last = (uint16_t)unit,
                     .layers = unit < m->free_from ? layers_left(m, unit, layers) : layers,
                 });
}

/* What nabz.yaml adds comes first, and hides what it overlaps. */
void matches_find(const struct word_reader *words, struct tally *tally, struct window *w)
{
    const unsigned both = WORD_EXACT | WORD_STEM;
    w->match_count = w->polar.count = w->grammar.count = 0;
    for (size_t k = 0; k < words->count; k++) {
        struct matcher m = {.w = w,
                            .tally = tally,
                            .lexicon = words->lexica[k],
                            .known = w->known[k],
                            .others = w->match_count,
                            .hides = k + 1 < words->count};
        for (uint32_t i = 0; i < w->known_count[k]; i++) {
            if (leads_on(&m, i) | ((m.known[i].word.flags & both) == both)) {
                unit_take(&m, i);
            } else {
                word_take(&m, m.known[i]);
            }
        }
    }
}
