/* Every entry of the shipped lexicon that took part in a score, with the factor the rules put on
 * it: what the weights of the learned layer are fitted on, and what suggestions for a lexicon are
 * drawn from. */
#ifndef SENTIMENT_TRACE_H
#define SENTIMENT_TRACE_H

#include "sentiment/score.h"

struct trace_item {
    struct str name; /* of the entry, folded; lives in the lexicon */
    double curated, learned;
    bool has_curated, has_learned, emoji;
    double factor, added; /* the score's sum is that of factor * valence + added over all items */
};

typedef void score_visitor(void *context, const struct trace_item *item);

void score_trace(const struct scorer *scorer, const struct tokens *tokens, struct score *score,
                 score_visitor *visit, void *context);

/* The words of a text as the lexicon is asked for them, a verb and its spaced prefix being one, in
 * order. `stretch` changes where a phrase may not go on. */
typedef void word_visitor(void *context, struct str word, size_t stretch);

void trace_words(const struct scorer *scorer, const struct tokens *tokens, word_visitor *visit,
                 void *context);

#endif
