#include "sentiment/find.h"

#include "sentiment/cover.h"
#include "sentiment/verb.h"
#include "text/finglish.h"

enum {
    STEM_BYTES = 6, /* shorter stems (three letters) meet other words by chance */
    VERB_BYTES = 8, /* the same of what follows a bare prefix of negation */
};

/* The word when it is an entry by itself. The word is part of one in struct tokens. */
static uint32_t find_entry(const struct reading *r, struct str word)
{
    uint32_t node = find_word(r->lexicon, tokens_hash(word));
    return node && has_entry(r, node) ? node : 0;
}

static uint32_t suffix_flags(const struct image_suffix *suffix)
{
    return suffix->kind == SUFFIX_COMPARATIVE   ? UNIT_COMPARATIVE
           : suffix->kind == SUFFIX_SUPERLATIVE ? UNIT_SUPERLATIVE
                                                : 0;
}

/* The word has eight bytes; their last ones are `tail`. */
static inline bool ends_with(struct str word, uint64_t tail, const struct lexicon *l,
                             const struct image_suffix *suffix)
{
    size_t n = suffix->text_n;
    if (n < sizeof tail) {
        return (tail ^ suffix->tail) >> (64 - 8 * n) == 0;
    }
    return tail == suffix->tail && memcmp(word.p + word.n - n, l->text + suffix->text_at, n) == 0;
}

/* The longest suffix of the lexicon that leaves a stem, from `next` on; NULL when there is none. */
static const struct image_suffix *suffix_of(const struct lexicon *l, struct str word,
                                            uint32_t *next)
{
    unsigned char last = (unsigned char)word.p[word.n - 1];
    uint32_t end = l->suffix_end[last + 1];
    uint64_t tail = word.n >= sizeof tail ? image_tail(word.p + word.n, sizeof tail) : 0;
    for (uint32_t i = *next ? *next : l->suffix_end[last]; i < end; i++) {
        const struct image_suffix *suffix = &l->suffixes[i];
        if (word.n >= (size_t)STEM_BYTES + suffix->text_n && ends_with(word, tail, l, suffix)) {
            *next = i + 1;
            return suffix;
        }
    }
    return NULL;
}

/* The word without one of its endings, or without the two outermost ("beauties-its"). */
static uint32_t suffix_find(const struct reading *r, struct str word, uint32_t *flags)
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

uint32_t find_stem(const struct reading *r, struct str word, uint32_t *flags)
{
    uint32_t node = verb_find(r, word, flags);
    return node || word.n <= STEM_BYTES ? node : suffix_find(r, word, flags);
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

uint32_t find_finglish(const struct reading *r, const struct token *token)
{
    uint64_t keys[FINGLISH_KEYS];
    uint32_t node = key_find(r->lexicon, token->hash);
    size_t count = node ? 0 : finglish_keys_latin(token->folded, keys);
    for (size_t i = 0; i < count && !node; i++) {
        node = key_find(r->lexicon, keys[i]);
    }
    return node;
}
