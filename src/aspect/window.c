#include "aspect/window.h"

#include "sentiment/verb.h"

enum { LIST_UNITS = 8 }; /* words of an item of a list */

static bool is_unit(const struct token *token)
{
    const unsigned units =
        1u << TOKEN_WORD | 1u << TOKEN_NUMBER | 1u << TOKEN_EMOJI | 1u << TOKEN_SMILEY;
    return units >> token->kind & 1;
}

#define MARK_BIT(mark) (1ull << (mark))

/* True when the mark ends the sentence. One before its first word says nothing of it. */
static bool take_mark(struct window *w, uint32_t unit, const struct token *token)
{
    const uint64_t ends = MARK_BIT('.') | MARK_BIT('!') | MARK_BIT('?') | MARK_BIT('\n');
    unsigned char mark = token->folded.n ? (unsigned char)token->folded.p[0] : '.';
    unit_put(&w->apart, unit);
    w->words[0][unit].follow = 0; /* no phrase reaches over it */
    w->question |= unit && mark == '?';
    w->exclamation |= unit && mark == '!';
    return unit && mark < 64 && (ends >> mark & 1);
}

uint32_t unit_end(const struct tokens *tokens, const struct window *window, uint32_t unit)
{
    uint32_t first = window->token[unit];
    const struct token *last = &tokens->list[first + verb_length(tokens, first) - 1];
    return last->at + last->n;
}

/* What every word of every text goes through: where it stands is held in registers. Units of which
 * more must be asked than their note cannot be guessed; they are listed for units_look. Of those
 * only words as short as the prefixes of verbs can be two tokens. */
static void units_read(struct window_reader *reader, struct window *w)
{
    const struct word_reader words = reader->words;
    const uint32_t from = reader->token, left = (uint32_t)words.tokens->count - from;
    const uint32_t end = from + (left < WINDOW_TOKENS ? left : WINDOW_TOKENS);
    const struct token *token = &words.tokens->list[from];
    uint32_t at = from, unit = 0, asked = 0, most = WINDOW_UNITS, passed = 0;
    for (; at < end; at++, token++) {
        if (is_unit(token)) {
            if (unit >= most) {
                break;
            }
            struct word_view word = word_noted(&words, token);
            uint32_t ask = !word_is_done(&words, &word);
            w->token[unit] = at;
            w->asked[asked] = (uint8_t)unit;
            *word_of(w, 0, unit++) = word;
            asked += ask;
            if (ask & (token->folded.n <= VERB_PREFIX_MOST) & (token->flags / TOKEN_ARABIC)) {
                uint32_t more = verb_length(words.tokens, at) - 1;
                at += more;
                token += more;
            }
        } else {
            most = token->kind == TOKEN_MARK && take_mark(w, unit, token) ? unit : most;
            passed |= 1u << token->kind;
        }
    }
    w->from = from;
    w->unit_count = unit;
    w->asked_count = asked;
    reader->passed |= passed;
    reader->token = at;
}

static void units_look(const struct window_reader *reader, struct window *w)
{
    for (uint32_t i = 0; i < w->asked_count; i++) {
        uint32_t unit = w->asked[i];
        for (size_t k = 0; k < reader->words.count; k++) {
            struct word_view *word = word_of(w, k, unit);
            *word = word_look(&reader->words, k, w->token[unit]);
            word->follow = unit_in(&w->apart, unit + 1) ? 0 : word->follow;
        }
    }
}

/* ---- clauses and terms ---- */

/* Gives every unit its clause and its place by token, and clears what is told of clauses. */
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
        w->claimed[i] = false;
        w->named[clause] = 0;
        w->opposed[clause] = false;
        w->said[false].end[clause] = w->said[true].end[clause] = 0;
        uint8_t *unit_of = &w->unit_of[w->token[i] - w->from];
        unit_of[0] = unit_of[1] = (uint8_t)i;
    }
    w->clause_count = clause + 1u;
}

static void clauses_oppose(struct window *w)
{
    w->opposed[0] = w->opposed[w->clause_count] = true;
    for (uint32_t i = 0; i < w->grammar.count; i++) {
        const struct label_match *match = match_of(w, &w->grammar, i);
        w->opposed[w->clause[match->first]] |= (match->node->flags & NODE_CONTRAST) != 0;
    }
}

/* Notes which needs the clauses name, and the units of words that tell of a need themselves. */
static void needs_claim(struct window *w)
{
    for (uint32_t i = 0; i < w->polar.count; i++) {
        const struct label_match *match = match_of(w, &w->polar, i);
        if (!(match->layers >> LAYER_NEEDS & 1)) {
            continue;
        }
        uint16_t *named = &w->named[w->clause[match->first]];
        *named = (uint16_t)(*named | match->node->named);
        for (uint32_t unit = match->first; match->node->told && unit <= match->last; unit++) {
            w->claimed[unit] = true;
        }
    }
}

/* Most terms are one word or two. */
static bool is_claimed(const struct window *w, uint32_t first, uint32_t last)
{
    uint32_t claimed = (uint32_t)w->claimed[first] | (uint32_t)w->claimed[last];
    for (uint32_t unit = first + 1; unit < last; unit++) {
        claimed |= w->claimed[unit];
    }
    return claimed;
}

/* Takes the terms of the window, those before it having been of windows without polarity. Where
 * they end in their clauses is noted. */
static void terms_take(struct window_reader *reader, struct window *w)
{
    const struct score *score = reader->score;
    struct term_list *all = &w->said[false], *sure = &w->said[true];
    uint32_t count = 0, surely = 0;
    size_t at = reader->term;
    for (; at < score->term_count && score->terms[at].first < reader->token; at++) {
        const struct term *term = &score->terms[at];
        if (term->first < w->from) {
            continue;
        }
        bool within = term->last < reader->token; /* or else it goes on in the next window */
        uint8_t first = w->unit_of[term->first - w->from], clause = w->clause[first];
        uint8_t last = within ? w->unit_of[term->last - w->from] : (uint8_t)(w->unit_count - 1);
        uint32_t written = !(term->flags & TERM_LEARNED);
        w->terms[count] = (struct window_term){.weight = term->weight,
                                               .first = first,
                                               .last = last,
                                               .written = written,
                                               .negated = term->flags & TERM_NEGATED};
        all->of[count] = sure->of[surely] = (uint8_t)count;
        surely += written & !is_claimed(w, first, last);
        all->end[clause] = (uint8_t)++count;
        sure->end[clause] = (uint8_t)surely;
    }
    w->term_count = count;
    reader->term = at;
}

/* Clauses without terms end where those before them do. */
static void terms_part(struct window *w)
{
    uint8_t all = 0, sure = 0;
    for (uint32_t clause = 0; clause < w->clause_count; clause++) {
        uint8_t *end = &w->said[false].end[clause], *surely = &w->said[true].end[clause];
        *end = all = *end > all ? *end : all;
        *surely = sure = *surely > sure ? *surely : sure;
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

void window_read(struct window_reader *reader, struct tally *tally, struct window *w)
{
    w->apart = (struct unit_set){{0}};
    w->question = w->exclamation = false;
    units_read(reader, w);
    units_look(reader, w);
    *word_of(w, 0, w->unit_count) = *word_of(w, 1, w->unit_count) = (struct word_view){.exact = 0};
    matches_find(&reader->words, tally, w);
    list_follow(reader, w);
    if (w->polar.count) {
        clauses_number(w);
        clauses_oppose(w);
        needs_claim(w);
        terms_take(reader, w);
        terms_part(w);
    }
}
