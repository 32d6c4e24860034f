/* Inside store/ only: what was deleted or erased and must not come back, in the table
 * mentions_gone. A number each: nobody can read from it what it was. */
#ifndef STORE_GONE_H
#define STORE_GONE_H

#include "store/query.h"

enum gone_kind { GONE_ID, GONE_AUTHOR };

bool gone_put(struct store *store, enum gone_kind kind, int64_t source, struct str name, int64_t at,
              struct err *err) MUST_CHECK;
/* Whether there is anything at all, which saves asking for each mention. */
bool gone_any(struct store *store, bool *any, struct err *err) MUST_CHECK;
bool gone_has(struct store *store, enum gone_kind kind, int64_t source, struct str name, bool *has,
              struct err *err) MUST_CHECK;

#endif
