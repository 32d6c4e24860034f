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
    const struct str *touchpoint_names;
};
bool readers_find(struct store *store, const struct mention_readers *names, struct readers *readers,
                  struct err *err) MUST_CHECK;

struct scored {
    const struct score *score;
    const struct labels *labels;
    struct str words; /* that the terms are spans of: mention_words */
    const struct readers *readers;
};

#define SCORE_COLUMNS                                                                              \
    "language, label, compound, confidence, lexicon_id, terms, " ASPECT_COLUMNS ", label_terms"
#define SCORE_VALUES    "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
#define SCORE_TERMS_MAX 1024 /* bytes of the columns terms and label_terms */

struct score_texts {
    struct buf terms, label_terms;
};
#define SCORE_TEXTS                                                                                \
    {                                                                                              \
        BUF_INIT(SCORE_TERMS_MAX), BUF_INIT(SCORE_TERMS_MAX)                                       \
    }
void score_texts_clear(struct score_texts *texts);
#define CLEANUP_SCORE_TEXTS CLEANUP(score_texts_clear)

/* Binds SCORE_COLUMNS in that order. The terms are written to `texts`, which must live until the
 * query ends. */
void query_score(struct query *query, const struct scored *scored, struct score_texts *texts);

/* Of a score: whole numbers, see the table mentions. */
int64_t in_ten_thousandths(double value);

bool store_lexicon_id(struct store *store, struct str version, int64_t *id,
                      struct err *err) MUST_CHECK;

#endif
