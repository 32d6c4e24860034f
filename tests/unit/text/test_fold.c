#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cases.h"
#include "text/fold.h"

static void check_case(struct arena *arena, const struct test_case *one)
{
    for (size_t i = 1; i < one->count; i++) {
        struct str folded = text_fold(arena, one->field[i]);
        if (!str_eq(folded, one->field[0])) {
            fail_msg("fold.tsv:%zu: %.*s comes to %.*s, not %.*s", one->line,
                     STR_FMT(one->field[i]), STR_FMT(folded), STR_FMT(one->field[0]));
        }
    }
}

static void all_spellings_of_a_word_come_to_one_search_form(void **state)
{
    (void)state;
    cases_run(TEST_DATA "/text/fold.tsv", 20, check_case);
}

/* Read as pages are read: words met before come from the vocabulary. */
static void check_read_again(struct arena *arena, const struct test_case *one)
{
    struct tokens tokens = {0};
    for (size_t i = 0; i < 4 * one->count; i++) {
        struct str text = one->field[i % one->count];
        tokens_read(&tokens, text);
        struct str again = text_fold_tokens(arena, &tokens), folded = text_fold(arena, text);
        if (!str_eq(again, folded)) {
            fail_msg("fold.tsv:%zu: %.*s comes to %.*s, then to %.*s", one->line, STR_FMT(text),
                     STR_FMT(folded), STR_FMT(again));
        }
    }
    tokens_clear(&tokens);
}

static void a_text_comes_to_the_same_form_however_often_its_words_were_met(void **state)
{
    (void)state;
    cases_run(TEST_DATA "/text/fold.tsv", 20, check_read_again);
}

static void nothing_is_left_that_a_query_language_reads(void **state)
{
    (void)state;
    struct arena arena = {0};
    char all[127];
    for (char c = 1; c < 127; c++) {
        all[c - 1] = c;
    }
    struct str folded = text_fold(&arena, (struct str){all, sizeof all - 1});
    for (size_t i = 0; i < folded.n; i++) {
        char c = folded.p[i];
        assert_true((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == ' ' || c == '_');
    }
    assert_int_equal(text_fold(&arena, STR("\"AND' OR* NEAR(")).n, strlen("and or near"));
    arena_clear(&arena);
}

static void an_empty_text_and_an_absent_one_are_empty(void **state)
{
    (void)state;
    struct arena arena = {0};
    assert_int_equal(text_fold(&arena, STR("")).n, 0);
    assert_int_equal(text_fold(&arena, STR_NONE).n, 0);
    arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_spellings_of_a_word_come_to_one_search_form),
        cmocka_unit_test(a_text_comes_to_the_same_form_however_often_its_words_were_met),
        cmocka_unit_test(nothing_is_left_that_a_query_language_reads),
        cmocka_unit_test(an_empty_text_and_an_absent_one_are_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
