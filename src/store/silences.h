/* Silences: what a person wants not to be told of for a while, by brand and, if wanted, rule. */
#ifndef STORE_SILENCES_H
#define STORE_SILENCES_H

#include "store/store.h"

struct silence {
    int64_t id;
    struct str brand, rule;    /* rule "": all of them */
    int64_t from_at, until_at; /* [from_at, until_at) */
    struct str author, reason;
};

/* Ends the running ones of that very brand and rule at from_at, then adds this one, unless it ends
 * as it begins. */
bool silence_put(struct store *store, const struct silence *silence, struct err *err) MUST_CHECK;

/* Those that run at that time, by their end. */
bool silences_running(struct store *store, int64_t at, struct arena *arena, struct silence **list,
                      size_t *count, struct err *err) MUST_CHECK;

/* Whether one that covers the rule of the brand ended in (since, at]. */
bool silence_ended(struct store *store, struct str brand, struct str rule, int64_t since,
                   int64_t at, bool *ended, struct err *err) MUST_CHECK;

#endif
