/* When a source is tried again. Pure. */
#ifndef APP_SCHEDULE_H
#define APP_SCHEDULE_H

#include "model/source.h"

#define SCHEDULE_INTERVAL_S (15 * 60)   /* where neither source nor recipe says */
#define SCHEDULE_HINT_MAX_S (24 * HOUR) /* a feed cannot ask to be left alone for longer */

/* After a walk that went well. interval_s > 0; retry_at: the platform's "not before", TIME_NONE for
 * none. A tenth of the interval (at most a minute) early, so that a cron of the same interval never
 * comes a second too soon; moved out of the hours and days in which the feed wants no polls. `seed`
 * spreads those that were told the same time to wait for, up to a minute. */
int64_t schedule_success(int64_t now, int64_t interval_s, const struct cadence *cadence,
                         int64_t retry_at, uint64_t seed);

/* After one that failed for the `failures`-th time in a row (1 and up): the interval doubled with
 * every failure up to six hours, and up to a tenth more by the seed, or what the platform said,
 * bounded to a day; a token that was refused twice is tried every six hours, in case somebody put a
 * new one in its place; what is gone, never (TIME_NONE). */
int64_t schedule_failure(int64_t now, int64_t interval_s, enum source_state state,
                         uint32_t failures, int64_t retry_at, uint64_t seed);

#endif
