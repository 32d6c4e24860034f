#include "aspect/tally.h"
#include "sentiment/verb.h"

enum { LIST_UNITS = 8 }; /* words of an item of a list */

static inline uint32_t is_unit(const struct token *token)
{
    const uint32_t units =
        1u << TOKEN_WORD | 1u << TOKEN_NUMBER | 1u << TOKEN_EMOJI | 1u << TOKEN_SMILEY;
    return units & 1u << token->kind;
}

/* How far units_read is: behind `at` tokens of the window and `unit` units. */
struct taking {
    size_t at, unit;
    size_t most; /* units: behind the end of a sentence only marks may follow */
    struct {
        size_t count; /* of those listed before the last unit */
        uint32_t follow;
    } listed[LABEL_LEXICA];
};

/* Lists the last unit if there is more to be known of it, of which the next one is this. Whether
 * there is cannot be guessed. */
static inline void unit_list(struct window *w, struct taking *t, size_t k, uint32_t own)
{
    w->listed[k][t->listed[k].count] = (uint8_t)t->unit;
    t->listed[k].count += (t->listed[k].follow & own) != 0;
}

static inline void unit_take(struct window *w, struct tally *tally, struct taking *t, size_t k,
                             const struct word_note *note)
{
    unit_list(w, t, k, note->view.own);
    t->listed[k].follow = note->view.follow;
    tally->weights[note->view.sum] += note->weight;
    *word_of(w, k, t->unit) = note->view;
}

/* True when the mark ends the sentence. One before its first word says nothing of it. */
static bool take_mark(struct window *w, struct taking *t, const struct token *token)
{
    const uint32_t unit = (uint32_t)t->unit;
    const uint64_t ends = MARK_BIT('.') | MARK_BIT('!') | MARK_BIT('?') | MARK_BIT('\n');
    unsigned char mark = token->folded.n ? (unsigned char)token->folded.p[0] : '.';
    uint64_t bit = unit && mark < 64 ? MARK_BIT(mark) : 0;
    unit_put(&w->apart, unit);
    for (size_t k = 0; k < LABEL_LEXICA; k++) { /* no phrase reaches over it */
        t->listed[k].follow &= WORD_LISTED;
        w->words[k][unit].follow &= WORD_LISTED;
    }
    w->marks |= bit;
    return bit & ends;
}

uint32_t unit_end(const struct tokens *tokens, const struct window *window, uint32_t unit)
{
    uint32_t first = unit_token(window, unit);
    const struct token *last = &tokens->list[first + verb_length(tokens, first) - 1];
    return last->at + last->n;
}

/* Takes words as long as the note says all there is to know: what is no unit has none. What every
 * word of every text goes through. */
static inline void units_take(const struct word_reader *words, struct tally *tally,
                              struct window *w, struct taking *out)
{
    struct taking t = *out;
    const uint8_t plain = words->plain;
    const struct word_note *const notes = words->near;
    const struct token *token = &words->tokens->list[w->from + t.at];
    for (; t.unit < t.most; t.unit++, t.at++, token++) {
        const struct word_note *note = &notes[token->word];
        if (!(note->view.flags & plain)) {
            break;
        }
        __builtin_prefetch(&notes[token[TOKENS_BEHIND].word]); /* notes lie anywhere */
        w->unit_of[t.at] = (uint8_t)t.unit;
        unit_take(w, tally, &t, 0, note);
    }
    *out = t;
}

/* Takes a unit of which more is to be known than the note of its first token, in all lexica. */
static void __attribute__((noinline))
take_closely(const struct word_reader *words, struct tally *tally, struct window *w,
             struct taking *t)
{
    const uint32_t at = w->from + (uint32_t)t->at;
    for (size_t k = 0; k < words->count; k++) {
        const struct word_note note = word_look(words, k, at);
        unit_take(w, tally, t, k, &note);
    }
    for (uint32_t left = verb_length(words->tokens, at); left; left--) {
        w->unit_of[t->at++] = (uint8_t)t->unit;
    }
    t->unit++;
}

static void units_read(struct window_reader *reader, struct tally *tally, struct window *w)
{
    const struct tokens *tokens = reader->words.tokens;
    const uint32_t left = (uint32_t)tokens->count - reader->token;
    const uint32_t end = left < WINDOW_TOKENS ? left : WINDOW_TOKENS;
    struct taking t = {.most = WINDOW_UNITS};
    w->from = reader->token;
    for (;;) {
        units_take(&reader->words, tally, w, &t);
        const struct token *token = &tokens->list[w->from + t.at];
        if (t.at >= end || (t.unit >= t.most && is_unit(token))) {
            break;
        }
        if (is_unit(token)) {
            if (!word_learn(&reader->words, w->from + (uint32_t)t.at)) {
                take_closely(&reader->words, tally, w, &t);
            }
            continue;
        }
        t.most = token->kind == TOKEN_MARK && take_mark(w, &t, token) ? t.unit : t.most;
        reader->passed |= 1u << token->kind;
        w->unit_of[t.at++] = NO_UNIT;
    }
    for (size_t k = 0; k < LABEL_LEXICA; k++) {
        unit_list(w, &t, k, WORD_LISTED);
        w->listed_count[k] = (uint32_t)t.listed[k].count;
        *word_of(w, k, t.unit) = (struct word_view){.exact = 0};
    }
    w->unit_count = (uint32_t)t.unit;
    w->token_count = (uint32_t)t.at;
    reader->token = w->from + (uint32_t)t.at;
}

/* ---- clauses and terms ---- */

/* From this unit on, unless another one follows. */
static inline void clause_open(struct window *w, uint32_t unit)
{
    w->clauses[w->clause_count] = (struct clause){0};
    memset(w->clause + unit, (int)w->clause_count++, w->unit_count - unit);
}

/* Gives every unit its clause, of which nothing is known yet. */
static void clauses_number(struct window *w)
{
    struct unit_set opens = w->apart;
    const uint32_t parts = w->grammar_flags & (NODE_JOINT | NODE_CONTRAST);
    for (uint32_t i = 0; parts && i < w->grammar.count; i++) {
        const struct label_match *match = &w->grammar.of[i];
        units_put(&opens, match->first, (match->node->flags & parts) != 0);
    }
    opens.bits[0] &= ~1ull;            /* the first unit opens none but its own */
    units_drop(&opens, w->unit_count); /* nor does a mark behind the last */
    w->clause_count = 0;
    clause_open(w, 0);
    for (uint32_t part = 0; part < sizeof opens / sizeof *opens.bits; part++) {
        for (uint64_t rest = opens.bits[part]; rest; rest &= rest - 1) {
            clause_open(w, part * 64 + (uint32_t)__builtin_ctzll(rest));
        }
    }
}

static void clauses_oppose(struct window *w)
{
    w->clauses[0].opposed = w->clauses[w->clause_count].opposed = 1;
    for (uint32_t i = 0; (w->grammar_flags & NODE_CONTRAST) && i < w->grammar.count; i++) {
        const struct label_match *match = &w->grammar.of[i];
        if (match->node->flags & NODE_CONTRAST) {
            w->clauses[w->clause[match->first]].opposed = 1;
        }
    }
}

/* Notes which needs the clauses name, and the units of words that tell of a need themselves: which
 * do cannot be guessed. */
static void needs_claim(struct window *w)
{
    for (uint32_t i = 0; i < w->polar.count; i++) {
        const struct label_match *match = &w->polar.of[i];
        const uint32_t counts = 0u - (match->layers >> LAYER_NEEDS & 1);
        const uint64_t told = 0u - (uint64_t)((match->node->told & counts) != 0);
        uint16_t *named = &w->clauses[w->clause[match->first]].named;
        *named = (uint16_t)(*named | (match->node->named & counts));
        units_put(&w->claimed, match->first, unit_bits(match->first, match->last) & told);
    }
}

static inline struct window_term term_of(const struct window *w, const struct term *term)
{
    uint32_t first = term->first - w->from, last = term->last - w->from;
    uint32_t unit_count = w->unit_count, end = w->token_count;
    return (struct window_term){
        .weight = term->weight,
        .flags = (uint16_t)term->flags,
        .first = w->unit_of[first],
        .last = last < end ? w->unit_of[last] : (uint8_t)(unit_count - 1), /* it goes on */
    };
}

/* Clauses without terms end where those before them do. */
static void terms_part(struct window *w, bool sure)
{
    uint16_t end = 0;
    for (uint32_t i = 0; i < w->clause_count; i++) {
        uint16_t *own = &w->clauses[i].end[sure];
        *own = end = *own > end ? *own : end;
    }
}

/* Lists what a person wrote: which terms that are cannot be guessed. */
static void terms_list(struct window_reader *reader)
{
    const struct score *score = reader->score;
    uint32_t count = 0;
    for (const struct term *term = score->terms, *end = term + score->term_count; term < end;
         term++) {
        reader->terms[count] = term;
        count += !(term->flags & TERM_LEARNED);
    }
    reader->written_end = count;
    reader->listed = true;
}

/* Takes what a person wrote in the window; what is before it was in windows without polarity. Where
 * it ends in its clauses is noted. */
static void terms_take(struct window_reader *reader, struct window *w)
{
    uint32_t count = 0, sure = 0;
    if (!reader->listed) {
        terms_list(reader);
    }
    for (; reader->written < reader->written_end; reader->written++) {
        const struct term *written = reader->terms[reader->written];
        if (written->first >= reader->token) {
            break;
        }
        if (written->first >= w->from) {
            const struct window_term term = term_of(w, written);
            w->written[count++] = w->said[true][sure] = term;
            sure += !(units_from(&w->claimed, term.first) & unit_bits(term.first, term.last));
            w->clauses[w->clause[term.first]].end[true] = (uint16_t)sure;
        }
    }
    w->written_count = count;
    w->score = reader->score;
    w->complete = false;
    terms_part(w, true);
}

void window_terms(struct window *w)
{
    uint32_t count = 0;
    const struct term *const end = w->score->terms + w->score->term_count;
    for (const struct term *term = w->score->terms; !w->complete && term < end; term++) {
        const uint32_t first = term->first - w->from;
        if (first >= w->token_count || w->unit_of[first] == NO_UNIT) {
            continue; /* of a mark: what is learned of it is of the text as a whole */
        }
        const struct window_term said = term_of(w, term);
        w->said[false][count++] = said;
        w->clauses[w->clause[said.first]].end[false] = (uint16_t)count;
    }
    if (!w->complete) {
        terms_part(w, false);
    }
    w->complete = true;
}

/* A heading with nothing or a mark behind it goes on over the short lines that follow it. */
static void list_follow(struct window_reader *reader, struct window *w)
{
    w->list = w->unit_count <= LIST_UNITS ? reader->list : 0;
    w->headed = false;
    reader->list = w->list;
    const uint32_t heading = w->grammar_flags & (NODE_PROS | NODE_CONS);
    for (uint32_t i = 0; heading && i < w->grammar.count; i++) {
        const struct label_match *match = &w->grammar.of[i];
        if (match->node->flags & heading) {
            uint32_t next = match->last + 1u;
            bool heads = next == w->unit_count || unit_in(&w->apart, next);
            w->headed = true;
            reader->list = !heads ? 0 : match->node->flags & NODE_PROS ? 1 : -1;
        }
    }
}

void window_reader_begin(struct window_reader *reader, const struct labeller *labeller,
                         const struct tokens *tokens, const struct score *score,
                         enum word_asked asked)
{
    reader->score = score;
    reader->token = reader->passed = reader->written = 0;
    reader->list = 0;
    reader->listed = false;
    word_reader_begin(&reader->words, labeller, tokens, score->language, asked);
}

void window_read(struct window_reader *reader, struct tally *tally, struct window *w)
{
    w->apart = (struct unit_set){{0}};
    w->marks = 0;
    units_read(reader, tally, w);
    matches_find(&reader->words, tally, w);
    list_follow(reader, w);
    if (w->polar.count) {
        w->claimed = (struct unit_set){{0}};
        clauses_number(w);
        clauses_oppose(w);
        needs_claim(w);
        terms_take(reader, w);
    }
}
