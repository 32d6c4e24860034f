/* What a clock that was ahead has written down and nothing will correct by itself: hours that have
 * not been are covered, platforms were asked for things in days to come. */
#ifndef STORE_SET_BACK_H
#define STORE_SET_BACK_H

#include "store/store.h"

/* The run of that id finds that runs before it lie ahead of now. When the journal shows that the
 * clock had leapt there, nothing of what is kept lies after now any more; when it shows that time
 * passed as ever, the present clock is the wrong one, and nothing is touched. In a transaction of
 * its own. */
bool store_set_back(struct store *store, int64_t run, int64_t now, struct err *err) MUST_CHECK;

#endif
