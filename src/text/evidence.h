/* What words say of the language of their text, added up as they are read. language.c knows which
 * word says what, and what follows from the sum. Internal to text/.
 *
 * A word speaks in small counts, a byte each, so that those of a few dozen words can be added up in
 * two additions a word; then they are put to the tally of the text. */
#ifndef TEXT_EVIDENCE_H
#define TEXT_EVIDENCE_H

#include "base/str.h"

#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct token;

/* Evidence is counted in halves of a function word, so that it stays whole. */
enum { FUNCTION_WORD = 2, PATTERN = 1, LETTERS = 4, ARTICLE = 1 };

enum evidence_count {
    LATIN_WORDS, /* words in that script */
    LATIN_EN,
    LATIN_FINGLISH,
    LATIN_FOREIGN,
    LATIN_UNKNOWN, /* words of no list, whose letters may speak */
    ARABIC_WORDS = 8,
    ARABIC_FA,
    ARABIC_AR,
    ARABIC_UR,
    ARABIC_CKB,
    ARABIC_PS,
    OTHER_WORDS,
    EVIDENCE_COUNTS = 16,
};

/* A word of Latin letters says nothing in the second half, any other nothing in the first. */
struct evidence {
    uint64_t latin, arabic; /* byte i: count i, and 8 + i */
};

/* Words that can be added up before a byte overflows, none of which counts more than six of a
 * thing; and a few more that a step may add. */
enum { EVIDENCE_BATCH = 255 / (FUNCTION_WORD + LETTERS) - 2 };

struct tally {
    uint32_t of[EVIDENCE_COUNTS];
};

static inline void evidence_add(struct evidence *sum, struct evidence more)
{
    sum->latin += more.latin;
    sum->arabic += more.arabic;
}

static inline void tally_add(struct tally *tally, struct evidence sum)
{
    const uint64_t halves[] = {htole64(sum.latin), htole64(sum.arabic)};
    unsigned char counts[EVIDENCE_COUNTS];
    memcpy(counts, halves, sizeof counts);
    for (size_t i = 0; i < EVIDENCE_COUNTS; i++) {
        tally->of[i] += counts[i];
    }
}

/* What a word has said that is no word after all. */
static inline void tally_remove(struct tally *tally, struct evidence word)
{
    struct tally removed = {{0}};
    tally_add(&removed, word);
    for (size_t i = 0; i < EVIDENCE_COUNTS; i++) {
        tally->of[i] -= removed.of[i];
    }
}

/* All that a word may say by itself is numbered; 0 is nothing. */
enum { VOICES = 256 };
struct evidence voice_evidence(uint8_t voice);

/* The voice of a token that folds to those bytes, of which `hash` is the token_hash. */
uint8_t language_voice(const struct token *token, struct str folded, uint64_t hash);

/* What a word says by itself. It is part of a struct tokens. */
struct evidence language_evidence(const struct token *token);

#endif
