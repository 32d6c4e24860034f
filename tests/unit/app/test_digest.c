#include "../check.h"

#include "app/digest.h"
#include "base/clock.h"

static const char zone[] = "Asia/Tehran";
static const struct config_digest daily = {.every = CONFIG_DAILY, .at_minutes = 8 * 60},
                                  weekly = {.every = CONFIG_WEEKLY, .at_minutes = 8 * 60};

/* A day of November 2026 in Tehran; the 21st is a Saturday. */
static int64_t november(int day, int hour, int minute)
{
    return moment_to_time(zone,
                          (struct moment){.date = {2026, 11, day}, .hour = hour, .minute = minute});
}

static void assert_period(const struct config_digest *settings, int64_t now, int from, int to)
{
    struct digest_period period = digest_period(settings, zone, now);
    assert_int_equal(period.from, november(from, 0, 0));
    assert_int_equal(period.to, november(to, 0, 0));
    assert_int_equal(period.due_at, november(to, 8, 0));
}

static void a_day_is_yesterday_from_midnight_to_midnight(void **state)
{
    (void)state;
    assert_period(&daily, november(22, 0, 0), 21, 22);
    assert_period(&daily, november(22, 8, 0), 21, 22);
    assert_period(&daily, november(22, 23, 59), 21, 22);
}

static void a_week_is_the_last_one_from_saturday_to_friday(void **state)
{
    (void)state;
    assert_period(&weekly, november(21, 0, 0), 14, 21);
    assert_period(&weekly, november(27, 23, 59), 14, 21);
    assert_period(&weekly, november(20, 23, 59), 7, 14);
}

static void a_day_without_its_hour_is_one_hour_shorter(void **state)
{
    (void)state; /* Berlin, 29 March 2026 */
    int64_t now =
        moment_to_time("Europe/Berlin", (struct moment){.date = {2026, 3, 30}, .hour = 9});
    struct digest_period period = digest_period(&daily, "Europe/Berlin", now);
    assert_int_equal(period.to - period.from, 23 * HOUR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_day_is_yesterday_from_midnight_to_midnight),
        cmocka_unit_test(a_week_is_the_last_one_from_saturday_to_friday),
        cmocka_unit_test(a_day_without_its_hour_is_one_hour_shorter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
