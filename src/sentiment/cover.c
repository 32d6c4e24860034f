/* The tokens of a stretch become units, and each unit is looked up as it comes: most are not known,
 * or no entry by themselves, and are done with. Phrases are looked for only where a known word may
 * be followed by the next one, and only where phrases meet is there anything to choose. */
#include "sentiment/cover.h"

#include "sentiment/note.h"
#include "text/language.h"
#include "text/vocabulary.h"

enum {
    LEXICONS = 1 + SCORER_OVERRIDES,
    LENGTH_GAIN = IMAGE_TRUST_UNIT,
    BRAND_GAIN = 1000 * IMAGE_TRUST_UNIT, /* more than any cover of shipped entries can gather */
};

/* An entry that may be laid over the units from `first` on. Of length 0: a bare negator. */
struct choice {
    uint32_t node;
    uint8_t first, length, reading;
    bool by_stem; /* the first word is known by its stem */
};

enum { PHRASES_MAX = SPAN_UNITS * (int)IMAGE_PHRASE_MAX };

struct reader {
    const struct scorer *scorer;
    const struct tokens *tokens;
    struct span *span;
    struct reading_set set;
    enum language language;
    uint32_t foreign; /* flags of tokens that may stand for a Persian word: Latin ones, or none */
    uint32_t learns;  /* NOTE_LEARNED when that layer is on */
    struct learned *learned; /* of the span */
    uint32_t learned_count;
    uint32_t count, single_count, start_count, phrase_count; /* count: lexicons to look in */
    struct reading readings[LEXICONS];
    struct place places[LEXICONS][SPAN_UNITS]; /* of the units */
    struct choice singles[SPAN_UNITS];  /* the best for each unit by itself, in their order */
    uint8_t starts[SPAN_UNITS];         /* units that a phrase may begin with */
    struct choice phrases[PHRASES_MAX]; /* by their first unit, then the shorter ones */
};

static inline uint32_t gain_of(const struct reader *reader, struct choice choice)
{
    const struct reading *r = &reader->readings[choice.reading];
    uint32_t length = choice.length;
    return length * length * LENGTH_GAIN + r->lexicon->nodes[choice.node].trust + r->gain;
}

/* ---- Units ---- */

static inline bool is_unit(const struct token *token)
{
    const unsigned units =
        1u << TOKEN_WORD | 1u << TOKEN_NUMBER | 1u << TOKEN_EMOJI | 1u << TOKEN_SMILEY;
    return units >> token->kind & 1;
}

/* True when the mark ends the sentence. No phrase reaches over one, but for a quotation mark. */
static inline bool take_mark(struct span *span, const struct token *token, uint32_t units,
                             uint32_t *clause)
{
    char mark = token->folded.n ? token->folded.p[0] : '.';
    *clause = mark != '"' ? units : *clause;
    span->exclamations += mark == '!';
    span->question |= mark == '?';
    return mark == '.' || mark == '!' || mark == '?' || mark == '\n';
}

static bool has_lower_case(const struct tokens *tokens, const struct span *span)
{
    for (uint32_t i = 0; i < span->unit_count; i++) {
        const struct token *token = &tokens->list[span->units[i].token];
        if ((token->flags & (TOKEN_LATIN | TOKEN_CAPITALS)) == TOKEN_LATIN && token->n > 1) {
            return true;
        }
    }
    return false;
}

/* The note of two tokens that may be one word, a verb and its spaced prefix or what a ZWNJ parts
 * and the lexicon knows joined; the note of the first when they are two. */
static struct note *pair_note(const struct reader *reader, size_t at, struct note *first,
                              uint32_t *length, struct note *room)
{
    const struct token *token = &reader->tokens->list[at];
    struct note *pair =
        reader->set.notes && token->joined ? &reader->set.notes[token->joined] : room;
    bool arabic = token->flags & TOKEN_ARABIC;
    if (pair == room || !pair->state) {
        struct str word = tokens_joined(reader->tokens, at, 2);
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
static struct note *foreign_note(const struct reader *reader, size_t at, struct note *note,
                                 struct note *room)
{
    const struct reading *r = &reader->readings[0];
    if (language_of_token(reader->tokens, at, reader->language) != LANG_FA_LATN) {
        return note;
    }
    struct place persian = note_finglish(&reader->set, &reader->tokens->list[at], note);
    struct place place = finglish_place(persian, note->place.exact);
    *room = (struct note){
        .place = place,
        .learned = r->lexicon->nodes[persian.exact].learned,
        .state = (uint8_t)(NOTE_FURTHER | note_state(r, place, note->finglish_flags)),
        .unit_flags = note->finglish_flags,
    };
    return room;
}

/* The note of the unit that begins at a token, and of how many tokens it is. */
static inline const struct note *unit_note(const struct reader *reader, size_t at, uint32_t *length,
                                           struct note rooms[2])
{
    const struct token *token = &reader->tokens->list[at];
    struct note *note = note_of(&reader->set, token, &rooms[0]);
    if (((note->state & NOTE_PREFIX) && (token[1].flags & TOKEN_ARABIC)) ||
        (token[1].flags & TOKEN_ZWNJ)) {
        note = pair_note(reader, at, note, length, &rooms[1]);
    }
    return token->flags & reader->foreign ? foreign_note(reader, at, note, &rooms[1]) : note;
}

/* What the word of a unit is in a further lexicon. */
static struct place further_place(const struct reader *reader, const struct reading *r,
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

static inline bool may_step(const struct lexicon *l, uint32_t from, uint32_t to)
{
    return from && to && image_bit(l->edge_bitmap, image_edge_hash(from, to));
}

/* Whether a phrase may go on from one word to the next, by the stem of one. */
static bool may_follow_stem(const struct lexicon *l, struct place before, struct place word)
{
    return may_step(l, before.exact, word.stem) || may_step(l, before.stem, word.exact) ||
           may_step(l, before.stem, word.stem);
}

/* The best entry for a unit by itself in the first lexicons, as many as have been read. */
static void single_add(struct reader *reader, uint8_t unit, uint32_t count)
{
    struct choice best = {.first = unit};
    for (uint8_t i = 0; i < count; i++) {
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
    if (best.length || (reader->span->units[unit].flags & UNIT_NEGATOR)) {
        reader->singles[reader->single_count++] = best;
    }
}

/* What there may be to lay at a unit. Written whether there is or not, and counted if so: whether a
 * word is known cannot be guessed, and guessing wrongly costs more. */
static inline void unit_take(struct reader *reader, uint32_t unit, struct place before,
                             const struct note *note)
{
    const struct lexicon *l = reader->readings[0].lexicon;
    struct learned *learned = &reader->learned[reader->learned_count];
    uint32_t state = note->state;
    uint64_t edge = image_edge_hash(before.exact, note->place.exact);
    uint32_t follows = image_bit(l->edge_bitmap, edge) & (before.exact != 0);
    if ((before.stem | note->place.stem) && !follows) {
        follows = may_follow_stem(l, before, note->place);
    }
    reader->starts[reader->start_count] = (uint8_t)(unit - 1);
    reader->start_count += follows;
    learned->first = learned->last = (uint16_t)unit;
    learned->weight = note->learned;
    reader->learned_count += (state & reader->learns) / NOTE_LEARNED;
    reader->singles[reader->single_count] =
        (struct choice){note->place.exact, (uint8_t)unit, 1, 0, false};
    if (state & NOTE_STEM) {
        single_add(reader, (uint8_t)unit, 1);
    } else {
        reader->single_count += (state & NOTE_ENTRY) / NOTE_ENTRY;
    }
}

/* What is known of the words in further lexicons. Then every unit is one to look at. */
static void further_read(struct reader *reader)
{
    reader->count = reader->set.count;
    reader->start_count = reader->single_count = 0;
    for (uint8_t i = 0; i < reader->span->unit_count; i++) {
        for (uint32_t k = 1; k < reader->count; k++) {
            reader->places[k][i] =
                further_place(reader, &reader->readings[k], &reader->span->units[i]);
        }
        single_add(reader, i, reader->count);
        reader->starts[reader->start_count++] = i;
    }
}

/* Returns the token behind the stretch that begins at token `at`. */
static size_t units_read(struct reader *reader, size_t at)
{
    const struct token *const list = reader->tokens->list;
    const size_t end = reader->tokens->count;
    struct span *span = reader->span;
    struct place before = {0};
    struct note rooms[2];
    uint32_t flags = 0, state = 0, clause = 0, length, count = 0, most = SPAN_UNITS;
    for (; at < end; at += length) {
        const struct token *token = &list[at];
        length = 1;
        if (token->kind == TOKEN_MARK) { /* behind the end of a sentence only marks may follow */
            most = take_mark(span, token, count, &clause) ? count : most;
            continue;
        }
        if (count >= most) {
            break;
        }
        if (!is_unit(token)) {
            continue;
        }
        const struct note *note = unit_note(reader, at, &length, rooms);
        flags |= token->flags;
        state |= note->state;
        span->units[count] =
            (struct unit){(uint32_t)at, (uint16_t)clause, (uint8_t)length, note->unit_flags};
        reader->places[0][count] = note->place;
        unit_take(reader, count, before, note);
        before = note->place;
        count++;
    }
    span->unit_count = count;
    span->lower_case = (flags & TOKEN_CAPITALS) && has_lower_case(reader->tokens, span);
    if ((state & NOTE_FURTHER) && reader->set.count > 1) {
        further_read(reader);
    }
    return at;
}

/* ---- Phrases ---- */

/* Of several over the same units only the best is kept, or the first of equals. */
static void phrase_add(struct reader *reader, struct choice phrase)
{
    struct choice *end = reader->phrases + reader->phrase_count;
    for (struct choice *p = end; p-- > reader->phrases && p->first == phrase.first;) {
        if (p->length == phrase.length) {
            *p = gain_of(reader, phrase) > gain_of(reader, *p) ? phrase : *p;
            return;
        }
    }
    *end = phrase;
    reader->phrase_count++;
}

/* The weight of a learned entry that ends at the node. Of the shipped lexicon, no path has more. */
static inline void learned_add(struct reader *reader, const struct image_node *node, uint32_t first,
                               uint32_t length)
{
    if ((node->flags & NODE_LEARNED) && length <= IMAGE_LEARNED_MAX) {
        reader->learned[reader->learned_count++] =
            (struct learned){(uint16_t)first, (uint16_t)(first + length - 1), node->learned};
    }
}

/* Follows the words behind the first along a lexicon, each as it is written or else by its stem.
 * What is learned is of words as written. */
static void phrases_walk(struct reader *reader, uint32_t node, uint8_t first, uint8_t reading,
                         bool by_stem)
{
    const struct reading *r = &reader->readings[reading];
    const struct place *places = reader->places[reading] + first;
    const struct unit *units = reader->span->units + first;
    uint32_t left = reader->span->unit_count - first;
    bool learned = reader->learns && reading == 0 && !by_stem;
    left = left < IMAGE_PHRASE_MAX ? left : IMAGE_PHRASE_MAX;
    for (uint32_t n = 1; node && n < left && units[n].clause == units[0].clause; n++) {
        uint32_t next = find_edge(r->lexicon, node, places[n].exact);
        learned = learned && next;
        node = next || !places[n].stem ? next : find_edge(r->lexicon, node, places[n].stem);
        if (learned) {
            learned_add(reader, &r->lexicon->nodes[node], first, n + 1);
        }
        if (node && has_entry(r, node)) {
            phrase_add(reader, (struct choice){node, first, (uint8_t)(n + 1), reading, by_stem});
        }
    }
}

static void phrases_find(struct reader *reader)
{
    for (uint32_t i = 0; i < reader->start_count; i++) {
        uint8_t unit = reader->starts[i];
        for (uint8_t r = 0; r < reader->count; r++) {
            phrases_walk(reader, reader->places[r][unit].exact, unit, r, false);
            phrases_walk(reader, reader->places[r][unit].stem, unit, r, true);
        }
    }
}

/* ---- The cover ---- */

static void hit_add(const struct reader *reader, struct choice choice)
{
    struct span *span = reader->span;
    struct hit *hit = &span->hits[span->hit_count++];
    uint32_t last = choice.first, end = choice.first + choice.length;
    uint32_t flags = span->units[last].flags;
    while (last + 1 < end) {
        flags |= span->units[++last].flags;
    }
    const struct reading *r = &reader->readings[choice.reading];
    const struct lexicon *l = r->lexicon;
    for (uint32_t i = choice.first; choice.length > !r->brand && i < end; i++) {
        span->units[i].flags |= UNIT_SILENT;
    }
    hit->entry = choice.length ? &l->entries[l->nodes[choice.node].entry - 1] : NULL;
    hit->first = choice.first;
    hit->last = last;
    hit->flags = flags;
    hit->brand = r->brand;
}

/* Whether somebody has said all that is to be said of these units. */
static bool is_silent(const struct span *span, const struct learned *learned)
{
    uint32_t flags = UNIT_SILENT;
    for (uint32_t i = learned->first; i <= learned->last; i++) {
        flags &= span->units[i].flags;
    }
    return flags;
}

static void silence(struct span *span)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < span->learned_count; i++) {
        if (!is_silent(span, &span->learned[i])) {
            span->learned[kept++] = span->learned[i];
        }
    }
    span->learned_count = kept;
}

/* The best cover of the units from one on: what all of it gains, and what to lay first. */
struct best {
    uint32_t gain;
    const struct choice *choice; /* NULL leaves the unit bare */
};

/* Of equal covers the one that starts later wins: the verb, and with it the negation, comes last;
 * then a word as it is written, then what is laid first, which is the shorter. */
static inline void lay(const struct reader *reader, const struct choice *choice, struct best *best)
{
    uint32_t gain = gain_of(reader, *choice) + best[choice->length].gain;
    if (choice->length && gain >= best->gain &&
        (gain > best->gain || (best->choice && best->choice->by_stem && !choice->by_stem))) {
        *best = (struct best){gain, choice};
    }
}

/* Choices in their order. */
struct choices {
    const struct choice *list;
    size_t count;
};

/* Lays those that begin with a unit, which are the last ones, and takes them away. */
static inline void lay_last(const struct reader *reader, struct choices *choices, uint32_t unit,
                            struct best *best)
{
    size_t end = choices->count;
    while (choices->count && choices->list[choices->count - 1].first == unit) {
        choices->count--;
    }
    for (size_t i = choices->count; i < end; i++) {
        lay(reader, &choices->list[i], best);
    }
}

/* Lays the best cover over the units from `from` to before `to`, which no phrase crosses. */
static void choose(const struct reader *reader, uint32_t from, uint32_t to, struct choices singles,
                   struct choices phrases)
{
    struct best best[SPAN_UNITS + 1];
    best[to].gain = 0;
    for (uint32_t i = to; i-- > from;) {
        best[i] = (struct best){.gain = best[i + 1].gain};
        lay_last(reader, &singles, i, &best[i]);
        lay_last(reader, &phrases, i, &best[i]);
    }
    for (uint32_t i = from, length; i < to; i += length) {
        const struct choice *choice = best[i].choice;
        length = choice ? choice->length : 1;
        if (choice) {
            hit_add(reader, *choice);
        } else if (reader->span->units[i].flags & UNIT_NEGATOR) {
            hit_add(reader, (struct choice){.first = (uint8_t)i});
        }
    }
}

/* Phrases that meet are chosen from together; elsewhere there is nothing to choose. */
static void cover(const struct reader *reader)
{
    const struct choice *phrase = reader->phrases, *end = phrase + reader->phrase_count;
    const struct choice *single = reader->singles, *last = single + reader->single_count;
    while (phrase < end) {
        const struct choice *first = phrase, *inner;
        uint32_t to = 0;
        do {
            uint32_t behind = (uint32_t)phrase->first + phrase->length;
            to = behind > to ? behind : to;
            phrase++;
        } while (phrase < end && phrase->first < to);
        for (; single < last && single->first < first->first; single++) {
            hit_add(reader, *single);
        }
        for (inner = single; single < last && single->first < to; single++) {
        }
        choose(reader, first->first, to, (struct choices){inner, (size_t)(single - inner)},
               (struct choices){first, (size_t)(phrase - first)});
    }
    for (; single < last; single++) {
        hit_add(reader, *single);
    }
}

static void lexicons_set(struct reader *reader, const struct scorer *scorer)
{
    uint32_t count = 1;
    reader->readings[0] = (struct reading){.lexicon = scorer->lexicon};
    for (; count < LEXICONS && scorer->overrides[count - 1]; count++) {
        reader->readings[count] = (struct reading){scorer->overrides[count - 1], BRAND_GAIN, true};
    }
    reader->set = (struct reading_set){.readings = reader->readings, .count = count};
    reader->set.notes =
        tokens_notes(reader->tokens, NOTES_SENTIMENT, sizeof(struct note), note_key(&reader->set));
    reader->count = 1;
}

bool span_read(const struct scorer *scorer, const struct tokens *tokens, enum language language,
               size_t *at, struct span *span)
{
    if (*at >= tokens->count) {
        return false;
    }
    struct reader reader; /* large: what is not set here is set before it is read */
    reader.scorer = scorer;
    reader.tokens = tokens;
    reader.span = span;
    reader.language = language;
    reader.foreign = language == LANG_EN ? 0 : TOKEN_LATIN;
    reader.single_count = reader.start_count = reader.phrase_count = 0;
    reader.learns = scorer->options.learned ? NOTE_LEARNED : 0;
    reader.learned = span->learned;
    reader.learned_count = 0;
    lexicons_set(&reader, scorer);
    span->hit_count = span->learned_count = span->exclamations = 0;
    span->question = false;
    *at = units_read(&reader, *at);
    phrases_find(&reader);
    span->learned_count = reader.learned_count;
    cover(&reader);
    if (reader.phrase_count || reader.count > 1) {
        silence(span);
    }
    return true;
}
