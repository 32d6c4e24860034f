#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cases.h"
#include "text/html.h"
#include "text/utf8.h"

static void check_case(struct arena *arena, const struct test_case *one)
{
    struct str text = html_to_text(arena, one->field[0], 10000);
    if (!str_eq(text, one->field[1])) {
        fail_msg("html.tsv:%zu: %.*s\n  has   %.*s\n  wants %.*s", one->line,
                 STR_FMT(one->field[0]), STR_FMT(text), STR_FMT(one->field[1]));
    }
}

static void markup_becomes_the_text_the_case_file_says(void **state)
{
    (void)state;
    cases_run(TEST_DATA "/text/html.tsv", 25, check_case);
}

static void check_unescape(const char *in, const char *out)
{
    struct arena arena = {0};
    struct str text = html_unescape(&arena, str_of(in));
    assert_int_equal(text.n, strlen(out));
    assert_memory_equal(text.p, out, text.n);
    arena_clear(&arena);
}

static void references_are_decoded_and_everything_else_stays(void **state)
{
    (void)state;
    check_unescape("a &lt;b&gt; <i> & &x", "a <b> <i> & &x");
    check_unescape("&amp;lt;", "<");
    check_unescape("&amp;amp;amp;", "&");
    check_unescape("&#39;&apos;&hellip;", "''\xE2\x80\xA6");
    check_unescape("&#x1F600;", "\xF0\x9F\x98\x80");
    check_unescape("&amp &nbsp=1 &hellip x", "& &nbsp=1 &hellip x");
    check_unescape("&#8217 &#8217x", "\xE2\x80\x99 &#8217x");
    check_unescape("", "");
}

static void a_reference_is_measured_in_bytes_of_the_text(void **state)
{
    (void)state;
    uint32_t code = 0;
    assert_int_equal(html_reference(STR("&amp;#1740;x"), &code), 11);
    assert_int_equal(code, 0x6CC);
    assert_int_equal(html_reference(STR("&"), &code), 0);
    assert_int_equal(html_reference(STR("&#;"), &code), 0);
    assert_int_equal(html_reference(STR("&#x;"), &code), 0);
    assert_int_equal(html_reference(STR("&averyverylongname;"), &code), 0);
}

static void the_text_is_cut_at_a_whole_character(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct str text = html_to_text(&arena, STR("<p>ab\xF0\x9F\x98\x80</p>"), 5);
    assert_true(str_eq(text, STR("ab")));
    arena_clear(&arena);
}

static void any_bytes_give_valid_text_that_is_no_longer_than_asked(void **state)
{
    (void)state;
    static const char pieces[][10] = {"<p",    ">",    "<",     "/",    "\"",   "'",
                                      "=",     "alt",  "<img",  "<!--", "-->",  "<svg>",
                                      "&amp;", "\xFF", "x",     " ",    "</p>", "&#0;",
                                      "<br>",  "\xD8", "<a b=", "<?x",  "]",    "script"};
    uint32_t seed = 5;
    for (int round = 0; round < 5000; round++) {
        struct arena arena = {0};
        char html[400];
        size_t n = 0;
        for (int i = 0; i < 30; i++) {
            seed = seed * 1664525u + 1013904223u;
            const char *piece = pieces[(seed >> 16) % (sizeof pieces / sizeof *pieces)];
            memcpy(html + n, piece, strlen(piece));
            n += strlen(piece);
        }
        char *exact = malloc(n);
        memcpy(exact, html, n);
        struct str text = html_to_text(&arena, (struct str){exact, n}, 50);
        assert_true(utf8_valid(text) && text.n <= 50);
        free(exact);
        arena_clear(&arena);
    }
}

static void bombs_are_read_in_linear_time(void **state)
{
    (void)state;
    static const char *const bombs[] = {
        "<div>",      "<b><i>",   "</x>",      "<!--",   "<![CDATA[", "<a b=\"",    "<a ",
        "<",          "&",        "&amp;",     "<head>", "<svg>",     "<script",    "</",
        "<template>", "<p a1=2 ", "<img alt=", "<?x",    "<!x",       "<noscript>",
    };
    for (size_t i = 0; i < sizeof bombs / sizeof *bombs; i++) {
        struct arena arena = {0};
        struct buf html = BUF_INIT(8u << 20);
        for (int k = 0; k < 200000; k++) {
            buf_add_z(&html, bombs[i]);
        }
        assert_true(utf8_valid(html_to_text(&arena, buf_str(&html), 1u << 20)));
        buf_clear(&html);
        arena_clear(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(markup_becomes_the_text_the_case_file_says),
        cmocka_unit_test(references_are_decoded_and_everything_else_stays),
        cmocka_unit_test(a_reference_is_measured_in_bytes_of_the_text),
        cmocka_unit_test(the_text_is_cut_at_a_whole_character),
        cmocka_unit_test(any_bytes_give_valid_text_that_is_no_longer_than_asked),
        cmocka_unit_test(bombs_are_read_in_linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
