#include "feed/dates.h"

#include "feed/date_gather.h"
#include "feed/date_words.h"

#include <ctype.h>

/* The numbers beside a month's name: "22 Nov 2026", "November 22, 2026", "2026 Nov 22", "22 Nov".
 */
static void place_numbers(struct date_parts *r)
{
    if (!r->month && r->ago && !r->unit) { /* August of the south */
        r->month = 8;
        r->ago = false;
    }
    for (size_t i = 0; i < r->number_count; i++) {
        bool year = r->number_digits[i] > 2 || r->day || r->numbers[i] > 31;
        if (year && !r->year_digits) {
            r->year = r->numbers[i];
            r->year_digits = r->number_digits[i];
        } else if (!r->day) {
            r->day = r->numbers[i];
        }
    }
    if (!r->month && r->number_count == 1 && r->number_digits[0] == 4) { /* "2026" */
        r->month = r->day = 1;
    }
    if (r->month && !r->day && r->year_digits && !r->timed) { /* "November 2026" */
        r->day = 1;
    }
}

static int64_t midnight(const char *zone, struct date date)
{
    return moment_to_time(zone, (struct moment){.date = date});
}

static int64_t in_day(const struct date_parts *r)
{
    int64_t hour = r->half >= 0 && r->hour <= 12 ? r->hour % 12 + r->half : r->hour;
    return hour * HOUR + r->minute * 60 + r->second;
}

/* A day and month without a year is the last one there was. Who tells the zone tells the year. */
static bool find_year(struct date_parts *r, const char *zone, int64_t now)
{
    if (now == TIME_NONE || r->offset != NO_OFFSET) {
        return false;
    }
    struct date today = moment_in(zone, now).date;
    struct date here = r->jalali ? jalali_from_gregorian(today) : today;
    bool ahead = r->month > here.month || (r->month == here.month && r->day > here.day);
    r->year = here.year - ahead;
    return true;
}

static bool full_year(struct date_parts *r, const char *zone, int64_t now)
{
    if (r->year_digits == 0) {
        return find_year(r, zone, now);
    }
    if (r->year_digits <= 2) {
        r->year += r->jalali ? (r->year < 50 ? 1400 : 1300) : (r->year < 50 ? 2000 : 1900);
    }
    r->jalali |= r->year >= 1300 && r->year < 1500;
    return r->year >= 1300 && r->year <= 9999;
}

static bool gregorian(const struct date_parts *r, struct date *date)
{
    *date = (struct date){(int)r->year, (int)r->month, (int)r->day};
    if (!r->jalali) {
        return date_valid(*date);
    }
    if (!jalali_valid(*date)) {
        return false;
    }
    *date = gregorian_from_jalali(*date);
    return true;
}

static bool absolute(struct date_parts *r, const char *zone, int64_t now, int64_t *at)
{
    struct date date;
    bool leftover = r->day && r->number_count > 1; /* a whole date, and then more numbers */
    place_numbers(r);
    if (leftover || r->month < 1 || r->month > 12 || r->day < 1 || r->day > 31 ||
        !full_year(r, zone, now) || !gregorian(r, &date)) {
        return false;
    }
    if (r->offset != NO_OFFSET && r->timed) {
        *at = date_to_days(date) * DAY + in_day(r) - r->offset;
        return true;
    }
    int64_t day = date_to_days(date);
    bool over = in_day(r) >= DAY; /* 24:00 */
    int64_t seconds = in_day(r) % DAY;
    *at = moment_to_time(zone, (struct moment){.date = date_from_days(day + over),
                                               .hour = (int)(seconds / HOUR),
                                               .minute = (int)(seconds / 60 % 60),
                                               .second = (int)(seconds % 60)});
    return true;
}

static bool relative(const struct date_parts *r, const char *zone, int64_t now, int64_t *at,
                     enum time_precision *precision)
{
    int64_t shift, farthest = 100 * 366 * (int64_t)DAY;
    if (now == TIME_NONE) {
        return false;
    }
    *precision = PRECISION_SECOND;
    if (r->unit && r->ago) {
        shift = -r->unit * (r->number_count ? r->numbers[0] : 1);
    } else if (r->shifted) {
        shift = r->day_shift * DAY;
    } else if (r->now) {
        shift = 0;
    } else {
        return false;
    }
    if (shift < -farthest) {
        return false;
    }
    *at = now + shift;
    if (r->shifted || r->unit >= DAY) {
        *at = midnight(zone, moment_in(zone, *at).date) + (r->timed ? in_day(r) : 0);
        *precision = r->timed ? PRECISION_SECOND : PRECISION_DAY;
    }
    return true;
}

/* Seconds or, from 13 digits on, milliseconds; a fraction is cut. */
static bool epoch(struct str text, bool ms, int64_t *at)
{
    double value;
    if (!str_to_double(text, &value) || value < -1e10 || value > 1e14) {
        return false;
    }
    *at = (int64_t)(ms || value >= 1e11 ? value / 1000 : value);
    return true;
}

static bool looks_like_epoch(struct str text)
{
    size_t digits = 0;
    while (digits < text.n && isdigit((unsigned char)text.p[digits])) {
        digits++;
    }
    return (digits >= 9 && digits <= 11) || digits == 13 ? digits == text.n || text.p[digits] == '.'
                                                         : false;
}

bool date_read(struct str text, const char *kind, const char *zone, int64_t now, int64_t *at,
               enum time_precision *precision)
{
    char bytes[DATE_TEXT_MAX];
    struct date_parts r = {
        .half = -1, .offset = NO_OFFSET, .day_first = strcmp(kind, "day_first") == 0};
    int64_t found;
    enum time_precision how = PRECISION_SECOND;
    if (!date_fold(text, bytes, &r.rest)) {
        return false;
    }
    bool korean = date_is_korean(r.rest); /* Korea has one zone, and no summer time */
    if (strncmp(kind, "epoch", 5) == 0 || looks_like_epoch(r.rest)) {
        if (!epoch(r.rest, strcmp(kind, "epoch_ms") == 0, &found)) {
            return false;
        }
    } else {
        date_gather(&r);
        r.offset = r.offset == NO_OFFSET && r.timed && korean ? 9 * HOUR : r.offset;
        r.bad |= r.hour > 24 || r.minute > 59 || r.second > 60;
        zone = r.zone[0] ? r.zone : zone ? zone : "UTC";
        if (r.bad || !(relative(&r, zone, now, &found, &how) || absolute(&r, zone, now, &found))) {
            return false;
        }
        how = r.timed || r.ago || r.now ? how : PRECISION_DAY;
    }
    *at = found;
    *precision = how;
    return true;
}

bool date_kind_exists(struct str kind)
{
    static const char *const kinds[] = {"auto",  "rfc3339",  "rfc822",   "jalali",
                                        "epoch", "epoch_ms", "day_first"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (str_eq(kind, str_of(kinds[i]))) {
            return true;
        }
    }
    return false;
}
