#include "aspect/window.h"

#include "sentiment/verb.h"

enum { LIST_UNITS = 8 }; /* words of an item of a list */

static bool is_unit(const struct token *token)
{
    const unsigned units =
        1u << TOKEN_WORD | 1u << TOKEN_NUMBER | 1u << TOKEN_EMOJI | 1u << TOKEN_SMILEY;
    return units >> token->kind & 1;
}

/* True when the mark ends the sentence. */
static bool take_mark(struct window *w, const struct token *token)
{
    char mark = token->folded.n ? token->folded.p[0] : '.';
    w->question |= mark == '?';
    w->exclamation |= mark == '!';
    return mark == '.' || mark == '!' || mark == '?' || mark == '\n';
}

/* Written whether the unit is known or not, and counted if so: that cannot be guessed. */
static inline void known_add(struct window *w, size_t k, uint32_t unit, struct word_view word)
{
    w->known[k][w->known_count[k]] = (struct known_unit){word, unit};
    w->known_count[k] += (word.exact | word.stem) != 0;
}

/* Returns how many tokens the unit is. */
static inline uint32_t unit_look(struct window_reader *reader, struct window *w, uint32_t unit,
                                 const struct token *token)
{
    struct word_view views[LABEL_LEXICA];
    if (word_noted(&reader->words, token, &views[0])) {
        known_add(w, 0, unit, views[0]);
        return 1;
    }
    uint32_t length = word_look(&reader->words, (uint32_t)reader->token, views);
    for (size_t k = 0; k < reader->words.count; k++) {
        known_add(w, k, unit, views[k]);
    }
    return length;
}

uint32_t unit_end(const struct tokens *tokens, const struct window *window, uint32_t unit)
{
    uint32_t first = window->token[unit];
    const struct token *last = &tokens->list[first + verb_length(tokens, first) - 1];
    return last->at + last->n;
}

static void units_read(struct window_reader *reader, struct window *w)
{
    const struct tokens *tokens = reader->words.tokens;
    bool ended = false;
    uint32_t length;
    for (; reader->token < tokens->count; reader->token += length) {
        const struct token *token = &tokens->list[reader->token];
        length = 1;
        if (is_unit(token)) {
            if (ended || w->unit_count == WINDOW_UNITS) {
                return;
            }
            uint32_t unit = w->unit_count++;
            w->at[unit] = token->at;
            w->token[unit] = (uint32_t)reader->token;
            length = unit_look(reader, w, unit, token);
        } else if (token->kind == TOKEN_MARK) {
            ended = take_mark(w, token) || ended;
            unit_put(&w->apart, w->unit_count);
        } else {
            reader->handle |= token->kind == TOKEN_HANDLE;
            reader->link |= token->kind == TOKEN_URL;
        }
    }
}

/* ---- entries ---- */

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
    const struct label_lexicon *lexicon;
    const struct known_unit *known; /* to it */
    uint32_t known_count;
    struct taken taken[LAYERS];
    uint32_t others; /* matches of the lexicon before, which hide what they overlap */
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
    bool beside = known + 1 < m->known_count && next->unit == here->unit + 1 &&
                  !unit_in(&m->w->apart, next->unit);
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

static void match_add(struct matcher *m, const struct label_match *match)
{
    struct window *w = m->w;
    uint32_t flags = match->layers >> LAYER_POLAR & 1 ? match->node->flags : 0;
    if (m->others && is_hidden(m, match)) {
        return;
    }
    w->matches[w->match_count++] = *match;
    w->polar |= (flags & NODE_POLAR) != 0;
    if (flags & NODE_GRAMMAR) {
        w->grammar[w->grammar_count++] = *match;
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
    struct word_view word = m->known[known].word;
    const struct word_view *next = word.flags & WORD_LEADS ? next_word(m, known) : NULL;
    return next && (m->lexicon->nodes[word.exact].follow | m->lexicon->nodes[word.stem].follow) &
                       (label_follow(next->exact) | label_follow(next->stem));
}

/* The same as unit_take of a word that is an entry by itself, in one go for all its layers. */
static void word_take(struct matcher *m, uint32_t unit, const struct image_label_node *node)
{
    struct label_match match = {m->lexicon, node, (uint16_t)unit, (uint16_t)unit, 0};
    for (enum label_layer layer = 0; node->layers >> layer; layer++) {
        if ((node->layers >> layer & 1) && unit >= m->taken[layer].end) {
            m->taken[layer] = (struct taken){unit, unit + 1};
            match.layers |= 1u << layer;
        }
    }
    if (match.layers) {
        match_add(m, &match);
    }
}

/* What nabz.yaml adds comes first, and hides what it overlaps. */
static void matches_find(const struct window_reader *reader, struct window *w)
{
    for (size_t k = 0; k < reader->words.count; k++) {
        const struct label_lexicon *l = reader->words.lexica[k];
        struct matcher m = {w, l, w->known[k], w->known_count[k], {{0}}, w->match_count};
        for (uint32_t i = 0; i < m.known_count; i++) {
            struct word_view word = m.known[i].word;
            unsigned entries = word.flags & (WORD_EXACT | WORD_STEM);
            if (leads_on(&m, i) || entries == (WORD_EXACT | WORD_STEM)) {
                unit_take(&m, i);
            } else if (entries) {
                word_take(&m, m.known[i].unit,
                          &l->nodes[entries == WORD_EXACT ? word.exact : word.stem]);
            }
        }
    }
}

/* ---- clauses and terms ---- */

static void clauses_number(struct window *w)
{
    struct unit_set opens = w->apart, opposes = {{0}};
    for (uint32_t i = 0; i < w->grammar_count; i++) {
        const struct label_match *match = &w->grammar[i];
        if (match->node->flags & (NODE_JOINT | NODE_CONTRAST)) {
            unit_put(&opens, match->first);
        }
        if (match->node->flags & NODE_CONTRAST) {
            unit_put(&opposes, match->first);
        }
    }
    uint8_t clause = 0;
    w->opposed[0] = true;
    w->named[0] = 0;
    for (uint32_t i = 0; i < w->unit_count; i++) {
        if (i && unit_in(&opens, i)) {
            w->opposed[++clause] = unit_in(&opposes, i);
            w->named[clause] = 0;
        }
        w->clause[i] = clause;
    }
    w->clause_count = clause + 1u;
    w->opposed[w->clause_count] = true;
}

/* The unit that holds the byte `at`, from unit `from` on. */
static uint32_t unit_at(const struct window *w, uint32_t from, uint32_t at)
{
    while (from + 1 < w->unit_count && w->at[from + 1] <= at) {
        from++;
    }
    return from;
}

static void terms_find(struct window_reader *reader, struct window *w)
{
    const struct score *score = reader->score;
    const struct tokens *tokens = reader->words.tokens;
    uint32_t end = reader->token < tokens->count ? tokens->list[reader->token].at : UINT32_MAX;
    uint32_t unit = 0;
    size_t term = reader->term;
    while (term < score->term_count && score->terms[term].at < w->at[0]) {
        term++; /* of a window without polarity */
    }
    for (; term < score->term_count && score->terms[term].at < end; term++) {
        const struct term *t = &score->terms[term];
        unit = unit_at(w, unit, t->at);
        w->terms[w->term_count++] =
            (struct window_term){.weight = t->weight,
                                 .first = (uint16_t)unit,
                                 .last = (uint16_t)unit_at(w, unit, t->at + t->n - (t->n != 0)),
                                 .written = !(t->flags & TERM_LEARNED),
                                 .negated = t->flags & TERM_NEGATED};
    }
    reader->term = term;
}

static void terms_part(struct window *w)
{
    uint32_t term = 0;
    for (uint32_t clause = 0; clause < w->clause_count; clause++) {
        w->term_at[clause] = term;
        while (term < w->term_count && w->clause[w->terms[term].first] == clause) {
            term++;
        }
    }
    w->term_at[w->clause_count] = term;
}

/* What a word that tells of its need itself says is not said of another. */
static void term_claim(struct window *w, const struct label_match *match)
{
    for (uint32_t k = 0; k < w->term_count && w->terms[k].first <= match->last; k++) {
        if (w->terms[k].last >= match->first) {
            w->terms[k].claimed = true;
        }
    }
}

static void needs_claim(struct window *w)
{
    for (uint32_t i = 0; i < w->match_count; i++) {
        const struct label_match *match = &w->matches[i];
        if (match->layers >> LAYER_POLAR & 1) {
            uint16_t *named = &w->named[w->clause[match->first]];
            *named = (uint16_t)(*named | match->node->named);
            if (match->node->told) {
                term_claim(w, match);
            }
        }
    }
}

/* A heading with nothing or a mark behind it goes on over the short lines that follow it. */
static void list_follow(struct window_reader *reader, struct window *w)
{
    w->list = w->unit_count <= LIST_UNITS ? reader->list : 0;
    w->headed = false;
    reader->list = w->list;
    for (uint32_t i = 0; i < w->grammar_count; i++) {
        const struct label_match *match = &w->grammar[i];
        if (match->node->flags & (NODE_PROS | NODE_CONS)) {
            w->headed = true;
            bool heads = match->last + 1u == w->unit_count || unit_in(&w->apart, match->last + 1u);
            reader->list = !heads ? 0 : match->node->flags & NODE_PROS ? 1 : -1;
        }
    }
}

bool window_read(struct window_reader *reader, struct window *w)
{
    w->unit_count = w->match_count = w->grammar_count = w->term_count = 0;
    w->known_count[0] = w->known_count[1] = 0;
    w->apart = (struct unit_set){{0}};
    w->question = w->exclamation = w->polar = false;
    units_read(reader, w);
    if (w->unit_count == 0) {
        return false;
    }
    matches_find(reader, w);
    list_follow(reader, w);
    if (w->polar) {
        clauses_number(w);
        terms_find(reader, w);
        terms_part(w);
        needs_claim(w);
    }
    return true;
}
