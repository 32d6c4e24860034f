/* The tokens of a stretch become units, and each is looked up as it comes: most are not known, or
 * no entry by themselves, and are done with. This is the loop that every word of every text goes
 * through: what is rare in it stands in functions of its own. */
#include "sentiment/reader.h"
#include "text/language.h"

static inline bool is_unit(const struct token *token)
{
    const unsigned units =
        1u << TOKEN_WORD | 1u << TOKEN_NUMBER | 1u << TOKEN_EMOJI | 1u << TOKEN_SMILEY;
    return units >> token->kind & 1;
}

/* ---- Notes on units ---- */

/* The note of a word that has none yet. */
static struct note *note_new(struct span_reader *reader, const struct token *token)
{
    struct note *note = token->word ? &reader->set.notes[token->word] : &reader->unkept[WORD_NOTE];
    note_make(&reader->set, token->folded, token->hash, token->flags & TOKEN_ARABIC, note);
    return note;
}

/* The note of two tokens that may be one word, a verb and its spaced prefix or what a ZWNJ parts
 * and the lexicon knows joined; the note of the first when they are two. */
static struct note *pair_note(struct span_reader *reader, const struct token *token,
                              struct note *first, uint32_t *length)
{
    struct note *pair =
        token->joined ? &reader->set.notes[token->joined] : &reader->unkept[UNIT_NOTE];
    bool arabic = token->flags & TOKEN_ARABIC;
    if (!token->joined || !pair->state) {
        struct str word = tokens_joined(reader->tokens, (size_t)(token - reader->tokens->list), 2);
        note_make(&reader->set, word, tokens_hash(word), arabic, pair);
    }
    bool joined = (token[1].flags & TOKEN_ZWNJ) && pair->place.exact;
    bool verb = (first->state & NOTE_PREFIX) && (token[1].flags & TOKEN_ARABIC);
    *length = joined || verb ? 2 : 1;
    return *length == 2 && arabic ? pair : first;
}

/* The Persian word that a Latin one stands for, with its stem, or else with the Latin one. */
static struct place finglish_place(struct place persian, uint32_t latin)
{
    return persian.stem ? persian : (struct place){persian.exact, latin};
}

/* What a Latin word is in a text that is not English: maybe the Persian word it stands for. */
static struct note *foreign_note(struct span_reader *reader, const struct token *token,
                                 struct note *note)
{
    size_t at = (size_t)(token - reader->tokens->list);
    if (language_of_token(reader->tokens, at, reader->language) != LANG_FA_LATN) {
        return note;
    }
    struct place persian = note_finglish(&reader->set, token, note);
    reader->unkept[UNIT_NOTE] = note_of_place(
        &reader->set, finglish_place(persian, note->place.exact), note->finglish_flags);
    reader->unkept[UNIT_NOTE].state |= reader->set.count > 1 ? NOTE_FURTHER : 0;
    return &reader->unkept[UNIT_NOTE];
}

/* The note of the unit that begins at a token which the next may be part of, or which may stand for
 * another word. */
static struct note *unit_note(struct span_reader *reader, const struct token *token,
                              struct note *note, uint32_t *length)
{
    if (((note->state & NOTE_PREFIX) && (token[1].flags & TOKEN_ARABIC)) ||
        (token[1].flags & TOKEN_ZWNJ)) {
        note = pair_note(reader, token, note, length);
    }
    return token->flags & reader->foreign ? foreign_note(reader, token, note) : note;
}

/* ---- Further lexicons ---- */

/* What the word of a unit is in a further lexicon. */
static struct place further_place(const struct span_reader *reader, const struct reading *r,
                                  struct unit *unit)
{
    const struct tokens *tokens = reader->tokens;
    const struct token *token = &tokens->list[unit->token];
    struct place place = {0};
    uint32_t flags = 0;
    if (token->flags & TOKEN_ARABIC) {
        struct str word = tokens_joined(tokens, unit->token, unit->tokens);
        place = place_find(r, word, tokens_hash(word), true, &flags);
    } else {
        place.exact = find_word(r->lexicon, token->hash);
        if ((token->flags & reader->foreign) &&
            language_of_token(tokens, unit->token, reader->language) == LANG_FA_LATN) {
            place = finglish_place(find_finglish(r, token, &flags), place.exact);
        }
    }
    unit->flags |= (uint8_t)flags;
    return place;
}

struct choice single_best(const struct span_reader *reader, uint8_t unit)
{
    struct choice best = {.first = unit};
    for (uint8_t i = 0; i < reader->count; i++) {
        struct place place = reader->places[i][unit];
        const struct choice choices[] = {{place.exact, unit, 1, i, false},
                                         {place.stem, unit, 1, i, true}};
        for (size_t k = 0; k < 2; k++) {
            if (has_entry(&reader->readings[i], choices[k].node) &&
                (best.length == 0 || gain_of(reader, choices[k]) > gain_of(reader, best))) {
                best = choices[k];
            }
        }
    }
    return best;
}

static bool is_single(const struct span_reader *reader, uint8_t unit)
{
    return (reader->span->units[unit].flags & UNIT_NEGATOR) || single_best(reader, unit).length;
}

static void start_add(struct span_reader *reader, struct start start)
{
    if (start.node) {
        reader->starts[reader->start_count++] = start;
    }
}

/* The ways a lexicon goes on from a unit to the next. A word as it is written goes before its stem.
 */
static void starts_find(struct span_reader *reader, uint8_t first, uint8_t reading)
{
    const struct lexicon *l = reader->readings[reading].lexicon;
    struct place from = reader->places[reading][first], to = reader->places[reading][first + 1];
    uint32_t node = find_edge(l, from.exact, to.exact);
    bool written = node;
    node = node || !to.stem ? node : find_edge(l, from.exact, to.stem);
    start_add(reader, (struct start){node, first, reading, false, written});
    if (from.stem) {
        node = find_edge(l, from.stem, to.exact);
        node = node || !to.stem ? node : find_edge(l, from.stem, to.stem);
        start_add(reader, (struct start){node, first, reading, true, false});
    }
}

/* What is known of the words in further lexicons. Then every unit is one to look at. */
static void further_read(struct span_reader *reader)
{
    struct span *span = reader->span;
    reader->count = reader->set.count;
    reader->start_count = reader->single_count = 0;
    for (uint8_t i = 0; i < span->unit_count; i++) {
        for (uint32_t k = 1; k < reader->count; k++) {
            reader->places[k][i] = further_place(reader, &reader->readings[k], &span->units[i]);
        }
        reader->singles[1 + reader->single_count] = i;
        reader->single_count += is_single(reader, i);
    }
    for (uint8_t i = 0; i + 1u < span->unit_count; i++) {
        for (uint8_t k = 0; k < reader->count && span->units[i].clause == span->units[i + 1].clause;
             k++) {
            starts_find(reader, i, k);
        }
    }
}

/* ---- The loop ---- */

/* How far the loop is: held in registers. */
struct taking {
    uint32_t at; /* the token */
    uint32_t count, singles;
    uint32_t most;       /* units: behind the end of a sentence only marks may follow */
    uint16_t clause;     /* the count of units where it began */
    struct place before; /* of the unit before in the clause */
    double learned;
};

/* No phrase reaches over a mark, but for a quotation mark. */
static inline void take_mark(struct span *span, const struct token *token, struct taking *t)
{
    char mark = token->folded.n ? token->folded.p[0] : '.';
    if (mark != '"') {
        t->clause = (uint16_t)t->count;
        t->before = (struct place){0};
    }
    span->exclamations += mark == '!';
    span->question |= mark == '?';
    t->most = mark == '.' || mark == '!' || mark == '?' || mark == '\n' ? t->count : t->most;
}

/* A unit that may be two tokens, or another word, or is known by its stem, or follows such a one.
 */
static struct taking take_closely(struct span_reader *reader, struct note *note, struct taking t)
{
    uint32_t length = 1;
    note = unit_note(reader, &reader->tokens->list[t.at], note, &length);
    reader->places[0][t.count] = note->place;
    reader->span->units[t.count] = (struct unit){t.at, t.clause, (uint8_t)length, note->unit_flags};
    reader->further |= note->state & NOTE_FURTHER;
    if (t.before.exact | t.before.stem) {
        starts_find(reader, (uint8_t)(t.count - 1), 0);
    }
    reader->singles[1 + t.singles] = (uint8_t)t.count;
    t.singles += is_single(reader, (uint8_t)t.count);
    t.learned += (double)note->learned;
    t.before = note->place;
    t.count++;
    t.at += length;
    return t;
}

/* Any other: nothing is known of it, or all there is to know is in the note. */
static inline void take_plainly(struct span_reader *reader, const struct note *note,
                                struct taking *t)
{
    const struct lexicon *l = reader->readings[0].lexicon;
    uint32_t from = t->before.exact, to = note->place.exact;
    reader->places[0][t->count] = note->place;
    reader->span->units[t->count] = (struct unit){t->at, t->clause, 1, 0};
    uint64_t edge = image_edge_hash(from, to);
    if (from && image_bit(l->edge_bitmap, edge)) {
        fetch(&l->edges[image_edge_at(edge) & (l->header->edges.count - 1)]);
        reader->starts[reader->start_count++] =
            (struct start){0, (uint8_t)(t->count - 1), 0, false, true};
    }
    reader->singles[1 + t->singles] = (uint8_t)t->count;
    t->singles += (note->state & NOTE_ENTRY) / NOTE_ENTRY;
    t->learned += (double)note->learned;
    t->before.exact = note->state & NOTE_LEADS ? to : 0;
    t->count++;
    t->at++;
}

double units_read(struct span_reader *reader)
{
    const uint32_t close = NOTE_PREFIX | NOTE_FURTHER | NOTE_STEM, foreign = reader->foreign;
    const struct token *const list = reader->tokens->list;
    const uint32_t end = (uint32_t)reader->tokens->count;
    struct note *const notes = reader->set.notes;
    struct taking t = {.at = (uint32_t)reader->at, .most = SPAN_UNITS};
    while (t.at < end) {
        const struct token *token = &list[t.at];
        if (token->kind == TOKEN_MARK) {
            take_mark(reader->span, token, &t);
            t.at++;
            continue;
        }
        if (t.count >= t.most) {
            break;
        }
        if (!is_unit(token)) {
            t.at++;
            continue;
        }
        struct note *note = &notes[token->word];
        note = note->state ? note : note_new(reader, token);
        if ((note->state & close) | (token[1].flags & TOKEN_ZWNJ) | (token->flags & foreign) |
            t.before.stem) {
            t = take_closely(reader, note, t);
        } else {
            take_plainly(reader, note, &t);
        }
    }
    reader->at = t.at;
    reader->single_count = t.singles;
    reader->span->unit_count = t.count;
    if (reader->further) {
        further_read(reader);
    }
    return t.learned;
}
