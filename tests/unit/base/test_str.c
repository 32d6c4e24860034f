#include "../check.h"

static void a_slice_takes_its_parts_until_it_is_absent(void **state)
{
    (void)state;
    struct str rest = STR("a,,b"), part;
    assert_true(str_take(&rest, ',', &part));
    assert_str(part, "a");
    assert_true(str_take(&rest, ',', &part));
    assert_str(part, "");
    assert_true(str_take(&rest, ',', &part));
    assert_str(part, "b");
    assert_false(str_take(&rest, ',', &part));
}

static void a_number_is_the_whole_slice_and_in_range(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool good;
        int64_t value;
    } cases[] = {
        {"0", true, 0},
        {"-12", true, -12},
        {"+7", true, 7},
        {"9223372036854775807", true, INT64_MAX},
        {"-9223372036854775808", true, INT64_MIN},
        {"9223372036854775808", false, 0},
        {"-9223372036854775809", false, 0},
        {"99999999999999999999999", false, 0},
        {"", false, 0},
        {"-", false, 0},
        {"12x", false, 0},
        {" 1", false, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t value = 0;
        assert_int_equal(str_to_int(str_of(cases[i].text), &value), cases[i].good);
        assert_true(value == cases[i].value);
    }
}

static void a_decimal_is_never_hex_infinite_or_empty(void **state)
{
    (void)state;
    double value = 0;
    assert_true(str_to_double(STR("-1.5e2"), &value));
    assert_true(value == -150.0);
    const char *bad[] = {"", "0x10", "inf", "nan", "1,5", "1.5 ", "1e999", "--1"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(str_to_double(str_of(bad[i]), &value));
    }
}

static void trimming_and_slicing_stay_inside(void **state)
{
    (void)state;
    assert_str(str_trim(STR(" \t\n a b \r\n")), "a b");
    assert_str(str_trim(STR("   ")), "");
    assert_str(str_slice(STR("hello"), 1, 99), "ello");
    assert_str(str_slice(STR("hello"), 4, 2), "");
    assert_str(str_trim(STR_NONE), "");
}

static void comparing_ignores_case_only_where_it_says_so(void **state)
{
    (void)state;
    assert_true(str_eq_nocase(STR("ETag"), STR("etag")));
    assert_false(str_eq(STR("ETag"), STR("etag")));
    assert_true(str_cmp(STR("a"), STR("ab")) < 0);
    assert_true(str_cmp(STR("b"), STR("ab")) > 0);
    assert_true(str_starts(STR("abc"), STR("")));
    assert_true(str_ends(STR("abc"), STR("bc")));
    assert_int_equal(str_find(STR("abcabc"), STR("ca")), 2);
    assert_true(str_find(STR("abc"), STR("abcd")) == STR_NOT_FOUND);
}

static void copies_in_an_arena_are_terminated(void **state)
{
    (void)state;
    struct arena arena = {0};
    assert_string_equal(str_copy(&arena, str_slice(STR("hello"), 1, 3)).p, "el");
    assert_null(str_copy(&arena, STR_NONE).p);
    assert_string_equal(str_z(&arena, STR_NONE), "");
    assert_str(str_format(&arena, "%d-%s", 7, "x"), "7-x");
    arena_clear(&arena);
}

static void the_stable_hash_is_that_of_its_specification(void **state)
{
    (void)state;
    /* draft-eastlake-fnv, the test values of FNV-1a with 64 bits. */
    assert_true(str_hash_stable(STR("")) == 0xcbf29ce484222325u);
    assert_true(str_hash_stable(STR_NONE) == 0xcbf29ce484222325u);
    assert_true(str_hash_stable(STR("a")) == 0xaf63dc4c8601ec8cu);
    assert_true(str_hash_stable(STR("foobar")) == 0x85944171f73967e8u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slice_takes_its_parts_until_it_is_absent),
        cmocka_unit_test(a_number_is_the_whole_slice_and_in_range),
        cmocka_unit_test(a_decimal_is_never_hex_infinite_or_empty),
        cmocka_unit_test(trimming_and_slicing_stay_inside),
        cmocka_unit_test(comparing_ignores_case_only_where_it_says_so),
        cmocka_unit_test(copies_in_an_arena_are_terminated),
        cmocka_unit_test(the_stable_hash_is_that_of_its_specification),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
