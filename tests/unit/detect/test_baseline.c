#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "detect/baseline.h"

#include <math.h>
#include <stdlib.h>

#define WEEKS_OF(n) ((n) * (int64_t)BASELINE_WEEK)

/* A small generator of our own, so that a run is the same everywhere (Marsaglia's xorshift). */
static uint32_t random_next(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    return *seed ^= *seed << 5;
}

/* Binomial thinning of many small chances: near enough to Poisson. */
static uint32_t random_count(uint32_t *seed, double mean)
{
    uint32_t count = 0;
    for (int i = 0; i < 400; i++) {
        count += random_next(seed) < mean / 400 * UINT32_MAX;
    }
    return count;
}

static double busy_evenings(int64_t hour)
{
    return hour % 24 >= 18 ? 2.5 : 0.5;
}

static struct hour_fact fact_of(int64_t hour, uint32_t negative)
{
    return (struct hour_fact){.hour = hour, .negative = negative, .total = negative * 3};
}

static void take(struct baseline *b, struct hour_fact fact)
{
    baseline_step(b, &fact, (int)(fact.hour % BASELINE_WEEK), 1);
}

/* Hours [from, to) of `mean` an hour with the curve of busy evenings. */
static void take_calm(struct baseline *b, int64_t from, int64_t to, double mean, uint32_t seed)
{
    for (int64_t hour = from; hour < to; hour++) {
        take(b, fact_of(hour, random_count(&seed, mean * busy_evenings(hour))));
    }
}

static void the_week_begins_on_saturday_in_the_zone_asked(void **state)
{
    (void)state;
    int64_t saturday = date_to_days((struct date){2026, 11, 21}) * 24;
    assert_int_equal(baseline_week_hour("UTC", saturday), 0);
    assert_int_equal(baseline_week_hour("UTC", saturday + 167), 167);
    assert_int_equal(baseline_week_hour("Asia/Tehran", saturday), 3);
}

static void the_level_and_the_day_curve_are_learned(void **state)
{
    (void)state;
    struct baseline b;
    baseline_init(&b);
    take_calm(&b, 0, WEEKS_OF(6), 8, 1);
    double morning, evening, high;
    baseline_band(&b, 10, &morning, &high);
    assert_true(fabs(morning - 4) < 1);
    assert_true(high > morning);
    baseline_band(&b, 20, &evening, &high);
    assert_true(fabs(evening - 20) < 4);
}

static void a_busy_evening_is_usual_but_as_much_in_the_morning_is_not(void **state)
{
    (void)state;
    struct baseline b;
    baseline_init(&b);
    take_calm(&b, 0, WEEKS_OF(6) + 20, 8, 2);
    struct baseline evening = b;
    take(&evening, fact_of(WEEKS_OF(6) + 20, 25));
    assert_true(baseline_judge(&evening).log_p > -3);
    take_calm(&b, WEEKS_OF(6) + 20, WEEKS_OF(6) + 34, 8, 3);
    take(&b, fact_of(WEEKS_OF(6) + 34, 25));
    assert_true(baseline_judge(&b).log_p < -5);
}

static void a_spike_is_found_in_its_first_hour_at_every_rate(void **state)
{
    (void)state;
    static const struct {
        double mean;
        uint32_t spike;
    } cases[] = {{0.1, 6}, {1, 20}, {10, 80}, {100, 800}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct baseline b;
        baseline_init(&b);
        take_calm(&b, 0, WEEKS_OF(5) + 19, cases[i].mean, 4);
        take(&b, fact_of(WEEKS_OF(5) + 19, cases[i].spike));
        struct verdict verdict = baseline_judge(&b);
        if (!verdict.judged || verdict.log_p > -9.2) {
            fail_msg("mean %g: log p %g", cases[i].mean, verdict.log_p);
        }
        assert_true(verdict.observed >= cases[i].spike);
        assert_true(verdict.expected < verdict.observed / 2);
    }
}

static void a_slow_rise_is_found_over_twelve_hours(void **state)
{
    (void)state;
    struct baseline b;
    baseline_init(&b);
    take_calm(&b, 0, WEEKS_OF(5), 0.2, 5);
    for (int64_t hour = 0; hour < 12; hour++) {
        take(&b, fact_of(WEEKS_OF(5) + hour, 1));
    }
    struct verdict verdict = baseline_judge(&b);
    assert_int_equal(verdict.window_hours, 12);
    assert_true(verdict.log_p < -7);
}

static void the_first_day_is_not_judged_and_the_first_week_is_cold(void **state)
{
    (void)state;
    struct baseline b;
    baseline_init(&b);
    take_calm(&b, 0, 24, 50, 6);
    assert_false(baseline_judge(&b).judged);
    take_calm(&b, 24, 60, 50, 7);
    assert_true(baseline_judge(&b).judged && baseline_judge(&b).cold);
    take_calm(&b, 60, WEEKS_OF(1) + 2, 50, 8);
    assert_false(baseline_judge(&b).cold);
}

static void a_brand_with_few_mentions_stays_cold(void **state)
{
    (void)state;
    struct baseline b;
    baseline_init(&b);
    for (int64_t hour = 0; hour < WEEKS_OF(3); hour++) {
        take(&b, fact_of(hour, hour % 100 == 0));
    }
    assert_true(baseline_judge(&b).cold);
}

static void a_gap_is_not_judged_and_teaches_nothing(void **state)
{
    (void)state;
    struct baseline b;
    baseline_init(&b);
    take_calm(&b, 0, WEEKS_OF(4), 5, 9);
    struct baseline_rate level = b.level;
    for (int64_t hour = WEEKS_OF(4); hour < WEEKS_OF(5); hour++) {
        take(&b, (struct hour_fact){.hour = hour, .gap = true});
        assert_false(baseline_judge(&b).judged);
    }
    assert_memory_equal(&level, &b.level, sizeof level);
    take(&b, fact_of(WEEKS_OF(5), 2));
    assert_true(baseline_judge(&b).judged && baseline_judge(&b).log_p > -3);
}

static void hours_left_out_are_gaps(void **state)
{
    (void)state;
    struct baseline marked, skipped;
    baseline_init(&marked);
    take_calm(&marked, 0, WEEKS_OF(2), 5, 10);
    skipped = marked;
    for (int64_t hour = WEEKS_OF(2); hour < WEEKS_OF(2) + 30; hour++) {
        take(&marked, (struct hour_fact){.hour = hour, .gap = true});
    }
    take(&marked, fact_of(WEEKS_OF(2) + 30, 40));
    take(&skipped, fact_of(WEEKS_OF(2) + 30, 40));
    assert_memory_equal(&marked, &skipped, sizeof marked);
}

static void a_storm_does_not_become_usual(void **state)
{
    (void)state;
    struct baseline b;
    baseline_init(&b);
    take_calm(&b, 0, WEEKS_OF(5), 5, 11);
    double before, after, high;
    baseline_band(&b, 20, &before, &high);
    for (int64_t hour = WEEKS_OF(5); hour < WEEKS_OF(5) + 24; hour++) {
        take(&b, fact_of(hour, 500));
    }
    baseline_band(&b, 20, &after, &high);
    assert_true(after < before * 2);
}

static void a_lasting_shift_becomes_usual_within_weeks(void **state)
{
    (void)state;
    struct baseline b;
    baseline_init(&b);
    take_calm(&b, 0, WEEKS_OF(5), 5, 12);
    take_calm(&b, WEEKS_OF(5), WEEKS_OF(8), 15, 13);
    double evening, high;
    baseline_band(&b, 20, &evening, &high);
    assert_true(evening > 25);
}

static void more_mentions_of_every_kind_are_a_matter_of_volume(void **state)
{
    (void)state;
    struct baseline b;
    baseline_init(&b);
    take_calm(&b, 0, WEEKS_OF(5), 10, 14);
    struct baseline volume = b, tone = b;
    take(&volume, (struct hour_fact){.hour = WEEKS_OF(5), .negative = 60, .total = 180});
    take(&tone, (struct hour_fact){.hour = WEEKS_OF(5), .negative = 60, .total = 70});
    assert_true(baseline_judge(&volume).volume);
    assert_false(baseline_judge(&tone).volume);
}

static void part_of_an_hour_is_judged_against_part_of_the_usual(void **state)
{
    (void)state;
    struct baseline b;
    baseline_init(&b);
    take_calm(&b, 0, WEEKS_OF(5), 20, 15);
    struct hour_fact open = fact_of(WEEKS_OF(5), 30);
    struct baseline at_tenth = b;
    int week_hour = baseline_week_hour("UTC", open.hour);
    baseline_step(&b, &open, week_hour, 1);
    baseline_step(&at_tenth, &open, week_hour, 0.1);
    struct verdict whole = baseline_judge(&b), part = baseline_judge(&at_tenth);
    assert_true(part.log_p < whole.log_p - 2);
    assert_true(fabs(part.hour_expected - whole.hour_expected / 10) < 1e-9);
}

static int compare_hours(const void *a, const void *b)
{
    const struct hour_fact *x = a, *y = b;
    return x->hour < y->hour ? -1 : x->hour > y->hour;
}

/* Mentions come in any order; facts are counts, and the state is built from them in time order. */
static void arrival_order_does_not_change_a_byte(void **state)
{
    (void)state;
    enum { HOURS = 400, MENTIONS = 5000 };
    struct str bytes[2];
    struct buf saved[2] = {BUF_INIT(BASELINE_BYTES_MAX), BUF_INIT(BASELINE_BYTES_MAX)};
    static uint32_t hour_of[MENTIONS];
    uint32_t seed = 17;
    for (int i = 0; i < MENTIONS; i++) {
        hour_of[i] = random_next(&seed) % HOURS;
    }
    for (int round = 0; round < 2; round++) {
        struct hour_fact facts[HOURS];
        for (int i = 0; i < HOURS; i++) {
            facts[i] = (struct hour_fact){.hour = (i * 7919) % HOURS};
        }
        for (int i = 0; i < MENTIONS; i++) {
            uint32_t hour = hour_of[round == 0 ? i : MENTIONS - 1 - i];
            for (int k = 0; k < HOURS; k++) {
                if (facts[k].hour == hour) {
                    facts[k].total++;
                    facts[k].negative += hour % 3 == 0;
                }
            }
        }
        qsort(facts, HOURS, sizeof *facts, compare_hours);
        struct baseline b;
        baseline_init(&b);
        for (int i = 0; i < HOURS; i++) {
            take(&b, facts[i]);
        }
        baseline_save(&b, &saved[round]);
        bytes[round] = buf_str(&saved[round]);
    }
    assert_true(bytes[0].n > 0 && str_eq(bytes[0], bytes[1]));
    buf_clear(&saved[0]);
    buf_clear(&saved[1]);
}

static void a_saved_state_goes_on_as_if_never_saved(void **state)
{
    (void)state;
    struct baseline kept, loaded;
    struct err err = ERR_NONE;
    CLEANUP_BUF struct buf bytes = BUF_INIT(BASELINE_BYTES_MAX);
    baseline_init(&kept);
    take_calm(&kept, 0, WEEKS_OF(2), 5, 18);
    baseline_save(&kept, &bytes);
    assert_false(bytes.overflow);
    assert_true(baseline_load(&loaded, buf_str(&bytes), &err));
    take_calm(&kept, WEEKS_OF(2), WEEKS_OF(3), 5, 19);
    take_calm(&loaded, WEEKS_OF(2), WEEKS_OF(3), 5, 19);
    assert_memory_equal(&kept, &loaded, sizeof kept);
}

static void bytes_that_are_no_state_are_refused(void **state)
{
    (void)state;
    struct baseline b, untouched;
    struct err err = ERR_NONE;
    CLEANUP_BUF struct buf bytes = BUF_INIT(BASELINE_BYTES_MAX);
    baseline_init(&b);
    take_calm(&b, 0, 100, 5, 20);
    baseline_save(&b, &bytes);
    untouched = b;
    assert_false(baseline_load(&b, STR(""), &err));
    assert_false(baseline_load(&b, str_slice(buf_str(&bytes), 0, bytes.n - 1), &err));
    bytes.p[0]++; /* another version */
    assert_false(baseline_load(&b, buf_str(&bytes), &err));
    assert_non_null(strstr(err.text, "version"));
    bytes.p[0]--;
    memset(bytes.p + 8 * 5, 0xff, 8); /* not a number */
    assert_false(baseline_load(&b, buf_str(&bytes), &err));
    assert_memory_equal(&b, &untouched, sizeof b);
}

static void any_counts_give_finite_numbers(void **state)
{
    (void)state;
    uint32_t seed = 21;
    for (int round = 0; round < 10; round++) {
        struct baseline b;
        baseline_init(&b);
        int64_t hour = -500;
        for (int i = 0; i < 600; i++) {
            uint32_t r = random_next(&seed);
            hour += 1 + (r % 50 == 0 ? r % 1000 : 0);
            uint32_t negative = r % 97 == 0  ? UINT32_MAX
                                : r % 7 == 0 ? random_next(&seed) >> r % 32
                                             : r % 3;
            struct hour_fact fact = {
                .hour = hour, .negative = negative, .total = UINT32_MAX, .gap = r % 11 == 0};
            baseline_step(&b, &fact, (int)(r % BASELINE_WEEK), 1.0 / (1 + r % 5));
            struct verdict verdict = baseline_judge(&b);
            assert_true(!isnan(verdict.log_p) && verdict.log_p <= 0);
            assert_true(isfinite(verdict.expected) && verdict.expected >= 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_week_begins_on_saturday_in_the_zone_asked),
        cmocka_unit_test(the_level_and_the_day_curve_are_learned),
        cmocka_unit_test(a_busy_evening_is_usual_but_as_much_in_the_morning_is_not),
        cmocka_unit_test(a_spike_is_found_in_its_first_hour_at_every_rate),
        cmocka_unit_test(a_slow_rise_is_found_over_twelve_hours),
        cmocka_unit_test(the_first_day_is_not_judged_and_the_first_week_is_cold),
        cmocka_unit_test(a_brand_with_few_mentions_stays_cold),
        cmocka_unit_test(a_gap_is_not_judged_and_teaches_nothing),
        cmocka_unit_test(hours_left_out_are_gaps),
        cmocka_unit_test(a_storm_does_not_become_usual),
        cmocka_unit_test(a_lasting_shift_becomes_usual_within_weeks),
        cmocka_unit_test(more_mentions_of_every_kind_are_a_matter_of_volume),
        cmocka_unit_test(part_of_an_hour_is_judged_against_part_of_the_usual),
        cmocka_unit_test(arrival_order_does_not_change_a_byte),
        cmocka_unit_test(a_saved_state_goes_on_as_if_never_saved),
        cmocka_unit_test(bytes_that_are_no_state_are_refused),
        cmocka_unit_test(any_counts_give_finite_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
