#include "feed_test.h"

#include "feed/filter.h"

static bool run(struct arena *arena, const char *filters, const char *text, struct value *value,
                struct err *err)
{
    char *chain[8];
    size_t count = 0;
    struct str rest = str_of(filters), one;
    struct filter_context context = {arena, "Asia/Tehran", NOW};
    while (str_take(&rest, '|', &one)) {
        chain[count++] = (char *)(uintptr_t)str_z(arena, one);
    }
    *value = (struct value){.text = str_of(text)};
    return filters_apply(chain, count, &context, value, err);
}

static void texts_come_out_as_the_filters_say(void **state)
{
    static const struct {
        const char *filters, *in, *out;
    } cases[] = {
        {"entities", "a &amp; b &lt;i&gt;", "a & b <i>"},
        {"html", "<p>a<br>b</p><script>c</script>", "a\nb"},
        {"digits", "\xDB\xB1\xDB\xB2\xD9\xA3 x", "123 x"},
        {"prefix:https://h/", "7", "https://h/7"},
        {"after:=|before:&", "q=7&r=8", "7"},
        {"after:zz", "abc", "abc"},
        {"enum:ONE=1,TWO=2", "TWO", "2"},
        {"enum:ONE=1,TWO=2", "THREE", ""},
        {"none_if:[deleted],[removed]", "[removed]", ""},
        {"none_if:[deleted],[removed]", "removed", "removed"},
        {"zero_is_none", "0.0", ""},
        {"zero_is_none", "0.5", "0.5"},
        {"none_if:x|prefix:y", "x", ""},
        {"before_last: - ", "a - b - c", "a - b"},
        {"before_last: - ", "a-b", "a-b"},
        {"if_has:\t|before:\t", "title\tbody", "title"},
        {"if_has:\t|before:\t", "body", ""},
        {"replace:aa=b", "aaa aa", "ba b"},
        {"replace:x=", "axbx", "ab"},
        {"parameter:url", "https://g/url?rct=j&url=https://h/%D8%B3?a%3D1&ct=ga",
         "https://h/\xD8\xB3?a=1"},
        {"parameter:url", "https://h/?uri=1", "https://h/?uri=1"},
        {"parameter:u", "https://h/?u=%4", "%4"},
        {"parameter:u", "https://h/?u=%zz+1", "%zz 1"},
    };
    struct arena arena = {0};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct value value;
        struct err err = ERR_NONE;
        assert_true(run(&arena, cases[i].filters, cases[i].in, &value, &err));
        assert_str(value.text, cases[i].out);
    }
    arena_clear(&arena);
}

static void ratings_come_out_between_0_and_100(void **state)
{
    static const struct {
        const char *filters, *in;
        double rating; /* -1: an error */
    } cases[] = {
        {"scale:1-5", "1", 0},         {"scale:1-5", "5", 100},  {"scale:1-5", "3", 50},
        {"scale:0-5", "4.5", 90},      {"scale:0-10", "7", 70},  {"scale:1-5", "4,5", 87.5},
        {"scale:1-5", "\xDB\xB4", 75}, {"scale:1-5", "6", -1},   {"scale:1-5", "0", -1},
        {"scale:1-5", "five", -1},     {"scale:1-5", "nan", -1}, {"scale:1-5", "0x3", -1},
        {"scale:1-5", "", -1},
    };
    struct arena arena = {0};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct value value;
        struct err err = ERR_NONE;
        bool fine = run(&arena, cases[i].filters, cases[i].in, &value, &err);
        assert_true(fine == (cases[i].rating >= 0));
        if (fine) {
            assert_true(value.is_number);
            assert_float_equal(value.number, cases[i].rating, 1e-9);
        } else {
            assert_true(err.text[0] != '\0');
        }
    }
    arena_clear(&arena);
}

static void a_date_is_read_in_the_zone_of_the_recipe(void **state)
{
    struct arena arena = {0};
    struct value value;
    struct err err = ERR_NONE;
    (void)state;
    assert_true(run(&arena, "date:rfc3339", "2026-01-01", &value, &err));
    assert_true(value.is_time && value.precision == PRECISION_DAY);
    assert_int_equal(value.at, 1767213000);
    assert_false(run(&arena, "date:auto", "soon", &value, &err));
    assert_contains(err.text, "not a date: \"soon\"");
    arena_clear(&arena);
}

static void unknown_filters_and_wrong_arguments_are_refused(void **state)
{
    static const char *const wrong[] = {"htm",       "html:x",    "date",    "date:julian", "scale",
                                        "scale:5-1", "scale:a-b", "prefix:", "int:5",       ""};
    static const char *const right[] = {"html", "date:jalali", "scale:0-10", "join:, ", "enum:A=1"};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct err err = ERR_NONE;
        assert_false(filter_check(str_of(wrong[i]), &err));
        assert_contains(err.text, wrong[i]);
    }
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        struct err err = ERR_NONE;
        assert_true(filter_check(str_of(right[i]), &err));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_come_out_as_the_filters_say),
        cmocka_unit_test(ratings_come_out_between_0_and_100),
        cmocka_unit_test(a_date_is_read_in_the_zone_of_the_recipe),
        cmocka_unit_test(unknown_filters_and_wrong_arguments_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
