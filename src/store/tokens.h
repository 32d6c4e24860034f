/* Values that platforms handed out: access tokens and numbers that were looked up. In the clear, as
 * the secrets of nabz.yaml are in their files: the database is made for its owner alone. */
#ifndef STORE_TOKENS_H
#define STORE_TOKENS_H

#include "store/store.h"

struct token_row {
    struct str key, value;        /* key: see feed/obtain.h */
    int64_t obtained_at, ends_at; /* ends_at TIME_NONE: never, or not known */
};

/* *found is false when there is none. In the arena. */
bool token_get(struct store *store, struct str key, struct arena *arena, struct token_row *token,
               bool *found, struct err *err) MUST_CHECK;
bool token_put(struct store *store, const struct token_row *token, struct err *err) MUST_CHECK;
/* What had ended before that time helps nobody any more, least of all its owner. */
bool tokens_forget(struct store *store, int64_t before, struct err *err) MUST_CHECK;

#endif
