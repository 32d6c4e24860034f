#include "feed_test.h"

#include "feed/url.h"

/* The examples of RFC 3986, 5.4. */
static void references_resolve_as_in_the_rfc(void **state)
{
    static const struct {
        const char *reference, *url;
    } cases[] = {
        {"g:h", "g:h"},
        {"g", "http://a/b/c/g"},
        {"./g", "http://a/b/c/g"},
        {"g/", "http://a/b/c/g/"},
        {"/g", "http://a/g"},
        {"//g", "http://g"},
        {"?y", "http://a/b/c/d;p?y"},
        {"g?y", "http://a/b/c/g?y"},
        {"#s", "http://a/b/c/d;p?q#s"},
        {"g#s", "http://a/b/c/g#s"},
        {";x", "http://a/b/c/;x"},
        {"", "http://a/b/c/d;p?q"},
        {".", "http://a/b/c/"},
        {"..", "http://a/b/"},
        {"../g", "http://a/b/g"},
        {"../..", "http://a/"},
        {"../../../g", "http://a/g"},
        {"/./g", "http://a/g"},
        {"/../g", "http://a/g"},
        {"g.", "http://a/b/c/g."},
        {"..g", "http://a/b/c/..g"},
        {"./../g", "http://a/b/g"},
        {"g/./h", "http://a/b/c/g/h"},
        {"g/../h", "http://a/b/c/h"},
        {" spaced name ", "http://a/b/c/spaced%20name"},
        {"\xD8\xB3", "http://a/b/c/\xD8\xB3"},
    };
    struct arena arena = {0};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_str(url_resolve(&arena, STR("http://a/b/c/d;p?q"), str_of(cases[i].reference)),
                   cases[i].url);
    }
    assert_str(url_resolve(&arena, STR_NONE, STR("/x")), "/x");
    assert_str(url_resolve(&arena, STR("not a base"), STR("x")), "x");
    assert_str(url_resolve(&arena, STR("http://h"), STR("x")), "http://h/x");
    arena_clear(&arena);
}

static void one_page_has_one_canonical_address(void **state)
{
    static const struct {
        const char *url, *canonical;
    } cases[] = {
        {"http://WWW.Example.com:80/A/?utm_source=x&b=1&fbclid=2#top",
         "https://www.example.com/A?b=1"},
        {"https://www.example.com:443/A?b=1", "https://www.example.com/A?b=1"},
        {"https://example.com/?utm_medium=a", "https://example.com"},
        {"https://example.com/a//", "https://example.com/a"},
        {"tag:example.com,2026:1", "tag:example.com,2026:1"},
        {"", ""},
        {"http://a.example:80:80/x", "https://a.example/x"},
        {"http://a.example\r", "https://a.example"},
        {"http://a b\rc.example/", "https://a%20b%0dc.example"},
    };
    struct arena arena = {0};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_str(url_canonical(&arena, str_of(cases[i].url)), cases[i].canonical);
        assert_str(url_canonical(&arena, str_of(cases[i].canonical)), cases[i].canonical);
    }
    arena_clear(&arena);
}

static void an_origin_is_of_the_web_and_without_a_password(void **state)
{
    (void)state;
    assert_str(url_origin(STR("https://h.example:8/x?y")), "https://h.example:8");
    assert_str(url_origin(STR("HTTP://h")), "HTTP://h");
    assert_str(url_origin(STR("file:///etc/passwd")), "");
    assert_str(url_origin(STR("http://user:pw@h/")), "");
    assert_str(url_origin(STR("http:///x")), "");
    assert_str(url_origin(STR("/x")), "");
}

static void a_parameter_is_found_by_its_whole_name(void **state)
{
    (void)state;
    assert_str(url_parameter(STR("http://h/?xmax_id=1&max_id=2#max_id=3"), STR("max_id")), "2");
    assert_str(url_parameter(STR("http://h/?max_id"), STR("max_id")), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(references_resolve_as_in_the_rfc),
        cmocka_unit_test(one_page_has_one_canonical_address),
        cmocka_unit_test(an_origin_is_of_the_web_and_without_a_password),
        cmocka_unit_test(a_parameter_is_found_by_its_whole_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
