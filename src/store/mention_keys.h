/* Inside store/ only: what a mention is known by beside its id. */
#ifndef STORE_MENTION_KEYS_H
#define STORE_MENTION_KEYS_H

#include "model/mention.h"
#include "store/query.h"

/* The mention's keys, those that are there already too; the one of its id only where that is
 * another one than it was stored with. */
bool mention_keys_put(struct store *store, int64_t source, const struct mention *mention,
                      bool renamed, struct err *err) MUST_CHECK;

/* mentions.c: whether a site would be thought to have edited a into b. */
bool mention_words_same(struct store *store, const struct mention *a, const struct mention *b);
bool mention_rating_same(double a, double b);

#endif
