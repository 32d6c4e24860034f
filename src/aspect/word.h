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
 * is none. What they lead on with, and what they are to those that lead on, stands here, too, so
 * that the nodes of the many words that say nothing by themselves are not looked at. */
struct word_view {
    uint32_t follow, own; /* of both nodes; WORD_LISTED where it is listed, and everywhere */
    uint32_t exact : 24, sum : 8;
    uint32_t stem : 24, flags : 8; /* enum word_flags */
};

/* With the weight that a word by itself adds to `sum`, if that is all it says: then nothing more is
 * to be known of it, unless a phrase takes it. */
struct word_note {
    struct word_view view;
    int32_t weight;
};

/* A word that says more than its note. The bit of node 0, that of no word: so one look tells
 * whether a word is listed or leads on to the next. */
#define WORD_LISTED label_follow(0)

enum word_flags {
    WORD_NOTED = 1,    /* the note was made */
    WORD_EXACT = 2,    /* the node of the word as it is written is an entry */
    WORD_STEM = 4,     /* the other one is */
    WORD_LATIN = 8,    /* it may be Persian in Latin letters */
    WORD_WEIGHED = 16, /* its weight was added to the sums */
    /* The note says all there is to know of it, whatever stands around it: it is neither the prefix
     * of a Persian verb, with the next word one unit, nor Latin; or may be that where the text is
     * English. */
    WORD_PLAIN = 32,
    WORD_PLAIN_ENGLISH = 64,
    WORD_SAYS = WORD_EXACT | WORD_STEM,
};

/* The node of what a word says, if that is one. */
static inline uint32_t word_says(const struct word_view *word)
{
    const uint32_t exact = word->flags / WORD_EXACT & 1; /* cannot be guessed */
    return word->stem ^ ((word->stem ^ word->exact) & (0u - exact));
}

struct word_reader {
    const struct label_lexicon *lexica[LABEL_LEXICA];
    size_t count; /* of lexica */
    const struct tokens *tokens;
    enum language whole;     /* of the text */
    struct word_note *notes; /* of word w in lexicon k: [w * count + k]; NULL without numbers */
    /* A unit is one token, and all there is to know of it in the one lexicon there is lies in
     * near[token.word], if the flag `plain` is set there: else word_look, but where word_learn can
     * help. 0 where there are more lexica. */
    const struct word_note *near;
    uint8_t plain;
    uint32_t skipped;  /* enum mark_flags: such weights do not count */
    int32_t told_from; /* words of at least this weight are listed, so that they can be told of */
};

/* What is asked of words; of all of them, or only of those that decide. */
enum word_asked { ASKED_NOTHING, ASKED_DECIDING, ASKED_ALL };

void word_reader_begin(struct word_reader *reader, const struct labeller *labeller,
                       const struct tokens *tokens, enum language whole, enum word_asked asked);

/* Notes in `near` what the word of token `at` is; false if it was noted, or cannot be. */
bool word_learn(const struct word_reader *reader, uint32_t at);

/* What the unit that begins with token `at` is in lexicon k; the unit is as many tokens as
 * verb_length says. */
struct word_note word_look(const struct word_reader *reader, size_t k, uint32_t at);

#endif
