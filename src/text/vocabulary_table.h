/* What a vocabulary is made of. Internal to text/.
 *
 * A run is a stretch of at most sixteen bytes of one kind: ASCII letters with apostrophes between
 * them, a number in ASCII digits, two-byte characters that begin with one of the Arabic block, or
 * other bytes beyond ASCII. A line keeps the token that the run begins with, ready to be copied,
 * under the bytes of the run (ASCII letters as small ones): token_run.c knows when it may be. What
 * is read otherwise (a long word, a number with separators, two words that a ZWNJ joins) has a line
 * under its hash.
 *
 * A word lies in the line of its hash or in the other one of that pair. */
#ifndef TEXT_VOCABULARY_TABLE_H
#define TEXT_VOCABULARY_TABLE_H

#include "text/evidence.h"
#include "text/token_reader.h"
#include "text/vocabulary.h"

enum { RUN_BYTES = 16 };

enum { LETTERS_UNSEEN = 2 }; /* not looked at yet; else -1, 0, 1 */

/* A line of the cache: all that is needed of a word comes at once. */
struct word_line {
    _Alignas(LINE_BYTES) uint64_t low; /* the key */
    uint64_t high;
    char folded[RUN_BYTES]; /* zeros behind it */
    unsigned char note[LINE_NOTE_BYTES];
    uint32_t used;   /* number of the text that met it last; 0: the line is free */
    uint16_t flags;  /* of the token, but for those of its place and its capitals */
    uint8_t kind, n; /* enum token_kind; bytes of the run it takes, 0: kept by hash */
    uint8_t folded_n;
    uint8_t voice;       /* what it says by itself, see language_voice */
    signed char letters; /* what they say of the language, or LETTERS_UNSEEN */
    bool whole;          /* a word that is all of the run, and as long folded */
};

struct notes {
    void *list;
    size_t size;
    uint64_t key;
};

struct vocabulary {
    struct word_line *lines; /* by number; the first two are for no word */
    struct word_line *first; /* of those for words */
    size_t mask;             /* of the others, in bytes */
    size_t most, filled;     /* lines there may be but for those two; those that have a word */
    uint32_t text;           /* number of the text that is read */
    bool noted;              /* there are notes in the lines */
    uint64_t key;            /* that they were made with */
    uint64_t *filter;        /* of its own, or NULL */
    unsigned char blank[LINE_NOTE_BYTES];
    uint64_t latin[VOICES], arabic[VOICES]; /* the halves of voice_evidence */
    bool heard;          /* the tally is of the tokens at hand: they were read with this */
    struct tally tally;  /* of the text that is read, but for its hashtags */
    struct evidence sum; /* to be put to it */
    size_t tallied;      /* tokens of the text when that was done last */
    struct notes notes[NOTES_OWNERS];
    void *block; /* that the lines lie in */
};

/* Of so many lines at most, a power of two. */
struct vocabulary *vocabulary_new(size_t most);
void vocabulary_free(struct vocabulary *vocabulary); /* NULL is fine */

/* Before a text is read. */
void vocabulary_begin(struct vocabulary *vocabulary);

/* The line of a token, kept by what it is; 0 when it has none. */
uint32_t vocabulary_word(struct vocabulary *vocabulary, const struct token *token);

/* Puts what was added up to the tally; `tokens` of the text are read. */
void vocabulary_tally(struct vocabulary *vocabulary, size_t tokens);

/* Keeps a token that a run of n bytes begins with under the run. Returns its number, or 0 when
 * there was no room. */
uint32_t vocabulary_learn(struct vocabulary *vocabulary, struct block16 run, size_t n,
                          const struct token *token);

/* Leaves the highest bits of a product, which alone hang on all of the key, above those of a
 * place in a line: as many as number all lines. */
enum { LINE_SHIFT = 42 };
_Static_assert(VOCABULARY_LINES *(uint64_t)LINE_BYTES == (uint64_t)1 << (64 - LINE_SHIFT),
               "every line can be the home of a word");

/* Where its line is, if it is not the other one of the pair. Who finds words that meet has them
 * read anew, no more. */
static inline struct word_line *line_home(const struct vocabulary *v, uint64_t low, uint64_t high)
{
    uint64_t hash = (low ^ (high << 23 | high >> 41)) * HASH_LOW;
    return (struct word_line *)(void *)((char *)v->first + (hash >> LINE_SHIFT & v->mask));
}

static inline struct word_line *line_other(const struct word_line *line)
{
    return (struct word_line *)((uintptr_t)line ^ LINE_BYTES);
}

static inline bool line_has(const struct word_line *line, uint64_t low, uint64_t high)
{
    return line->low == low && line->high == high;
}

/* The line of a key, or NULL. */
static inline struct word_line *line_find(const struct vocabulary *v, uint64_t low, uint64_t high)
{
    struct word_line *line = line_home(v, low, high);
    if (line_has(line, low, high)) {
        return line;
    }
    line = line_other(line);
    return line_has(line, low, high) ? line : NULL;
}

static inline struct evidence line_evidence(const struct vocabulary *v,
                                            const struct word_line *line)
{
    return (struct evidence){v->latin[line->voice], v->arabic[line->voice]};
}

static inline struct evidence evidence_of(const struct vocabulary *v, const struct token *token)
{
    return token->word ? line_evidence(v, &v->lines[token->word]) : language_evidence(token);
}

static inline uint32_t line_number(const struct vocabulary *v, const struct word_line *line)
{
    return (uint32_t)(line - v->lines);
}

#endif
