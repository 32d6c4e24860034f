/* Inside store/ only: what a name has in common with itself, however it is written: in any case of
 * ASCII, with or without its @. */
#ifndef STORE_AUTHOR_KEY_H
#define STORE_AUTHOR_KEY_H

#include "base/str.h"

uint64_t author_hash(struct str name);

/* The same as a word of the search index, in quotes that FTS5 reads as a string: U+E000, which no
 * folded word has, and four digits: who asks compares the names, too. Absent for an absent or empty
 * name. */
#define AUTHOR_WORD_MAX 16
struct author_word {
    char quoted[AUTHOR_WORD_MAX];
    size_t n;
};
struct author_word author_word(struct str name);
/* Without the quotes. */
static inline struct str author_bare(const struct author_word *word)
{
    return word->n ? (struct str){word->quoted + 1, word->n - 2} : STR_NONE;
}
static inline struct str author_quoted(const struct author_word *word)
{
    return word->n ? (struct str){word->quoted, word->n} : STR_NONE;
}

#endif
