/* Inside store/ only: what a mention is known by beside its id, in the table mention_keys. */
#ifndef STORE_MENTION_KEYS_H
#define STORE_MENTION_KEYS_H

#include "model/mention.h"
#include "store/query.h"

struct key_row {
    int64_t key, mention;
};
/* Of a mention that is stored under the source; returns how many. */
size_t mention_keys_rows(int64_t source, const struct mention *mention,
                         struct key_row rows[KEY_COUNT]);
/* Those that are there already, too. */
bool mention_keys_put(struct store *store, const struct key_row *rows, size_t count,
                      struct err *err) MUST_CHECK;
/* Drops those of mentions that are no more: all, which reads the whole table, or a part of it, the
 * same one when KEY_PARTS days have passed. */
#define KEY_PARTS 64
bool mention_keys_sweep(struct store *store, struct err *err) MUST_CHECK;
bool mention_keys_sweep_part(struct store *store, int64_t day, struct err *err) MUST_CHECK;

/* mentions.c: whether a site would be thought to have edited a into b. */
bool mention_words_same(struct store *store, const struct mention *a, const struct mention *b);
bool mention_rating_same(double a, double b);

#endif
