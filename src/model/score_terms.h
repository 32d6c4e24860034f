/* The terms of a score as one line for a person: in a diff, in a list of misses.
 */
#ifndef MODEL_SCORE_TERMS_H
#define MODEL_SCORE_TERMS_H

#include "base/buf.h"
#include "model/score.h"

/* Appends the five heaviest, heaviest first, that weigh a quarter of the first at least: "awful
 * -3.1; not good -1.2 negated". `words` is the text that was scored. A term that does not fit into
 * the buf is left out; no terms, nothing. */
void score_terms_write(const struct score *score, struct str words, struct buf *out);

#endif
