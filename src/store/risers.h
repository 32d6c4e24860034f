/* What rises, as it was last found: by brand, and by brand and need. */
#ifndef STORE_RISERS_H
#define STORE_RISERS_H

#include "model/riser.h"
#include "store/store.h"

/* Replaces those of the brand and need (empty: all mentions of the brand), the first rises most. */
bool risers_put(struct store *store, struct str brand, struct str need, int64_t until_at,
                const struct riser *list, size_t count, struct err *err) MUST_CHECK;

/* What was put, in that order, at most `max`; nothing when that was longer ago than `since`. */
bool risers_get(struct store *store, struct str brand, struct str need, int64_t since, size_t max,
                struct arena *arena, struct riser **list, size_t *count,
                struct err *err) MUST_CHECK;

#endif
