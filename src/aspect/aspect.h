/* The labeller: the tokens and the score of a text in, what it is about out: needs and touchpoints,
 * each with the polarity of the clause that speaks of it, the stage of the journey, intents, and
 * the words that decided. docs/needs.md tells the rules in words, each with an example.
 *
 * A need is spoken of when one of its words stands in the text. Its polarity is what the word says
 * itself ("dear"), turned by a negator; else that of the scorer's terms in the same clause, near
 * ones most; else of the clauses beside it in a list ("food, service and price were great"). Stage
 * and intents are sums of the weights of words and of features of the text, at least 1 to count.
 *
 * Pure, allocates nothing, linear in the text. A labeller is a plain value. */
#ifndef ASPECT_ASPECT_H
#define ASPECT_ASPECT_H

#include "aspect/label_lexicon.h"
#include "model/labels.h"
#include "text/token.h"

struct labeller {
    const struct label_lexicon *shipped, *own; /* own: of nabz.yaml, NULL when there is none */
    bool learned;                              /* use the learned layer */
    bool explain;                              /* tell the words that decided */
};

/* The names of touchpoints that labels have by index: the shipped ones first. Of the lexicon. */
const struct str *labeller_touchpoints(const struct labeller *labeller, size_t *count);

/* `score` is of the same tokens, with its terms (scorer_options.explain): they carry the polarity.
 * A text that was not scored has no labels. Every field of *labels is set, terms only where they
 * are asked for. */
void label_tokens(const struct labeller *labeller, const struct tokens *tokens,
                  const struct score *score, struct labels *labels);

/* For who learns weights: calls visit with the name of every entry and feature that took part. */
typedef void label_visitor(void *context, struct str name);
void label_trace(const struct labeller *labeller, const struct tokens *tokens,
                 const struct score *score, struct labels *labels, label_visitor *visit,
                 void *context);

#endif
