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

/* Makes the note of a token that has none yet: of what is no unit, and of words without a number,
 * there never will be one. */
static void note_begin(const struct reading_set *set, const struct token *token, struct note *note)
{
    if (token->word && is_unit(token)) {
        note_make(set, token->folded, token->flags & TOKEN_ARABIC, note);
    } else {
        note->state = NOTE_NEVER;
    }
}

/* The note of a unit, made anew when none is kept. */
static struct note *note_of_unit(struct span_reader *reader, const struct token *token)
{
    if (token->word) {
        return note_of(&reader->set, token->word);
    }
    struct note *note = &reader->unkept[WORD_NOTE];
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
    const struct token *token = unit->token;
    if (token->flags & TOKEN_ARABIC) {
        return find_place(r, tokens_joined(tokens, unit_at(tokens, unit), unit->tokens), true);
    }
    struct found found = find_place(r, token->folded, false);
    return (token->flags & reader->foreign) && language_of_token(tokens, unit_at(tokens, unit),
                                                                 reader->language) == LANG_FA_LATN
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

/* What is known of the words in further lexicons. Then every unit is one to look at. */
static void further_read(struct span_reader *reader)
{
    struct span *span = reader->span;
    reader->count = reader->set.count;
    reader->pair_count = reader->single_count = 0;
    for (uint8_t i = 0; i < span->unit_count; i++) {
        for (uint32_t k = 1; k < reader->count; k++) {
            struct found found = further_found(reader, &reader->readings[k], &span->units[i]);
            reader->places[k - 1][i] = found.place;
            span->units[i].flags |= (uint8_t)found.flags;
        }
        reader->single_count = (uint32_t)single_take(reader, i, reader->single_count);
    }
    for (uint8_t i = 1; i < span->unit_count; i++) {
        reader->pairs[reader->pair_count] = i;
        reader->pair_count += span->units[i - 1].clause == span->units[i].clause;
    }
}

/* ---- The loop ---- */

/* How far the loop is. */
struct taking {
    const struct token *token;
    size_t count, singles, pairs;
    uint64_t next;  /* words that may go on from the unit before in the clause, image_next_bit */
    uint32_t shape; /* of a unit of one token and no flags */
    int32_t learned;
};

static uint32_t shape_of(size_t clause)
{
    return (struct unit){.clause = (uint16_t)clause, .tokens = 1}.shape;
}

static inline bool ends_sentence(char mark)
{
    return mark == '.' || mark == '!' || mark == '?' || mark == '\n';
}

/* Takes what may stand between the units of a stretch; false when it is none of that. No phrase
 * reaches over a mark, but for a quotation mark. */
static inline bool take_between(struct taking *t)
{
    if (t->token->kind != TOKEN_MARK) {
        return t->count < SPAN_UNITS;
    }
    const char mark = *t->token->folded.p;
    if (mark != '"' && !ends_sentence(mark)) {
        t->shape = shape_of(t->count);
        t->next = 0;
    }
    return !ends_sentence(mark);
}

/* Takes the marks that a stretch ends with. */
static inline void take_end(struct span *span, struct taking *t)
{
    for (; t->token->kind == TOKEN_MARK; t->token++) {
        span->exclamations += *t->token->folded.p == '!';
        span->question |= *t->token->folded.p == '?';
    }
}

/* The words that a place may be in the eyes of what stands before it. */
static uint32_t next_bits(struct place place)
{
    return image_next_bit(place.exact) | (place.stem ? image_next_bit(place.stem) : 0);
}

/* A unit that may be two tokens, or another word, or is known by its stem, or has no note that is
 * kept. */
static void take_closely(struct span_reader *reader, struct taking *t)
{
    uint32_t length = 1;
    uint8_t unit = (uint8_t)t->count;
    const struct note *note = unit_note(reader, t->token, note_of_unit(reader, t->token), &length);
    struct unit *taken = &reader->span->units[unit];
    *taken = (struct unit){.token = t->token, .place = note->place, .shape = t->shape};
    taken->tokens = (uint8_t)length;
    taken->flags = note_flags(note);
    reader->further |= note->state & NOTE_FURTHER;
    reader->stemmed |= note->place.stem != 0;
    reader->pairs[t->pairs] = unit;
    t->pairs += (t->next & next_bits(note->place)) != 0;
    if (note->state & NOTE_STEM) {
        t->singles = single_take(reader, unit, t->singles);
    } else {
        reader->singles[t->singles] = (struct single){note->entry, unit};
        t->singles += note->entry != 0;
    }
    t->learned += note->learned;
    t->next = note->next;
    t->count++;
    t->token += length;
}

/* Adds a unit of which all there is to know is in its note. What is found is stored whether it
 * counts or not: that costs less than a wrong guess of whether it does. */
static inline void take_plainly(struct span_reader *reader, const struct note *note,
                                struct unit *unit, struct taking *t)
{
    unit->token = t->token;
    unit->place = note->place;
    unit->shape = t->shape;
    reader->pairs[t->pairs] = (uint8_t)t->count;
    t->pairs += t->next >> note->at & 1;
    reader->singles[t->singles] = (struct single){note->entry, (uint8_t)t->count};
    t->singles += note->entry != 0;
    t->learned += note->learned;
    t->next = note->next;
    t->count++;
    t->token++;
}

static inline bool is_plain(const struct note *note, const struct token *token, uint32_t foreign)
{
    return note->state == NOTE_MADE && !(token[1].flags & TOKEN_ZWNJ) && !(token->flags & foreign);
}

/* Takes all of a stretch but for the marks at its end. */
static ALWAYS_INLINE struct taking stretch_take(struct span_reader *reader, uint32_t foreign)
{
    const struct reading_set set = reader->set;
    struct taking t = {.token = reader->next, .shape = shape_of(0)};
    struct unit *unit = reader->span->units;
    for (;;) {
        struct note *note = note_of(&set, t.token->word);
        while (is_plain(note, t.token, foreign)) {
            if (t.count == SPAN_UNITS) {
                return t;
            }
            take_plainly(reader, note, unit++, &t);
            note = note_of(&set, t.token->word);
        }
        if (!note->state) {
            note_begin(&reader->set, t.token, note);
        } else if (is_unit(t.token)) {
            if (t.count == SPAN_UNITS || t.token >= reader->end) {
                return t;
            }
            struct taking close = t; /* so that t itself needs no address */
            take_closely(reader, &close);
            t = close;
            unit++;
        } else if (take_between(&t)) {
            t.token++;
        } else {
            return t;
        }
    }
}

int32_t units_read(struct span_reader *reader)
{
    struct taking t = reader->foreign ? stretch_take(reader, TOKEN_LATIN) : stretch_take(reader, 0);
    take_end(reader->span, &t);
    reader->next = t.token;
    reader->single_count = (uint32_t)t.singles;
    reader->pair_count = (uint32_t)t.pairs;
    reader->span->unit_count = (uint32_t)t.count;
    if (reader->further) {
        further_read(reader);
    }
    return t.learned;
}
