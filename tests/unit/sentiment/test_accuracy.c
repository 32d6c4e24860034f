/* The figures against cases counted by hand, and against the textbook form on generated ones. */
#include "sentiment/accuracy.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

struct answer {
    enum label gold, said;
    double compound, confidence;
};

static struct accuracy counted(const struct answer *answers, size_t count)
{
    struct accuracy accuracy = {0};
    for (size_t i = 0; i < count; i++) {
        struct score score = {.label = answers[i].said,
                              .compound = answers[i].compound,
                              .confidence = answers[i].confidence};
        accuracy_add(&accuracy, answers[i].gold, &score);
    }
    return accuracy;
}

#define COUNTED(answers) counted(answers, sizeof(answers) / sizeof *(answers))

static void assert_near(double got, double wanted)
{
    if (!(fabs(got - wanted) < 1e-9)) {
        fail_msg("got %.9f, wanted %.9f", got, wanted);
    }
}

static void a_case_counted_by_hand(void **state)
{
    (void)state;
    static const struct answer answers[] = {
        {LABEL_POSITIVE, LABEL_POSITIVE, 0.6, 0.9},  {LABEL_POSITIVE, LABEL_NEUTRAL, 0.1, 0.6},
        {LABEL_POSITIVE, LABEL_NEGATIVE, -0.5, 0.8}, {LABEL_NEGATIVE, LABEL_NEGATIVE, -0.9, 0.95},
        {LABEL_NEGATIVE, LABEL_NEGATIVE, -0.3, 0.7}, {LABEL_NEGATIVE, LABEL_NEUTRAL, 0.0, 0.5},
        {LABEL_NEUTRAL, LABEL_NEUTRAL, 0.0, 0.5},    {LABEL_NEUTRAL, LABEL_POSITIVE, 0.4, 0.7},
    };
    struct accuracy accuracy = COUNTED(answers);
    assert_int_equal(accuracy.rows, 8);
    /* positive: 1 right, 1 wrongly given, 2 missed; negative: 2, 1, 1; neutral: 1, 2, 1 */
    assert_near(accuracy_f3(&accuracy), (2.0 / 5 + 4.0 / 6 + 2.0 / 5) / 3);
    /* without the neutral rows positive is never wrongly given */
    assert_near(accuracy_fpn(&accuracy), (2.0 / 4 + 4.0 / 6) / 2);
    /* by sign: positive 2 right, 1 missed; negative 2 right, 1 wrongly given, 1 missed */
    assert_near(accuracy_fsign(&accuracy), (4.0 / 5 + 4.0 / 6) / 2);
    assert_near(accuracy_false_polar(&accuracy), 0.5);
}

static void what_was_not_scored_counts_as_neutral(void **state)
{
    (void)state;
    static const struct answer answers[] = {
        {LABEL_NEUTRAL, LABEL_NONE, 0, 0},
        {LABEL_POSITIVE, LABEL_NONE, 0, 0},
    };
    struct accuracy accuracy = COUNTED(answers);
    assert_near(accuracy_f3(&accuracy), (2.0 / 3 + 0) / 2);
    assert_near(accuracy_fsign(&accuracy), 0);
    assert_near(accuracy_false_polar(&accuracy), 0);
    for (int i = 0; i < ACCURACY_BANDS; i++) {
        assert_int_equal(accuracy.bands[i].rows, 0);
    }
}

static void f3_is_over_the_gold_labels_there_are(void **state)
{
    (void)state;
    static const struct answer answers[] = {
        {LABEL_POSITIVE, LABEL_POSITIVE, 0.6, 0.9},
        {LABEL_NEGATIVE, LABEL_NEUTRAL, -0.1, 0.6},
    };
    struct accuracy accuracy = COUNTED(answers);
    assert_near(accuracy_f3(&accuracy), 0.5);
    assert_near(accuracy_fsign(&accuracy), 1);
    assert_true(isnan(accuracy_false_polar(&accuracy)));
}

static void figures_without_rows_are_nan(void **state)
{
    (void)state;
    static const struct answer answers[] = {{LABEL_NEUTRAL, LABEL_POSITIVE, 0.6, 0.9}};
    struct accuracy accuracy = {0};
    assert_true(isnan(accuracy_f3(&accuracy)));
    accuracy = COUNTED(answers);
    assert_near(accuracy_f3(&accuracy), 0);
    assert_true(isnan(accuracy_fpn(&accuracy)));
    assert_true(isnan(accuracy_fsign(&accuracy)));
    assert_near(accuracy_false_polar(&accuracy), 1);
}

static void a_compound_that_prints_as_zero_has_no_sign(void **state)
{
    (void)state;
    static const struct answer answers[] = {
        {LABEL_POSITIVE, LABEL_NEUTRAL, 0.00004, 0.5},
        {LABEL_NEGATIVE, LABEL_NEUTRAL, -0.00006, 0.5},
    };
    struct accuracy accuracy = COUNTED(answers);
    assert_near(accuracy_fsign(&accuracy), 0.5);
}

static void confidence_falls_into_its_tenth(void **state)
{
    (void)state;
    static const struct answer answers[] = {
        {LABEL_POSITIVE, LABEL_POSITIVE, 0.6, 0.8}, {LABEL_POSITIVE, LABEL_NEGATIVE, 0.6, 0.89},
        {LABEL_POSITIVE, LABEL_POSITIVE, 0.6, 1.0}, {LABEL_POSITIVE, LABEL_POSITIVE, 0.6, 0.3},
        {LABEL_POSITIVE, LABEL_POSITIVE, 0.6, 0.0},
    };
    struct accuracy accuracy = COUNTED(answers);
    assert_int_equal(accuracy.bands[8].rows, 2);
    assert_int_equal(accuracy.bands[8].right, 1);
    assert_near(accuracy.bands[8].confidence, 1.69);
    assert_int_equal(accuracy.bands[9].rows, 1);
    assert_int_equal(accuracy.bands[3].rows, 1);
    assert_int_equal(accuracy.bands[0].rows, 1);
}

/* The textbook: precision and recall of one label over rows kept one by one. */
static double f1_by_the_book(const struct answer *answers, size_t count, enum label label)
{
    double given = 0, there = 0, right = 0;
    for (size_t i = 0; i < count; i++) {
        enum label said = answers[i].said == LABEL_NONE ? LABEL_NEUTRAL : answers[i].said;
        given += said == label;
        there += answers[i].gold == label;
        right += said == label && answers[i].gold == label;
    }
    double precision = given > 0 ? right / given : 0, recall = there > 0 ? right / there : 0;
    return right > 0 ? 2 * precision * recall / (precision + recall) : 0;
}

static void generated_rows_give_the_figures_of_the_textbook(void **state)
{
    (void)state;
    enum { ROWS = 200 };
    struct answer answers[ROWS];
    unsigned seed = 7;
    for (int round = 0; round < 50; round++) {
        for (size_t i = 0; i < ROWS; i++) {
            seed = seed * 1103515245 + 12345;
            answers[i] = (struct answer){(enum label)(1 + (seed >> 16) % 3),
                                         (enum label)((seed >> 20) % 4), 0, 0.5};
        }
        struct accuracy accuracy = COUNTED(answers);
        double sum = 0;
        for (enum label label = LABEL_NEGATIVE; label < LABEL_COUNT; label++) {
            sum += f1_by_the_book(answers, ROWS, label);
        }
        assert_near(accuracy_f3(&accuracy), sum / 3);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_counted_by_hand),
        cmocka_unit_test(what_was_not_scored_counts_as_neutral),
        cmocka_unit_test(f3_is_over_the_gold_labels_there_are),
        cmocka_unit_test(figures_without_rows_are_nan),
        cmocka_unit_test(a_compound_that_prints_as_zero_has_no_sign),
        cmocka_unit_test(confidence_falls_into_its_tenth),
        cmocka_unit_test(generated_rows_give_the_figures_of_the_textbook),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
