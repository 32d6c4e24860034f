/* The tokens of a stretch become units, and each unit is looked up as it comes: most are not known,
 * or no entry by themselves, and are done with. Phrases are looked for only where a known word may
 * be followed by the next one, and only where phrases meet is there anything to choose. */
#include "sentiment/cover.h"

#include "sentiment/find.h"
#include "sentiment/verb.h"
#include "text/language.h"

enum {
    LEXICONS = 1 + SCORER_OVERRIDES,
    LENGTH_GAIN = IMAGE_TRUST_UNIT,
    BRAND_GAIN = 1000 * IMAGE_TRUST_UNIT, /* more than any cover of shipped entries can gather */
};

/* An entry that may be laid over the units from `first` on. Of length 0: a bare negator. */
struct choice {
    uint32_t node;
    uint16_t first, length, reading;
    bool by_stem; /* the first word is known by its stem */
};

enum { PHRASES_MAX = SPAN_UNITS * (int)IMAGE_PHRASE_MAX };

struct reader {
    const struct scorer *scorer;
    const struct tokens *tokens;
    struct span *span;
    uint32_t closer; /* flags of tokens that may be more words than the one they are written as */
    enum language language;
    bool learned; /* that layer is on */
    uint32_t count, single_count, start_count, phrase_count;
    struct reading readings[LEXICONS];
    struct place places[LEXICONS][SPAN_UNITS]; /* of the units */
    struct choice singles[SPAN_UNITS];  /* the best for each unit by itself, in their order */
    uint16_t starts[SPAN_UNITS];        /* units that a phrase may begin with */
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
static bool take_mark(struct span *span, const struct token *token, uint32_t *clause)
{
    char mark = token->folded.n ? token->folded.p[0] : '.';
    *clause += mark != '"';
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

/* How many tokens from `at` are one word: a verb and its spaced prefix, or what a ZWNJ parts and
 * the lexicon knows joined. */
static inline uint32_t unit_length(const struct reader *reader, size_t at)
{
    const struct tokens *tokens = reader->tokens;
    if (tokens->list[at + 1].flags & TOKEN_ZWNJ) {
        struct str word = tokens_joined(tokens, at, 2);
        if (find_word(reader->scorer->lexicon, tokens_hash(word))) {
            return 2;
        }
    }
    return verb_length(tokens, at);
}

/* What the word of a unit is beside what find_word says of it as it is written. */
static struct place look_closer(const struct reader *reader, const struct reading *r,
                                struct unit *unit, struct place place)
{
    const struct tokens *tokens = reader->tokens;
    const struct token *token = &tokens->list[unit->token];
    if (token->flags & TOKEN_LATIN) {
        enum language language = language_of_token(tokens, unit->token, reader->language);
        if (language != LANG_FA_LATN) {
            return place;
        }
        struct place found = find_finglish(r, token, &unit->flags);
        return found.stem ? found : (struct place){found.exact, place.exact};
    }
    struct str word = token->folded;
    if (unit->tokens > 1) {
        word = tokens_joined(tokens, unit->token, unit->tokens);
        place.exact = find_word(r->lexicon, tokens_hash(word));
    }
    if (!has_entry(r, place.exact)) {
        place.stem = find_stem(r, word, &unit->flags);
    }
    return place;
}

/* Whether look_closer may find more than find_word did. */
static inline bool is_worth_it(const struct reader *reader, const struct reading *r,
                               const struct token *token, uint32_t length, struct place place)
{
    return (token->flags & reader->closer) &&
           (length > 1 || (token->flags & TOKEN_LATIN) ||
            (!has_entry(r, place.exact) && may_have_stem(token->folded)));
}

/* Whether a phrase may go on from one word to the next. Stems are not looked at closely. */
static inline bool may_follow(const struct lexicon *l, struct place before, struct place word)
{
    return (before.exact && image_bit(l->edge_bitmap, image_edge_hash(before.exact, word.exact))) ||
           before.stem || word.stem;
}

/* The best entry for a unit by itself in the first lexicons, as many as have been read. */
static void single_add(struct reader *reader, uint16_t unit, uint32_t count)
{
    struct choice best = {.first = unit};
    for (uint16_t i = 0; i < count; i++) {
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

/* The weight of a learned entry that ends at the node. Of the shipped lexicon, no path has more. */
static inline void learned_add(struct span *span, const struct reading *r, uint32_t node,
                               uint32_t first, uint32_t length)
{
    const struct image_node *n = &r->lexicon->nodes[node];
    if ((n->flags & NODE_LEARNED) && length <= IMAGE_LEARNED_MAX) {
        span->learned[span->learned_count++] =
            (struct learned){(uint16_t)first, (uint16_t)(first + length - 1), n->learned};
    }
}

/* Notes what there may be to lay at a unit that is known or has flags. */
static inline void place_note(struct reader *reader, uint32_t unit, struct place before,
                              struct place place)
{
    const struct reading *r = &reader->readings[0];
    if (unit && may_follow(r->lexicon, before, place)) {
        reader->starts[reader->start_count++] = (uint16_t)(unit - 1);
    }
    if (reader->learned) {
        learned_add(reader->span, r, place.exact, unit, 1);
    }
    if (place.stem || reader->span->units[unit].flags) {
        single_add(reader, (uint16_t)unit, 1);
    } else if (has_entry(r, place.exact)) {
        reader->singles[reader->single_count++] =
            (struct choice){place.exact, (uint16_t)unit, 1, 0, false};
    }
}

/* What is known of the words in further lexicons. Then every unit is one to look at. */
static void further_read(struct reader *reader)
{
    reader->start_count = reader->single_count = 0;
    for (uint16_t i = 0; i < reader->span->unit_count; i++) {
        struct unit *unit = &reader->span->units[i];
        const struct token *token = &reader->tokens->list[unit->token];
        for (uint32_t k = 1; k < reader->count; k++) {
            const struct reading *r = &reader->readings[k];
            struct place place = {.exact = find_word(r->lexicon, token->hash)};
            reader->places[k][i] = is_worth_it(reader, r, token, unit->tokens, place)
                                       ? look_closer(reader, r, unit, place)
                                       : place;
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
    const struct reading *r = &reader->readings[0];
    struct span *span = reader->span;
    struct place before = {0}, place;
    uint32_t clause = 0, flags = 0, length, count = 0;
    bool ended = false;
    for (; at < end; at += length) {
        const struct token *token = &list[at];
        length = 1;
        if (token->kind == TOKEN_MARK) {
            ended = take_mark(span, token, &clause) || ended;
            continue;
        }
        if (ended || count == SPAN_UNITS) {
            break;
        }
        if (!is_unit(token)) {
            continue;
        }
        if ((token[0].flags | token[1].flags) & (TOKEN_ARABIC | TOKEN_ZWNJ)) {
            length = unit_length(reader, at);
        }
        flags |= token->flags;
        struct unit *unit = &span->units[count];
        *unit = (struct unit){(uint32_t)at, length, clause, 0};
        place = (struct place){.exact = find_word(r->lexicon, token->hash)};
        if (is_worth_it(reader, r, token, length, place)) {
            place = look_closer(reader, r, unit, place);
        }
        reader->places[0][count] = place;
        if (place.exact | place.stem | unit->flags) {
            place_note(reader, count, before, place);
        }
        before = place;
        count++;
    }
    span->unit_count = count;
    span->lower_case = (flags & TOKEN_CAPITALS) && has_lower_case(reader->tokens, span);
    return at;
}

/* ---- Phrases ---- */

/* The node one word further, as it is written or by its stem; 0 when there is none. */
static inline uint32_t step(const struct lexicon *l, uint32_t node, struct place word,
                            bool *as_written)
{
    uint32_t next = word.exact ? find_edge(l, node, word.exact) : 0;
    *as_written = *as_written && next;
    return next || !word.stem ? next : find_edge(l, node, word.stem);
}

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

/* Follows the words behind the first along a lexicon. What is learned is of words as written. */
static void phrases_walk(struct reader *reader, struct choice at)
{
    const struct reading *r = &reader->readings[at.reading];
    struct span *span = reader->span;
    bool learned = reader->learned && at.reading == 0 && !at.by_stem;
    while (at.node && at.length < IMAGE_PHRASE_MAX) {
        uint32_t next = (uint32_t)at.first + at.length;
        if (next == span->unit_count || span->units[next].clause != span->units[at.first].clause) {
            return;
        }
        at.node = step(r->lexicon, at.node, reader->places[at.reading][next], &learned);
        at.length++;
        if (learned) {
            learned_add(span, r, at.node, at.first, at.length);
        }
        if (at.node && has_entry(r, at.node)) {
            phrase_add(reader, at);
        }
    }
}

static void phrases_find(struct reader *reader)
{
    for (uint32_t i = 0; i < reader->start_count; i++) {
        uint16_t unit = reader->starts[i];
        for (uint16_t r = 0; r < reader->count; r++) {
            struct place place = reader->places[r][unit];
            phrases_walk(reader, (struct choice){place.exact, unit, 1, r, false});
            if (place.stem) {
                phrases_walk(reader, (struct choice){place.stem, unit, 1, r, true});
            }
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
            hit_add(reader, (struct choice){.first = (uint16_t)i});
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

static void reading_add(struct reader *reader, const struct lexicon *lexicon, bool brand)
{
    reader->readings[reader->count++] = (struct reading){
        .lexicon = lexicon,
        .gain = brand ? BRAND_GAIN : 0,
        .brand = brand,
    };
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
    reader.closer = TOKEN_ARABIC | (language == LANG_EN ? 0u : TOKEN_LATIN);
    reader.count = reader.single_count = reader.start_count = reader.phrase_count = 0;
    reader.learned = scorer->options.learned;
    reading_add(&reader, scorer->lexicon, false);
    for (size_t i = 0; i < SCORER_OVERRIDES && scorer->overrides[i]; i++) {
        reading_add(&reader, scorer->overrides[i], true);
    }
    span->hit_count = span->learned_count = span->exclamations = 0;
    span->question = false;
    *at = units_read(&reader, *at);
    if (reader.count > 1) {
        further_read(&reader);
    }
    phrases_find(&reader);
    cover(&reader);
    if (reader.phrase_count || reader.count > 1) {
        silence(span);
    }
    return true;
}
