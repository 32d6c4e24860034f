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

/* Returns the place of the next one: written whether the unit is known or not, and kept if so, as
 * that cannot be guessed. */
static inline struct known_unit *known_put(struct known_unit *known, uint32_t unit,
                                           struct word_view word)
{
    *known = (struct known_unit){word, unit};
    return known + ((word.exact | word.stem) != 0);
}

/* A unit of which more must be asked than its note. Returns how many tokens it is. */
static uint32_t unit_look(const struct window_reader *reader, struct window *w, uint32_t unit,
                          struct known_unit **known)
{
    struct word_view views[LABEL_LEXICA];
    uint32_t length = word_look(&reader->words, w->token[unit], views);
    *known = known_put(*known, unit, views[0]);
    if (reader->words.count > 1) {
        struct known_unit *shipped = &w->known[1][w->known_count[1]];
        w->known_count[1] = (uint32_t)(known_put(shipped, unit, views[1]) - w->known[1]);
    }
    return length;
}

uint32_t unit_end(const struct tokens *tokens, const struct window *window, uint32_t unit)
{
    uint32_t first = window->token[unit];
    const struct token *last = &tokens->list[first + verb_length(tokens, first) - 1];
    return last->at + last->n;
}

/* What every word of every text goes through: where it stands is held in registers. */
static void units_read(struct window_reader *reader, struct window *w)
{
    const struct tokens *tokens = reader->words.tokens;
    struct known_unit *known = w->known[0];
    uint32_t at = (uint32_t)reader->token, first = at, unit = 0, length;
    bool ended = false;
    for (; at < tokens->count; at += length) {
        const struct token *token = &tokens->list[at];
        length = 1;
        if (is_unit(token)) {
            first = unit ? first : at;
            uint32_t place = at - first;
            if (ended || unit == WINDOW_UNITS || place >= WINDOW_TOKENS) {
                break;
            }
            struct word_view view;
            w->token[unit] = at;
            w->unit_of[place] = w->unit_of[place + 1] = (uint8_t)unit;
            if (word_noted(&reader->words, token, &view)) {
                known = known_put(known, unit, view);
            } else {
                length = unit_look(reader, w, unit, &known);
            }
            unit++;
        } else if (token->kind == TOKEN_MARK) {
            ended = (unit && take_mark(w, token)) || ended; /* one at the beginning ends nothing */
            unit_put(&w->apart, unit);
        } else {
            reader->handle |= token->kind == TOKEN_HANDLE;
            reader->link |= token->kind == TOKEN_URL;
        }
    }
    reader->token = at;
    w->unit_count = unit;
    w->known_count[0] = (uint32_t)(known - w->known[0]);
}

/* ---- clauses and terms ---- */

static void clauses_number(struct window *w)
{
    struct unit_set opens = w->apart;
    for (uint32_t i = 0; i < w->grammar.count; i++) {
        const struct label_match *match = match_of(w, &w->grammar, i);
        if (match->node->flags & (NODE_JOINT | NODE_CONTRAST)) {
            unit_put(&opens, match->first);
        }
    }
    opens.bits[0] &= ~1ull; /* the first unit opens none but its own */
    uint8_t clause = 0;
    for (uint32_t i = 0; i < w->unit_count; i++) {
        clause = (uint8_t)(clause + unit_in(&opens, i));
        w->clause[i] = clause;
    }
    w->clause_count = clause + 1u;
}

static void clauses_describe(struct window *w)
{
    memset(w->named, 0, w->clause_count * sizeof w->named[0]);
    memset(w->opposed, false, w->clause_count);
    w->opposed[0] = w->opposed[w->clause_count] = true;
    for (uint32_t i = 0; i < w->grammar.count; i++) {
        const struct label_match *match = match_of(w, &w->grammar, i);
        w->opposed[w->clause[match->first]] |= (match->node->flags & NODE_CONTRAST) != 0;
    }
}

static void terms_find(struct window_reader *reader, struct window *w)
{
    const struct score *score = reader->score;
    const uint32_t from = w->token[0];
    size_t at = reader->term;
    while (at < score->term_count && score->terms[at].first < from) {
        at++; /* of a window without polarity */
    }
    for (; at < score->term_count && score->terms[at].first < reader->token; at++) {
        const struct term *term = &score->terms[at];
        bool within = term->last < reader->token; /* or else it goes on in the next window */
        w->terms[w->term_count++] = (struct window_term){
            .weight = term->weight,
            .first = w->unit_of[term->first - from],
            .last = (uint16_t)(within ? w->unit_of[term->last - from] : w->unit_count - 1),
            .written = !(term->flags & TERM_LEARNED),
            .negated = term->flags & TERM_NEGATED,
        };
    }
    reader->term = at;
}

static void terms_part(struct window *w)
{
    memset(w->term_at, 0, (w->clause_count + 1) * sizeof w->term_at[0]);
    for (uint32_t i = 0; i < w->term_count; i++) {
        w->term_at[w->clause[w->terms[i].first] + 1]++;
    }
    for (uint32_t clause = 0; clause < w->clause_count; clause++) {
        w->term_at[clause + 1] += w->term_at[clause];
    }
}

/* What a word that tells of its need itself says is not said of another. */
static void term_claim(struct window *w, const struct label_match *match)
{
    for (uint32_t k = 0; k < w->term_count && w->terms[k].first <= match->last; k++) {
        w->terms[k].claimed |= w->terms[k].last >= match->first;
    }
}

static void needs_claim(struct window *w)
{
    for (uint32_t i = 0; i < w->polar.count; i++) {
        const struct label_match *match = match_of(w, &w->polar, i);
        if (!(match->layers >> LAYER_NEEDS & 1)) {
            continue;
        }
        uint16_t *named = &w->named[w->clause[match->first]];
        *named = (uint16_t)(*named | match->node->named);
        if (match->node->told) {
            term_claim(w, match);
        }
    }
}

/* A heading with nothing or a mark behind it goes on over the short lines that follow it. */
static void list_follow(struct window_reader *reader, struct window *w)
{
    w->list = w->unit_count <= LIST_UNITS ? reader->list : 0;
    w->headed = false;
    reader->list = w->list;
    for (uint32_t i = 0; i < w->grammar.count; i++) {
        const struct label_match *match = match_of(w, &w->grammar, i);
        if (match->node->flags & (NODE_PROS | NODE_CONS)) {
            uint32_t next = match->last + 1u;
            bool heads = next == w->unit_count || unit_in(&w->apart, next);
            w->headed = true;
            reader->list = !heads ? 0 : match->node->flags & NODE_PROS ? 1 : -1;
        }
    }
}

static void window_clear(struct window *w)
{
    w->unit_count = w->term_count = w->known_count[0] = w->known_count[1] = 0;
    w->apart = (struct unit_set){{0}};
    w->question = w->exclamation = false;
}

bool window_read(struct window_reader *reader, struct tally *tally, struct window *w)
{
    window_clear(w);
    units_read(reader, w);
    if (w->unit_count == 0) {
        return false;
    }
    for (size_t k = 0; k < reader->words.count; k++) {
        w->known[k][w->known_count[k]] = (struct known_unit){.unit = UINT32_MAX};
    }
    matches_find(&reader->words, tally, w);
    list_follow(reader, w);
    if (w->polar.count) {
        clauses_number(w);
        clauses_describe(w);
        terms_find(reader, w);
        terms_part(w);
        needs_claim(w);
    }
    return true;
}
