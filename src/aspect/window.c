#include "aspect/window.h"

#include "sentiment/verb.h"
#include "text/finglish.h"
#include "text/language.h"

enum { LIST_UNITS = 8 }; /* words of an item of a list */

/* What a unit is in one lexicon: as it is written, and by its stem or as a number. */
struct word_ids {
    uint32_t exact, stem;
};

static bool is_unit(const struct token *token)
{
    return token->kind == TOKEN_WORD || token->kind == TOKEN_NUMBER || token->kind == TOKEN_EMOJI ||
           token->kind == TOKEN_SMILEY;
}

/* True when the mark ends the sentence. */
static bool take_mark(struct window *w, const struct token *token)
{
    char mark = token->folded.n ? token->folded.p[0] : '.';
    w->question |= mark == '?';
    w->exclamation |= mark == '!';
    return mark == '.' || mark == '!' || mark == '?' || mark == '\n';
}

static void units_read(struct window_reader *reader, struct window *w)
{
    const struct tokens *tokens = reader->tokens;
    bool apart = false, ended = false;
    uint32_t length;
    for (; reader->token < tokens->count; reader->token += length) {
        const struct token *token = &tokens->list[reader->token];
        length = 1;
        if (token->kind == TOKEN_MARK) {
            ended = take_mark(w, token) || ended;
            apart = true;
        } else if (is_unit(token)) {
            if (ended || w->unit_count == WINDOW_UNITS) {
                return;
            }
            length = verb_length(tokens, reader->token);
            w->units[w->unit_count++] =
                (struct label_unit){(uint32_t)reader->token, length, 0, apart};
            apart = false;
        }
    }
}

/* ---- words ---- */

static uint32_t word_find(const struct label_lexicon *l, uint64_t hash)
{
    return label_filter_bit(l->filter, hash) ? slot_find(l->words, l->header->words.count, hash)
                                             : 0;
}

static bool ends_so(const struct label_lexicon *l, const struct image_ending *e, struct str word,
                    uint64_t tail)
{
    return (tail & e->mask) == e->tail && word.n >= (size_t)e->text_n + e->stem_least &&
           (e->text_n <= sizeof tail ||
            memcmp(word.p + word.n - e->text_n, l->text + e->text_at, e->text_n) == 0);
}

static bool is_entry(const struct label_lexicon *l, uint32_t node)
{
    return l->nodes[node].flags & NODE_ENTRY; /* of the root: none */
}

/* The word without one ending, an entry if it can be, 0 when none leaves a word that is known;
 * *outer becomes the longest ending it has. */
static uint32_t without_ending(const struct label_lexicon *l, struct str word, uint32_t *outer)
{
    unsigned char last = (unsigned char)word.p[word.n - 1];
    uint64_t tail = label_tail(word);
    uint32_t known = 0;
    for (uint32_t i = l->ending_end[last]; i < l->ending_end[last + 1]; i++) {
        const struct image_ending *e = &l->endings[i];
        if (ends_so(l, e, word, tail)) {
            uint32_t node = word_find(l, token_hash(str_slice(word, 0, word.n - e->text_n)));
            if (is_entry(l, node)) {
                return node;
            }
            known = known ? known : node;
            *outer = *outer ? *outer : e->text_n;
        }
    }
    return known;
}

/* Without one ending, or without the two outermost ("prices-its"). */
static uint32_t stem_find(const struct label_lexicon *l, struct str word)
{
    uint32_t outer = 0, inner = 0;
    if (!label_filter_bit(l->heads, label_head(word))) {
        return 0;
    }
    uint32_t node = without_ending(l, word, &outer), deeper = 0;
    if (outer && !is_entry(l, node)) {
        deeper = without_ending(l, str_slice(word, 0, word.n - outer), &inner);
    }
    return deeper && (!node || is_entry(l, deeper)) ? deeper : node;
}

static uint32_t finglish_find(const struct label_lexicon *l, const struct token *token)
{
    uint64_t keys[FINGLISH_KEYS];
    size_t count = finglish_keys_latin(token->folded, keys);
    uint32_t node = 0;
    for (size_t i = 0; i < count && !node; i++) {
        node = pair_find(l->finglish, l->header->finglish.count, keys[i]);
    }
    return node;
}

static struct word_ids word_ids(const struct window_reader *reader, const struct label_lexicon *l,
                                const struct label_unit *unit)
{
    const struct token *token = &reader->tokens->list[unit->token];
    struct str word = token->folded;
    uint64_t hash = token->hash;
    if (unit->tokens > 1) {
        word = tokens_joined(reader->tokens, unit->token, unit->tokens);
        hash = token_hash(word);
    }
    struct word_ids ids = {.exact = word_find(l, hash)};
    uint16_t flags = l->nodes[ids.exact].flags; /* of the root: none */
    if (token->kind == TOKEN_NUMBER || (flags & NODE_NUMBER)) {
        ids.stem = l->header->zero;
    } else if (!(flags & NODE_ENTRY)) {
        enum language whole = reader->score->language;
        if ((token->flags & TOKEN_LATIN) && whole != LANG_EN &&
            language_of_token(reader->tokens, unit->token, whole) == LANG_FA_LATN) {
            ids.stem = finglish_find(l, token);
        } else if (token->kind == TOKEN_WORD) {
            ids.stem = stem_find(l, word);
        }
    }
    return ids;
}

/* ---- entries ---- */

static uint32_t edge_find(const struct label_lexicon *l, uint32_t from, uint32_t word)
{
    return word ? pair_find(l->edges, l->header->edges.count, label_edge_key(from, word)) : 0;
}

/* Bits of the layers that an entry is in. One that says nothing hides in both that people wrote. */
static uint32_t layers_of(const struct image_label_node *node)
{
    enum { WRITTEN = 1 << LAYER_POLAR | 1 << LAYER_WEIGHED };
    uint32_t layers = (node->flags & (NODE_POLAR | NODE_GRAMMAR) ? 1u << LAYER_POLAR : 0) |
                      (node->flags & NODE_WEIGHED ? 1u << LAYER_WEIGHED : 0);
    return node->flags & NODE_LEARNED ? 1u << LAYER_LEARNED : layers ? layers : WRITTEN;
}

/* The longest entry of each layer that begins at a unit; node NULL: none. */
struct found {
    const struct image_label_node *node;
    uint32_t last;
};

/* Units that the last match of a layer took. */
struct taken {
    uint32_t first, end; /* end 0: none yet */
};

/* Follows the words from unit `first` along the edges of `node`. */
static void walk(const struct window *w, const struct label_lexicon *l, const struct word_ids *ids,
                 uint32_t first, uint32_t node, struct found found[LAYERS])
{
    for (uint32_t last = first; node; last++) {
        const struct image_label_node *here = &l->nodes[node];
        if (here->flags & NODE_ENTRY) {
            uint32_t layers = layers_of(here);
            for (enum label_layer layer = 0; layers >> layer; layer++) {
                struct found *longest = &found[layer];
                if ((layers >> layer & 1) && (!longest->node || last > longest->last)) {
                    *longest = (struct found){here, last};
                }
            }
        }
        uint32_t next = last + 1;
        if (!(here->flags & NODE_LEADS) || next == w->unit_count || w->units[next].apart ||
            next - first == LABEL_PHRASE_MAX) {
            return;
        }
        uint32_t step = edge_find(l, node, ids[next].exact);
        node = step ? step : edge_find(l, node, ids[next].stem);
    }
}

/* Of two that overlap the longer one has the say, or else the first. */
static bool gives_way(const struct label_match *match, uint32_t first, uint32_t last)
{
    return match->first <= last && match->last >= first &&
           (uint32_t)(match->last - match->first) <= last - first;
}

static bool is_hidden(const struct window *w, const struct label_match *match, uint32_t others)
{
    for (uint32_t k = 0; k < others; k++) {
        if (gives_way(match, w->matches[k].first, w->matches[k].last)) {
            return true;
        }
    }
    return false;
}

static void match_add(struct window *w, const struct label_lexicon *l, uint32_t first,
                      const struct found *found, enum label_layer layer, uint32_t others)
{
    struct label_match *match = &w->matches[w->match_count], *same = match - 1;
    *match =
        (struct label_match){l, found->node, (uint16_t)first, (uint16_t)found->last, 1u << layer};
    if (others && is_hidden(w, match, others)) {
        return;
    }
    if (w->match_count && same->node == match->node && same->first == first) {
        same->layers |= match->layers;
    } else {
        w->match_count++;
    }
    w->polar |= layer == LAYER_POLAR && (found->node->flags & NODE_POLAR);
    if (layer == LAYER_POLAR && (found->node->flags & NODE_GRAMMAR)) {
        w->grammar[w->grammar_count++] = *match;
    }
}

/* Takes what begins at a unit, unless it gives way to what was taken before. */
static void unit_take(struct window *w, const struct label_lexicon *l, const struct word_ids *ids,
                      uint32_t first, struct taken taken[LAYERS], uint32_t others)
{
    struct found found[LAYERS] = {{.node = NULL}};
    walk(w, l, ids, first, ids[first].exact, found);
    if (ids[first].stem) {
        walk(w, l, ids, first, ids[first].stem, found);
    }
    for (enum label_layer layer = 0; layer < LAYERS; layer++) {
        uint32_t length = found[layer].last - first + 1;
        bool longer = length > taken[layer].end - taken[layer].first;
        if (found[layer].node && (first >= taken[layer].end || longer)) {
            taken[layer] = (struct taken){first, found[layer].last + 1};
            match_add(w, l, first, &found[layer], layer, others);
        }
    }
}

/* What nabz.yaml adds comes first, and hides what it overlaps. */
static void matches_add(const struct window_reader *reader, const struct label_lexicon *l,
                        struct window *w)
{
    struct word_ids ids[WINDOW_UNITS];
    struct taken taken[LAYERS] = {{0, 0}};
    uint32_t others = w->match_count;
    for (uint32_t i = 0; i < w->unit_count; i++) {
        ids[i] = word_ids(reader, l, &w->units[i]);
    }
    for (uint32_t i = 0; i < w->unit_count; i++) {
        if (ids[i].exact | ids[i].stem) {
            unit_take(w, l, ids, i, taken, others);
        }
    }
}

/* ---- clauses and terms ---- */

static void clauses_number(struct window *w)
{
    bool opens[WINDOW_UNITS] = {false}, opposes[WINDOW_UNITS] = {false};
    for (uint32_t i = 0; i < w->grammar_count; i++) {
        const struct label_match *match = &w->grammar[i];
        opens[match->first] |= (match->node->flags & (NODE_JOINT | NODE_CONTRAST)) != 0;
        opposes[match->first] |= (match->node->flags & NODE_CONTRAST) != 0;
    }
    uint16_t clause = 0;
    w->opposed[0] = true;
    for (uint32_t i = 0; i < w->unit_count; i++) {
        if (i && (w->units[i].apart || opens[i])) {
            w->opposed[++clause] = opposes[i];
        }
        w->units[i].clause = clause;
    }
    w->clause_count = clause + 1u;
    w->opposed[w->clause_count] = true;
}

/* The unit that holds the byte `at`, from unit `from` on. */
static uint32_t unit_at(const struct window_reader *reader, const struct window *w, uint32_t from,
                        uint32_t at)
{
    while (from + 1 < w->unit_count && reader->tokens->list[w->units[from + 1].token].at <= at) {
        from++;
    }
    return from;
}

static void terms_find(struct window_reader *reader, struct window *w)
{
    const struct score *score = reader->score;
    uint32_t end =
        reader->token < reader->tokens->count ? reader->tokens->list[reader->token].at : UINT32_MAX;
    uint32_t unit = 0, begin = reader->tokens->list[w->units[0].token].at;
    while (reader->term < score->term_count && score->terms[reader->term].at < begin) {
        reader->term++; /* of a window without polarity */
    }
    for (; reader->term < score->term_count && score->terms[reader->term].at < end;
         reader->term++) {
        const struct term *term = &score->terms[reader->term];
        unit = unit_at(reader, w, unit, term->at);
        w->terms[w->term_count++] = (struct window_term){
            term, unit, unit_at(reader, w, unit, term->at + (term->n ? term->n - 1 : 0)), 0};
    }
}

/* What a word that tells of its need itself says is not said of another. */
static void terms_claim(struct window *w)
{
    for (uint32_t i = 0; i < w->match_count; i++) {
        const struct label_match *match = &w->matches[i];
        bool tells = match->node->told && (match->layers >> LAYER_POLAR & 1);
        for (uint32_t k = 0; tells && k < w->term_count; k++) {
            struct window_term *term = &w->terms[k];
            if (term->first <= match->last && term->last >= match->first) {
                term->needs |= match->node->told;
            }
        }
    }
}

/* A heading with nothing or a mark behind it goes on over the short lines that follow it. */
static void list_follow(struct window_reader *reader, struct window *w)
{
    w->list = w->unit_count <= LIST_UNITS ? reader->list : 0;
    reader->list = w->list;
    for (uint32_t i = 0; i < w->grammar_count; i++) {
        const struct label_match *match = &w->grammar[i];
        if (match->node->flags & (NODE_PROS | NODE_CONS)) {
            bool heads = match->last + 1u == w->unit_count || w->units[match->last + 1].apart;
            reader->list = !heads ? 0 : match->node->flags & NODE_PROS ? 1 : -1;
        }
    }
}

bool window_read(struct window_reader *reader, struct window *w)
{
    w->unit_count = w->match_count = w->grammar_count = w->term_count = 0;
    w->question = w->exclamation = w->polar = false;
    units_read(reader, w);
    if (w->unit_count == 0) {
        return false;
    }
    if (reader->labeller->own) {
        matches_add(reader, reader->labeller->own, w);
    }
    matches_add(reader, reader->labeller->shipped, w);
    list_follow(reader, w);
    if (w->polar) {
        clauses_number(w);
        terms_find(reader, w);
        terms_claim(w);
    }
    return true;
}
