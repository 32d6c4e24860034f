#include "aspect/tally.h"

/* Where an edge leads, 0 where there is none. */
static uint32_t step(const struct label_lexicon *l, uint32_t node, uint32_t word)
{
    uint64_t key = label_edge_key(node, word);
    return label_may_step(l->steps, l->header->steps.count, key)
               ? pair_find(l->edges, l->header->edges.count, key)
               : 0;
}

/* Where a word leads from a node, as it is written or by its stem; 0 where it does not. */
static uint32_t edge_find(const struct label_lexicon *l, uint32_t node,
                          const struct word_view *word)
{
    uint32_t exact = word->exact ? step(l, node, word->exact) : 0;
    return exact || !word->stem ? exact : step(l, node, word->stem);
}

/* The entries that begin at a unit, shorter ones first. */
struct path {
    struct {
        const struct image_label_node *node;
        uint32_t last;
    } of[LABEL_PHRASE_MAX + 1];
    uint32_t count;
};

/* How far the longest that is left reaches: its last unit and one. */
static inline uint32_t path_reach(const struct path *path)
{
    return path->count ? path->of[path->count - 1].last + 1 : 0;
}

/* Units that the last match of a layer took. */
struct taken {
    uint32_t first, end; /* end 0: none yet */
};

/* One lexicon at work in a window. */
struct matcher {
    struct window *w;
    struct tally *tally;
    const struct label_lexicon *lexicon;
    struct word_view *words;    /* in it, by unit */
    struct taken taken[LAYERS]; /* by phrases, or by words that may begin one */
    uint32_t free_from;         /* the first unit that none of them took */
    uint32_t others;            /* matches of the lexicon before, which hide what they overlap */
    bool hides;                 /* all its matches are kept: another lexicon comes behind */
    bool plain;                 /* there is no other, and all weights count */
    uint8_t number;             /* of the lexicon */
};

/* Follows the words from unit `last` on along the edges of `node`. */
static void walk(const struct matcher *m, uint32_t last, uint32_t node, struct path *path)
{
    const struct label_lexicon *l = m->lexicon;
    uint32_t count = 0;
    for (uint32_t steps = 0; node && steps < LABEL_PHRASE_MAX; steps++, last++) {
        const struct image_label_node *here = &l->nodes[node];
        const struct word_view *next = &m->words[last + 1];
        path->of[count].node = here;
        path->of[count].last = last;
        count += here->layers != 0;
        if (!(here->follow & next->own) || unit_in(&m->w->apart, last + 1)) {
            break;
        }
        node = edge_find(l, node, next);
    }
    path->count = count;
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
        const struct label_match *other = &m->w->hiding.of[k];
        if (gives_way(match, other->first, other->last)) {
            return true;
        }
    }
    return false;
}

/* Which lists a match is of cannot be guessed: it is put where the next one goes, and counted if it
 * belongs there. */
static inline void match_put(struct match_list *list, struct label_match match, bool belongs)
{
    struct label_match *place = &list->of[list->count];
    place->node = match.node; /* in one piece it would be read before it is written */
    place->first = match.first;
    place->last = match.last;
    place->layers = match.layers;
    place->lexicon = match.lexicon;
    list->count += belongs;
}

/* Notes an entry of some layers, of which these of its flags and this weight count. */
static inline void match_add(struct matcher *m, struct label_match match, uint32_t flags,
                             int32_t weight)
{
    struct window *const w = m->w;
    const uint32_t grammar = flags & NODE_GRAMMAR;
    match_put(&w->polar, match, flags / NODE_POLAR & 1);
    match_put(&w->grammar, match, grammar != 0);
    w->grammar_flags |= grammar;
    m->tally->weights[match.node->sum] += weight;
    if (flags & m->tally->asked) {
        tally_match(m->tally, w, &match);
    }
}

/* What counts of an entry in some of its layers, nothing if there are none. */
static uint32_t flags_in(const struct image_label_node *node, uint32_t layers)
{
    const uint32_t polar = layers & POLAR_LAYERS ? 0 : NODE_POLAR;
    const uint32_t grammar = layers >> LAYER_NEEDS & 1 ? 0 : NODE_GRAMMAR;
    return layers ? node->flags & ~(polar | grammar) : 0;
}

static int32_t weight_in(const struct matcher *m, const struct image_label_node *node,
                         uint32_t layers)
{
    const bool weighs =
        (layers & ~(uint32_t)POLAR_LAYERS) && !(node->mark_flags & m->tally->skipped);
    return weighs ? node->weight : 0;
}

/* Notes an entry in the layers that are set. */
static void match_hear(struct matcher *m, struct label_match match)
{
    const struct image_label_node *node = match.node;
    if (m->plain && match.layers == node->layers) {
        match_add(m, match, node->flags, node->weight);
        return;
    }
    if (m->others && is_hidden(m, &match)) {
        return;
    }
    if (m->hides) {
        match_put(&m->w->hiding, match, match.layers != 0);
    }
    match_add(m, match, flags_in(node, match.layers), weight_in(m, node, match.layers));
}

/* Of the layers of an entry those in which nothing as long was taken that reaches to its first
 * unit. */
static uint32_t layers_left(const struct matcher *m, uint32_t first, uint32_t last, uint32_t layers)
{
    for (uint32_t rest = layers; rest; rest &= rest - 1) {
        enum label_layer layer = (enum label_layer)__builtin_ctz(rest);
        const struct taken *taken = &m->taken[layer];
        bool shorter = last + 1 - first <= taken->end - taken->first;
        layers &= ~((uint32_t)(first < taken->end && shorter) << layer);
    }
    return layers;
}

/* What a word was noted to weigh by itself does not count in layers in which a phrase has it. */
static inline void weight_take_back(struct matcher *m, uint32_t unit, uint32_t layers)
{
    struct word_view *word = &m->words[unit];
    const struct image_label_node *node = &m->lexicon->nodes[word_says(word)];
    if ((word->flags & WORD_WEIGHED) && (node->layers & layers)) {
        m->tally->weights[node->sum] -= node->weight;
        word->flags &= (uint8_t)~WORD_WEIGHED;
    }
}

/* Takes an entry in the layers that are set. */
static void entry_take(struct matcher *m, const struct image_label_node *node, uint32_t first,
                       uint32_t last, uint32_t layers)
{
    layers = first < m->free_from ? layers_left(m, first, last, layers) : layers;
    for (uint32_t unit = first + 1; unit <= last; unit++) {
        weight_take_back(m, unit, layers);
    }
    for (uint32_t rest = layers; rest; rest &= rest - 1) {
        m->taken[__builtin_ctz(rest)] = (struct taken){first, last + 1};
    }
    m->free_from = layers && last >= m->free_from ? last + 1 : m->free_from;
    match_hear(
        m, (struct label_match){node, (uint8_t)first, (uint8_t)last, (uint8_t)layers, m->number});
}

/* Takes the longest that begin at a unit, one in each layer, as it is written before by its stem,
 * unless they give way to what was taken before. One entry is one match, in however many layers it
 * is. */
static void unit_take(struct matcher *m, uint32_t unit)
{
    struct path exact, stem;
    uint32_t layers = ALL_LAYERS;
    exact.count = stem.count = 0;
    weight_take_back(m, unit, ALL_LAYERS);
    if (m->words[unit].exact) {
        walk(m, unit, m->words[unit].exact, &exact);
    }
    if (m->words[unit].stem) {
        walk(m, unit, m->words[unit].stem, &stem);
    }
    while (layers && (exact.count | stem.count)) {
        bool by_stem = path_reach(&stem) > path_reach(&exact);
        struct path *longer = by_stem ? &stem : &exact;
        const struct image_label_node *node = longer->of[--longer->count].node;
        entry_take(m, node, unit, longer->of[longer->count].last, layers & node->layers);
        layers &= ~(uint32_t)node->layers;
    }
}

/* Takes a word that begins no phrase and is one entry: it bars nothing behind it. */
static inline void word_take(struct matcher *m, uint32_t unit)
{
    const struct image_label_node *node = &m->lexicon->nodes[word_says(&m->words[unit])];
    struct label_match match = {node, (uint8_t)unit, (uint8_t)unit, node->layers, m->number};
    if (m->plain & (unit >= m->free_from)) {
        match_add(m, match, node->flags, node->weight);
        return;
    }
    match.layers = (uint8_t)layers_left(m, unit, unit, node->layers);
    match_hear(m, match);
}

/* 1 where an edge may be, for whose line it asks; 0 where none is. */
static inline uint32_t may_step(const struct label_lexicon *l, uint32_t node, uint32_t word)
{
    uint64_t key = label_edge_key(node, word);
    uint32_t may = label_may_step(l->steps, l->header->steps.count, key);
    if (may) {
        __builtin_prefetch(pair_slot(l->edges, l->header->edges.count, key));
    }
    return may;
}

/* Whether an edge may lead on from a word to the next: none leaves node 0 or goes on with it. */
static inline bool may_lead(const struct label_lexicon *l, const struct word_view *word,
                            const struct word_view *next)
{
    return may_step(l, word->exact, next->exact) |
           ((word->stem | next->stem) &&
            (may_step(l, word->exact, next->stem) | may_step(l, word->stem, next->exact) |
             may_step(l, word->stem, next->stem)));
}

/* Takes what a lexicon has of the units that are listed in it. */
static void listed_take(struct matcher *m, const uint8_t *behind, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct word_view *next = &m->words[behind[i]], *word = next - 1;
        const uint32_t follows = word->follow & next->own & ~WORD_LISTED;
        if ((word->flags & WORD_SAYS) == WORD_SAYS ||
            (follows && may_lead(m->lexicon, word, next))) {
            unit_take(m, behind[i] - 1u);
        } else if (word->follow & WORD_LISTED) {
            word_take(m, behind[i] - 1u);
        }
    }
}

/* What nabz.yaml adds comes first, and hides what it overlaps. */
void matches_find(const struct word_reader *words, struct tally *tally, struct window *w)
{
    w->polar.count = w->grammar.count = w->hiding.count = w->grammar_flags = 0;
    for (size_t k = 0; k < words->count; k++) {
        struct matcher m = {.w = w,
                            .tally = tally,
                            .lexicon = words->lexica[k],
                            .words = word_of(w, k, 0),
                            .others = w->hiding.count,
                            .hides = k + 1 < words->count,
                            .plain = words->count == 1 && !tally->skipped,
                            .number = (uint8_t)k};
        listed_take(&m, w->listed[k], w->listed_count[k]);
    }
}
