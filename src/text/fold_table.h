/* What every character is and what it folds to: the table under text/token.c, made by
 * scripts/make-fold-table. Internal to text/.
 *
 * An entry holds, from its low bits: the folded character in UTF-8 when it has at most two bytes
 * (0: nothing, or as written), its class, the letters of one language (as TOKEN_LETTER_FA...), and
 * FOLD_WIDE when the low bits are an offset into fold_wide instead. Characters below U+0800 lie at
 * their own number, so the two-byte letters of Persian need one load and no page table; their
 * folded form is always spelled out. */
#ifndef TEXT_FOLD_TABLE_H
#define TEXT_FOLD_TABLE_H

#include <stddef.h>
#include <stdint.h>

enum fold_class {
    FOLD_SYMBOL, /* parts words, means nothing */
    FOLD_SPACE,
    FOLD_LATIN,
    FOLD_ARABIC,
    FOLD_OTHER, /* a letter of another script */
    FOLD_DIGIT,
    FOLD_DROP, /* as if it were not there: marks, tatweel, joiners, bidi marks */
    FOLD_ZWNJ,
    FOLD_APOSTROPHE,
    FOLD_MARK, /* punctuation that means something; folds to one ASCII byte */
    FOLD_EMOJI,
    FOLD_FLAG_HALF,
};

#define FOLD_DIRECT 0x800u
#define FOLD_LAST   0x20000u /* from here on: FOLD_OTHER, as written */
#define FOLD_WIDE   (1u << 25)

extern const uint32_t fold_entries[];
extern const uint16_t fold_pages[];
extern const unsigned char fold_wide[]; /* at an offset: the number of bytes, then the bytes */

/* The entries of the letters of the Arabic block, found by their two bytes as they stand in a text,
 * the first one highest, less FOLD_ARABIC_FIRST; 0 for everything else. */
extern const uint32_t fold_arabic[];

#define FOLD_ARABIC_FIRST 0xD880u
#define FOLD_ARABIC_COUNT 0x340u

static inline enum fold_class fold_class(uint32_t entry)
{
    return (enum fold_class)(entry >> 16 & 15);
}

/* The TOKEN_LETTER flags of an entry, or of several or-ed together. */
static inline uint32_t fold_letters(uint32_t entry)
{
    return (entry >> 20 & 31) << 8;
}

static inline uint32_t fold_entry(uint32_t code)
{
    if (code < FOLD_DIRECT) {
        return fold_entries[code];
    }
    return code < FOLD_LAST ? fold_entries[(size_t)fold_pages[code >> 6] << 6 | (code & 63)]
                            : (uint32_t)FOLD_OTHER << 16;
}

/* Words with a double letter, by what is left when each run of a letter is taken once; sorted. */
struct fold_double {
    const char *single, *word;
};
extern const struct fold_double fold_doubles[];
extern const size_t fold_double_count;

#endif
