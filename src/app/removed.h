/* Incidents of what nabz.yaml no longer has: nobody judges them any more, so they would stay open
 * for ever. */
#ifndef APP_REMOVED_H
#define APP_REMOVED_H

#include "app/app.h"

/* Resolves the open incidents of rules, brands, sources and parts that are gone or no longer belong
 * to each other, and those of brands none of whose sources is left. Who was told of one reads it in
 * the next digest, and nobody is told that it is calm. Should they come back, they begin anew. In a
 * transaction. */
bool removed_close(struct app *app, struct err *err) MUST_CHECK;

#endif
