/* Which sources feed a brand. What a source brings the first time is its past, not news: a shop
 * added today has complaints of yesterday, and nobody must be told of a spike because of them. */
#ifndef APP_MEMBERS_H
#define APP_MEMBERS_H

#include "app/app.h"

/* Whether a source has mentions of the brand in [from_hour, to_hour) that had none when this was
 * last asked; keeps the answer. Inside a transaction. */
bool members_joined(struct app *app, struct str brand, int64_t from_hour, int64_t to_hour,
                    bool *joined, struct err *err) MUST_CHECK;

#endif
