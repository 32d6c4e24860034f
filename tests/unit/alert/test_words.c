#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "alert/words.h"

static const struct recipient_prefs english = {.language = MESSAGE_EN, .zone = "UTC"};
static const struct recipient_prefs persian = {
    .language = MESSAGE_FA, .jalali = true, .persian_digits = true, .zone = "Asia/Tehran"};

static void check(struct str got, const char *want)
{
    if (!str_eq(got, str_of(want))) {
        fail_msg("got \"%.*s\", not \"%s\"", STR_FMT(got), want);
    }
}

static void every_sentence_is_there_in_every_language(void **state)
{
    (void)state;
    for (int word = 0; word < WORD_COUNT; word++) {
        for (int language = 0; language < MESSAGE_LANGUAGES; language++) {
            assert_true(word_plain((enum message_language)language, (enum word)word).n > 0);
        }
    }
}

/* Bit n is set when the sentence has $n. */
static unsigned places_of(struct str sentence)
{
    unsigned places = 0;
    for (size_t i = 0; i + 1 < sentence.n; i++) {
        if (sentence.p[i] == '$') {
            places |= 1u << (sentence.p[i + 1] - '0');
        }
    }
    return places;
}

static void the_languages_put_in_the_same_things(void **state)
{
    (void)state;
    for (int word = 0; word < WORD_COUNT; word++) {
        assert_int_equal(places_of(word_plain(MESSAGE_FA, (enum word)word)) &
                             ~places_of(word_plain(MESSAGE_EN, (enum word)word)),
                         0);
    }
}

static void no_number_is_fixed_in_a_sentence(void **state)
{
    (void)state;
    for (int word = 0; word < WORD_COUNT * MESSAGE_LANGUAGES; word++) {
        struct str s = word_plain((enum message_language)(word % MESSAGE_LANGUAGES),
                                  (enum word)(word / MESSAGE_LANGUAGES));
        for (size_t i = 0; i < s.n; i++) {
            bool latin = s.p[i] >= '0' && s.p[i] <= '9' && (i == 0 || s.p[i - 1] != '$');
            bool other = i > 0 && (unsigned char)s.p[i - 1] == 0xDB &&
                         (unsigned char)s.p[i] >= 0xB0 && (unsigned char)s.p[i] <= 0xB9;
            if (latin || other) {
                fail_msg("a reader may want other digits: %.*s", STR_FMT(s));
            }
        }
    }
}

static void accuracy_is_said_in_the_digits_of_the_reader_and_is_never_all(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct recipient_prefs latin = persian;
    latin.persian_digits = false;
    check(figure_accuracy(&arena, &english, 0.999),
          "Labels are made by machine: about 9 in 10 are right.");
    check(figure_accuracy(&arena, &english, 0.84),
          "Labels are made by machine: about 8 in 10 are right.");
    struct str said = figure_accuracy(&arena, &latin, 0.84);
    assert_true(str_find(said, STR(" 10 ")) != STR_NOT_FOUND);
    assert_true(str_find(said, STR(" 8 ")) != STR_NOT_FOUND);
    arena_clear(&arena);
}

static void numbers_are_grouped_and_rounded(void **state)
{
    (void)state;
    struct arena arena = {0};
    check(figure_whole(&arena, &english, 999), "999");
    check(figure_whole(&arena, &english, 1234567.4), "1,234,567");
    check(figure(&arena, &english, 4.36), "4.4");
    check(figure(&arena, &english, 4.01), "4");
    check(figure(&arena, &english, 43.6), "44");
    check(figure_whole(&arena, &english, -3), "0");
    check(figure_whole(&arena, &persian, 1200), "\xdb\xb1\xd9\xac\xdb\xb2\xdb\xb0\xdb\xb0");
    check(figure(&arena, &persian, 4.4), "\xdb\xb4\xd9\xab\xdb\xb4");
    arena_clear(&arena);
}

static void less_than_one_is_said_in_words(void **state)
{
    (void)state;
    struct arena arena = {0};
    check(figure_usual(&arena, &english, 0.3), "less than one");
    check(figure_usual(&arena, &english, 0.9), "less than one");
    check(figure_usual(&arena, &english, 0.95), "1");
    check(figure_hours(&arena, &english, 1), "one hour");
    check(figure_hours(&arena, &english, 12), "12 hours");
    arena_clear(&arena);
}

static void times_are_those_of_the_reader(void **state)
{
    (void)state;
    struct arena arena = {0};
    int64_t at = date_to_days((struct date){2026, 11, 22}) * DAY + 21 * HOUR;
    check(figure_time(&arena, &english, at), "Sunday 22 November 2026, 21:00");
    struct recipient_prefs jalali = english;
    jalali.jalali = true;
    jalali.zone = "Asia/Tehran";
    check(figure_time(&arena, &jalali, at), "Monday 2 Azar 1405, 00:30");
    check(figure_clock(&arena, &persian, at), "\xdb\xb0\xdb\xb0:\xdb\xb3\xdb\xb0");
    arena_clear(&arena);
}

static void what_is_dated_to_a_day_has_no_hour(void **state)
{
    (void)state;
    struct arena arena = {0};
    int64_t at = date_to_days((struct date){2026, 11, 22}) * DAY;
    struct mention review = {.published_at = at, .published_precision = PRECISION_DAY};
    check(figure_posted(&arena, &english, &review), "Sunday 22 November 2026");
    review.published_precision = PRECISION_SECOND;
    check(figure_posted(&arena, &english, &review), "Sunday 22 November 2026, 00:00");
    review.published_at = TIME_NONE;
    assert_int_equal(figure_posted(&arena, &english, &review).n, 0);
    arena_clear(&arena);
}

static void a_long_time_is_told_in_the_unit_that_says_most(void **state)
{
    (void)state;
    struct arena arena = {0};
    check(figure_span(&arena, &english, 0), "one hour");
    check(figure_span(&arena, &english, 47), "47 hours");
    check(figure_span(&arena, &english, 48), "2 days");
    check(figure_span(&arena, &english, 59 * 24), "59 days");
    check(figure_span(&arena, &english, 90 * 24), "3 months");
    check(figure_span(&arena, &english, 9 * 8766), "9 years");
    check(figure_span(&arena, &english, 1e9), "114,079 years");
    arena_clear(&arena);
}

static void a_number_that_is_a_name_has_no_marks(void **state)
{
    (void)state;
    struct arena arena = {0};
    check(figure_number(&arena, &english, 1042), "1042");
    check(figure_number(&arena, &persian, 1042), "\xdb\xb1\xdb\xb0\xdb\xb4\xdb\xb2");
    arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_sentence_is_there_in_every_language),
        cmocka_unit_test(the_languages_put_in_the_same_things),
        cmocka_unit_test(no_number_is_fixed_in_a_sentence),
        cmocka_unit_test(accuracy_is_said_in_the_digits_of_the_reader_and_is_never_all),
        cmocka_unit_test(numbers_are_grouped_and_rounded),
        cmocka_unit_test(less_than_one_is_said_in_words),
        cmocka_unit_test(times_are_those_of_the_reader),
        cmocka_unit_test(what_is_dated_to_a_day_has_no_hour),
        cmocka_unit_test(a_long_time_is_told_in_the_unit_that_says_most),
        cmocka_unit_test(a_number_that_is_a_name_has_no_marks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
