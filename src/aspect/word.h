/* What the words of a text are in the lexica of a labeller. Private to this layer.
 *
 * It is worked out once for each distinct word and kept in the notes of the vocabulary
 * (text/vocabulary.h): most words of a text are nothing here, and are done with after one look. */
#ifndef ASPECT_WORD_H
#define ASPECT_WORD_H

#include "aspect/aspect.h"
#include "aspect/label_image.h"

enum { LABEL_LEXICA = 2 }; /* what nabz.yaml adds, then what is shipped */

/* The nodes of a word: as it is written, and by its stem or as a number; 0 where there is none. */
struct word_ids {
    uint32_t exact, stem;
};

enum word_flags {
    WORD_NOTED = 1,  /* the note was made */
    WORD_BEGINS = 2, /* it is an entry, or begins one */
    WORD_PREFIX = 4, /* the prefix of a Persian verb: with the next word it may be one unit */
    WORD_LATIN = 8,  /* it may be Persian in Latin letters: `latin` tells, once it was asked for */
    WORD_LATIN_NOTED = 16,
    WORD_LATIN_BEGINS = 32, /* as WORD_BEGINS, if it is */
};

struct word_note {
    uint32_t exact, stem, latin, flags;
};

struct word_reader {
    const struct label_lexicon *lexica[LABEL_LEXICA];
    size_t count; /* of lexica */
    const struct tokens *tokens;
    enum language whole;     /* of the text */
    struct word_note *notes; /* of word w in lexicon k: [w * count + k]; NULL without numbers */
};

void word_reader_begin(struct word_reader *reader, const struct labeller *labeller,
                       const struct tokens *tokens, enum language whole);

/* How many tokens from `at` are one unit: two for a spaced verb prefix and its verb. */
uint32_t word_length(struct word_reader *reader, uint32_t at);

/* What the unit of `length` tokens from `at` is in lexicon k; false when no entry begins there. */
bool word_look(struct word_reader *reader, size_t k, uint32_t at, uint32_t length,
               struct word_ids *ids);

#endif
