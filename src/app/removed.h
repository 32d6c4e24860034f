/* Incidents of what nabz.yaml no longer has: nobody judges them any more, so they would stay open
 * for ever. */
#ifndef APP_REMOVED_H
#define APP_REMOVED_H

#include "app/app.h"

/* Resolves, without a word to anybody, the open incidents of rules, brands, sources and parts that
 * are gone or no longer belong to each other. Should they come back, they begin anew. In a
 * transaction. */
bool removed_close(struct app *app, struct err *err) MUST_CHECK;

#endif
