#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "detect/contrast.h"
#include "detect/tail.h"

#include <math.h>

static void assert_near(double a, double b)
{
    if (fabs(a - b) > 1e-9 * fmax(1, fabs(b))) {
        fail_msg("%.12g is not %.12g", a, b);
    }
}

/* Pascal's triangle, row by row. */
static double exact(int hits, int trials)
{
    double row[64] = {1};
    for (int n = 1; n <= trials; n++) {
        for (int k = n; k > 0; k--) {
            row[k] += row[k - 1];
        }
    }
    double sum = 0;
    for (int k = hits; k <= trials; k++) {
        sum += row[k];
    }
    return log(sum) - trials * log(2);
}

static void a_sign_test_agrees_with_counting_tosses(void **state)
{
    (void)state;
    for (int trials = 0; trials <= 50; trials++) {
        for (int hits = 0; hits <= trials; hits++) {
            assert_near(tail_sign(hits, trials), exact(hits, trials));
        }
    }
}

static void a_sign_test_of_millions_is_finite(void **state)
{
    (void)state;
    double log_p = tail_sign(600000, 1000000);
    assert_true(isfinite(log_p) && log_p < -10000);
}

static void one_opinion_more_convinces_nobody(void **state)
{
    (void)state;
    assert_true(criticised_log_p((struct opinions){1, 2}) > log(0.4));
    assert_true(criticised_log_p((struct opinions){0, 0}) == 0);
    assert_true(criticised_log_p((struct opinions){5, 5}) == 0);
    assert_true(criticised_log_p((struct opinions){9, 2}) == 0);
}

static void a_contrast_is_as_sure_as_its_weaker_half(void **state)
{
    (void)state;
    struct opinions praised = {90, 10}, criticised = {1, 7}, neither = {10, 10};
    assert_near(contrast_log_p(praised, criticised), exact(7, 8));
    assert_true(contrast_log_p(criticised, praised) == 0);
    assert_true(contrast_log_p(praised, neither) == 0);
    assert_true(contrast_log_p(neither, criticised) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sign_test_agrees_with_counting_tosses),
        cmocka_unit_test(a_sign_test_of_millions_is_finite),
        cmocka_unit_test(one_opinion_more_convinces_nobody),
        cmocka_unit_test(a_contrast_is_as_sure_as_its_weaker_half),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
