/* What the learned layer is fitted on: the words of a text, and what the rest of the lexicon makes
 * of it already. For scripts/learn-lexicon, by way of the tool that compiles the lexicons. */
#ifndef SENTIMENT_TRACE_H
#define SENTIMENT_TRACE_H

#include "sentiment/score.h"

/* The sum that the compound is made of, in points of valence; 0 for a text that is not scored. */
double score_sum(const struct scorer *scorer, const struct tokens *tokens);

/* A word as the lexicon is asked for it, a verb and its spaced prefix being one. */
struct traced_word {
    struct str word;
    size_t stretch; /* changes where a phrase may not go on */
    bool silent;    /* within a phrase: nothing is learned of it alone */
};

/* The words of a text in their order, then <exclamation> and <question> if it has such a mark. */
typedef void word_visitor(void *context, const struct traced_word *word);

void trace_words(const struct scorer *scorer, const struct tokens *tokens, word_visitor *visit,
                 void *context);

#endif
