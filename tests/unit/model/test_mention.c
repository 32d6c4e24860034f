#include "../check.h"

#include "model/mention.h"

#include <stdio.h>

#define MIDNIGHT 1763757000 /* 2025-11-21T20:30:00Z, when 1404-09-01 begins in Tehran */

static int64_t posted(const char *id, int64_t published_at, enum time_precision precision,
                      int64_t fetched_at)
{
    struct mention mention = {.native_id = str_of(id),
                              .published_at = published_at,
                              .published_precision = precision,
                              .fetched_at = fetched_at};
    return mention_posted_at(&mention);
}

static int64_t day_posted(const char *id, int64_t fetched_at)
{
    return posted(id, MIDNIGHT, PRECISION_DAY, fetched_at);
}

static void what_has_no_date_was_posted_when_it_was_fetched(void **state)
{
    (void)state;
    assert_int_equal(posted("a", TIME_NONE, PRECISION_SECOND, MIDNIGHT), MIDNIGHT);
    assert_int_equal(posted("a", TIME_NONE, PRECISION_DAY, MIDNIGHT), MIDNIGHT);
}

static void a_second_is_taken_at_its_word(void **state)
{
    (void)state;
    static const int64_t before[] = {0, 1, HOUR, DAY, 400 * DAY};
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        int64_t at = MIDNIGHT - before[i];
        assert_int_equal(posted("a", at, PRECISION_SECOND, MIDNIGHT), at);
    }
    assert_int_equal(posted("a", -5, PRECISION_SECOND, MIDNIGHT), -5);
}

static void nothing_was_posted_after_it_was_fetched(void **state)
{
    (void)state;
    for (int precision = PRECISION_SECOND; precision <= PRECISION_DAY; precision++) {
        enum time_precision as = (enum time_precision)precision;
        assert_int_equal(posted("a", MIDNIGHT + 1, as, MIDNIGHT), MIDNIGHT);
        assert_int_equal(posted("a", MIDNIGHT + 40 * DAY, as, MIDNIGHT), MIDNIGHT);
        assert_int_equal(posted("a", INT64_MAX, as, MIDNIGHT), MIDNIGHT);
    }
}

static void a_day_seen_on_that_day_was_posted_when_it_was_fetched(void **state)
{
    (void)state;
    static const int64_t after[] = {0, 1, 9 * HOUR, DAY - 1};
    for (size_t i = 0; i < sizeof after / sizeof *after; i++) {
        assert_int_equal(day_posted("a", MIDNIGHT + after[i]), MIDNIGHT + after[i]);
    }
}

static void a_day_seen_later_is_at_the_second_its_id_picks(void **state)
{
    (void)state;
    /* FNV-1a of "a" and of "foobar", as its specification has them. */
    int64_t a = MIDNIGHT + (int64_t)(0xaf63dc4c8601ec8cu % DAY);
    int64_t foobar = MIDNIGHT + (int64_t)(0x85944171f73967e8u % DAY);
    assert_int_not_equal(a, foobar);
    static const int64_t after[] = {DAY, DAY + 1, 2 * DAY, 4000LL * DAY};
    for (size_t i = 0; i < sizeof after / sizeof *after; i++) {
        assert_int_equal(day_posted("a", MIDNIGHT + after[i]), a);
        assert_int_equal(day_posted("foobar", MIDNIGHT + after[i]), foobar);
    }
}

#define IDS 10000

/* Ids as sites give them: a number that counts up, with this before and behind it. */
static const struct shape {
    const char *before, *behind;
} shapes[] = {{"", ""},
              {"7900", ""},
              {"", "00"},
              {"t1_", ""},
              {"urn:", ":a"},
              {"https://shop.example/p/12#r", ""},
              {"https://shop.example/review/", "/"}};

static void a_history_of_days_has_no_hour_that_stands_out(void **state)
{
    (void)state;
    for (size_t shape = 0; shape < sizeof shapes / sizeof *shapes; shape++) {
        double hours[24] = {0}, chi_square = 0;
        for (unsigned i = 0; i < IDS; i++) {
            char id[64];
            snprintf(id, sizeof id, "%s%u%s", shapes[shape].before, i, shapes[shape].behind);
            int64_t at = day_posted(id, MIDNIGHT + 90 * DAY);
            assert_in_range(at, MIDNIGHT, MIDNIGHT + DAY - 1);
            hours[(at - MIDNIGHT) / HOUR]++;
        }
        for (size_t hour = 0; hour < 24; hour++) {
            double off = hours[hour] - IDS / 24.0;
            chi_square += off * off / (IDS / 24.0);
        }
        /* Of what is even, one in a thousand has more, with 23 degrees of freedom. */
        if (chi_square > 49.7) {
            fail_msg("ids like %s1: chi square %g", shapes[shape].before, chi_square);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_has_no_date_was_posted_when_it_was_fetched),
        cmocka_unit_test(a_second_is_taken_at_its_word),
        cmocka_unit_test(nothing_was_posted_after_it_was_fetched),
        cmocka_unit_test(a_day_seen_on_that_day_was_posted_when_it_was_fetched),
        cmocka_unit_test(a_day_seen_later_is_at_the_second_its_id_picks),
        cmocka_unit_test(a_history_of_days_has_no_hour_that_stands_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
