/* `mails_a_day` of a team: how many mails about incidents each of its recipients gets on a day of
 * theirs. What is over it stays in the outbox as "held" (catch_up.h); critical incidents do not
 * ask. */
#ifndef APP_ALLOWANCE_H
#define APP_ALLOWANCE_H

#include "app/app.h"

/* Whether one more is allowed on the day of `at`, by the wall clock of `zone`. */
bool allowance_left(struct app *app, const struct config_team *team, struct str recipient,
                    const char *zone, int64_t at, bool *left, struct err *err) MUST_CHECK;

#endif
