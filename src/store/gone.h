/* Inside store/ only: what was deleted or erased and must not come back, in the table
 * mentions_gone. A number each: nobody can read from it what it was. */
#ifndef STORE_GONE_H
#define STORE_GONE_H

#include "store/query.h"

enum gone_kind { GONE_ID, GONE_AUTHOR };

/* Where it was: at a source, and at all that are of its service, now or later. */
struct gone_place {
    int64_t source, service; /* a number of its name; 0: none */
};
bool gone_place(struct store *store, int64_t source, struct gone_place *place,
                struct err *err) MUST_CHECK;

bool gone_put(struct store *store, enum gone_kind kind, int64_t source, struct str name, int64_t at,
              struct err *err) MUST_CHECK;
/* Whether there is anything at all, which saves asking for each mention. */
bool gone_any(struct store *store, bool *any, struct err *err) MUST_CHECK;
bool gone_has(struct store *store, enum gone_kind kind, const struct gone_place *place,
              struct str name, bool *has, struct err *err) MUST_CHECK;

#endif
