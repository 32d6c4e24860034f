/* Inside store/ only: what was read of a mention, its score and what it is about, as columns. */
#ifndef STORE_MENTION_SCORE_H
#define STORE_MENTION_SCORE_H

#include "model/labels.h"
#include "store/aspects.h"
#include "store/mentions.h"

/* Who read, with ids. */
struct readers {
    int64_t lexicon;
    int64_t touchpoints[TOUCHPOINTS_MAX];
};
bool readers_find(struct store *store, const struct mention_readers *names, struct readers *readers,
                  struct err *err) MUST_CHECK;

struct scored {
    const struct score *score;
    const struct labels *labels;
    const struct readers *readers;
};

#define SCORE_COLUMNS "language, label, compound, confidence, lexicon_id, " ASPECT_COLUMNS
#define SCORE_VALUES  "?, ?, ?, ?, ?, ?, ?, ?, ?"

/* Binds SCORE_COLUMNS in that order. The terms are not stored: they are made again from the text by
 * who asks for them. */
void query_score(struct query *query, const struct scored *scored);

/* Of a score: whole numbers, see the table mentions. */
int64_t in_ten_thousandths(double value);

bool store_lexicon_id(struct store *store, struct str version, int64_t *id,
                      struct err *err) MUST_CHECK;

#endif
