/* What a vocabulary is made of. Internal to text/.
 *
 * A run is a stretch of at most sixteen ASCII letters, apostrophes and bytes beyond ASCII that
 * begins with no apostrophe and ends before another byte: "don't", a Persian word, two that a ZWNJ
 * parts. Its tokens are kept under its bytes, each ready to be copied: token_run.c knows when
 * they may be. Words are the distinct tokens; several runs share one. */
#ifndef TEXT_VOCABULARY_TABLE_H
#define TEXT_VOCABULARY_TABLE_H

#include "text/token_reader.h"
#include "text/vocabulary.h"

enum {
    RUN_BYTES = 16, /* longer ones are read anew each time; so many bytes a folded form has, too */
    RUN_TOKENS = 15,
    RUN_PROBES = 8, /* slots looked at: a run that finds none of them free is not kept */
    WORD_PROBES_MOST = 16,
    MET_BITS = 1 << 17,
};

/* A token of a run; `at` is counted from the beginning of the run, zeros lie behind the folded
 * form. */
struct run_token {
    char folded[RUN_BYTES];
    uint32_t word, joined;
    uint16_t flags;
    uint8_t kind, at, n, folded_n;
};

/* A line of the cache. */
struct run {
    _Alignas(64) uint64_t low; /* its bytes, zeros behind them */
    uint64_t high;
    struct run_token first;
    uint32_t more;  /* index of the second token in vocabulary.more; the others follow */
    uint8_t length; /* 0: the slot is free */
    uint8_t count;  /* of tokens, maybe 0 */
    uint8_t join;   /* flags of a token right behind it */
    bool leans : 1; /* begins with no word: read so only behind white space and no mark */
    bool plain : 1; /* one word and nothing else */
};

/* What a word says of the language of its text: small counts, a byte each; language.c knows which
 * is which. */
struct evidence {
    uint64_t latin, arabic;
};

enum { LETTERS_UNSEEN = 2 }; /* not looked at yet; else -1, 0, 1 */

/* A word by its number. All 64 bits of a hash are compared, here as in the lexicons: no other word
 * is met by chance. */
struct word_slot {
    uint64_t key;            /* word_key of it */
    uint32_t number, unused; /* 0: the slot is free */
};

struct notes {
    void *list;
    size_t size, capacity; /* of one, and for so many words */
    uint64_t key;
};

struct vocabulary {
    struct run *runs; /* run_mask + 1 slots, and RUN_PROBES - 1 more, each a line */
    void *runs_block; /* that they lie in */
    size_t run_mask, run_count;
    struct run_token *more;
    size_t more_count, more_capacity;
    struct word_slot *words;   /* word_capacity * 2 slots, and WORD_PROBES_MOST - 1 more */
    struct evidence *evidence; /* by number */
    signed char *letters;      /* by number: what they say of the language, or LETTERS_UNSEEN */
    size_t word_count, word_capacity;
    struct notes notes[NOTES_OWNERS];
    uint64_t met[MET_BITS / 64]; /* by hash: words that were met before, and some that were not */
    size_t met_count;
    size_t most; /* words, and runs */
    bool full;
};

struct vocabulary *vocabulary_new(size_t most);
void vocabulary_free(struct vocabulary *vocabulary); /* NULL is fine */

/* Before a text is read: forgets everything when there is no room for more. */
void vocabulary_begin(struct vocabulary *vocabulary);

/* The number of the word of a token; 0 when it has none. A word gets its number when it is met for
 * the second time: half of all words never are, and would only take room. */
uint32_t vocabulary_word(struct vocabulary *vocabulary, const struct token *token);

/* That of a token and the one behind it written as one; their folded forms lie side by side. */
uint32_t vocabulary_joined(struct vocabulary *vocabulary, const struct token *left,
                           const struct token *right);

/* Keeps a run of `length` bytes at byte `from` of the text with its tokens, if they can be kept.
 * `run` has low, high, length and join set; `alone`: behind white space and no mark. */
void vocabulary_learn(struct vocabulary *vocabulary, struct run *run, size_t from, bool alone,
                      const struct token *tokens, size_t count);

/* What the token says of the language, worked out anew. Of language.c. */
struct evidence language_evidence(const struct token *token);

/* Flags that make a word of the same letters another one. */
enum {
    IDENTITY_FLAGS = TOKEN_ARABIC | TOKEN_LATIN | TOKEN_LETTER_FA | TOKEN_LETTER_AR |
                     TOKEN_LETTER_UR | TOKEN_LETTER_CKB | TOKEN_LETTER_PS
};

static inline uint64_t word_key(const struct token *token)
{
    uint64_t identity = (uint64_t)token->kind << 16 | (token->flags & IDENTITY_FLAGS);
    return token->hash + identity * HASH_HIGH;
}

static inline struct word_slot *word_slot(const struct vocabulary *v, uint64_t key)
{
    return &v->words[key & (v->word_capacity * 2 - 1)];
}

/* Numbers a word, not a mark or a name. */
static inline void word_number(struct vocabulary *v, struct token *token)
{
    uint64_t key = word_key(token);
    const struct word_slot *slot = word_slot(v, key);
    token->word = slot->key == key ? slot->number : vocabulary_word(v, token);
}

/* Two multiplications; who finds runs that meet has them read anew, no more. */
static inline uint64_t run_hash(uint64_t low, uint64_t high)
{
    uint64_t hash = (low ^ high * HASH_HIGH) * HASH_LOW;
    return hash >> 32;
}

/* The run of these n bytes, at least one, or NULL. */
static inline const struct run *run_find(const struct vocabulary *v, uint64_t low, uint64_t high,
                                         size_t n)
{
    const struct run *run = &v->runs[run_hash(low, high) & v->run_mask];
    for (size_t i = 0; i < RUN_PROBES && run->length; i++, run++) {
        if (run->low == low && run->high == high && run->length == n) {
            return run;
        }
    }
    return NULL;
}

#endif
