/* Inside store/ only: a score as the columns of a mention. */
#ifndef STORE_MENTION_SCORE_H
#define STORE_MENTION_SCORE_H

#include "model/score.h"
#include "store/query.h"

struct scored {
    const struct score *score;
    struct str words; /* that the terms are spans of: mention_words */
    int64_t lexicon;  /* id */
};

#define SCORE_COLUMNS   "language, label, compound, confidence, lexicon_id, terms"
#define SCORE_TERMS_MAX 1024 /* bytes of the column terms */

/* Binds SCORE_COLUMNS in that order. The text of terms is written to `terms`, which must live until
 * the query ends. */
void query_score(struct query *query, const struct scored *scored, struct buf *terms);

/* Of a score: whole numbers, see the table mentions. */
int64_t in_ten_thousandths(double value);

bool store_lexicon_id(struct store *store, struct str version, int64_t *id,
                      struct err *err) MUST_CHECK;

#endif
