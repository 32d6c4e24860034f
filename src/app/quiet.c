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
