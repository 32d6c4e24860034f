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

/* Of mentions m, what the name ?1 has written, ?2 being its author_quoted, at the source ?3 or any
 * other of its service; with NULL for ?3, anywhere. What search_index has not reached yet, too. */
#define WRITTEN_BY                                                                                 \
    "m.author COLLATE NOCASE IN (?1, '@' || ?1) AND m.id IN (SELECT -rowid FROM mention_search "   \
    "WHERE mention_search MATCH ?2 UNION ALL SELECT id FROM mentions WHERE id > coalesce("         \
    "(SELECT CAST(value AS INTEGER) FROM settings WHERE name = 'search.indexed'), 0)) "            \
    "AND (?3 IS NULL OR m.source_id IN (SELECT b.id FROM sources a JOIN sources b ON b.id = a.id " \
    "OR b.service = a.service WHERE a.name = ?3)) "

#endif
