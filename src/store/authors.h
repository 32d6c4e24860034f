/* Who speaks, by source. A name of one site is another person at the next, as far as anybody can
 * know. */
#ifndef STORE_AUTHORS_H
#define STORE_AUTHORS_H

#include "store/store.h"

struct author_row {
    struct str name, source;
    int64_t mentions, negative, positive;
    int64_t reach; /* -1: not known */
    struct str first_utc, last_utc;
};

enum author_order { AUTHORS_BY_MENTIONS, AUTHORS_BY_NEGATIVE, AUTHORS_BY_REACH };

/* Those of a name (in any case) at the sources of one service, that of `source`, or (absent) at
 * all; with an absent name all, of that one source alone. The largest first; at most `limit`. */
bool authors_list(struct store *store, struct str name, struct str source, enum author_order order,
                  size_t limit, struct arena *arena, struct author_row **list, size_t *count,
                  struct err *err) MUST_CHECK;

#endif
