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

static struct stem stem_of(uint32_t node, uint32_t flags)
{
    return (struct stem){node, node ? flags : 0};
}

static uint32_t suffix_flags(const struct image_suffix *suffix)
{
    return suffix->kind == SUFFIX_COMPARATIVE   ? UNIT_COMPARATIVE
           : suffix->kind == SUFFIX_SUPERLATIVE ? UNIT_SUPERLATIVE
                                                : 0;
}

/* The suffixes that end with one byte. */
struct suffixes {
    const struct image_suffix *first, *behind;
};

static inline struct suffixes suffixes_of(const struct lexicon *l, struct str word)
{
    const uint32_t *range = &l->suffix_end[(unsigned char)word.p[word.n - 1]];
    return (struct suffixes){l->suffixes + range[0], l->suffixes + range[1]};
}

/* Whether a word of that tail ends with a suffix that leaves a stem. */
static inline bool ends_with(const struct lexicon *l, struct str word, uint64_t tail,
                             const struct image_suffix *s)
{
    return ((tail ^ s->tail) & s->mask) == 0 && word.n >= IMAGE_STEM_BYTES + s->text_n &&
           (s->text_n <= sizeof tail ||
            memcmp(word.p + word.n - s->text_n, l->text + s->text_at, s->text_n) == 0);
}

static struct str without(struct str word, const struct image_suffix *suffix)
{
    return (struct str){word.p, word.n - suffix->text_n};
}

/* The word without its longest ending. */
static struct stem ending_find(const struct reading *r, struct str word)
{
    const struct suffixes suffixes = suffixes_of(r->lexicon, word);
    const uint64_t tail = image_tail_load(word.p + word.n);
    for (const struct image_suffix *s = suffixes.first; s < suffixes.behind; s++) {
        if (ends_with(r->lexicon, word, tail, s)) {
            return stem_of(find_entry(r, without(word, s)), suffix_flags(s));
        }
    }
    return (struct stem){0, 0};
}

/* The word without one of its endings, the longest first, or without the two outermost
 * ("beauties-its"). */
static struct stem suffix_find(const struct reading *r, struct str word)
{
    const struct suffixes suffixes = suffixes_of(r->lexicon, word);
    /* What lies before a short word is masked away. */
    const uint64_t tail = image_tail_load(word.p + word.n);
    const struct image_suffix *outer = NULL;
    for (const struct image_suffix *s = suffixes.first; s < suffixes.behind; s++) {
        if (ends_with(r->lexicon, word, tail, s)) {
            uint32_t node = find_entry(r, without(word, s));
            if (node) {
                return stem_of(node, suffix_flags(s));
            }
            outer = outer ? outer : s;
        }
    }
    return outer ? ending_find(r, without(word, outer)) : (struct stem){0, 0};
}

/* A verb with a prefix of negation, known only without it. */
static struct stem verb_find(const struct reading *r, struct str word)
{
    bool present = str_starts(word, STR(PREFIX_NEMI));
    if (!present && word.n < VERB_BYTES + 2) {
        return (struct stem){0, 0};
    }
    struct str rest = str_slice(word, 2, word.n);
    uint32_t node = find_entry(r, rest);
    if (!node && present) {
        node = find_entry(r, str_slice(rest, 4, rest.n));
    }
    return (struct stem){node, node ? UNIT_NEGATIVE : present ? UNIT_NEGATOR : 0};
}

struct stem find_stem(const struct reading *r, struct str word)
{
    struct stem verb = starts_with_nun(word) ? verb_find(r, word) : (struct stem){0, 0};
    if (verb.node || word.n <= IMAGE_STEM_BYTES) {
        return verb;
    }
    struct stem stem = suffix_find(r, word);
    stem.flags |= verb.flags;
    return stem;
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

struct found find_finglish(const struct reading *r, const struct token *token)
{
    struct found found = {.place.exact = key_find(r->lexicon, tokens_hash(token->folded))};
    if (!found.place.exact) {
        found.place.exact = spelling_find(r->lexicon, token->folded);
    }
    if (!has_entry(r, found.place.exact)) {
        found.place.stem = spelling_stem(r, token->folded, found.place.exact != 0);
        bool negated = !found.place.stem && finglish_is_negated(token->folded);
        found.flags = negated ? UNIT_NEGATOR : 0;
    }
    return found;
}
