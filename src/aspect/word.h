/* What the words of a text are in the lexica of a labeller. Private to this layer.
 *
 * It is worked out once for each distinct word and kept in the notes of the vocabulary
 * (text/vocabulary.h): most words of a text are nothing here, and are done with after one look. */
#ifndef ASPECT_WORD_H
#define ASPECT_WORD_H

#include "aspect/aspect.h"
#include "aspect/label_image.h"

enum { LABEL_LEXICA = 2 }; /* what nabz.yaml adds, then what is shipped */

/* A word in a lexicon: its nodes, as it is written, and by its stem or as a number, 0 where there
 * is none, and which words lead on from them (label_follow). */
struct word_view {
    uint64_t follow;
    uint32_t exact, stem;
    uint32_t entry; /* the one of the two that is an entry */
    uint32_t flags; /* enum word_flags */
};

enum word_flags {
    WORD_NOTED = 1,  /* the note was made */
    WORD_ENTRY = 2,  /* one of its nodes is an entry */
    WORD_DOUBLE = 4, /* both are */
    WORD_PREFIX = 8, /* the prefix of a Persian verb: with the next word it may be one unit */
    WORD_LATIN = 16, /* it may be Persian in Latin letters */
    WORD_SPECIAL = WORD_PREFIX | WORD_LATIN, /* what stands around it must be asked, too */
};

struct word_reader {
    const struct label_lexicon *lexica[LABEL_LEXICA];
    size_t count; /* of lexica */
    const struct tokens *tokens;
    enum language whole;     /* of the text */
    struct word_view *notes; /* of word w in lexicon k: [w * count + k]; NULL without numbers */
};

void word_reader_begin(struct word_reader *reader, const struct labeller *labeller,
                       const struct tokens *tokens, enum language whole);

/* The views of the unit that begins with token `at`, one for each lexicon. Returns its tokens: two
 * for a spaced verb prefix and its verb. */
uint32_t word_look(struct word_reader *reader, uint32_t at, struct word_view views[LABEL_LEXICA]);

/* The same at once for nearly all words of texts, where there is one lexicon; else NULL. Holds as
 * long as the notes. */
static inline const struct word_view *word_noted(const struct word_reader *reader, uint32_t at)
{
    uint32_t word = reader->tokens->list[at].word;
    if (!reader->notes || reader->count > 1) {
        return NULL;
    }
    const struct word_view *note = &reader->notes[word]; /* of 0: never made */
    uint32_t special = reader->whole == LANG_EN ? WORD_PREFIX : WORD_SPECIAL;
    return (note->flags & (WORD_NOTED | special)) == WORD_NOTED ? note : NULL;
}

#endif
