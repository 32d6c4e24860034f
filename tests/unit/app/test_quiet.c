#include "../check.h"

#include "app/quiet.h"
#include "base/clock.h"

static const char zone[] = "Asia/Tehran";
static const struct config_team night = {
    .quiet_hours = {.from_minutes = 22 * 60, .to_minutes = 7 * 60 + 30}};
static const struct config_team weekend = {
    .quiet_hours = {.from_minutes = 22 * 60, .to_minutes = 7 * 60 + 30},
    .weekend = 1u << 5 | 1u << 6}; /* Thursday, Friday */

/* A day of November 2026 in Tehran; the 19th is a Thursday. */
static int64_t november(int day, int hour, int minute)
{
    return moment_to_time(zone,
                          (struct moment){.date = {2026, 11, day}, .hour = hour, .minute = minute});
}

static void assert_until(const struct config_team *team, int64_t now, int64_t want)
{
    assert_int_equal(quiet_until(team, zone, SEVERITY_HIGH, now), want);
}

static void by_day_nothing_waits(void **state)
{
    (void)state;
    assert_until(&night, november(22, 7, 30), november(22, 7, 30));
    assert_until(&night, november(22, 21, 59), november(22, 21, 59));
}

static void at_night_a_mail_waits_for_the_morning(void **state)
{
    (void)state;
    assert_until(&night, november(22, 22, 0), november(23, 7, 30));
    assert_until(&night, november(23, 3, 15), november(23, 7, 30));
}

static void on_the_weekend_it_waits_for_the_first_morning_after(void **state)
{
    (void)state;
    assert_until(&weekend, november(18, 23, 0), november(21, 7, 30)); /* Wednesday night */
    assert_until(&weekend, november(19, 12, 0), november(21, 7, 30));
    assert_until(&weekend, november(20, 23, 59), november(21, 7, 30));
}

static void what_is_critical_waits_for_nothing(void **state)
{
    (void)state;
    assert_int_equal(quiet_until(&weekend, zone, SEVERITY_CRITICAL, november(19, 3, 0)),
                     november(19, 3, 0));
}

static void quiet_hours_may_lie_within_a_day(void **state)
{
    (void)state;
    struct config_team noon = {.quiet_hours = {.from_minutes = 12 * 60, .to_minutes = 14 * 60}};
    assert_until(&noon, november(22, 13, 0), november(22, 14, 0));
    assert_until(&noon, november(22, 14, 0), november(22, 14, 0));
}

static void a_team_without_quiet_hours_hears_at_once(void **state)
{
    (void)state;
    struct config_team always = {0};
    struct config_team never = {.weekend = 0x7f};
    assert_until(&always, november(20, 3, 0), november(20, 3, 0));
    assert_until(&never, november(20, 3, 0), november(20, 3, 0));
}

static void work_is_counted_by_hours_and_weekend(void **state)
{
    (void)state;
    enum { WORKDAY = 14 * HOUR + 30 * 60 }; /* 7:30 to 22:00 */
    assert_int_equal(quiet_working_s(&weekend, zone, november(22, 9, 0), november(22, 9, 45)),
                     45 * 60);
    /* Wednesday 21:00 to Saturday 8:30: an hour, two days of weekend, an hour. */
    assert_int_equal(quiet_working_s(&weekend, zone, november(18, 21, 0), november(21, 8, 30)),
                     2 * HOUR);
    assert_int_equal(quiet_working_s(&weekend, zone, november(19, 1, 0), november(20, 23, 0)), 0);
    assert_int_equal(quiet_working_s(&night, zone, november(1, 0, 0), november(15, 0, 0)),
                     14 * WORKDAY);
    assert_int_equal(quiet_working_s(&weekend, zone, november(1, 0, 0), november(15, 0, 0)),
                     10 * WORKDAY);
}

static void without_hours_every_second_is_worked(void **state)
{
    (void)state;
    static const struct config_team always = {0}, never = {.weekend = 0x7f};
    assert_int_equal(quiet_working_s(&always, zone, november(1, 0, 0), november(9, 3, 0)),
                     8 * DAY + 3 * HOUR);
    assert_int_equal(quiet_working_s(&never, zone, 100, 400), 300);
    assert_int_equal(quiet_working_s(NULL, zone, 100, 400), 300);
    assert_int_equal(quiet_working_s(&weekend, zone, 400, 100), 0);
    assert_true(quiet_working_s(&always, zone, 0, INT64_C(1) << 40) <= 3661LL * DAY);
}

/* Seconds are worked exactly where quiet_until would not wait. */
static void work_and_quiet_are_two_sides_of_one_clock(void **state)
{
    (void)state;
    for (int hour = 0; hour < 24 * 9; hour++) {
        int64_t at = november(16, 0, 10) + hour * HOUR;
        bool works = quiet_working_s(&weekend, zone, at, at + 1) == 1;
        assert_int_equal(works, quiet_until(&weekend, zone, SEVERITY_HIGH, at) == at);
    }
}

/* Half hours around a day on which clocks are set, counted one by one. */
static void count_by_steps(const struct config_team *team, const char *where, const char *around)
{
    enum { STEP = 30 * 60, DAYS = 5 };
    int64_t middle, worked = 0;
    assert_true(time_parse(str_of(around), &middle));
    int64_t from = middle - DAYS * DAY, to = middle + DAYS * DAY;
    for (int64_t at = from; at < to; at += STEP) {
        worked += quiet_until(team, where, SEVERITY_HIGH, at) == at ? STEP : 0;
    }
    assert_int_equal(quiet_working_s(team, where, from, to), worked);
}

static void
an_hour_that_comes_twice_is_worked_twice_and_one_that_is_left_out_not_at_all(void **state)
{
    (void)state;
    static const struct config_team by_night = {
        .quiet_hours = {.from_minutes = 8 * 60, .to_minutes = 20 * 60}};
    static const struct {
        const char *zone, *evening, *morning;
        int hours;
    } nights[] = {
        {"Europe/Berlin", "2026-10-24T20:00:00+02:00", "2026-10-25T08:00:00+01:00", 13},
        {"Europe/Berlin", "2026-03-28T20:00:00+01:00", "2026-03-29T08:00:00+02:00", 11},
        {"Europe/Berlin", "2026-06-28T20:00:00+02:00", "2026-06-29T08:00:00+02:00", 12},
        {"Asia/Tehran", "2022-03-21T20:00:00+03:30", "2022-03-22T08:00:00+04:30", 11},
        {"Asia/Tehran", "2022-09-21T20:00:00+04:30", "2022-09-22T08:00:00+03:30", 13},
        {"Asia/Tehran", "2026-03-21T20:00:00+03:30", "2026-03-22T08:00:00+03:30", 12},
    };
    for (size_t i = 0; i < sizeof nights / sizeof *nights; i++) {
        int64_t from, to;
        assert_true(time_parse(str_of(nights[i].evening), &from));
        assert_true(time_parse(str_of(nights[i].morning), &to));
        assert_int_equal(quiet_working_s(&by_night, nights[i].zone, from, to),
                         nights[i].hours * HOUR);
        count_by_steps(&by_night, nights[i].zone, nights[i].evening);
        count_by_steps(&weekend, nights[i].zone, nights[i].evening);
        count_by_steps(&night, nights[i].zone, nights[i].evening);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_day_nothing_waits),
        cmocka_unit_test(at_night_a_mail_waits_for_the_morning),
        cmocka_unit_test(on_the_weekend_it_waits_for_the_first_morning_after),
        cmocka_unit_test(what_is_critical_waits_for_nothing),
        cmocka_unit_test(quiet_hours_may_lie_within_a_day),
        cmocka_unit_test(a_team_without_quiet_hours_hears_at_once),
        cmocka_unit_test(work_is_counted_by_hours_and_weekend),
        cmocka_unit_test(without_hours_every_second_is_worked),
        cmocka_unit_test(work_and_quiet_are_two_sides_of_one_clock),
        cmocka_unit_test(
            an_hour_that_comes_twice_is_worked_twice_and_one_that_is_left_out_not_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
