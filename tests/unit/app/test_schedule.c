#include "../check.h"

#include "app/poll.h"
#include "app/schedule.h"

enum { NOW = 1795336200, QUARTER = 900 };

static int64_t success(int64_t interval_s, int64_t hint_s, int64_t retry_at)
{
    struct cadence cadence = {.hint_s = hint_s};
    return schedule_success(NOW, interval_s, &cadence, retry_at, 0);
}

static int64_t failure(int64_t interval_s, enum source_state state, uint32_t failures,
                       int64_t retry_at)
{
    return schedule_failure(NOW, interval_s, state, failures, retry_at, 0);
}

static void a_source_comes_again_after_its_interval_but_a_little_early(void **state)
{
    (void)state;
    assert_int_equal(success(QUARTER, 0, TIME_NONE), NOW + QUARTER - 60);
    assert_int_equal(success(60, 0, TIME_NONE), NOW + 54);
}

static void a_feed_that_wants_to_be_left_alone_is_up_to_a_day(void **state)
{
    (void)state;
    assert_int_equal(success(QUARTER, 2 * HOUR, TIME_NONE), NOW + 2 * HOUR - 60);
    assert_int_equal(success(QUARTER, 1, TIME_NONE), NOW + QUARTER - 60);
    assert_int_equal(success(QUARTER, 400 * DAY, TIME_NONE), NOW + DAY - 60);
}

static void what_the_platform_says_moves_the_next_try_later_never_sooner(void **state)
{
    (void)state;
    assert_int_equal(success(QUARTER, 0, NOW + HOUR), NOW + HOUR);
    assert_int_equal(success(QUARTER, 0, NOW + 1), NOW + QUARTER - 60);
    assert_int_equal(success(QUARTER, 0, NOW + 400 * DAY), NOW + DAY);
}

static void every_failure_doubles_the_wait_up_to_six_hours(void **state)
{
    (void)state;
    int64_t before = 0;
    for (uint32_t failures = 1; failures < 40; failures++) {
        int64_t next = failure(QUARTER, SOURCE_BROKEN, failures, TIME_NONE);
        assert_true(next >= before);
        assert_true(next > NOW && next <= NOW + 6 * HOUR);
        before = next;
    }
    assert_int_equal(failure(QUARTER, SOURCE_BROKEN, 1, TIME_NONE), NOW + QUARTER - 60);
    assert_int_equal(failure(QUARTER, SOURCE_BROKEN, 3, TIME_NONE), NOW + 4 * QUARTER - 60);
    assert_int_equal(before, NOW + 6 * HOUR - 60);
}

static void a_source_of_a_day_is_never_tried_more_often_because_it_fails(void **state)
{
    (void)state;
    assert_int_equal(failure(DAY, SOURCE_BROKEN, 5, TIME_NONE), NOW + DAY - 60);
}

static void retry_after_is_obeyed_within_a_day(void **state)
{
    (void)state;
    assert_int_equal(failure(QUARTER, SOURCE_THROTTLED, 1, NOW + 77), NOW + 77);
    assert_int_equal(failure(QUARTER, SOURCE_THROTTLED, 1, NOW - 5), NOW + 1);
    assert_int_equal(failure(QUARTER, SOURCE_QUOTA, 9, NOW + 90 * DAY), NOW + DAY);
}

static void what_is_gone_is_never_due_again(void **state)
{
    (void)state;
    struct source_status status = {.state = SOURCE_GONE, .next_try_at = TIME_NONE};
    assert_int_equal(failure(QUARTER, SOURCE_GONE, 1, TIME_NONE), TIME_NONE);
    assert_false(poll_due(&status, NOW));
    status.state = SOURCE_NEW;
    assert_true(poll_due(&status, NOW));
    status.state = SOURCE_BROKEN;
    status.next_try_at = NOW + 1;
    assert_false(poll_due(&status, NOW));
    assert_true(poll_due(&status, NOW + 1));
}

static void hours_and_days_that_a_feed_wants_skipped_are_skipped(void **state)
{
    (void)state;
    /* NOW is Sunday 2026-11-22, 08:30 in UTC. */
    struct cadence cadence = {.skip_hours = 1u << 8 | 1u << 9};
    assert_int_equal(schedule_success(NOW, QUARTER, &cadence, TIME_NONE, 0), NOW + 90 * 60);
    cadence = (struct cadence){.skip_days = 1u << 1};
    assert_int_equal(schedule_success(NOW, QUARTER, &cadence, TIME_NONE, 0), NOW - NOW % DAY + DAY);
    cadence = (struct cadence){.skip_hours = 0xFFFFFF, .skip_days = 0x7F}; /* always: nonsense */
    assert_int_equal(schedule_success(NOW, QUARTER, &cadence, TIME_NONE, 0), NOW + QUARTER - 60);
}

static void what_waits_for_the_same_time_is_spread_over_a_minute(void **state)
{
    (void)state;
    bool seen[61] = {false};
    int different = 0;
    struct cadence cadence = {0};
    for (uint64_t seed = 0; seed < 1000; seed++) {
        int64_t at = schedule_failure(NOW, QUARTER, SOURCE_THROTTLED, 1, NOW + HOUR, seed);
        assert_in_range(at, NOW + HOUR, NOW + HOUR + 60);
        different += !seen[at - NOW - HOUR];
        seen[at - NOW - HOUR] = true;
        at = schedule_success(NOW, QUARTER, &cadence, NOW + HOUR, seed);
        assert_in_range(at, NOW + HOUR, NOW + HOUR + 60);
        at = schedule_failure(NOW, HOUR, SOURCE_BROKEN, 3, TIME_NONE, seed);
        assert_in_range(at, NOW + 4 * HOUR - 60, NOW + 4 * HOUR + 4 * HOUR / 10 - 60);
    }
    assert_true(different > 50);
}

static void a_refused_token_is_tried_once_more_soon_and_then_seldom(void **state)
{
    (void)state;
    assert_int_equal(failure(QUARTER, SOURCE_AUTH, 1, TIME_NONE), NOW + QUARTER - 60);
    assert_int_equal(failure(QUARTER, SOURCE_AUTH, 2, TIME_NONE), NOW + 6 * HOUR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_source_comes_again_after_its_interval_but_a_little_early),
        cmocka_unit_test(a_feed_that_wants_to_be_left_alone_is_up_to_a_day),
        cmocka_unit_test(what_the_platform_says_moves_the_next_try_later_never_sooner),
        cmocka_unit_test(every_failure_doubles_the_wait_up_to_six_hours),
        cmocka_unit_test(a_source_of_a_day_is_never_tried_more_often_because_it_fails),
        cmocka_unit_test(retry_after_is_obeyed_within_a_day),
        cmocka_unit_test(hours_and_days_that_a_feed_wants_skipped_are_skipped),
        cmocka_unit_test(what_waits_for_the_same_time_is_spread_over_a_minute),
        cmocka_unit_test(a_refused_token_is_tried_once_more_soon_and_then_seldom),
        cmocka_unit_test(what_is_gone_is_never_due_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
