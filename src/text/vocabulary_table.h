/* What a vocabulary is made of. Internal to text/.
 *
 * A chunk is what stands between two spaces or line ends, of at most sixteen bytes: "word,",
 * "don't",
 * "#tag". The tokens of a chunk do not depend on what stands around it (token_chunk.c knows the one
 * exception), so they are kept under its bytes, each ready to be copied. Words are the distinct
 * tokens; many chunks share one. */
#ifndef TEXT_VOCABULARY_TABLE_H
#define TEXT_VOCABULARY_TABLE_H

#include "text/token_reader.h"
#include "text/vocabulary.h"

enum {
    CHUNK_BYTES =
        16, /* longer ones are read anew each time; so many bytes a folded form has, too */
    CHUNK_TOKENS = 15,
    CHUNK_PROBES = 8, /* slots looked at: a chunk that finds none of them free is not kept */
    WORD_BYTES = 64,  /* longer words have no number */
    WORD_PROBE = 16,
};

/* A token of a chunk; `at` is counted from the beginning of the chunk. */
struct piece_kept {
    char folded[CHUNK_BYTES];
    uint64_t hash;
    uint32_t word, joined;
    uint16_t flags;
    uint8_t kind, at, n, folded_n;
};

struct chunk {
    uint64_t low, high; /* its bytes, zeros behind them */
    struct piece_kept first;
    uint32_t more;  /* index of the second token in vocabulary.pieces; the others follow */
    uint8_t length; /* 0: the slot is free */
    uint8_t count;  /* of tokens, maybe 0 */
    bool marks;     /* begins with two marks */
};

/* What a word says of the language of its text: small counts, a byte each; language.c knows which
 * is which. */
struct evidence {
    uint64_t latin, arabic;
};

enum { LETTERS_UNSEEN = 2 }; /* of word.letters: not looked at yet */

struct word {
    uint64_t hash;
    struct evidence evidence;
    uint32_t bytes_at, n; /* the folded form in vocabulary.bytes */
    uint32_t identity;    /* kind and flags that make it another word */
    int letters;          /* what its letters say of its language: -1, 0, 1 */
};

struct notes {
    void *list;
    size_t size, capacity; /* of one, and for so many words */
    uint64_t key;
};

struct vocabulary {
    struct chunk *chunks; /* chunk_mask + 1 slots, and CHUNK_PROBES - 1 more */
    size_t chunk_mask, chunk_count;
    struct piece_kept *pieces;
    size_t piece_count, piece_capacity;
    struct word *words; /* by number */
    size_t word_count, word_capacity;
    uint32_t *numbers; /* of words, by hash: word_capacity * 2 slots, and WORD_PROBE - 1 more */
    char *bytes;
    size_t byte_count, byte_capacity;
    struct notes notes[NOTES_OWNERS];
    size_t most; /* words, and chunks */
    bool full;
};

struct vocabulary *vocabulary_new(size_t most);
void vocabulary_free(struct vocabulary *vocabulary); /* NULL is fine */

/* Before a text is read: forgets everything when there is no room for more. */
void vocabulary_begin(struct vocabulary *vocabulary);

/* The number of the word of a token; 0 when it has none. */
uint32_t vocabulary_word(struct vocabulary *vocabulary, const struct token *token);

/* Keeps the tokens of a chunk, if they are such as can be kept. `bytes` begins at byte `from` of
 * the text. */
void vocabulary_learn(struct vocabulary *vocabulary, struct str bytes, size_t from,
                      const struct token *tokens, size_t count);

/* What the token says of the language, worked out anew. Of language.c. */
struct evidence language_evidence(const struct token *token);

static inline uint64_t chunk_hash(uint64_t low, uint64_t high, size_t n)
{
    return reader_hash_short(low, high, n);
}

/* The chunk of these bytes, or NULL. */
static inline const struct chunk *chunk_find(const struct vocabulary *v, uint64_t low,
                                             uint64_t high, size_t n)
{
    const struct chunk *chunk = &v->chunks[chunk_hash(low, high, n) & v->chunk_mask];
    for (const struct chunk *end = chunk + CHUNK_PROBES; chunk < end; chunk++) {
        if (chunk->low == low && chunk->high == high && chunk->length == n) {
            return chunk;
        }
        if (chunk->length == 0) {
            break;
        }
    }
    return NULL;
}

#endif
