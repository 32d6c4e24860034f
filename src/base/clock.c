#include "base/clock.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int64_t clock_now(void)
{
    return (int64_t)time(NULL);
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* Gregorian days by the era method: http://howardhinnant.github.io/date_algorithms.html */
int64_t date_to_days(struct date g)
{
    int64_t y = (int64_t)g.year - (g.month <= 2);
    int64_t era = floor_div(y, 400), year_of_era = y - era * 400;
    int64_t shifted = g.month > 2 ? g.month - 3 : g.month + 9;
    int64_t day_of_year = (153 * shifted + 2) / 5 + g.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

struct date date_from_days(int64_t days)
{
    days += 719468;
    int64_t era = floor_div(days, 146097), doe = days - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t shifted = (5 * doy + 2) / 153;
    int month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
    return (struct date){
        .year = (int)(yoe + era * 400 + (month <= 2)),
        .month = month,
        .day = (int)(doy - (153 * shifted + 2) / 5 + 1),
    };
}

bool date_valid(struct date g)
{
    if (g.month < 1 || g.month > 12 || g.day < 1 || g.year < -9999 || g.year > 9999) {
        return false;
    }
    struct date back = date_from_days(date_to_days(g));
    return back.day == g.day && back.month == g.month;
}

/* Borkowski's table of the years in which the 33-year rhythm of leap years breaks, for the span
 * in which it agrees with the observed calendar, and what follows from it for one year. */
struct jalali_year {
    int gregorian_year; /* in which the year begins */
    int march_day;      /* of its first day */
    bool leap;
};

static struct jalali_year jalali_year(int year)
{
    static const int breaks[] = {-61,  9,    38,   199,  426,  686,  756,  818,  1111, 1181,
                                 1210, 1635, 2060, 2097, 2192, 2262, 2324, 2394, 2456, 3178};
    int leap_j = -14, previous = breaks[0], jump = 0;
    for (size_t i = 1; i < sizeof breaks / sizeof *breaks; i++) {
        jump = breaks[i] - previous;
        if (year < breaks[i]) {
            break;
        }
        leap_j += jump / 33 * 8 + jump % 33 / 4;
        previous = breaks[i];
    }
    int n = year - previous, gregorian_year = year + 621;
    leap_j += n / 33 * 8 + (n % 33 + 3) / 4;
    if (jump % 33 == 4 && jump - n == 4) {
        leap_j++;
    }
    int leap_g = gregorian_year / 4 - (gregorian_year / 100 + 1) * 3 / 4 - 150;
    if (jump - n < 6) {
        n = n - jump + (jump + 4) / 33 * 33;
    }
    int leap = ((n + 1) % 33 - 1) % 4;
    return (struct jalali_year){gregorian_year, 20 + leap_j - leap_g, leap == 0};
}

struct date gregorian_from_jalali(struct date j)
{
    struct jalali_year y = jalali_year(j.year);
    int64_t first = date_to_days((struct date){y.gregorian_year, 3, y.march_day});
    int before = (j.month - 1) * 31 - (j.month > 7 ? j.month - 7 : 0);
    return date_from_days(first + before + j.day - 1);
}

struct date jalali_from_gregorian(struct date g)
{
    int64_t days = date_to_days(g);
    int year = g.year - 621;
    struct jalali_year y = jalali_year(year);
    int64_t k = days - date_to_days((struct date){y.gregorian_year, 3, y.march_day});
    if (k < 0) {
        year--;
        y = jalali_year(year);
        k = days - date_to_days((struct date){y.gregorian_year, 3, y.march_day});
    }
    if (k < 186) {
        return (struct date){year, (int)(k / 31) + 1, (int)(k % 31) + 1};
    }
    k -= 186;
    return (struct date){year, (int)(k / 30) + 7, (int)(k % 30) + 1};
}

bool jalali_valid(struct date j)
{
    if (j.year < 1178 || j.year > 1633 || j.month < 1 || j.month > 12 || j.day < 1) {
        return false;
    }
    int last = j.month <= 6 ? 31 : j.month <= 11 ? 30 : jalali_year(j.year).leap ? 30 : 29;
    return j.day <= last;
}

static void zone_use(const char *zone)
{
    static char loaded[128];
    if (strcmp(loaded, zone) == 0 || strlen(zone) >= sizeof loaded) {
        return;
    }
    char name[sizeof loaded + 1];
    snprintf(name, sizeof name, ":%s", zone);
    setenv("TZ", name, 1);
    tzset();
    strcpy(loaded, zone);
}

int zone_offset(const char *zone, int64_t at)
{
    if (strcmp(zone, "UTC") == 0) {
        return 0;
    }
    zone_use(zone);
    time_t t = (time_t)at;
    struct tm local;
    return localtime_r(&t, &local) ? (int)local.tm_gmtoff : 0;
}

/* Folders and lists lie among the zones. */
static bool is_zone_file(const char *path)
{
    char magic[4] = "";
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool is_one = fd >= 0 && read(fd, magic, sizeof magic) == (ssize_t)sizeof magic &&
                  memcmp(magic, "TZif", sizeof magic) == 0;
    if (fd >= 0) {
        close(fd);
    }
    return is_one;
}

bool zone_exists(const char *zone)
{
    char path[256];
    if (strcmp(zone, "UTC") == 0) {
        return true;
    }
    if (!*zone || *zone == '/' || strstr(zone, "..")) {
        return false;
    }
    int n = snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", zone);
    return n < (int)sizeof path && is_zone_file(path);
}

struct moment moment_in(const char *zone, int64_t at)
{
    int64_t local = at + zone_offset(zone, at), days = floor_div(local, DAY);
    int second = (int)(local - days * DAY);
    return (struct moment){
        .date = date_from_days(days),
        .hour = second / HOUR,
        .minute = second / 60 % 60,
        .second = second % 60,
        .weekday = (int)(((days + 5) % 7 + 7) % 7), /* 1970-01-01 was a Thursday */
    };
}

int64_t moment_to_time(const char *zone, struct moment m)
{
    int64_t local = date_to_days(m.date) * DAY + m.hour * HOUR + m.minute * 60 + m.second;
    /* The offset before the wall clock time was reached is the right one unless it changes right
     * there; asking again with the first guess settles that. */
    int64_t guess = local - zone_offset(zone, local - DAY);
    return zone_offset(zone, guess) == local - guess ? guess : local - zone_offset(zone, guess);
}

static bool digits(struct str *s, size_t count, int *value)
{
    if (s->n < count) {
        return false;
    }
    int sum = 0;
    for (size_t i = 0; i < count; i++) {
        if (s->p[i] < '0' || s->p[i] > '9') {
            return false;
        }
        sum = sum * 10 + (s->p[i] - '0');
    }
    *value = sum;
    *s = str_slice(*s, count, s->n);
    return true;
}

static bool one_of(struct str *s, const char *set)
{
    if (!s->n || !s->p[0] || !strchr(set, s->p[0])) {
        return false;
    }
    *s = str_slice(*s, 1, s->n);
    return true;
}

static bool read_offset(struct str *s, int *offset)
{
    int hours = 0, minutes = 0;
    *offset = 0;
    if (s->n == 0 || one_of(s, "Zz")) {
        return true;
    }
    int sign = s->p[0] == '-' ? -1 : 1;
    if (!one_of(s, "+-") || !digits(s, 2, &hours)) {
        return false;
    }
    one_of(s, ":");
    if (s->n && !digits(s, 2, &minutes)) {
        return false;
    }
    *offset = sign * (hours * HOUR + minutes * 60);
    return hours <= 24 && minutes < 60;
}

static bool read_clock(struct str *s, struct moment *m)
{
    if (!digits(s, 2, &m->hour) || !one_of(s, ":") || !digits(s, 2, &m->minute)) {
        return false;
    }
    if (one_of(s, ":")) {
        if (!digits(s, 2, &m->second)) {
            return false;
        }
        int fraction;
        if (one_of(s, ".,") && !digits(s, 1, &fraction)) {
            return false;
        }
        while (digits(s, 1, &fraction)) {
        }
    }
    return m->hour < 24 && m->minute < 60 && m->second <= 60;
}

bool time_parse(struct str text, int64_t *at)
{
    struct str s = text;
    struct moment m = {0};
    int offset = 0;
    if (!digits(&s, 4, &m.date.year) || !one_of(&s, "-") || !digits(&s, 2, &m.date.month) ||
        !one_of(&s, "-") || !digits(&s, 2, &m.date.day) || !date_valid(m.date)) {
        return false;
    }
    if (s.n && (!one_of(&s, "Tt ") || !read_clock(&s, &m) || !read_offset(&s, &offset))) {
        return false;
    }
    if (s.n) {
        return false;
    }
    *at = date_to_days(m.date) * DAY + m.hour * HOUR + m.minute * 60 + m.second - offset;
    return true;
}

const char *time_format(int64_t at, char text[TIME_TEXT_MAX])
{
    text[0] = 0;
    if (at != TIME_NONE) {
        struct moment m = moment_in("UTC", at);
        snprintf(text, TIME_TEXT_MAX, "%04d-%02d-%02dT%02d:%02d:%02dZ", m.date.year % 10000,
                 m.date.month, m.date.day, m.hour, m.minute, m.second);
    }
    return text;
}

bool duration_parse(struct str text, int64_t *seconds)
{
    static const struct {
        char unit;
        int64_t seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', HOUR}, {'d', DAY}, {'w', 7 * DAY}};
    int64_t unit = 1, count;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (text.n && text.p[text.n - 1] == units[i].unit) {
            unit = units[i].seconds;
            text.n--;
            break;
        }
    }
    if (!str_to_int(text, &count) || count < 0 || text.p[0] == '+') {
        return false;
    }
    return !__builtin_mul_overflow(count, unit, seconds);
}
