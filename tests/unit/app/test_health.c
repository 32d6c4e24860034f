#include "../check.h"

#include "app/health.h"

enum { T0 = 1795336200, QUARTER = 900 };

/* Walks every quarter of an hour for so many hours; `news` is asked of each hour of the day. */
static int64_t walks(struct source_habit *habit, int64_t from, int64_t hours, bool (*news)(int64_t))
{
    int64_t at = from;
    for (; at < from + hours * HOUR; at += QUARTER) {
        struct walk_sign sign = {at, at - QUARTER, news(at / HOUR % 24), false};
        habit_note(habit, &sign);
    }
    return at;
}

static bool by_day(int64_t hour)
{
    return hour >= 8 && hour < 22;
}
static bool never(int64_t hour)
{
    (void)hour;
    return false;
}

static struct source_status source(void)
{
    return (struct source_status){
        .state = SOURCE_OK, .token_ends_at = TIME_NONE, .habit.since_at = TIME_NONE};
}

static void nights_are_usual_and_a_day_without_news_is_not(void **state)
{
    (void)state;
    struct source_status status = source();
    int64_t at = T0 - T0 % DAY + 8 * HOUR; /* in the morning */
    for (int64_t day = 0; day < 28; day++) {
        at = walks(&status.habit, at, 24, by_day);
        assert_false(health_has(&status, TROUBLE_SILENT, false, 5, at));
    }
    assert_in_range(status.habit.longest_s, 9 * HOUR, 10 * HOUR);
    at = walks(&status.habit, at, 14, never); /* a whole day after the night: 24 hours */
    assert_false(health_has(&status, TROUBLE_SILENT, false, 5, at));
    at = walks(&status.habit, at, 6, never);
    assert_true(health_has(&status, TROUBLE_SILENT, true, 5, at));
    struct walk_sign news = {at, at - QUARTER, true, false};
    habit_note(&status.habit, &news);
    assert_false(health_has(&status, TROUBLE_SILENT, true, 5, at));
}

static void in_the_first_week_nothing_is_called_silent(void **state)
{
    (void)state;
    struct source_status status = source();
    int64_t at = walks(&status.habit, T0 - T0 % DAY + 8 * HOUR, 13, by_day);
    at = walks(&status.habit, at, 100, never);
    assert_false(health_has(&status, TROUBLE_SILENT, false, 5, at));
}

static void a_source_that_never_had_anything_has_no_habit(void **state)
{
    (void)state;
    struct source_status status = source();
    int64_t at = walks(&status.habit, T0, 2000, never);
    assert_int_equal(status.habit.quiet_s, 0);
    assert_false(health_has(&status, TROUBLE_SILENT, false, 5, at));
}

static void a_time_in_which_nabz_did_not_run_counts_as_a_day_at_most(void **state)
{
    (void)state;
    struct source_habit habit = {.since_at = T0, .news = 20, .longest_s = HOUR};
    struct walk_sign sign = {T0 + 30 * DAY, T0 + 10 * DAY, false, false};
    habit_note(&habit, &sign);
    assert_int_equal(habit.quiet_s, DAY);
    sign = (struct walk_sign){T0, T0 + 10 * DAY, false, false}; /* a clock that was set back */
    habit_note(&habit, &sign);
    assert_int_equal(habit.quiet_s, DAY);
}

static void a_long_holiday_is_forgotten_in_some_months(void **state)
{
    (void)state;
    struct source_habit habit = {.since_at = T0, .news = 20, .longest_s = 14 * DAY};
    walks(&habit, T0 - T0 % DAY, 180 * 24, by_day);
    assert_true(habit.longest_s < 2 * DAY);
    assert_true(habit.longest_s >= 9 * HOUR);
}

static void failing_begins_with_so_many_and_ends_with_a_success(void **state)
{
    (void)state;
    struct source_status status = source();
    status.state = SOURCE_BROKEN;
    status.failures = 4;
    assert_false(health_has(&status, TROUBLE_FAILING, false, 5, T0));
    assert_true(health_has(&status, TROUBLE_FAILING, true, 5, T0)); /* another kind of failure */
    status.failures = 5;
    assert_true(health_has(&status, TROUBLE_FAILING, false, 5, T0));
    status.state = SOURCE_AUTH;
    status.failures = 1;
    assert_false(health_has(&status, TROUBLE_FAILING, false, 5, T0));
    status.failures = 2;
    assert_true(health_has(&status, TROUBLE_FAILING, false, 5, T0));
    status.state = SOURCE_GONE;
    status.failures = 1;
    assert_true(health_has(&status, TROUBLE_FAILING, false, 5, T0));
    status.state = SOURCE_OK;
    status.failures = 0;
    assert_false(health_has(&status, TROUBLE_FAILING, true, 5, T0));
}

static void bare_pages_count_only_after_others_had_items(void **state)
{
    (void)state;
    struct source_status status = source();
    struct walk_sign bare = {T0, T0 - HOUR, false, true}, full = {T0, T0 - HOUR, true, false};
    for (int i = 0; i < 9; i++) {
        habit_note(&status.habit, &bare);
    }
    assert_int_equal(status.habit.bare, 0);
    habit_note(&status.habit, &full);
    for (int i = 0; i < HABIT_BARE; i++) {
        assert_false(health_has(&status, TROUBLE_BARE, false, 5, T0));
        habit_note(&status.habit, &bare);
    }
    assert_true(health_has(&status, TROUBLE_BARE, false, 5, T0));
    habit_note(&status.habit, &full);
    assert_false(health_has(&status, TROUBLE_BARE, true, 5, T0));
}

static void the_end_of_access_is_told_a_week_before(void **state)
{
    (void)state;
    struct source_status status = source();
    assert_false(health_has(&status, TROUBLE_TOKEN, false, 5, T0));
    status.token_ends_at = T0 + 7 * DAY;
    assert_false(health_has(&status, TROUBLE_TOKEN, false, 5, T0));
    assert_true(health_has(&status, TROUBLE_TOKEN, false, 5, T0 + 1));
    status.token_ends_at = T0 - 1;
    assert_true(health_has(&status, TROUBLE_TOKEN, true, 5, T0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nights_are_usual_and_a_day_without_news_is_not),
        cmocka_unit_test(in_the_first_week_nothing_is_called_silent),
        cmocka_unit_test(a_source_that_never_had_anything_has_no_habit),
        cmocka_unit_test(a_time_in_which_nabz_did_not_run_counts_as_a_day_at_most),
        cmocka_unit_test(a_long_holiday_is_forgotten_in_some_months),
        cmocka_unit_test(failing_begins_with_so_many_and_ends_with_a_success),
        cmocka_unit_test(bare_pages_count_only_after_others_had_items),
        cmocka_unit_test(the_end_of_access_is_told_a_week_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
