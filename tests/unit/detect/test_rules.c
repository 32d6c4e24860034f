#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "detect/rules.h"

#include <math.h>
#include <stdlib.h>

#define HISTORY (14 * 24) /* hours with 10 mentions each, 2 of them negative */

struct past {
    struct hour_fact hours[HISTORY + 48];
    size_t count;
};

static void add(struct past *past, uint32_t total, uint32_t negative)
{
    size_t i = past->count++;
    past->hours[i] = (struct hour_fact){.hour = (int64_t)i, .total = total, .negative = negative};
}

static void add_gap(struct past *past)
{
    add(past, 0, 0);
    past->hours[past->count - 1].gap = true;
}

static int setup(void **state)
{
    struct past *past = calloc(1, sizeof *past);
    *state = past;
    while (past->count < HISTORY) {
        add(past, 10, 2);
    }
    return 0;
}

static int teardown(void **state)
{
    free(*state);
    return 0;
}

/* What the rule says of the newest hour. */
static struct finding judge(const struct past *past, struct rule rule)
{
    struct hour_fact counted[HISTORY + 48];
    struct rule_walk walk = {.rule = rule, .hours = counted, .zone = "UTC"};
    struct finding finding = {.severity = SEVERITY_NONE};
    rule_count(rule_way(rule.kind, rule.stories), past->hours, past->count, counted);
    baseline_init(&walk.baseline);
    while (walk.seen < past->count) {
        finding = rule_walk_next(&walk);
    }
    return finding;
}

static struct rule rule_of(enum incident_kind kind, double floor, int window)
{
    return (struct rule){kind, {SENSITIVITY_NORMAL, floor, 24}, window, false};
}

static void a_threshold_counts_its_window_and_no_more(void **state)
{
    struct past *past = *state;
    add(past, 5, 5);
    add(past, 4, 4);
    assert_int_equal(judge(past, rule_of(KIND_THRESHOLD, 9, 2)).severity, SEVERITY_WATCH);
    assert_int_equal(judge(past, rule_of(KIND_THRESHOLD, 10, 2)).severity, SEVERITY_NONE);
    assert_int_equal(judge(past, rule_of(KIND_THRESHOLD, 11, 3)).severity, SEVERITY_WATCH);
    assert_int_equal(judge(past, rule_of(KIND_THRESHOLD, 5, 1)).severity, SEVERITY_NONE);
}

static void a_threshold_met_twice_is_high_and_four_times_critical(void **state)
{
    static const struct {
        uint32_t negative;
        enum severity severity;
        bool calm;
    } cases[] = {
        {0, SEVERITY_NONE, true},   {4, SEVERITY_NONE, true},    {5, SEVERITY_NONE, false},
        {9, SEVERITY_NONE, false},  {10, SEVERITY_WATCH, false}, {19, SEVERITY_WATCH, false},
        {20, SEVERITY_HIGH, false}, {39, SEVERITY_HIGH, false},  {40, SEVERITY_CRITICAL, false}};
    struct past *past = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        add(past, 100, cases[i].negative);
        struct finding finding = judge(past, rule_of(KIND_THRESHOLD, 10, 1));
        assert_int_equal(finding.severity, cases[i].severity);
        assert_int_equal(finding.calm[0], cases[i].calm);
        assert_true(finding.verdict.observed == cases[i].negative);
        assert_true(finding.verdict.expected == 0);
    }
}

static void a_window_skips_hours_without_data_and_an_hour_without_data_is_not_judged(void **state)
{
    struct past *past = *state;
    add(past, 9, 6);
    add_gap(past);
    assert_false(judge(past, rule_of(KIND_THRESHOLD, 5, 2)).verdict.judged);
    assert_int_equal(judge(past, rule_of(KIND_THRESHOLD, 5, 2)).severity, SEVERITY_NONE);
    assert_int_equal(judge(past, rule_of(KIND_SHARE, 5, 2)).severity, SEVERITY_NONE);
    add(past, 4, 4);
    assert_true(judge(past, rule_of(KIND_THRESHOLD, 5, 3)).verdict.observed == 10);
}

/* The usual share is 0.2, worth 50 mentions: Beta(10, 40). The logarithms below were computed with
 * the sum of the probabilities in another language; what opens is 7.6. */
static void a_share_is_judged_by_the_beta_binomial_tail(void **state)
{
    static const struct {
        uint32_t negative;
        double log_p;
        enum severity severity;
    } cases[] = {{14, -2.78, SEVERITY_NONE},
                 {20, -6.45, SEVERITY_NONE},
                 {24, -9.79, SEVERITY_WATCH},
                 {30, -16.47, SEVERITY_HIGH}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct past past = *(struct past *)*state;
        add(&past, 40, cases[i].negative);
        struct finding finding = judge(&past, rule_of(KIND_SHARE, 20, 1));
        assert_true(fabs(finding.verdict.log_p - cases[i].log_p) < 0.25);
        assert_true(fabs(finding.verdict.expected - 8) < 0.3);
        assert_int_equal(finding.severity, cases[i].severity);
        assert_int_equal(finding.calm[1], cases[i].negative == 14);
    }
}

static void a_share_does_not_rise_with_volume(void **state)
{
    struct past *past = *state;
    add(past, 500, 100);
    assert_int_equal(judge(past, rule_of(KIND_SHARE, 20, 1)).severity, SEVERITY_NONE);
    assert_int_not_equal(judge(past, rule_of(KIND_VOLUME, 10, 0)).severity, SEVERITY_NONE);
}

static void a_share_of_fewer_than_the_floor_is_not_told(void **state)
{
    struct past *past = *state;
    add(past, 19, 19);
    assert_int_equal(judge(past, rule_of(KIND_SHARE, 20, 1)).severity, SEVERITY_NONE);
    assert_int_not_equal(judge(past, rule_of(KIND_SHARE, 19, 1)).severity, SEVERITY_NONE);
}

static void a_share_of_a_brand_known_for_a_day_is_not_told(void **state)
{
    (void)state;
    struct past past = {.count = 0};
    while (past.count < 30) {
        add(&past, 10, 2);
    }
    add(&past, 60, 60);
    struct finding finding = judge(&past, rule_of(KIND_SHARE, 20, 1));
    assert_true(finding.verdict.cold);
    assert_int_equal(finding.severity, SEVERITY_NONE);
}

static void volume_counts_all_mentions_and_is_never_critical(void **state)
{
    struct past *past = *state;
    add(past, 400, 0);
    struct finding finding = judge(past, rule_of(KIND_VOLUME, 10, 0));
    assert_true(finding.verdict.observed == 400);
    assert_true(finding.verdict.volume);
    assert_int_equal(finding.severity, SEVERITY_HIGH);
    assert_int_equal(judge(past, rule_of(KIND_SPIKE, 3, 0)).severity, SEVERITY_NONE);
}

static void a_fall_of_volume_is_no_rise(void **state)
{
    struct past *past = *state;
    add(past, 0, 0);
    assert_int_equal(judge(past, rule_of(KIND_VOLUME, 1, 0)).severity, SEVERITY_NONE);
}

static void what_is_picked_is_told_from_its_first_hour_on(void **state)
{
    struct past past = {.count = 0};
    (void)state;
    for (int i = 0; i < 6; i++) {
        add(&past, 10, 0);
    }
    struct rule rule = rule_of(KIND_REACH, 1, 24);
    assert_int_equal(judge(&past, rule).severity, SEVERITY_NONE);
    assert_true(judge(&past, rule).calm[0]);
    add(&past, 10, 1);
    assert_int_equal(judge(&past, rule).verdict.window_hours, 1);
    assert_int_equal(judge(&past, rule).severity, SEVERITY_HIGH);
    add(&past, 10, 8);
    struct finding finding = judge(&past, rule);
    assert_int_equal(finding.verdict.window_hours, 2);
    assert_true(finding.verdict.observed == 9 && finding.verdict.total == 20);
    assert_int_equal(finding.severity, SEVERITY_HIGH);
    add(&past, 10, 1);
    assert_int_equal(judge(&past, rule).severity, SEVERITY_CRITICAL);
    assert_false(judge(&past, rule).calm[0]);
}

static void silence_is_fewer_than_usual_in_hours_that_all_have_data(void **state)
{
    struct past *past = *state;
    struct rule rule = rule_of(KIND_SILENCE, 10, 6);
    assert_int_equal(judge(past, rule).severity, SEVERITY_NONE);
    assert_true(judge(past, rule).calm[0]);
    for (int i = 0; i < 6; i++) {
        add(past, 0, 0);
    }
    struct finding finding = judge(past, rule);
    /* The quiet hours themselves have been learned by then, a little. */
    assert_true(finding.verdict.observed == 0);
    assert_true(finding.verdict.expected > 40 && finding.verdict.expected < 60);
    assert_int_not_equal(finding.severity, SEVERITY_NONE);
    assert_int_not_equal(finding.severity, SEVERITY_CRITICAL);
    assert_int_equal(judge(past, rule_of(KIND_SILENCE, 100, 6)).severity, SEVERITY_NONE);
    past->hours[past->count - 3].gap = true;
    assert_false(judge(past, rule).verdict.judged);
    assert_int_equal(judge(past, rule).severity, SEVERITY_NONE);
}

static void a_rush_is_no_silence(void **state)
{
    struct past *past = *state;
    add(past, 400, 0);
    assert_int_equal(judge(past, rule_of(KIND_SILENCE, 1, 1)).severity, SEVERITY_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        TEST(a_threshold_counts_its_window_and_no_more),
        TEST(a_threshold_met_twice_is_high_and_four_times_critical),
        TEST(a_window_skips_hours_without_data_and_an_hour_without_data_is_not_judged),
        TEST(a_share_is_judged_by_the_beta_binomial_tail),
        TEST(a_share_does_not_rise_with_volume),
        TEST(a_share_of_fewer_than_the_floor_is_not_told),
        TEST(a_share_of_a_brand_known_for_a_day_is_not_told),
        TEST(volume_counts_all_mentions_and_is_never_critical),
        TEST(a_fall_of_volume_is_no_rise),
        TEST(silence_is_fewer_than_usual_in_hours_that_all_have_data),
        TEST(a_rush_is_no_silence),
        TEST(what_is_picked_is_told_from_its_first_hour_on),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
