/* When a team wants to be left alone. Pure. */
#ifndef APP_QUIET_H
#define APP_QUIET_H

#include "config/config.h"
#include "model/incident.h"

/* The first moment from `now` on, in UTC seconds, that is neither in the team's quiet hours nor on
 * its weekend, by the wall clock of `zone`; `now` itself for a critical incident, unless the
 * team holds those, too, and for a team whose week is all weekend. */
int64_t quiet_until(const struct config_team *team, const char *zone, enum severity severity,
                    int64_t now);

/* The midnight before `at` by the wall clock of `zone`, or so many days after it. */
int64_t midnight_before(const char *zone, int64_t at, int days);

/* The seconds of [from, to) that the team works, by the same hours and weekend: what it takes to
 * answer is not counted while nobody is there. All of them for a team whose week is all weekend,
 * and for NULL. At most ten years are counted. */
int64_t quiet_working_s(const struct config_team *team, const char *zone, int64_t from, int64_t to);

#endif
