/* Inside store/ only: what a mention is known by beside its id, in the table mention_keys. */
#ifndef STORE_MENTION_KEYS_H
#define STORE_MENTION_KEYS_H

#include "model/mention.h"
#include "store/query.h"

/* Those that are there already, too. */
bool mention_keys_put(struct store *store, int64_t source, const struct mention *mention,
                      struct err *err) MUST_CHECK;
/* Of mentions that are no more. Reads the whole table: once for all that were erased. */
bool mention_keys_sweep(struct store *store, struct err *err) MUST_CHECK;

/* mentions.c: whether a site would be thought to have edited a into b. */
bool mention_words_same(struct store *store, const struct mention *a, const struct mention *b);
bool mention_rating_same(double a, double b);

#endif
