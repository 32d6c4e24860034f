#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "detect/interval.h"

#include <math.h>
#include <stdlib.h>

#define NEAR                  5e-4
#define assert_near(a, b, by) assert_true(fabs((a) - (b)) <= (by))

static void is(struct interval got, double value, double low, double high)
{
    assert_near(got.value, value, NEAR);
    assert_near(got.low, low, NEAR);
    assert_near(got.high, high, NEAR);
}

/* R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in
 * Medicine 17 (1998), table I, method 3. */
static void a_share_has_the_intervals_that_newcombe_gives(void **state)
{
    (void)state;
    is(interval_share(81, 263), 81.0 / 263, 0.2553, 0.3662);
    is(interval_share(15, 148), 15.0 / 148, 0.0624, 0.1605);
    is(interval_share(0, 20), 0, 0, 0.1611);
    is(interval_share(1, 29), 1.0 / 29, 0.0061, 0.1718);
    is(interval_share(29, 29), 1, 0.8830, 1);
}

static void a_mean_has_the_interval_of_student(void **state)
{
    (void)state;
    /* 4, 5, 6, 7: mean 5.5, sd 1.29099, t(3) = 3.182. */
    is(interval_mean(22, 126, 4, 1, 10), 5.5, 5.5 - 3.182 * 0.645497, 5.5 + 3.182 * 0.645497);
    is(interval_mean(22, 126, 4, 5, 7), 5.5, 5, 7);
    /* t(19) = 2.0930, t(99) = 1.9842. */
    struct interval twenty = interval_mean(70, 350, 20, 1, 7);
    assert_near((twenty.high - twenty.value) / sqrt(105.0 / 19 / 20), 2.0930, 1e-3);
    struct interval hundred = interval_mean(350, 1750, 100, 1, 7);
    assert_near((hundred.high - hundred.value) / sqrt(525.0 / 99 / 100), 1.9842, 1e-3);
}

static void nothing_has_no_interval(void **state)
{
    (void)state;
    assert_true(isnan(interval_share(0, 0).value));
    assert_true(isnan(interval_net(0, 0, 0).value));
    assert_true(isnan(interval_mean(0, 0, 0, 1, 7).value));
    assert_true(isnan(interval_mean(7, 49, 1, 1, 7).low));
    assert_near(interval_mean(7, 49, 1, 1, 7).value, 7, NEAR);
}

/* The interval of the net promoter score holds the truth about 95 times of 100; for few answers
 * that nearly all say the same it is wider than it must be, never narrower. */
static void the_net_score_is_held_as_often_as_promised(void **state)
{
    (void)state;
    static const double shares[][2] = {{.5, .2}, {.1, .1}, {.8, .05}, {.3, .6}};
    enum { TRIALS = 4000 };
    srand48(7);
    for (size_t s = 0; s < sizeof shares / sizeof *shares; s++) {
        for (int n = 10; n <= 160; n *= 4) {
            int held = 0;
            for (int trial = 0; trial < TRIALS; trial++) {
                int up = 0, down = 0;
                for (int i = 0; i < n; i++) {
                    double draw = drand48();
                    up += draw < shares[s][0];
                    down += draw >= 1 - shares[s][1];
                }
                struct interval net = interval_net(up, down, n);
                double truth = shares[s][0] - shares[s][1];
                held += net.low <= truth && truth <= net.high;
            }
            assert_in_range(held, (int)(.93 * TRIALS), (int)((n < 100 ? 1 : .985) * TRIALS));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_share_has_the_intervals_that_newcombe_gives),
        cmocka_unit_test(a_mean_has_the_interval_of_student),
        cmocka_unit_test(nothing_has_no_interval),
        cmocka_unit_test(the_net_score_is_held_as_often_as_promised),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
