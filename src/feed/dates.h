/* Dates as sites write them: RFC 822 and 3339 with every liberty taken in the wild, asctime,
 * epochs, Jalali with month names or numbers, Persian and Arabic digits, "2 hours ago" in Persian
 * and English. Pure: "now" is handed in. */
#ifndef FEED_DATES_H
#define FEED_DATES_H

#include "base/clock.h"
#include "model/mention.h"

/* kind: "auto" for anything a person can read, "epoch", "epoch_ms", "day_first" (the same as
 * "auto", but 5/11/2026 is in November), or one of "rfc3339", "rfc822", "jalali", which say what to
 * expect but accept what "auto" does. zone: of texts without one, NULL for UTC. A date alone is
 * midnight there, with PRECISION_DAY. A year 1300-1499 is Jalali. Two digits of a year mean
 * 1950-2049 (RFC 5322, 4.3). False: not a date; nothing is set. */
bool date_read(struct str text, const char *kind, const char *zone, int64_t now, int64_t *at,
               enum time_precision *precision);

bool date_kind_exists(struct str kind);

#endif
