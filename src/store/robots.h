/* robots.txt of hosts, kept between runs for net/http.h. */
#ifndef STORE_ROBOTS_H
#define STORE_ROBOTS_H

#include "store/store.h"

struct robots_row {
    struct str origin, body;
    int64_t fetched_at;
    int status; /* of HTTP */
};

/* *found is false when there is none. In the arena. */
bool robots_get(struct store *store, struct str origin, struct arena *arena, struct robots_row *row,
                bool *found, struct err *err) MUST_CHECK;
/* A transaction of its own when none is open. Forgets rules that are 30 days older. */
bool robots_put(struct store *store, const struct robots_row *row, struct err *err) MUST_CHECK;

#endif
