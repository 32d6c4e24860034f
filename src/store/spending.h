/* What polling has cost and may still ask for: money by source and UTC day, and the different
 * things an account has asked a platform for that counts them. */
#ifndef STORE_SPENDING_H
#define STORE_SPENDING_H

#include "store/store.h"

struct spent {
    int64_t requests, items;
    int64_t cost; /* millionths of the recipe's currency */
};

/* Of the UTC day and of its month up to that day; zero where nothing was spent. */
bool spending_get(struct store *store, struct str source, int64_t day, struct spent *today,
                  struct spent *month, struct err *err) MUST_CHECK;
/* Adds to the day. Inside a transaction. */
bool spending_add(struct store *store, struct str source, int64_t day, const struct spent *more,
                  struct err *err) MUST_CHECK;

/* How many different items the account has asked for since then, without `item`, and whether `item`
 * is one of them; *oldest_at: when the first of them was, TIME_NONE for none. */
bool allotment_get(struct store *store, struct str account, struct str item, int64_t since,
                   int64_t *others, bool *taken, int64_t *oldest_at, struct err *err) MUST_CHECK;
/* Notes that a new window of the item begins at `now`. */
bool allotment_put(struct store *store, struct str account, struct str item, int64_t now,
                   struct err *err) MUST_CHECK;

#endif
