/* What nabz.yaml no longer wants kept leaves the database. */
#ifndef APP_CARE_H
#define APP_CARE_H

#include "app/app.h"
#include "store/prune.h"

/* Once a day, as part of a run, when one of the month before shows that the clock has not just
 * jumped ahead: a bounded number of mentions, so that a run with years behind it is not held up.
 * Transactions of its own. */
bool care_daily(struct app *app, struct err *err) MUST_CHECK;

/* All of it, now. */
bool care_all(struct app *app, struct pruned *pruned, struct err *err) MUST_CHECK;

#endif
