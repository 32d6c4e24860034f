/* What the words of a text are in the lexica of a labeller. Private to this layer.
 *
 * It is worked out once for each distinct word and kept in the notes of the vocabulary
 * (text/vocabulary.h): most words of a text are nothing here, and are done with after one look. */
#ifndef ASPECT_WORD_H
#define ASPECT_WORD_H

#include "aspect/aspect.h"
#include "aspect/label_image.h"

enum {
    LABEL_LEXICA = 2,     /* what nabz.yaml adds, then what is shipped */
    VERB_PREFIX_MOST = 6, /* bytes of a verb's prefix */
};

/* A word in a lexicon: its nodes, as it is written, and by its stem or as a number, 0 where there
 * is none. What they lead on with stands here, too, so that the nodes of the many words that say
 * nothing by themselves are not looked at. */
struct word_view {
    uint32_t exact;
    uint32_t stem : 24, flags : 8; /* enum word_flags */
    uint64_t follow;               /* of both nodes */
};

enum word_flags {
    WORD_NOTED = 1,  /* the note was made */
    WORD_EXACT = 2,  /* the node of the word as it is written is an entry */
    WORD_STEM = 4,   /* the other one is */
    WORD_PREFIX = 8, /* the prefix of a Persian verb: with the next word it may be one unit */
    WORD_LATIN = 16, /* it may be Persian in Latin letters */
    WORD_SAYS = WORD_EXACT | WORD_STEM,
};

/* Whether a phrase may go on from a word to the one behind it: most words do not follow most
 * others. */
static inline bool word_leads(const struct word_view *word, const struct word_view *next)
{
    return (word->follow & (label_follow(next->exact) | label_follow(next->stem))) != 0;
}

struct word_reader {
    const struct label_lexicon *lexica[LABEL_LEXICA];
    size_t count; /* of lexica */
    const struct tokens *tokens;
    enum language whole;     /* of the text */
    struct word_view *notes; /* of word w in lexicon k: [w * count + k]; NULL without numbers */
    /* A unit is one token, and all there is to know of it in the one lexicon there is lies in
     * near[token.word], if of the flags `special` only WORD_NOTED is set there: else word_look. */
    const struct word_view *near;
    uint32_t special;
};

void word_reader_begin(struct word_reader *reader, const struct labeller *labeller,
                       const struct tokens *tokens, enum language whole);

/* What the unit that begins with token `at` is in lexicon k; the unit is as many tokens as
 * verb_length says. */
struct word_view word_look(const struct word_reader *reader, size_t k, uint32_t at);

#endif
