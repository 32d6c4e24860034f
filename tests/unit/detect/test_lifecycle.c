#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "detect/lifecycle.h"

static const struct policy normal = POLICY_DEFAULT;

static struct verdict verdict_of(int64_t hour, double score, double observed, double expected)
{
    return (struct verdict){.hour = hour,
                            .judged = true,
                            .observed = observed,
                            .expected = expected,
                            .window_hours = 3,
                            .scale = 1,
                            .log_p = -score,
                            .scale_log_p = {-score, -score, -score}};
}

static enum lifecycle_step step(struct lifecycle *l, int64_t hour, double score)
{
    struct verdict verdict = verdict_of(hour, score, 40, 5);
    return lifecycle_step(l, &normal, &verdict, true);
}

static void severity_asks_for_chance_count_and_ratio(void **state)
{
    (void)state;
    static const struct {
        double score, observed, expected;
        enum severity severity;
    } cases[] = {
        {7.5, 40, 5, SEVERITY_NONE},  {7.7, 40, 5, SEVERITY_WATCH}, {14, 40, 5, SEVERITY_HIGH},
        {14, 40, 25, SEVERITY_WATCH}, {14, 4, 0.1, SEVERITY_WATCH}, {20, 40, 5, SEVERITY_CRITICAL},
        {20, 40, 15, SEVERITY_HIGH},  {20, 9, 0.1, SEVERITY_HIGH},  {30, 2, 0.001, SEVERITY_NONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct verdict verdict =
            verdict_of(1, cases[i].score, cases[i].observed, cases[i].expected);
        assert_int_equal(severity_judge(&verdict, &normal), cases[i].severity);
    }
}

static void volume_alone_is_one_level_lower(void **state)
{
    (void)state;
    struct verdict verdict = verdict_of(1, 30, 40, 5);
    verdict.volume = true;
    assert_int_equal(severity_judge(&verdict, &normal), SEVERITY_HIGH);
    verdict.log_p = -9.5;
    assert_int_equal(severity_judge(&verdict, &normal), SEVERITY_WATCH);
}

static void a_cold_series_tells_only_the_critical(void **state)
{
    (void)state;
    struct verdict verdict = verdict_of(1, 14, 40, 5);
    verdict.cold = true;
    assert_int_equal(severity_judge(&verdict, &normal), SEVERITY_NONE);
    verdict.log_p = -30;
    assert_int_equal(severity_judge(&verdict, &normal), SEVERITY_CRITICAL);
}

static void keener_teams_hear_of_less(void **state)
{
    (void)state;
    struct policy policy = POLICY_DEFAULT;
    struct verdict verdict = verdict_of(1, 8.5, 40, 5);
    policy.sensitivity = SENSITIVITY_CALM;
    assert_int_equal(severity_judge(&verdict, &policy), SEVERITY_NONE);
    policy.sensitivity = SENSITIVITY_KEEN;
    assert_int_equal(severity_judge(&verdict, &policy), SEVERITY_WATCH);
    verdict.log_p = -7;
    assert_int_equal(severity_judge(&verdict, &policy), SEVERITY_WATCH);
    policy.sensitivity = SENSITIVITY_NORMAL;
    assert_int_equal(severity_judge(&verdict, &policy), SEVERITY_NONE);
}

static void sensitivities_are_words(void **state)
{
    (void)state;
    enum sensitivity sensitivity = SENSITIVITY_CALM;
    assert_true(sensitivity_from_name(STR("keen"), &sensitivity));
    assert_int_equal(sensitivity, SENSITIVITY_KEEN);
    assert_false(sensitivity_from_name(STR("loud"), &sensitivity));
    assert_int_equal(sensitivity, SENSITIVITY_KEEN);
    assert_string_equal(sensitivity_name(SENSITIVITY_CALM), "calm");
}

static void a_spike_is_told_once_grows_once_and_ends_after_three_calm_hours(void **state)
{
    (void)state;
    struct lifecycle l;
    lifecycle_init(&l);
    assert_int_equal(step(&l, 10, 2), STEP_NONE);
    assert_int_equal(step(&l, 11, 10), STEP_OPENED);
    assert_int_equal(step(&l, 12, 10), STEP_NONE);
    assert_int_equal(step(&l, 13, 25), STEP_GROWN);
    assert_int_equal(step(&l, 14, 15), STEP_NONE);
    assert_int_equal(step(&l, 15, 1), STEP_NONE);
    assert_int_equal(step(&l, 16, 1), STEP_NONE);
    assert_int_equal(step(&l, 17, 5), STEP_NONE); /* neither opens nor is calm */
    assert_int_equal(step(&l, 18, 1), STEP_NONE);
    assert_int_equal(step(&l, 19, 1), STEP_NONE);
    assert_int_equal(step(&l, 20, 1), STEP_RESOLVED);
    assert_int_equal(l.opened_hour, 11);
    assert_int_equal(l.resolved_hour, 20);
}

/* Opened at hour 0 and over at hour 3. */
static struct lifecycle over(void)
{
    struct lifecycle l;
    lifecycle_init(&l);
    step(&l, 0, 10);
    for (int64_t hour = 1; hour < 4; hour++) {
        step(&l, hour, 0);
    }
    assert_false(l.open);
    return l;
}

static void what_comes_back_within_the_cooldown_is_the_same_incident(void **state)
{
    (void)state;
    struct lifecycle l = over(), worse = l, later = l;
    assert_int_equal(step(&l, 3 + 24, 10), STEP_REOPENED);
    assert_int_equal(l.opened_hour, 0);
    assert_int_equal(l.returns, 1);
    assert_int_equal(step(&worse, 11, 30), STEP_REOPENED);
    assert_int_equal(worse.severity, SEVERITY_CRITICAL);
    assert_int_equal(step(&later, 3 + 25, 10), STEP_OPENED);
    assert_int_equal(later.opened_hour, 3 + 25);
    assert_int_equal(later.returns, 0);
}

static void what_has_come_back_must_be_calm_for_twice_as_long(void **state)
{
    (void)state;
    static const int calm[] = {6, 12, 24, 24};
    struct lifecycle l = over();
    int64_t hour = 4;
    for (size_t i = 0; i < sizeof calm / sizeof *calm; i++) {
        assert_int_equal(step(&l, hour++, 10), STEP_REOPENED);
        for (int k = 1; k < calm[i]; k++) {
            assert_int_equal(step(&l, hour++, 0), STEP_NONE);
        }
        assert_int_equal(step(&l, hour++, 0), STEP_RESOLVED);
    }
}

/* Every run looks at the open hours again. */
static void a_window_that_reaches_back_beyond_the_calm_brings_nothing_back(void **state)
{
    (void)state;
    struct lifecycle l = over(), later = l;
    struct verdict verdict = verdict_of(4, 10, 40, 5);
    verdict.scale = 2;
    verdict.window_hours = 12;
    verdict.scale_log_p[0] = verdict.scale_log_p[1] = 0;
    assert_int_equal(lifecycle_step(&l, &normal, &verdict, true), STEP_NONE);
    verdict.log_p = -30; /* worse than ever */
    assert_int_equal(lifecycle_step(&l, &normal, &verdict, true), STEP_REOPENED);
    verdict = verdict_of(3 + 9, 10, 40, 5);
    verdict.window_hours = 12;
    verdict.scale_log_p[0] = verdict.scale_log_p[1] = 0;
    assert_int_equal(lifecycle_step(&later, &normal, &verdict, true), STEP_REOPENED);
}

static void what_brings_it_back_is_its_own_however_long_the_calm_was(void **state)
{
    (void)state;
    struct lifecycle l = over();
    assert_int_equal(step(&l, 4, 10), STEP_REOPENED);
    for (int64_t hour = 5; hour <= 10; hour++) {
        step(&l, hour, 0);
    }
    assert_false(l.open);
    struct verdict verdict = verdict_of(11, 10, 40, 5); /* reaches into the six calm hours */
    verdict.window_hours = 6;
    verdict.scale_log_p[0] = verdict.scale_log_p[1] = verdict.scale_log_p[2] = 0;
    assert_int_equal(lifecycle_step(&l, &normal, &verdict, true), STEP_REOPENED);
    struct finding finding = finding_of(&verdict, &normal);
    assert_true(lifecycle_owns(&l, &finding));
    finding.verdict.window_hours = 8; /* and beyond them */
    assert_false(lifecycle_owns(&l, &finding));
}

static void the_hours_of_what_is_over_do_not_bring_it_back(void **state)
{
    (void)state;
    struct lifecycle l = over();
    assert_int_equal(step(&l, 0, 10), STEP_NONE);
    assert_int_equal(step(&l, 3, 10), STEP_NONE);
    assert_int_equal(step(&l, 2, 30), STEP_REOPENED); /* it was worse than anybody knew */
}

static void no_data_is_not_calm(void **state)
{
    (void)state;
    struct lifecycle l;
    lifecycle_init(&l);
    step(&l, 0, 10);
    for (int64_t hour = 1; hour < 50; hour++) {
        struct verdict gap = {.hour = hour};
        assert_int_equal(lifecycle_step(&l, &normal, &gap, true), STEP_NONE);
    }
    assert_true(l.open);
}

static void an_hour_in_progress_can_open_but_not_calm(void **state)
{
    (void)state;
    struct lifecycle l;
    lifecycle_init(&l);
    struct verdict hot = verdict_of(5, 12, 40, 5), calm = verdict_of(6, 0, 0, 5);
    assert_int_equal(lifecycle_step(&l, &normal, &hot, false), STEP_OPENED);
    for (int i = 0; i < 10; i++) {
        assert_int_equal(lifecycle_step(&l, &normal, &calm, false), STEP_NONE);
    }
    assert_true(l.open);
}

static void the_same_hour_again_counts_once_but_may_grow(void **state)
{
    (void)state;
    struct lifecycle l;
    lifecycle_init(&l);
    step(&l, 5, 10);
    for (int i = 0; i < 10; i++) {
        assert_int_equal(step(&l, 6, 0), STEP_NONE);
    }
    assert_true(l.open);
    assert_int_equal(step(&l, 6, 30), STEP_GROWN);
}

static void late_mentions_open_an_incident_of_an_earlier_hour(void **state)
{
    (void)state;
    struct lifecycle l;
    lifecycle_init(&l);
    for (int64_t hour = 0; hour < 20; hour++) {
        step(&l, hour, 0);
    }
    assert_int_equal(step(&l, 12, 12), STEP_OPENED);
    assert_int_equal(l.opened_hour, 12);
}

/* Every run looks at the open hours again, those of an incident that is over among them. */
static void an_incident_that_is_over_is_not_told_again_when_the_next_is_open(void **state)
{
    (void)state;
    struct lifecycle l;
    lifecycle_init(&l);
    step(&l, 0, 30);
    for (int64_t hour = 1; hour < 30; hour++) {
        step(&l, hour, 0);
    }
    assert_int_equal(step(&l, 30, 8), STEP_OPENED);
    assert_int_equal(l.severity, SEVERITY_WATCH);
    assert_int_equal(step(&l, 0, 30), STEP_NONE);
    for (int64_t hour = 31; hour < 34; hour++) {
        step(&l, hour, 0);
    }
    assert_false(l.open);
    assert_int_equal(step(&l, 0, 30), STEP_NONE);
    assert_int_equal(step(&l, 29, 30), STEP_REOPENED);
}

static void what_the_long_window_showed_ends_when_the_long_window_is_calm(void **state)
{
    (void)state;
    struct lifecycle l;
    lifecycle_init(&l);
    struct verdict slow = verdict_of(0, 12, 12, 2);
    slow.scale = 2;
    assert_int_equal(lifecycle_step(&l, &normal, &slow, true), STEP_OPENED);
    for (int64_t hour = 1; hour < 6; hour++) {
        struct verdict verdict = verdict_of(hour, 8, 10, 2);
        verdict.scale_log_p[0] = verdict.scale_log_p[1] = 0;
        assert_int_equal(lifecycle_step(&l, &normal, &verdict, true), STEP_NONE);
    }
    assert_true(l.open);
}

static void a_saved_lifecycle_comes_back_and_rubbish_does_not(void **state)
{
    (void)state;
    struct lifecycle l, loaded;
    struct err err = ERR_NONE;
    CLEANUP_BUF struct buf text = BUF_INIT(LIFECYCLE_TEXT_MAX);
    lifecycle_init(&l);
    lifecycle_save(&l, &text);
    assert_true(!text.overflow && lifecycle_load(&loaded, buf_str(&text), &err));
    assert_int_equal(loaded.last_hour, BASELINE_NEW);
    step(&l, 500000, 30);
    step(&l, 500001, 1);
    buf_reset(&text);
    lifecycle_save(&l, &text);
    assert_true(lifecycle_load(&loaded, buf_str(&text), &err));
    assert_true(loaded.open && loaded.severity == SEVERITY_CRITICAL && loaded.quiet == 1 &&
                loaded.opened_hour == 500000 && loaded.last_hour == 500001);
    static const char *const rubbish[] = {"",
                                          "3",
                                          "2 0 0 0 0 1 1 0 1 0 3",
                                          "3 0 0 0 0 9 1 0 1 0 3",
                                          "3 0 0 0 0 1 1 0 1 0 3 7",
                                          "3 0 0 0 0 1 7 0 1 0 3",
                                          "3 x 0 0 0 1 1 0 1 0 3",
                                          "3 0 0 0 0 1 1 0 2 0 3",
                                          "3 0 0 0 0 1 1 0 1 -1 3",
                                          "3 0 0 0 0 1 1 0 1 0 25"};
    for (size_t i = 0; i < sizeof rubbish / sizeof *rubbish; i++) {
        assert_false(lifecycle_load(&loaded, str_of(rubbish[i]), &err));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(severity_asks_for_chance_count_and_ratio),
        cmocka_unit_test(volume_alone_is_one_level_lower),
        cmocka_unit_test(a_cold_series_tells_only_the_critical),
        cmocka_unit_test(keener_teams_hear_of_less),
        cmocka_unit_test(sensitivities_are_words),
        cmocka_unit_test(a_spike_is_told_once_grows_once_and_ends_after_three_calm_hours),
        cmocka_unit_test(what_comes_back_within_the_cooldown_is_the_same_incident),
        cmocka_unit_test(what_has_come_back_must_be_calm_for_twice_as_long),
        cmocka_unit_test(a_window_that_reaches_back_beyond_the_calm_brings_nothing_back),
        cmocka_unit_test(what_brings_it_back_is_its_own_however_long_the_calm_was),
        cmocka_unit_test(the_hours_of_what_is_over_do_not_bring_it_back),
        cmocka_unit_test(no_data_is_not_calm),
        cmocka_unit_test(an_hour_in_progress_can_open_but_not_calm),
        cmocka_unit_test(the_same_hour_again_counts_once_but_may_grow),
        cmocka_unit_test(late_mentions_open_an_incident_of_an_earlier_hour),
        cmocka_unit_test(an_incident_that_is_over_is_not_told_again_when_the_next_is_open),
        cmocka_unit_test(what_the_long_window_showed_ends_when_the_long_window_is_calm),
        cmocka_unit_test(a_saved_lifecycle_comes_back_and_rubbish_does_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
