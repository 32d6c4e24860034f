#include "sentiment/find.h"

#include "sentiment/cover.h"
#include "sentiment/verb.h"
#include "text/finglish.h"

enum { VERB_BYTES = 8 }; /* of what follows a bare prefix of negation; shorter is met by chance */

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

/* The longest suffix of the lexicon that leaves a stem, from `from` on or, when that is NULL, from
 * the first; NULL when there is none. */
static inline const struct image_suffix *suffix_of(const struct lexicon *l, struct str word,
                                                   const struct image_suffix *from)
{
    const char *end = word.p + word.n;
    const uint32_t *range = &l->suffix_end[(unsigned char)end[-1]];
    const struct image_suffix *s = from ? from : &l->suffixes[range[0]];
    const struct image_suffix *behind = &l->suffixes[range[1]];
    uint64_t tail = image_tail_load(end); /* what lies before a short word is masked away */
    for (; s < behind; s++) {
        if (((tail ^ s->tail) & s->mask) == 0 && word.n >= (size_t)FIND_STEM_BYTES + s->text_n &&
            (s->text_n <= sizeof tail ||
             memcmp(end - s->text_n, l->text + s->text_at, s->text_n) == 0)) {
            return s;
        }
    }
    return NULL;
}

/* The entry that is left without a suffix, which may be NULL. */
static uint32_t stem_find(const struct reading *r, struct str word,
                          const struct image_suffix *suffix, uint32_t *flags)
{
    uint32_t node = suffix ? find_entry(r, str_slice(word, 0, word.n - suffix->text_n)) : 0;
    *flags |= node ? suffix_flags(suffix) : 0;
    return node;
}

/* The word without one of its endings, or without the two outermost ("beauties-its"). */
static uint32_t suffix_find(const struct reading *r, struct str word, uint32_t *flags)
{
    const struct image_suffix *outer = suffix_of(r->lexicon, word, NULL);
    if (!outer) {
        return 0;
    }
    for (const struct image_suffix *s = outer; s; s = suffix_of(r->lexicon, word, s + 1)) {
        uint32_t node = stem_find(r, word, s, flags);
        if (node) {
            return node;
        }
    }
    struct str rest = str_slice(word, 0, word.n - outer->text_n);
    return stem_find(r, rest, suffix_of(r->lexicon, rest, NULL), flags);
}

/* A verb with a prefix of negation, known only without it. */
static uint32_t verb_find(const struct reading *r, struct str word, uint32_t *flags)
{
    if (!starts_with_nun(word)) {
        return 0;
    }
    bool present = str_starts(word, STR(PREFIX_NEMI));
    if (!present && word.n < VERB_BYTES + 2) {
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
    return node || word.n <= FIND_STEM_BYTES ? node : suffix_find(r, word, flags);
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

static uint32_t spelling_find(const struct lexicon *l, struct str word)
{
    uint64_t keys[FINGLISH_KEYS];
    size_t count = finglish_keys_latin(word, keys);
    uint32_t node = 0;
    for (size_t i = 0; i < count && !node; i++) {
        node = key_find(l, keys[i]);
    }
    return node;
}

static uint32_t spelling_stem(const struct reading *r, struct str word, bool known)
{
    enum { CERTAIN = 6 }; /* letters that are met by chance no more: a known word has its own end */
    struct str stems[FINGLISH_STEMS];
    size_t count = finglish_stems(word, stems);
    for (size_t i = 0; i < count; i++) {
        uint32_t stem = known && stems[i].n < CERTAIN ? 0 : spelling_find(r->lexicon, stems[i]);
        if (has_entry(r, stem)) {
            return stem;
        }
    }
    return 0;
}

struct place find_finglish(const struct reading *r, const struct token *token, uint32_t *flags)
{
    struct place place = {.exact = key_find(r->lexicon, tokens_hash(token->folded))};
    if (!place.exact) {
        place.exact = spelling_find(r->lexicon, token->folded);
    }
    if (!has_entry(r, place.exact)) {
        place.stem = spelling_stem(r, token->folded, place.exact != 0);
        *flags |= !place.stem && finglish_is_negated(token->folded) ? UNIT_NEGATOR : 0;
    }
    return place;
}
