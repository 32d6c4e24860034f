#include "../check.h"

#include "base/clock.h"

#include <stdio.h>

static void assert_date(struct date d, int year, int month, int day)
{
    assert_int_equal(d.year, year);
    assert_int_equal(d.month, month);
    assert_int_equal(d.day, day);
}

static void days_and_dates_are_each_others_inverse(void **state)
{
    (void)state;
    assert_int_equal(date_to_days((struct date){1970, 1, 1}), 0);
    assert_int_equal(date_to_days((struct date){2000, 3, 1}), 11017);
    for (int64_t day = -800000; day < 800000; day += 37) {
        assert_int_equal(date_to_days(date_from_days(day)), day);
    }
    assert_false(date_valid((struct date){2023, 2, 29}));
    assert_true(date_valid((struct date){2024, 2, 29}));
    assert_false(date_valid((struct date){1900, 2, 29}));
    assert_false(date_valid((struct date){2024, 13, 1}));
}

/* New Year's days as the Iranian calendar office published them. */
static void jalali_years_begin_on_the_published_days(void **state)
{
    (void)state;
    static const struct {
        int jalali, year, month, day;
    } nowruz[] = {{1357, 1978, 3, 21}, {1375, 1996, 3, 20}, {1399, 2020, 3, 20},
                  {1400, 2021, 3, 21}, {1403, 2024, 3, 20}, {1404, 2025, 3, 21},
                  {1405, 2026, 3, 21}};
    for (size_t i = 0; i < sizeof nowruz / sizeof *nowruz; i++) {
        struct date g = {nowruz[i].year, nowruz[i].month, nowruz[i].day};
        assert_date(jalali_from_gregorian(g), nowruz[i].jalali, 1, 1);
        assert_date(gregorian_from_jalali((struct date){nowruz[i].jalali, 1, 1}), g.year, g.month,
                    g.day);
    }
    assert_date(jalali_from_gregorian((struct date){2026, 11, 22}), 1405, 9, 1);
}

static void jalali_goes_there_and_back_on_every_day_of_four_centuries(void **state)
{
    (void)state;
    int64_t first = date_to_days((struct date){1800, 1, 1});
    int64_t last = date_to_days((struct date){2254, 12, 31});
    struct date before = jalali_from_gregorian(date_from_days(first - 1));
    for (int64_t day = first; day <= last; day++) {
        struct date j = jalali_from_gregorian(date_from_days(day));
        assert_true(jalali_valid(j));
        assert_int_equal(date_to_days(gregorian_from_jalali(j)), day);
        assert_true(j.day == before.day + 1 || j.day == 1);
        before = j;
    }
    assert_false(jalali_valid((struct date){1404, 12, 30})); /* 1404 is not a leap year */
    assert_true(jalali_valid((struct date){1403, 12, 30}));
    assert_false(jalali_valid((struct date){1404, 7, 31}));
}

static void rfc_3339_is_read_in_its_variants(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t at;
    } good[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"2026-11-22T08:30:00Z", 1795336200},
        {"2026-11-22T12:00:00+03:30", 1795336200},
        {"2026-11-22t12:00:00+0330", 1795336200},
        {"2026-11-22 08:30:00.123456789Z", 1795336200},
        {"2026-11-22", 1795305600},
        {"1969-12-31T23:59:59Z", -1},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        int64_t at = 0;
        assert_true(time_parse(str_of(good[i].text), &at));
        assert_int_equal(at, good[i].at);
    }
    const char *bad[] = {
        "",           "2026-11-22T",           "2026-11-22T25:00:00Z", "22.11.2026",
        "2026-02-30", "2026-11-22T08:30:00Zx", "2026-11-22T08:30:00.Z"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t at = 77;
        assert_false(time_parse(str_of(bad[i]), &at));
        assert_int_equal(at, 77);
    }
    char text[TIME_TEXT_MAX];
    assert_string_equal(time_format(1795336200, text), "2026-11-22T08:30:00Z");
    assert_string_equal(time_format(TIME_NONE, text), "");
}

static void tehran_had_summer_time_until_2022(void **state)
{
    (void)state;
    int64_t july_2022 = 1657584000, july_2023 = 1689120000;
    assert_int_equal(zone_offset("Asia/Tehran", july_2022), 4 * HOUR + 1800);
    assert_int_equal(zone_offset("Asia/Tehran", july_2023), 3 * HOUR + 1800);
    assert_int_equal(zone_offset("UTC", july_2023), 0);
    assert_true(zone_exists("Asia/Tehran"));
    assert_false(zone_exists("Asia/Teheran"));
    assert_false(zone_exists("../../etc/passwd"));
    assert_false(zone_exists("Asia"));
    assert_false(zone_exists("zone.tab"));
    assert_true(zone_exists("UTC"));
}

static void a_wall_clock_is_there_and_back(void **state)
{
    (void)state;
    const char *zones[] = {"UTC", "Asia/Tehran", "Europe/Berlin", "America/New_York"};
    for (size_t z = 0; z < sizeof zones / sizeof *zones; z++) {
        for (int64_t at = 1600000000; at < 1700000000; at += 777777) {
            assert_int_equal(moment_to_time(zones[z], moment_in(zones[z], at)), at);
        }
    }
    struct moment m = moment_in("Asia/Tehran", 1795336200); /* Sunday 22 November 2026, noon */
    assert_int_equal(m.weekday, 1);
    assert_int_equal(m.hour, 12);
}

static void durations_have_a_unit(void **state)
{
    (void)state;
    int64_t s = 0;
    assert_true(duration_parse(STR("15m"), &s) && s == 900);
    assert_true(duration_parse(STR("2w"), &s) && s == 14 * DAY);
    assert_true(duration_parse(STR("90"), &s) && s == 90);
    assert_false(duration_parse(STR("-1h"), &s));
    assert_false(duration_parse(STR("h"), &s));
    assert_false(duration_parse(STR(""), &s));
    assert_false(duration_parse(STR("9223372036854775807w"), &s));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_and_dates_are_each_others_inverse),
        cmocka_unit_test(jalali_years_begin_on_the_published_days),
        cmocka_unit_test(jalali_goes_there_and_back_on_every_day_of_four_centuries),
        cmocka_unit_test(rfc_3339_is_read_in_its_variants),
        cmocka_unit_test(tehran_had_summer_time_until_2022),
        cmocka_unit_test(a_wall_clock_is_there_and_back),
        cmocka_unit_test(durations_have_a_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
