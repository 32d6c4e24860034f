#include "sentiment/cover.h"

#include "sentiment/verb.h"
#include "text/finglish.h"
#include "text/language.h"

#include <math.h>

enum {
    LEXICONS = 1 + SCORER_OVERRIDES,
    STEM_BYTES = 6,    /* shorter stems (three letters) meet other words by chance */
    VERB_BYTES = 8,    /* the same of what follows a bare prefix of negation */
    CURATED_GAIN = 1,  /* between overlapping entries, what a person wrote has the say */
    BRAND_GAIN = 1000, /* more than any cover of shipped entries can gather */
};

/* What the words of a span are in one lexicon. */
struct reading {
    const struct lexicon *lexicon;
    bool learned, brand;
    uint32_t exact[SPAN_UNITS], stem[SPAN_UNITS];
};

/* The best cover of units [i, end): what to lay at i, and what all of it gains. */
struct best {
    float gain;
    uint32_t length; /* 0 leaves unit i bare */
    const struct image_entry *entry;
    bool brand;
};

/* By its hash alone: all 64 bits of it are compared, so no other word is found by chance. */
static uint32_t word_find(const struct lexicon *l, uint64_t hash)
{
    if (!image_bit(l->bitmap, hash)) {
        return 0;
    }
    uint32_t mask = l->header->slots.count - 1, tag = (uint32_t)(hash >> 32);
    for (uint32_t i = 0, at = (uint32_t)image_slot_at(hash); i <= mask; i++, at++) {
        const struct image_slot *slot = &l->slots[at & mask];
        if (slot->word == 0 || slot->word > l->header->words.count) {
            return 0;
        }
        if (slot->tag == tag && l->words[slot->word - 1].hash == hash) {
            return slot->word;
        }
    }
    return 0;
}

static uint32_t key_find(const struct lexicon *l, uint64_t key)
{
    uint32_t mask = l->header->finglish.count - 1;
    for (uint32_t i = 0, at = (uint32_t)key; i <= mask; i++, at++) {
        const struct image_key *k = &l->finglish[at & mask];
        if (k->word == 0 || k->key == key) {
            return k->word <= l->header->words.count ? k->word : 0;
        }
    }
    return 0;
}

static uint32_t edge_find(const struct lexicon *l, uint32_t from, uint32_t word)
{
    uint32_t mask = l->header->edges.count - 1;
    uint64_t at = image_edge_hash(from, word);
    for (uint32_t i = 0; i <= mask; i++, at++) {
        const struct image_edge *e = &l->edges[at & mask];
        if (e->from == 0) {
            return 0;
        }
        if (e->from == from && e->word == word) {
            return e->to < l->header->nodes.count ? e->to : 0;
        }
    }
    return 0;
}

/* The entry at a node, NULL when there is none or its layer is off. */
static inline const struct image_entry *entry_at(const struct reading *r, uint32_t node)
{
    uint32_t index = r->lexicon->nodes[node].entry;
    if (index == 0 || index > r->lexicon->header->entries.count) {
        return NULL;
    }
    const struct image_entry *entry = &r->lexicon->entries[index - 1];
    return r->learned || entry->role || (entry->flags & ENTRY_CURATED) ? entry : NULL;
}

static uint32_t find_entry(const struct reading *r, struct str word)
{
    uint32_t node = word_find(r->lexicon, token_hash(word));
    return node && entry_at(r, node) ? node : 0;
}

static uint32_t suffix_flags(const struct image_suffix *suffix)
{
    return suffix->kind == SUFFIX_COMPARATIVE   ? UNIT_COMPARATIVE
           : suffix->kind == SUFFIX_SUPERLATIVE ? UNIT_SUPERLATIVE
                                                : 0;
}

/* The second byte is looked at first: it tells most letters of a script apart. */
static bool ends_with(struct str word, const struct lexicon *l, const struct image_suffix *suffix)
{
    const char *end = word.p + word.n - suffix->text_n, *text = l->text + suffix->text_at;
    size_t second = suffix->text_n > 1;
    return end[second] == text[second] && memcmp(end, text, suffix->text_n) == 0;
}

/* The longest suffix of the lexicon that leaves a stem, from `next` on; NULL when there is none. */
static const struct image_suffix *suffix_of(const struct lexicon *l, struct str word,
                                            uint32_t *next)
{
    unsigned char last = (unsigned char)word.p[word.n - 1];
    uint32_t end = l->suffix_end[last + 1];
    for (uint32_t i = *next ? *next : l->suffix_end[last]; i < end; i++) {
        const struct image_suffix *suffix = &l->suffixes[i];
        if (word.n >= (size_t)STEM_BYTES + suffix->text_n && ends_with(word, l, suffix)) {
            *next = i + 1;
            return suffix;
        }
    }
    return NULL;
}

/* The word without one of its endings, or without the two outermost ("beauties-its"). */
static uint32_t stem_find(const struct reading *r, struct str word, uint32_t *flags)
{
    const struct image_suffix *outer = NULL, *suffix;
    uint32_t next = 0, node;
    while ((suffix = suffix_of(r->lexicon, word, &next))) {
        node = find_entry(r, str_slice(word, 0, word.n - suffix->text_n));
        if (node) {
            *flags |= suffix_flags(suffix);
            return node;
        }
        outer = outer ? outer : suffix;
    }
    if (!outer) {
        return 0;
    }
    struct str rest = str_slice(word, 0, word.n - outer->text_n);
    next = 0;
    suffix = suffix_of(r->lexicon, rest, &next);
    node = suffix ? find_entry(r, str_slice(rest, 0, rest.n - suffix->text_n)) : 0;
    if (node) {
        *flags |= suffix_flags(suffix);
    }
    return node;
}

/* A verb with a prefix of negation, known only without it. */
static uint32_t verb_find(const struct reading *r, struct str word, uint32_t *flags)
{
    bool present = str_starts(word, STR(PREFIX_NEMI));
    if (!present && (!str_starts(word, STR(LETTER_NUN)) || word.n < VERB_BYTES + 2)) {
        return 0;
    }
    struct str rest = str_slice(word, 2, word.n);
    uint32_t node = find_entry(r, rest);
    if (!node && present) {
        node = find_entry(r, str_slice(rest, 4, rest.n));
        *flags |= node ? 0 : UNIT_NEGATOR;
    }
    *flags |= node ? UNIT_NEGATIVE : 0;
    return node;
}

static void read_persian(struct reading *r, struct unit *unit, uint32_t at, struct str word,
                         uint64_t hash)
{
    r->exact[at] = word_find(r->lexicon, hash);
    r->stem[at] = 0;
    if (!r->exact[at] || !entry_at(r, r->exact[at])) {
        r->stem[at] = verb_find(r, word, &unit->flags);
        if (!r->stem[at] && word.n > STEM_BYTES) {
            r->stem[at] = stem_find(r, word, &unit->flags);
        }
    }
}

/* A Latin word that stands for a Persian one. */
static uint32_t finglish_find(const struct reading *r, const struct token *token)
{
    uint64_t keys[FINGLISH_KEYS];
    uint32_t node = key_find(r->lexicon, token->hash);
    size_t count = node ? 0 : finglish_keys_latin(token->folded, keys);
    for (size_t i = 0; i < count && !node; i++) {
        node = key_find(r->lexicon, keys[i]);
    }
    return node;
}

struct reader {
    const struct scorer *scorer;
    const struct tokens *tokens;
    enum language language;
    struct reading readings[LEXICONS];
    size_t count;
};

static void read_unit(const struct reader *reader, struct reading *r, struct unit *unit,
                      uint32_t at)
{
    const struct token *token = &reader->tokens->list[unit->token];
    if (token->flags & TOKEN_ARABIC) {
        struct str word = token->folded;
        uint64_t hash = token->hash;
        if (unit->tokens > 1) {
            word = tokens_joined(reader->tokens, unit->token, unit->tokens);
            hash = token_hash(word);
        }
        read_persian(r, unit, at, word, hash);
        return;
    }
    r->exact[at] = word_find(r->lexicon, token->hash);
    r->stem[at] = 0;
    if ((token->flags & TOKEN_LATIN) && reader->language != LANG_EN &&
        language_of_token(reader->tokens, unit->token, reader->language) == LANG_FA_LATN) {
        r->stem[at] = r->exact[at];
        r->exact[at] = finglish_find(r, token);
    }
}

static void reading_fill(const struct reader *reader, struct reading *r, struct span *span)
{
    for (uint32_t i = 0; i < span->unit_count; i++) {
        read_unit(reader, r, &span->units[i], i);
    }
}

/* How many tokens from `at` are one word: a verb and its spaced prefix, or what a ZWNJ parts and
 * the lexicon knows joined. */
static uint32_t unit_length(const struct reader *reader, size_t at)
{
    const struct tokens *tokens = reader->tokens;
    if (at + 1 < tokens->count && (tokens->list[at + 1].flags & TOKEN_ZWNJ)) {
        struct str word = tokens_joined(tokens, at, 2);
        if (word_find(reader->scorer->lexicon, token_hash(word))) {
            return 2;
        }
    }
    return verb_length(tokens, at);
}

static bool is_unit(const struct token *token)
{
    return token->kind == TOKEN_WORD || token->kind == TOKEN_NUMBER || token->kind == TOKEN_EMOJI ||
           token->kind == TOKEN_SMILEY;
}

/* True when the mark ends the sentence. */
static bool take_mark(struct span *span, const struct token *token, uint32_t *clause)
{
    char mark = token->folded.n ? token->folded.p[0] : '.';
    *clause += mark != '"';
    span->exclamations += mark == '!';
    span->question |= mark == '?';
    return mark == '.' || mark == '!' || mark == '?' || mark == '\n';
}

static void unit_add(const struct reader *reader, struct span *span, size_t at, uint32_t length,
                     uint32_t clause)
{
    const struct token *token = &reader->tokens->list[at];
    span->units[span->unit_count++] = (struct unit){(uint32_t)at, length, clause, 0};
    span->lower_case |=
        (token->flags & (TOKEN_LATIN | TOKEN_CAPITALS)) == TOKEN_LATIN && token->n > 1;
}

/* Returns the token behind the stretch that begins at token `at`. */
static size_t units_read(const struct reader *reader, size_t at, struct span *span)
{
    const struct tokens *tokens = reader->tokens;
    uint32_t clause = 0, length;
    bool ended = false;
    for (; at < tokens->count; at += length) {
        const struct token *token = &tokens->list[at];
        length = 1;
        if (token->kind == TOKEN_MARK) {
            ended = take_mark(span, token, &clause) || ended;
        } else if (ended || span->unit_count == SPAN_UNITS) {
            break;
        } else if (is_unit(token)) {
            length = unit_length(reader, at);
            unit_add(reader, span, at, length, clause);
        }
    }
    return at;
}

/* Between entries of one length that overlap, what a person wrote has the say, by its strength. Of
 * equal covers the one that starts later wins: the verb, and with it the negation, comes last. */
static float gain_of(const struct reading *r, const struct image_entry *entry, uint32_t length)
{
    float trust = entry->flags & ENTRY_CURATED ? CURATED_GAIN + fabsf(entry->curated) / 16 : 0;
    return (float)(length * length) + trust + (r->brand ? BRAND_GAIN : 0);
}

/* The node one word further, as it is written or by its stem; 0 when there is none. */
static uint32_t step(const struct reading *r, uint32_t node, uint32_t unit)
{
    uint32_t next = r->exact[unit] ? edge_find(r->lexicon, node, r->exact[unit]) : 0;
    return next || !r->stem[unit] ? next : edge_find(r->lexicon, node, r->stem[unit]);
}

/* Follows the words from unit `i` along the lexicon, trying every entry on the way. */
static void walk(const struct reading *r, const struct span *span, const struct best *best,
                 uint32_t i, uint32_t node, struct best *here)
{
    for (uint32_t length = 1; node; length++) {
        const struct image_entry *entry = entry_at(r, node);
        float gain = entry ? gain_of(r, entry, length) + best[i + length].gain : 0;
        if (entry && gain > here->gain) {
            *here = (struct best){gain, length, entry, r->brand};
        }
        uint32_t next = i + length;
        if (next == span->unit_count || length == IMAGE_PHRASE_MAX ||
            span->units[next].clause != span->units[i].clause || !r->lexicon->nodes[node].leads) {
            return;
        }
        node = step(r, node, next);
    }
}

static void hit_add(struct span *span, uint32_t first, const struct best *best)
{
    struct hit *hit = &span->hits[span->hit_count++];
    uint32_t length = best->length ? best->length : 1;
    *hit = (struct hit){
        .entry = best->entry, .first = first, .last = first + length - 1, .brand = best->brand};
    for (uint32_t u = hit->first; u <= hit->last; u++) {
        hit->flags |= span->units[u].flags;
    }
}

static void cover(const struct reader *reader, struct span *span)
{
    struct best best[SPAN_UNITS + 1];
    best[span->unit_count] = (struct best){0};
    for (uint32_t i = span->unit_count; i-- > 0;) {
        best[i] = (struct best){.gain = best[i + 1].gain};
        for (size_t r = 0; r < reader->count; r++) {
            const struct reading *reading = &reader->readings[r];
            if (reading->exact[i]) {
                walk(reading, span, best, i, reading->exact[i], &best[i]);
            }
            if (reading->stem[i]) {
                walk(reading, span, best, i, reading->stem[i], &best[i]);
            }
        }
    }
    for (uint32_t i = 0; i < span->unit_count; i += best[i].length ? best[i].length : 1) {
        if (best[i].length || (span->units[i].flags & UNIT_NEGATOR)) {
            hit_add(span, i, &best[i]);
        }
    }
}

static void readings_begin(struct reader *reader)
{
    const struct scorer *scorer = reader->scorer;
    reader->readings[0].lexicon = scorer->lexicon;
    reader->readings[0].learned = scorer->options.learned;
    reader->readings[0].brand = false;
    reader->count = 1;
    for (size_t i = 0; i < SCORER_OVERRIDES && scorer->overrides[i]; i++) {
        struct reading *r = &reader->readings[reader->count++];
        r->lexicon = scorer->overrides[i];
        r->learned = true;
        r->brand = true;
    }
}

bool span_read(const struct scorer *scorer, const struct tokens *tokens, enum language language,
               size_t *at, struct span *span)
{
    if (*at >= tokens->count) {
        return false;
    }
    struct reader reader;
    reader.scorer = scorer;
    reader.tokens = tokens;
    reader.language = language;
    readings_begin(&reader);
    span->unit_count = span->hit_count = span->exclamations = 0;
    span->question = span->lower_case = false;
    *at = units_read(&reader, *at, span);
    for (size_t i = 0; i < reader.count; i++) {
        reading_fill(&reader, &reader.readings[i], span);
    }
    cover(&reader, span);
    return true;
}
