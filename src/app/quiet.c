#include "app/quiet.h"

#include "base/clock.h"

enum { DAY_MINUTES = 24 * 60, WEEK_DAYS = 7 };

static bool in_quiet_hours(const struct config_quiet *quiet, int minute)
{
    int from = quiet->from_minutes, to = quiet->to_minutes;
    return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

/* The wall clock time `minutes` after the midnight that began the moment's day. */
static int64_t on_day(const char *zone, struct moment m, int minutes)
{
    m.date = date_from_days(date_to_days(m.date) + minutes / DAY_MINUTES);
    m.hour = minutes % DAY_MINUTES / 60;
    m.minute = minutes % 60;
    m.second = 0;
    return moment_to_time(zone, m);
}

int64_t quiet_until(const struct config_team *team, const char *zone, enum severity severity,
                    int64_t now)
{
    const struct config_quiet *quiet = &team->quiet_hours;
    int64_t at = now;
    if (severity == SEVERITY_CRITICAL && !quiet->hold_critical) {
        return now;
    }
    /* Each step leaves one quiet stretch; a week has no more than two a day. */
    for (int step = 0; step < 2 * WEEK_DAYS; step++) {
        struct moment m = moment_in(zone, at);
        int minute = m.hour * 60 + m.minute;
        if (team->weekend >> m.weekday & 1) {
            at = on_day(zone, m, DAY_MINUTES);
        } else if (in_quiet_hours(quiet, minute)) {
            bool tomorrow = minute >= quiet->to_minutes;
            at = on_day(zone, m, quiet->to_minutes + (tomorrow ? DAY_MINUTES : 0));
        } else {
            return at;
        }
    }
    return now;
}

int64_t midnight_before(const char *zone, int64_t at, int days)
{
    struct moment m = moment_in(zone, at);
    m.date = date_from_days(date_to_days(m.date) + days);
    m.hour = m.minute = m.second = 0;
    return moment_to_time(zone, m);
}

/* The part of [from, to) in [begin, end) minutes of the day at noon. */
static int64_t overlap(const char *zone, struct moment day, int begin, int end, int64_t from,
                       int64_t to)
{
    int64_t first = on_day(zone, day, begin), last = on_day(zone, day, end);
    first = first > from ? first : from;
    last = last < to ? last : to;
    return last > first ? last - first : 0;
}

static int64_t worked_on(const struct config_team *team, const char *zone, struct moment day,
                         int64_t from, int64_t to)
{
    const struct config_quiet *quiet = &team->quiet_hours;
    if (team->weekend >> day.weekday & 1) {
        return 0;
    }
    if (quiet->from_minutes > quiet->to_minutes) {
        return overlap(zone, day, quiet->to_minutes, quiet->from_minutes, from, to);
    }
    return overlap(zone, day, 0, quiet->from_minutes, from, to) +
           overlap(zone, day, quiet->to_minutes, DAY_MINUTES, from, to);
}

int64_t quiet_working_s(const struct config_team *team, const char *zone, int64_t from, int64_t to)
{
    enum { ALL_WEEK = (1 << WEEK_DAYS) - 1, MOST_DAYS = 3660 };
    if (to <= from || !team || team->weekend == ALL_WEEK) {
        return to > from ? to - from : 0;
    }
    int64_t worked = 0, day = date_to_days(moment_in(zone, from).date);
    int64_t last = date_to_days(moment_in(zone, to).date);
    last = last < day + MOST_DAYS ? last : day + MOST_DAYS;
    for (; day <= last; day++) {
        struct moment noon = {.date = date_from_days(day), .hour = 12};
        noon.weekday = moment_in(zone, moment_to_time(zone, noon)).weekday;
        worked += worked_on(team, zone, noon, from, to);
    }
    return worked;
}
