#include "feed_test.h"

#include "base/file.h"
#include "feed/dates.h"

static const char *z(struct arena *arena, struct str s)
{
    return str_z(arena, s);
}

/* One line of the case file: text, kind, zone, result, precision. */
static void check_line(struct str line, size_t number)
{
    struct arena arena = {0};
    struct str text, kind, zone, wanted;
    int64_t at = TIME_NONE;
    enum time_precision precision = PRECISION_SECOND;
    char got[TIME_TEXT_MAX];
    str_take(&line, '\t', &text);
    str_take(&line, '\t', &kind);
    str_take(&line, '\t', &zone);
    str_take(&line, '\t', &wanted);
    bool read = date_read(text, z(&arena, kind), z(&arena, zone), NOW, &at, &precision);
    const char *result = read ? time_format(at, got) : "none";
    bool right = str_eq(str_of(result), wanted) &&
                 (!read || (precision == PRECISION_DAY) == str_eq(line, STR("d")));
    if (!right) {
        fail_msg("line %zu: %.*s: got %s (%s)", number, STR_FMT(text), result,
                 precision == PRECISION_DAY ? "day" : "second");
    }
    arena_clear(&arena);
}

static void dates_are_read_as_the_case_file_says(void **state)
{
    struct buf text CLEANUP_BUF = BUF_INIT(1 << 20);
    struct err err = ERR_NONE;
    struct str rest, line;
    size_t cases = 0;
    (void)state;
    assert_true(file_read(TEST_DATA "/feed/dates.tsv", &text, &err));
    rest = buf_str(&text);
    for (size_t number = 1; str_take(&rest, '\n', &line); number++) {
        if (line.n && line.p[0] != '#') {
            check_line(line, number);
            cases++;
        }
    }
    assert_true(cases > 70);
}

static void what_time_format_writes_is_read_back(void **state)
{
    char text[TIME_TEXT_MAX];
    enum time_precision precision;
    (void)state;
    for (int64_t at = -1500000000; at < 4000000000; at += 7654321) {
        int64_t back = TIME_NONE;
        assert_true(date_read(str_of(time_format(at, text)), "auto", "Asia/Tehran", NOW, &back,
                              &precision));
        assert_int_equal(back, at);
        assert_int_equal(precision, PRECISION_SECOND);
    }
}

static void every_jalali_day_of_ninety_years_is_read_back(void **state)
{
    char text[32];
    enum time_precision precision;
    (void)state;
    for (int64_t day = date_to_days((struct date){1960, 1, 1});
         day < date_to_days((struct date){2050, 1, 1}); day += 3) {
        struct date jalali = jalali_from_gregorian(date_from_days(day));
        int64_t at = TIME_NONE;
        snprintf(text, sizeof text, "%d/%02d/%02d", jalali.year, jalali.month, jalali.day);
        assert_true(date_read(str_of(text), "jalali", "UTC", NOW, &at, &precision));
        assert_int_equal(at, day * DAY);
        assert_int_equal(precision, PRECISION_DAY);
    }
}

static void without_a_now_relative_dates_are_none(void **state)
{
    enum time_precision precision;
    int64_t at;
    (void)state;
    assert_false(date_read(STR("2 hours ago"), "auto", "UTC", TIME_NONE, &at, &precision));
    assert_false(date_read(STR("12 May"), "auto", "UTC", TIME_NONE, &at, &precision));
}

/* Seeded bytes of a small alphabet: nothing may crash, and what is read must lie in range. */
static void random_texts_never_give_a_wild_time(void **state)
{
    static const char *const parts[] = {"1",
                                        "23",
                                        "2004",
                                        "-",
                                        "/",
                                        ":",
                                        " ",
                                        "T",
                                        "Z",
                                        "+",
                                        ".",
                                        "Jan",
                                        "ago",
                                        "pm",
                                        ",",
                                        "day",
                                        "\xDB\xB1",
                                        "\xD9",
                                        "\xE2\x80\x8C",
                                        "99999999"};
    uint32_t seed = 7;
    (void)state;
    for (int i = 0; i < 50000; i++) {
        char text[200] = "";
        for (int n = 0; n < 12; n++) {
            seed = seed * 1664525u + 1013904223u;
            strcat(text, parts[(seed >> 16) % (sizeof parts / sizeof *parts)]);
        }
        int64_t at = 0;
        enum time_precision precision;
        if (date_read(str_of(text), "auto", "UTC", NOW, &at, &precision)) {
            if (at < -70000000000 || at > 260000000000) {
                fail_msg("%s: %lld", text, (long long)at);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_read_as_the_case_file_says),
        cmocka_unit_test(what_time_format_writes_is_read_back),
        cmocka_unit_test(every_jalali_day_of_ninety_years_is_read_back),
        cmocka_unit_test(without_a_now_relative_dates_are_none),
        cmocka_unit_test(random_texts_never_give_a_wild_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
