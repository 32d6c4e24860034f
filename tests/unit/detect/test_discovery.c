#include "../check.h"

#include "detect/baseline.h"
#include "detect/discovery.h"

#include <math.h>
#include <stdlib.h>

#define SERIES 1000
#define BURSTS 20 /* the first so many have one */
#define LEARN  (15 * 24)
#define HOURS  12 /* judged */
#define RATE   2.0
#define OPENS  4.6 /* -log p: once in a hundred hours */

static void the_cut_is_that_of_the_published_procedure(void **state)
{
    (void)state;
    const double p[] = {0.205, 0.001, 0.042, 0.039, 0.008, 0.041, 0.06, 0.074};
    double log_p[8];
    for (int i = 0; i < 8; i++) {
        log_p[i] = log(p[i]);
    }
    /* 0.008 <= 2/8 * 0.05, and no larger one is small enough for its rank. */
    assert_float_equal(discovery_cut(log_p, 8, 8, 0.05), log(0.008), 1e-12);
    /* Asked of more series, the rarest must be rarer. */
    assert_float_equal(discovery_cut(log_p, 8, 40, 0.05), log(0.001), 1e-12);
    assert_true(isinf(discovery_cut(log_p, 8, 400, 0.05)));
}

static void a_larger_one_carries_those_below_it(void **state)
{
    (void)state;
    double log_p[] = {log(0.03), log(0.04)}; /* the first alone would not be believed */
    assert_float_equal(discovery_cut(log_p, 2, 2, 0.04), log(0.04), 1e-12);
}

static void nothing_found_is_nothing_believed(void **state)
{
    (void)state;
    double impossible = -INFINITY;
    assert_true(isinf(discovery_cut(NULL, 0, 100, 0.1)));
    assert_true(isinf(discovery_cut(&impossible, 1, 1000000, 0.1)));
}

static double random_part(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return (double)*seed / UINT32_MAX;
}

/* Poisson, by the product of uniforms (D. E. Knuth, TAOCP 2, 3.4.1). */
static uint32_t random_count(uint32_t *seed, double mean)
{
    double limit = exp(-mean), product = random_part(seed);
    uint32_t count = 0;
    while (product > limit) {
        product *= random_part(seed);
        count++;
    }
    return count;
}

static struct verdict next(struct baseline *b, uint32_t *seed, double mean)
{
    int64_t hour = b->last_hour == BASELINE_NEW ? 0 : b->last_hour + 1;
    uint32_t count = random_count(seed, mean);
    struct hour_fact fact = {.hour = hour, .negative = count, .total = count};
    baseline_step(b, &fact, (int)(hour % BASELINE_WEEK), 1);
    return baseline_judge(b);
}

struct found {
    size_t bursts, calm; /* openings of each */
};

/* One run over all series in one hour, in which the first `bursts` have eight times their rate. */
static void judge_hour(struct baseline *all, uint32_t *seed, size_t bursts, struct found *plain,
                       struct found *believed)
{
    double log_p[SERIES], sorted[SERIES];
    size_t count = 0;
    for (size_t i = 0; i < SERIES; i++) {
        struct baseline copy = all[i];
        log_p[i] = next(&copy, seed, i < bursts ? 8 * RATE : RATE).log_p;
        next(&all[i], seed, RATE);
        if (-log_p[i] >= OPENS) {
            sorted[count++] = log_p[i];
            *(i < bursts ? &plain->bursts : &plain->calm) += 1;
        }
    }
    double cut = discovery_cut(sorted, count, SERIES, DISCOVERY_FALSE);
    for (size_t i = 0; i < SERIES; i++) {
        bool open = -log_p[i] >= OPENS && log_p[i] <= cut;
        *(i < bursts ? &believed->bursts : &believed->calm) += open;
    }
}

static void of_a_thousand_series_few_false_ones_open_and_true_bursts_do(void **state)
{
    (void)state;
    struct baseline *all = calloc(SERIES, sizeof *all);
    struct found plain = {0}, believed = {0}, quiet_plain = {0}, quiet = {0};
    uint32_t seed = 4711;
    for (size_t i = 0; i < SERIES; i++) {
        baseline_init(&all[i]);
        for (int hour = 0; hour < LEARN; hour++) {
            next(&all[i], &seed, RATE);
        }
    }
    for (int hour = 0; hour < HOURS; hour++) {
        judge_hour(all, &seed, BURSTS, &plain, &believed);
        judge_hour(all, &seed, 0, &quiet_plain, &quiet);
    }
    free(all);
    /* Of what is rare once in a hundred hours a thousand series have some in every hour. */
    assert_true(quiet_plain.calm >= 2 * HOURS);
    assert_true(quiet.calm <= HOURS / 4);
    double opened = (double)(believed.bursts + believed.calm);
    assert_true((double)believed.calm <= DISCOVERY_FALSE * opened);
    assert_true(believed.bursts >= BURSTS * HOURS * 8 / 10);
    assert_true(plain.calm >= 4 * believed.calm);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cut_is_that_of_the_published_procedure),
        cmocka_unit_test(a_larger_one_carries_those_below_it),
        cmocka_unit_test(nothing_found_is_nothing_believed),
        cmocka_unit_test(of_a_thousand_series_few_false_ones_open_and_true_bursts_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
