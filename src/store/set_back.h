/* What a clock that was ahead has written down and nothing will correct by itself: hours that have
 * not been are covered, platforms were asked for things in days to come. */
#ifndef STORE_SET_BACK_H
#define STORE_SET_BACK_H

#include "store/store.h"

/* When the clock is right again: nothing of it lies after now. A transaction of its own. */
bool store_set_back(struct store *store, int64_t now, struct err *err) MUST_CHECK;

#endif
