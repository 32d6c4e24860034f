/* How the labels of a text are shown: needs, stage, touchpoints, intents, and the words that
 * decided, for a person or as JSON. */
#ifndef CMD_ASPECTS_H
#define CMD_ASPECTS_H

#include "base/str.h"
#include "model/labels.h"

#include <jansson.h>

/* Adds "needs" [{"need","polarity","terms"}], "stage" (a name or null), "touchpoints"
 * [{"touchpoint","polarity","terms"}] and "intents" [{"intent","terms"}] to the object. Terms are
 * {"text","at"}, `touchpoints` the names by index. */
void aspects_json(json_t *object, struct str text, const struct labels *labels,
                  const struct str *touchpoints);

/* A line for each label: "  price-        too expensive". */
void aspects_print(struct str text, const struct labels *labels, const struct str *touchpoints);

#endif
