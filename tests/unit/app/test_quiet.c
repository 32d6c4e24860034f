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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_day_nothing_waits),
        cmocka_unit_test(at_night_a_mail_waits_for_the_morning),
        cmocka_unit_test(on_the_weekend_it_waits_for_the_first_morning_after),
        cmocka_unit_test(what_is_critical_waits_for_nothing),
        cmocka_unit_test(quiet_hours_may_lie_within_a_day),
        cmocka_unit_test(a_team_without_quiet_hours_hears_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
