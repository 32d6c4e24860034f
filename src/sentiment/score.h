/* The scorer: tokens in, a judgement with the terms that decided it out.
 *
 * Rules over a lexicon, in the line of VADER (Hutto and Gilbert 2014) with Persian grammar: the
 * text is covered by the best set of lexicon words and phrases, each brings its valence, and
 * negators, boosters, contrast, wishes, questions, capitals and stretching change it. The rules are
 * told, each with its example, in docs/sentiment.md.
 *
 * Pure, allocates nothing beyond the tokens, linear in the text. A scorer is a plain value; any
 * number of them may use one lexicon. */
#ifndef SENTIMENT_SCORE_H
#define SENTIMENT_SCORE_H

#include "model/score.h"
#include "sentiment/lexicon.h"
#include "text/token.h"

/* Half the width of neutral: a compound no farther from zero is neutral. */
#define SCORE_NEUTRAL_BAND 0.38

struct scorer_options {
    bool learned;        /* use the learned layer where it has a weight */
    double neutral_band; /* 0 to 1, SCORE_NEUTRAL_BAND unless configured */
    bool explain;        /* fill the terms of the score */
};

#define SCORER_DEFAULT                                                                             \
    ((struct scorer_options){.learned = true, .neutral_band = SCORE_NEUTRAL_BAND})

#define SCORER_OVERRIDES 4 /* brand lexicons over one another */

struct scorer {
    const struct lexicon *lexicon;                     /* the shipped one */
    const struct lexicon *overrides[SCORER_OVERRIDES]; /* later ones win; NULL ends the list */
    struct scorer_options options;
};

/* Scores a text, any bytes. `scratch` is {0} to begin with and serves any number of texts; it holds
 * the tokens of this one afterwards. Every field of *score is set. A text in a language the
 * lexicon does not know, or without any token, has LABEL_NONE and compound 0; a Persian or English
 * text without a word of the lexicon is neutral. */
void score_text(const struct scorer *scorer, struct tokens *scratch, struct str text,
                struct score *score);

/* The same for a caller that has read the tokens already. */
void score_tokens(const struct scorer *scorer, const struct tokens *tokens, struct score *score);

#endif
