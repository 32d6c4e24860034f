#include "../check.h"

#include "app/poll.h"
#include "app/schedule.h"

enum { NOW = 1795336200, QUARTER = 900 };

static void a_source_comes_again_after_its_interval_but_a_little_early(void **state)
{
    (void)state;
    assert_int_equal(schedule_success(NOW, QUARTER, 0, TIME_NONE), NOW + QUARTER - 60);
    assert_int_equal(schedule_success(NOW, 60, 0, TIME_NONE), NOW + 54);
}

static void a_feed_that_wants_to_be_left_alone_is_up_to_a_day(void **state)
{
    (void)state;
    assert_int_equal(schedule_success(NOW, QUARTER, 2 * HOUR, TIME_NONE), NOW + 2 * HOUR - 60);
    assert_int_equal(schedule_success(NOW, QUARTER, 1, TIME_NONE), NOW + QUARTER - 60);
    assert_int_equal(schedule_success(NOW, QUARTER, 400 * DAY, TIME_NONE), NOW + DAY - 60);
}

static void what_the_platform_says_moves_the_next_try_later_never_sooner(void **state)
{
    (void)state;
    assert_int_equal(schedule_success(NOW, QUARTER, 0, NOW + HOUR), NOW + HOUR);
    assert_int_equal(schedule_success(NOW, QUARTER, 0, NOW + 1), NOW + QUARTER - 60);
    assert_int_equal(schedule_success(NOW, QUARTER, 0, NOW + 400 * DAY), NOW + DAY);
}

static void every_failure_doubles_the_wait_up_to_six_hours(void **state)
{
    (void)state;
    int64_t before = 0;
    for (uint32_t failures = 1; failures < 40; failures++) {
        int64_t next = schedule_failure(NOW, QUARTER, SOURCE_BROKEN, failures, TIME_NONE);
        assert_true(next >= before);
        assert_true(next > NOW && next <= NOW + 6 * HOUR);
        before = next;
    }
    assert_int_equal(schedule_failure(NOW, QUARTER, SOURCE_BROKEN, 1, TIME_NONE),
                     NOW + QUARTER - 60);
    assert_int_equal(schedule_failure(NOW, QUARTER, SOURCE_BROKEN, 3, TIME_NONE),
                     NOW + 4 * QUARTER - 60);
    assert_int_equal(before, NOW + 6 * HOUR - 60);
}

static void a_source_of_a_day_is_never_tried_more_often_because_it_fails(void **state)
{
    (void)state;
    assert_int_equal(schedule_failure(NOW, DAY, SOURCE_BROKEN, 5, TIME_NONE), NOW + DAY - 60);
}

static void retry_after_is_obeyed_within_a_day(void **state)
{
    (void)state;
    assert_int_equal(schedule_failure(NOW, QUARTER, SOURCE_THROTTLED, 1, NOW + 77), NOW + 77);
    assert_int_equal(schedule_failure(NOW, QUARTER, SOURCE_THROTTLED, 1, NOW - 5), NOW + 1);
    assert_int_equal(schedule_failure(NOW, QUARTER, SOURCE_QUOTA, 9, NOW + 90 * DAY), NOW + DAY);
}

static void what_is_gone_is_never_due_again(void **state)
{
    (void)state;
    struct source_status status = {.state = SOURCE_GONE, .next_try_at = TIME_NONE};
    assert_int_equal(schedule_failure(NOW, QUARTER, SOURCE_GONE, 1, TIME_NONE), TIME_NONE);
    assert_false(poll_due(&status, NOW));
    status.state = SOURCE_NEW;
    assert_true(poll_due(&status, NOW));
    status.state = SOURCE_BROKEN;
    status.next_try_at = NOW + 1;
    assert_false(poll_due(&status, NOW));
    assert_true(poll_due(&status, NOW + 1));
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
        cmocka_unit_test(what_is_gone_is_never_due_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
