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
 * the first free slot from the one of its hash on. When that is beyond WORD_PROBES, the slot of its
 * hash has WORD_FAR. The first ones stand behind the last again. */
enum { WORD_SLOTS = 4096, WORD_PROBES = 3, WORD_FAR = 2048, WORD_LOW_BITS = 12 };
extern const uint64_t word_table[WORD_SLOTS + WORD_PROBES - 1];

/* The slot of a hash, or else `otherwise`. */
static inline uint64_t word_slot_of(uint64_t slot, uint64_t hash, uint64_t otherwise)
{
    return (slot ^ hash) >> WORD_LOW_BITS == 0 ? slot : otherwise;
}

/* The kinds of a word by its token_hash; 0 when it is not in the table. The slots are looked at
 * whatever is in them: that costs less than guessing wrongly where to stop. */
static inline uint32_t word_kinds(uint64_t hash)
{
    const uint64_t *slots = &word_table[hash % WORD_SLOTS];
    uint64_t found = word_slot_of(slots[2], hash, 0);
    found = word_slot_of(slots[1], hash, found);
    found = word_slot_of(slots[0], hash, found);
    for (uint64_t at = hash + WORD_PROBES; slots[0] & WORD_FAR && found == 0; at++) {
        uint64_t slot = word_table[at % WORD_SLOTS];
        if (slot == 0) {
            return 0;
        }
        found = word_slot_of(slot, hash, 0);
    }
    return (uint32_t)found & (WORD_FAR - 1);
}

#endif
