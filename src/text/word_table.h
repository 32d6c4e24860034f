/* The words text/ itself must know, by hash: what language a word speaks for, and the Persian
 * endings and prefixes that are written apart. From src/text/language.words. For text/, match/ and
 * sentiment/. */
#ifndef TEXT_WORD_TABLE_H
#define TEXT_WORD_TABLE_H

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

/* A slot is a hash whose low bits have given way to the kinds; 0 when it is empty. */
enum { WORD_SLOTS = 4096, WORD_KIND_BITS = 11 };
extern const uint64_t word_table[WORD_SLOTS];

/* The kinds of a word by its token_hash; 0 when it is not in the table. */
static inline uint32_t word_kinds(uint64_t hash)
{
    for (uint64_t at = hash;; at++) {
        uint64_t slot = word_table[at % WORD_SLOTS];
        if ((slot ^ hash) >> WORD_KIND_BITS == 0) {
            return (uint32_t)(slot & ((1u << WORD_KIND_BITS) - 1));
        }
        if (slot == 0) {
            return 0;
        }
    }
}

#endif
