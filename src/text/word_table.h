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

/* A slot is a hash whose low bits have given way to the kinds; 0 when it is empty. A word lies at
 * the first free slot from the one of its hash on; the first ones stand behind the last again. */
enum { WORD_SLOTS = 4096, WORD_KIND_BITS = 11, WORD_PROBES = 3 };
extern const uint64_t word_table[WORD_SLOTS + WORD_PROBES - 1];

/* The slot of a hash, or else `otherwise`. */
static inline uint64_t word_slot_of(uint64_t slot, uint64_t hash, uint64_t otherwise)
{
    return (slot ^ hash) >> WORD_KIND_BITS == 0 ? slot : otherwise;
}

/* The kinds of a word by its token_hash; 0 when it is not in the table. Three slots are looked at
 * whatever is in them: that costs less than guessing wrongly where to stop. */
static inline uint32_t word_kinds(uint64_t hash)
{
    for (uint64_t at = hash;; at += WORD_PROBES) {
        const uint64_t *slots = &word_table[at % WORD_SLOTS];
        uint64_t first = slots[0], second = slots[1], third = slots[2];
        uint64_t found = word_slot_of(third, hash, 0);
        found = word_slot_of(second, hash, found);
        found = word_slot_of(first, hash, found);
        if (!((found == 0) & (first != 0) & (second != 0) & (third != 0))) {
            return (uint32_t)found & ((1u << WORD_KIND_BITS) - 1);
        }
    }
}

#endif
