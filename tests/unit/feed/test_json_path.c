#include "feed_test.h"

#include "base/buf.h"
#include "feed/json_path.h"
#include "feed/json_read.h"

static const char document[] =
    "{\"a\":{\"b\":[1,2,{\"c\":\"x\"}],\"d e\":true},\"list\":[{\"type\":\"r\",\"id\":7},"
    "{\"type\":\"q\",\"id\":8,\"e\":null}],\"n\":null,\"big\":9007199254740993,\"f\":1.5}";

/* All that is found, as text, with commas between. */
static struct str find_all(struct arena *arena, const char *path_text, const char *text)
{
    struct err err = ERR_NONE;
    struct json_path *path;
    struct json_nodes nodes = {0};
    struct str out = STR("");
    json_t *root CLEANUP_JSON = json_read(str_of(text), JSON_OF_API, &err);
    assert_non_null(root);
    if (!json_path_read(arena, str_of(path_text), &path, &err)) {
        return str_copy(arena, str_of(err.text));
    }
    json_path_find(path, root, root, &nodes);
    for (size_t i = 0; i < nodes.count; i++) {
        struct str one = json_text(arena, nodes.list[i]);
        out = str_format(arena, "%.*s%s%.*s", STR_FMT(out), i ? "," : "",
                         STR_FMT(one.p ? one : STR("?")));
    }
    json_nodes_clear(&nodes);
    return out;
}

static void paths_find_what_rfc_9535_says(void **state)
{
    static const struct {
        const char *path, *found;
    } cases[] = {
        {"$.a.b[0]", "1"},
        {"a.b[-1].c", "x"},
        {"@.a.b[2]['c']", "x"},
        {"a.b[5]", ""},
        {"a.b[-9]", ""},
        {"a['d e']", "true"},
        {"a[\"d e\"]", "true"},
        {"a.b[*]", "1,2,?"},
        {"a.b.*", "1,2,?"},
        {"a.*", "?,true"},
        {"['f','big']", "1.5,9007199254740993"},
        {"a.b[0,1]", "1,2"},
        {"list[?@.type == 'r'].id", "7"},
        {"list[?@.type != \"r\"].id", "8"},
        {"list[?@.id == 8].type", "q"},
        {"list[?@.e].id", ""},
        {"list[?@.missing != 'x'].id", "7,8"},
        {"$..id", "7,8"},
        {"$..[?@.id == 7].type", "r"},
        {"n", "?"},
        {"nothing.at.all", ""},
        {"f.g.h", ""},
    };
    struct arena arena = {0};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str found = find_all(&arena, cases[i].path, document);
        if (!str_eq(found, str_of(cases[i].found))) {
            fail_msg("%s found %.*s", cases[i].path, STR_FMT(found));
        }
    }
    arena_clear(&arena);
}

static void what_is_no_path_is_told_with_its_place(void **state)
{
    static const struct {
        const char *path, *error;
    } cases[] = {
        {"", "empty"},
        {"a..b..c", "a second .."},
        {"a[", "expected a selector"},
        {"a[1", "expected ]"},
        {"a.", "expected a name"},
        {"a b", "unexpected text at \" b\""},
        {"a['b]", "expected a"},
        {"a[?@.x == ]", "expected a value"},
    };
    struct arena arena = {0};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err err = ERR_NONE;
        struct json_path *path;
        assert_false(json_path_read(&arena, str_of(cases[i].path), &path, &err));
        assert_contains(err.text, cases[i].error);
    }
    arena_clear(&arena);
}

static void numbers_keep_every_digit(void **state)
{
    struct arena arena = {0};
    (void)state;
    assert_str(find_all(&arena, "$[*]", "[1990000000000000007,18446744073709551615,-5,0.25]"),
               "1990000000000000007,18446744073709551615,-5,0.25");
    assert_str(find_all(&arena, "$[*]", "[-18446744073709551615, 0.12345678901234567890,-1e999]"),
               "-18446744073709551615,0.12345678901234568,-1e999");
    assert_str(find_all(&arena, "$[*]",
                        "[9223372036854775808,-9223372036854775808,-9223372036854775809,"
                        "12345678901234567890123456,1.5E+999,12345678901234567890.5,1e3,0]"),
               "9223372036854775808,-9223372036854775808,-9223372036854775809,"
               "12345678901234567890123456,1.5E+999,1.2345678901234567e+19,1000,0");
    assert_str(find_all(&arena, "$[*]['n','9223372036854775808']",
                        "[{\"n\":-92233720368547758080,\"9223372036854775808\":\"-1e999\"}]"),
               "-92233720368547758080,-1e999");
    arena_clear(&arena);
}

static void hostile_json_is_refused_with_the_reason(void **state)
{
    static const struct {
        const char *text, *error;
    } cases[] = {
        {"", "not JSON"},
        {"{\"a\":1,\"a\":2}", "duplicate object key"},
        {"[-99999999999999999999999999-]", "not JSON"},
        {"[99999999999999999999999999.]", "not JSON"},
        {"[099999999999999999999999999]", "not JSON"},
        {"[--99999999999999999999999999]", "not JSON"},
        {"[99999999999999999999999999e]", "not JSON"},
        {"[.99999999999999999999999999,1e999]", "not JSON"},
        {"{\"a\":\"\x01\"}", "not JSON"},
        {"[1,]", "not JSON"},
        {"[1] x", "not JSON"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err err = ERR_NONE;
        assert_null(json_read(str_of(cases[i].text), JSON_OF_API, &err));
        assert_contains(err.text, cases[i].error);
    }
}

/* Millions of them: in quadratic time this would never end. */
static void zeros_without_end_are_refused_at_once(void **state)
{
    enum { ZEROS = 8 << 20 };
    struct err err = ERR_NONE;
    struct buf text CLEANUP_BUF = BUF_INIT(ZEROS + 64);
    (void)state;
    buf_add_z(&text, "[1e999,");
    for (int i = 0; i < ZEROS; i++) {
        buf_add_byte(&text, '0');
    }
    buf_add_byte(&text, ']');
    assert_null(json_read(buf_str(&text), JSON_OF_API, &err));
    assert_contains(err.text, "not JSON");
}

static void depth_is_bounded_before_anything_recurses(void **state)
{
    struct err err = ERR_NONE;
    struct buf text CLEANUP_BUF = BUF_INIT(1 << 20);
    (void)state;
    buf_add_z(&text, "[\"[[[[\\\"[[[\",");
    for (int i = 0; i < 10000; i++) {
        buf_add_byte(&text, '[');
    }
    assert_null(json_read(buf_str(&text), JSON_OF_API, &err));
    assert_contains(err.text, "nested deeper than 200");
    json_t *flat CLEANUP_JSON = json_read(STR("[\"[[[[[[\",[]]"), JSON_OF_API, &err);
    assert_non_null(flat);
}

static void json_in_pages_is_read_with_its_usual_faults(void **state)
{
    static const char *const cases[] = {
        "{\"a\":\"x\"}",
        "<!-- {\"a\":\"x\"} -->",
        "//<![CDATA[\n{\"a\":\"x\"}\n//]]>",
        "/*<![CDATA[*/{\"a\":\"x\"}/*]]>*/;",
        "\xEF\xBB\xBF{\"a\":\"x\",}",
        "{/* c */\"a\":\"x\" // why\n}",
        "{\"b\":[1,2,\n],\"a\":\"x\"};",
        "{\"u\":\"http://h/*//\",\"a\":\"x\",\"t\":\"tab\there\"}",
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err err = ERR_NONE;
        json_t *root CLEANUP_JSON = json_read(str_of(cases[i]), JSON_OF_PAGE, &err);
        if (!root) {
            fail_msg("%s: %s", cases[i], err.text);
        }
        assert_string_equal(json_string_value(json_object_get(root, "a")), "x");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_find_what_rfc_9535_says),
        cmocka_unit_test(what_is_no_path_is_told_with_its_place),
        cmocka_unit_test(numbers_keep_every_digit),
        cmocka_unit_test(hostile_json_is_refused_with_the_reason),
        cmocka_unit_test(zeros_without_end_are_refused_at_once),
        cmocka_unit_test(depth_is_bounded_before_anything_recurses),
        cmocka_unit_test(json_in_pages_is_read_with_its_usual_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
