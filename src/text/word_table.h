/* The words text/ itself must know, by hash: what language a word speaks for, and the Persian
 * endings and prefixes that are written apart. From src/text/language.words. For text/, match/ and
 * sentiment/. */
#ifndef TEXT_WORD_TABLE_H
#define TEXT_WORD_TABLE_H

#include <stddef.h>
#include <stdint.h>

enum word_kind { /* bits, in the order of scripts/make-word-table */
                 WORD_EN = 1,
                 WORD_FA_LATN = 2,
                 WORD_LATIN_OTHER = 4,
                 WORD_FA = 8,
                 WORD_AR = 16,
                 WORD_UR = 32,
                 WORD_CKB = 64,
                 WORD_VERB_PREFIX = 128, /* mi, nemi */
                 WORD_ENDING = 256,      /* attached with a ZWNJ it leaves the word what it was */
                 WORD_HEH_ENDING = 512,  /* one that falls away behind a final heh */
                 WORD_PLURAL = 1024, /* plural and comparison: belongs to the word before even after
                                        a space */
};

struct word_entry {
    uint64_t hash;
    uint32_t kinds; /* 0: an empty slot */
};
extern const struct word_entry word_table[];
extern const size_t word_table_mask;

/* The kinds of a word by its token_hash; 0 when it is not in the table. */
static inline uint32_t word_kinds(uint64_t hash)
{
    for (size_t at = hash & word_table_mask;; at = (at + 1) & word_table_mask) {
        if (word_table[at].hash == hash || word_table[at].kinds == 0) {
            return word_table[at].kinds;
        }
    }
}

#endif
