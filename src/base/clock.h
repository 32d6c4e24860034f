/* Time. Inside the program a time is seconds since 1970 in UTC (int64_t, names end in _at); zones
 * and calendars exist only where a person reads or a site writes. Nothing here asks what time it
 * is: a run gets its `now` once, from the command line or clock_now, and hands it down.
 *
 * Dates are proleptic Gregorian; Jalali is the arithmetic of the 2,820-year cycle breaks as in
 * K. M. Borkowski, "The Persian calendar for 3000 years", Earth, Moon and Planets 74 (1996),
 * exact for 1178-1633 (1799-2255 CE). Zones are those of the tz database (tzset(3)). */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/err.h"
#include "base/str.h"

#define TIME_NONE INT64_MIN /* "not known" */
#define HOUR      3600
#define DAY       86400
/* Seconds: beyond it, on either side of 1970, no calendar means anything. */
#define CALENDAR_RANGE (10000LL * 366 * DAY)

struct date {
    int year, month, day; /* month 1-12, day 1-31 */
};

struct moment {
    struct date date;
    int hour, minute, second; /* second 0-60 */
    int weekday;              /* 0 Saturday ... 6 Friday: the Iranian week */
};

int64_t clock_now(void);

/* Days since 1970-01-01, negative before. The date must be valid. */
int64_t date_to_days(struct date gregorian);
struct date date_from_days(int64_t days);
bool date_valid(struct date gregorian);

struct date jalali_from_gregorian(struct date gregorian);
struct date gregorian_from_jalali(struct date jalali);
bool jalali_valid(struct date jalali); /* year 1178-1633, and the month has that day */

/* Seconds to add to UTC for the wall clock of `zone` ("Asia/Tehran", "UTC") at that time. A zone
 * the tz database does not know gives 0: check it with zone_exists first. Keeps the last zone
 * loaded; not for threads. */
int zone_offset(const char *zone, int64_t at);
bool zone_exists(const char *zone); /* by the files of tzdata (RFC 8536); UTC always does */
/* The wall clock of zone; and back (the earlier one where a wall clock time happens twice). */
struct moment moment_in(const char *zone, int64_t at);
int64_t moment_to_time(const char *zone, struct moment moment);

/* RFC 3339, as in 2026-11-22T08:30:00Z; digits of a fraction, any offset, a space for T, and a
 * date alone (midnight UTC) are read. False on anything else; *at untouched. */
bool time_parse(struct str text, int64_t *at);
#define TIME_TEXT_MAX 32
/* Writes RFC 3339 UTC, "" for TIME_NONE. Returns its argument. */
const char *time_format(int64_t at, char text[TIME_TEXT_MAX]);

/* "90s", "15m", "2h", "7d", "1w", or plain seconds. Not negative. */
bool duration_parse(struct str text, int64_t *seconds);

#endif
