#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "detect/tail.h"

#include <math.h>
#include <stdio.h>

/* Splits a line of the case file into its words as numbers; the first word stays text. */
static size_t numbers_of(struct str line, struct str *kind, double *numbers, size_t max)
{
    struct str part;
    size_t count = 0;
    str_take(&line, ' ', kind);
    while (count < max && str_take(&line, ' ', &part)) {
        assert_true(str_to_double(part, &numbers[count++]));
    }
    return count;
}

static void check_line(struct str line)
{
    struct str kind;
    double n[5];
    size_t count = numbers_of(line, &kind, n, 5);
    double got, want = n[count - 1];
    if (str_eq(kind, STR("negbin"))) {
        assert_int_equal(count, 4);
        got = tail_negative_binomial(n[0], n[1], n[2]);
    } else {
        assert_int_equal(count, 5);
        got = tail_beta_binomial(n[0], n[1], n[2], n[3]);
    }
    if (fabs(got - want) > 1e-8 * fmax(1, fabs(want))) {
        fail_msg("%.*s: got %.12g", STR_FMT(line), got);
    }
}

static void tails_agree_with_exact_sums(void **state)
{
    (void)state;
    CLEANUP_BUF struct buf text = BUF_INIT(1 << 20);
    struct err err = ERR_NONE;
    assert_true(file_read(TEST_DATA "/detect/tail.txt", &text, &err));
    struct str rest = buf_str(&text), line;
    size_t lines = 0;
    while (str_take(&rest, '\n', &line)) {
        if (line.n > 0 && line.p[0] != '#') {
            check_line(line);
            lines++;
        }
    }
    assert_true(lines > 200);
}

static void tail_of_nothing_is_certain(void **state)
{
    (void)state;
    assert_true(tail_negative_binomial(0, 3, 0.2) == 0);
    assert_true(tail_negative_binomial(0, 0, 0) == 0);
    assert_true(tail_beta_binomial(0, 10, 1, 1) == 0);
}

static void tail_of_the_impossible_is_minus_infinity(void **state)
{
    (void)state;
    assert_true(tail_negative_binomial(1, 0, 0.2) == -INFINITY);
}

static void tail_falls_as_the_count_grows_and_stays_finite(void **state)
{
    (void)state;
    static const double means[] = {0.001, 0.5, 12, 1e3, 1e5}, phis[] = {0, 1e-5, 0.1, 2, 50};
    for (size_t m = 0; m < 5; m++) {
        for (size_t p = 0; p < 5; p++) {
            double before = 0;
            for (double count = 1; count < 1e6; count = ceil(count * 1.7)) {
                double log_p = tail_negative_binomial(count, means[m], phis[p]);
                assert_true(isfinite(log_p) && log_p <= before + 1e-9);
                before = log_p;
            }
        }
    }
}

static void small_spread_joins_poisson_without_a_step(void **state)
{
    (void)state;
    for (double count = 1; count < 300; count *= 3) {
        double poisson = tail_negative_binomial(count, 20, 0.99e-6);
        double spread = tail_negative_binomial(count, 20, 1.01e-6);
        assert_true(fabs(poisson - spread) < 2e-3 * fmax(1, fabs(poisson)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tails_agree_with_exact_sums),
        cmocka_unit_test(tail_of_nothing_is_certain),
        cmocka_unit_test(tail_of_the_impossible_is_minus_infinity),
        cmocka_unit_test(tail_falls_as_the_count_grows_and_stays_finite),
        cmocka_unit_test(small_spread_joins_poisson_without_a_step),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
