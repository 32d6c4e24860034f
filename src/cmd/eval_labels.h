/* How often the labeller agrees with what people said of needs, stage, touchpoints and intents. A
 * need or touchpoint is right with its polarity. */
#ifndef CMD_EVAL_LABELS_H
#define CMD_EVAL_LABELS_H

#include "cmd/labelled.h"

#include <jansson.h>

struct label_tally {
    size_t rows, gold, said, right; /* mentions; labels of people, of the labeller, of both */
};
struct label_tallies {
    struct label_tally parts[ABOUT_COUNT];
};

/* `said` is by the labeller, its touchpoints by index of `touchpoints`. */
void label_tallies_add(struct label_tallies *tallies, const struct labelled_row *row,
                       const struct labels *said, const struct str *touchpoints, size_t count);
/* A table; nothing where nothing was corrected. */
void label_tallies_print(const struct label_tallies *tallies);
json_t *label_tallies_json(const struct label_tallies *tallies);

#endif
