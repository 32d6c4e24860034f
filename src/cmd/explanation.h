/* How a score is shown: its label and the terms that decided it, for a person or as JSON. */
#ifndef CMD_EXPLANATION_H
#define CMD_EXPLANATION_H

#include "base/str.h"
#include "model/score.h"

#include <jansson.h>
#include <stdbool.h>

/* {"id","lang","label","score","confidence"} and, when wanted, "terms". Takes id, which may be
 * NULL for null. */
json_t *explanation_json(json_t *id, struct str text, const struct score *score, bool terms);

/* Prints the text with its terms marked (in colour on a terminal without NO_COLOR), the label, and
 * a line for each term. */
void explanation_print(struct str text, const struct score *score);

/* A label as a word, "none" where there is none, and as JSON, null there. */
struct str label_text(enum label label);
json_t *json_label(enum label label);
/* Null for what is absent or no UTF-8. */
json_t *json_slice(struct str text);

/* One line: label, score, confidence, language. */
void explanation_line(const struct score *score);

#endif
