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
    struct note *note =
        token->word ? note_of(&reader->set, token->word) : &reader->unkept[WORD_NOTE];
    note_make(&reader->set, token->folded, token->flags & TOKEN_ARABIC, note);
    return note;
}

/* The note of two tokens that may be one word, a verb and its spaced prefix or what a ZWNJ parts
 * and the lexicon knows joined; the note of the first when they are two. */
static struct note *pair_note(struct span_reader *reader, const struct token *token,
                              struct note *first, uint32_t *length)
{
    size_t at = (size_t)(token - reader->tokens->list);
    uint32_t word = tokens_joined_word(reader->tokens, at);
    struct note *pair = word ? note_of(&reader->set, word) : &reader->unkept[UNIT_NOTE];
    bool arabic = token->flags & TOKEN_ARABIC;
    if (!word || !pair->state) {
        note_make(&reader->set, tokens_joined(reader->tokens, at, 2), arabic, pair);
    }
    bool joined = (token[1].flags & TOKEN_ZWNJ) && pair->place.exact;
    bool verb = (first->state & NOTE_PREFIX) && (token[1].flags & TOKEN_ARABIC);
    *length = joined || verb ? 2 : 1;
    return *length == 2 && arabic ? pair : first;
}

/* The Persian word that a Latin one stands for, looked for when it was not before. */
static struct found finglish_found(const struct reading_set *set, const struct token *token)
{
    struct finglish_note *note = set->finglish && token->word ? &set->finglish[token->word] : NULL;
    if (!note) {
        return find_finglish(&set->readings[0], token);
    }
    if (!note->made) {
        *note = (struct finglish_note){find_finglish(&set->readings[0], token), true};
    }
    return note->found;
}

/* That word with its stem, or else with the Latin one. */
static struct found finglish_or(struct found persian, uint32_t latin)
{
    persian.place.stem = persian.place.stem ? persian.place.stem : latin;
    return persian;
}

/* What a Latin word is in a text that is not English: maybe the Persian word it stands for. */
static struct note *foreign_note(struct span_reader *reader, const struct token *token,
                                 struct note *note)
{
    size_t at = (size_t)(token - reader->tokens->list);
    if (language_of_token(reader->tokens, at, reader->language) != LANG_FA_LATN) {
        return note;
    }
    struct note *persian = &reader->unkept[UNIT_NOTE];
    struct found found = finglish_found(&reader->set, token);
    note_fill(&reader->set, finglish_or(found, note->place.exact), persian);
    persian->state |= reader->set.count > 1 ? NOTE_FURTHER : 0;
    return persian;
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
static struct found further_found(const struct span_reader *reader, const struct reading *r,
                                  const struct unit *unit)
{
    const struct tokens *tokens = reader->tokens;
    const struct token *token = &tokens->list[unit->token];
    if (token->flags & TOKEN_ARABIC) {
        return find_place(r, tokens_joined(tokens, unit->token, unit->tokens), true);
    }
    struct found found = find_place(r, token->folded, false);
    return (token->flags & reader->foreign) &&
                   language_of_token(tokens, unit->token, reader->language) == LANG_FA_LATN
               ? finglish_or(find_finglish(r, token), found.place.exact)
               : found;
}

/* The better of two for one unit; of equals the first. */
static inline struct choice better(const struct span_reader *reader, struct choice best,
                                   struct choice other)
{
    bool laid = has_entry(&reader->readings[other.reading], other.node);
    return laid && (!best.length || gain_of(reader, other) > gain_of(reader, best)) ? other : best;
}

struct choice single_best(const struct span_reader *reader, uint8_t unit)
{
    struct choice best = {.first = unit};
    for (uint8_t i = 0; i < reader->count; i++) {
        struct place place = place_of(reader, i, unit);
        best = better(reader, best, (struct choice){place.exact, unit, 1, i, false});
        if (place.stem) {
            best = better(reader, best, (struct choice){place.stem, unit, 1, i, true});
        }
    }
    return best;
}

/* Adds a unit that is an entry of some lexicon, or a negator. */
static size_t single_take(struct span_reader *reader, uint8_t unit, size_t singles)
{
    struct choice best = single_best(reader, unit);
    bool simple = best.length && reader->count == 1;
    uint32_t entry = simple ? reader->readings[0].lexicon->nodes[best.node].entry : 0;
    reader->singles[singles] = (struct single){entry, unit};
    return singles + (best.length || (reader->span->units[unit].flags & UNIT_NEGATOR));
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
    struct place from = place_of(reader, reading, first);
    struct place to = place_of(reader, reading, first + 1u);
    uint32_t node = find_next(l, from.exact, to.exact);
    bool written = node;
    node = node || !to.stem ? node : find_next(l, from.exact, to.stem);
    start_add(reader, (struct start){node, first, reading, false, written});
    if (from.stem) {
        node = find_next(l, from.stem, to.exact);
        node = node || !to.stem ? node : find_next(l, from.stem, to.stem);
        start_add(reader, (struct start){node, first, reading, true, false});
    }
}

/* What is known of the words in further lexicons. Then every unit is one to look at. */
static void further_read(struct span_reader *reader)
{
    struct span *span = reader->span;
    reader->count = reader->set.count;
    reader->pair_count = reader->start_count = reader->single_count = 0;
    for (uint8_t i = 0; i < span->unit_count; i++) {
        for (uint32_t k = 1; k < reader->count; k++) {
            struct found found = further_found(reader, &reader->readings[k], &span->units[i]);
            reader->places[k - 1][i] = found.place;
            span->units[i].flags |= (uint8_t)found.flags;
        }
        reader->single_count = (uint32_t)single_take(reader, i, reader->single_count);
    }
    for (uint8_t i = 0; i + 1u < span->unit_count; i++) {
        for (uint8_t k = 0; k < reader->count && span->units[i].clause == span->units[i + 1].clause;
             k++) {
            starts_find(reader, i, k);
        }
    }
}

/* ---- The loop ---- */

/* How far the loop is. */
struct taking {
    size_t at; /* the token */
    size_t count, singles, pairs;
    size_t most;    /* units: behind the end of a sentence only marks may follow */
    uint64_t next;  /* words that may go on from the unit before in the clause, image_next_bit */
    uint32_t stem;  /* of that unit */
    uint32_t shape; /* of a unit of one token and no flags */
    int32_t learned;
};

static uint32_t shape_of(size_t clause)
{
    return (struct unit){.clause = (uint16_t)clause, .tokens = 1}.shape;
}

/* No phrase reaches over a mark, but for a quotation mark. */
static void take_mark(struct span *span, const struct token *token, struct taking *t)
{
    char mark = token->folded.n ? token->folded.p[0] : '.';
    if (mark != '"') {
        t->shape = shape_of(t->count);
        t->next = t->stem = 0;
    }
    span->exclamations += mark == '!';
    span->question |= mark == '?';
    t->most = mark == '.' || mark == '!' || mark == '?' || mark == '\n' ? t->count : t->most;
}

/* Whether the shipped lexicon may go on from the unit before to a place. */
static inline bool may_go_on(const struct span_reader *reader, const struct taking *t,
                             struct place place)
{
    uint64_t next = t->next | (t->stem ? reader->readings[0].lexicon->nodes[t->stem].next : 0);
    uint32_t words = image_next_bit(place.exact) | (place.stem ? image_next_bit(place.stem) : 0);
    return next & words;
}

/* A unit that may be two tokens, or another word, or is known by its stem, or follows such a one,
 * or has no note yet. */
static void take_closely(struct span_reader *reader, const struct token *token, struct taking *t)
{
    struct note *note = note_of(&reader->set, token->word);
    uint32_t length = 1;
    uint8_t unit = (uint8_t)t->count;
    note = unit_note(reader, token, note->state ? note : note_new(reader, token), &length);
    struct unit *taken = &reader->span->units[unit];
    *taken = (struct unit){.token = (uint32_t)t->at, .shape = t->shape, .place = note->place};
    taken->tokens = (uint8_t)length;
    taken->flags = note_flags(note);
    reader->further |= note->state & NOTE_FURTHER;
    if (may_go_on(reader, t, note->place)) {
        starts_find(reader, (uint8_t)(unit - 1), 0);
    }
    if (note->state & NOTE_STEM) {
        t->singles = single_take(reader, unit, t->singles);
    } else {
        reader->singles[t->singles] = (struct single){note->entry, unit};
        t->singles += note->entry != 0;
    }
    t->learned += note->learned;
    t->next = note->next;
    t->stem = note->place.stem;
    t->count++;
    t->at += length;
}

/* Takes words as long as nothing is known of them, or all there is to know is in the note: what is
 * no unit never has one. What is found is stored whether it counts or not: that costs less than a
 * wrong guess of whether it does. */
static void take_plainly(struct span_reader *reader, struct taking *out)
{
    const struct token *token = reader->tokens->list + out->at;
    const struct reading_set set = reader->set;
    const uint32_t foreign = reader->foreign;
    struct unit *unit = reader->span->units + out->count;
    struct taking t = *out;
    for (; t.count < t.most; token++, unit++, t.at++, t.count++) {
        const struct note *note = note_of(&set, token->word);
        if (note->state != NOTE_MADE || (token[1].flags & TOKEN_ZWNJ) || (token->flags & foreign)) {
            break;
        }
        unit->token = (uint32_t)t.at;
        unit->shape = t.shape;
        unit->place = note->place;
        reader->pairs[t.pairs] = (uint8_t)t.count;
        t.pairs += t.next >> note->at & 1;
        reader->singles[t.singles] = (struct single){note->entry, (uint8_t)t.count};
        t.singles += note->entry != 0;
        t.learned += note->learned;
        t.next = note->next;
    }
    *out = t;
}

int32_t units_read(struct span_reader *reader)
{
    const struct tokens *tokens = reader->tokens;
    struct taking t = {.at = reader->at, .most = SPAN_UNITS, .shape = shape_of(0)};
    for (;;) {
        if (t.stem == 0) {
            take_plainly(reader, &t);
        }
        const struct token *token = &tokens->list[t.at];
        if (t.at >= tokens->count || (t.count >= t.most && token->kind != TOKEN_MARK)) {
            break;
        }
        if (is_unit(token)) {
            take_closely(reader, token, &t);
            continue;
        }
        if (token->kind == TOKEN_MARK) {
            take_mark(reader->span, token, &t);
        }
        t.at++;
    }
    reader->at = t.at;
    reader->single_count = (uint32_t)t.singles;
    reader->pair_count = (uint32_t)t.pairs;
    reader->span->unit_count = (uint32_t)t.count;
    if (reader->further) {
        further_read(reader);
    }
    return t.learned;
}
