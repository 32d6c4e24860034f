#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/html.h"

#include <stdio.h>

#define RLO   "\xe2\x80\xae" /* U+202E */
#define LRI   "\xe2\x81\xa6" /* U+2066 */
#define ZWNJ  "\xe2\x80\x8c"
#define LS    "\xe2\x80\xa8" /* U+2028 */
#define ALEF  "\xd8\xa7"
#define DOTS  "\xe2\x80\xa6"
#define LARGE (1 << 20)

typedef void (*writer)(struct buf *, struct str);

static void check(writer write, struct str text, const char *want)
{
    CLEANUP_BUF struct buf out = BUF_INIT(LARGE);
    write(&out, text);
    assert_string_equal(buf_str(&out).p, want);
}

static void html_shows_markup_as_text(void **state)
{
    (void)state;
    check(html_text, STR("<b a=\"x\" b='y'>&amp;</b>"),
          "&lt;b a=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;&lt;/b&gt;");
    check(html_text, STR("two\nlines"), "two\nlines");
}

static void what_turns_or_hides_text_is_left_out(void **state)
{
    (void)state;
    check(html_text,
          STR("a" RLO "b" LRI "c\x01\x7f\xef\xbb\xbf"
              "d"),
          "abcd");
    check(text_line, STR("a" RLO "b" LRI "c\x1b[31m"), "abc[31m");
    check(text_line, STR(ALEF ZWNJ ALEF), ALEF ZWNJ ALEF);
}

static void bytes_that_are_no_text_become_the_replacement(void **state)
{
    (void)state;
    check(html_text,
          STR("a\xff\xc0"
              "b"),
          "a\xef\xbf\xbd\xef\xbf\xbd"
          "b");
}

static void a_line_stays_one_line(void **state)
{
    (void)state;
    check(text_line, STR("  a \r\n\r\n\t b" LS "c \n"), "a b c");
    check(text_line, STR(" \n "), "");
}

static void only_web_links_are_links(void **state)
{
    (void)state;
    check(html_link, STR("https://a.example/?x=1&y=\"2"), "https://a.example/?x=1&amp;y=&quot;2");
    check(html_link, STR("HTTP://a.example"), "HTTP://a.example");
    check(html_link, STR("javascript:alert(1)"), "#");
    check(html_link, STR("data:text/html,x"), "#");
    check(html_link, STR(" https://a.example"), "#");
    check(html_link, STR_NONE, "#");
}

static void long_text_is_cut_with_an_ellipsis_at_a_whole_character(void **state)
{
    (void)state;
    struct arena arena = {0};
    assert_true(str_eq(text_cut(&arena, STR("short"), 5), STR("short")));
    assert_true(str_eq(text_cut(&arena, STR("longer"), 5), STR("lo" DOTS)));
    assert_true(str_eq(text_cut(&arena, STR(ALEF ALEF ALEF ALEF), 6), STR(ALEF DOTS)));
    arena_clear(&arena);
}

static void csv_fields_are_quoted_and_never_formulas(void **state)
{
    (void)state;
    check(csv_field, STR("plain"), "plain");
    check(csv_field, STR("a,b"), "\"a,b\"");
    check(csv_field, STR("say \"x\"\n"), "\"say \"\"x\"\"\n\"");
    check(csv_field, STR("=1+1"), "\"'=1+1\"");
    check(csv_field, STR("@sum"), "\"'@sum\"");
    check(csv_field, STR("-3.5"), "-3.5");
}

static void check_header(const char *name, struct str value, const char *want)
{
    CLEANUP_BUF struct buf out = BUF_INIT(LARGE);
    header_text(&out, name, value);
    assert_string_equal(buf_str(&out).p, want);
}

static void plain_headers_stay_plain(void **state)
{
    (void)state;
    check_header("Subject", STR("48 negative in 6 hours"), "Subject: 48 negative in 6 hours\r\n");
}

static void no_line_break_enters_a_header(void **state)
{
    (void)state;
    check_header("Subject", STR("a\r\nBcc: x@y.example"), "Subject: a Bcc: x@y.example\r\n");
    check_header("Subject", STR("a\nb" LS "c"), "Subject: a b c\r\n");
}

static void other_words_are_encoded(void **state)
{
    (void)state;
    check_header("Subject", STR(ALEF), "Subject: =?UTF-8?B?2Kc=?=\r\n");
    check_header("Subject", STR("=?x"), "Subject: =?UTF-8?B?PT94?=\r\n");
}

/* Of every line: at most 76 bytes, and each encoded word holds whole characters. */
static void long_headers_are_folded_at_whole_characters(void **state)
{
    (void)state;
    for (size_t length = 1; length < 300; length += 7) {
        CLEANUP_BUF struct buf value = BUF_INIT(LARGE), out = BUF_INIT(LARGE);
        for (size_t i = 0; i < length; i++) {
            buf_add_z(&value, i % 5 == 0 ? "x" : ALEF);
        }
        header_text(&out, "Subject", buf_str(&value));
        struct str rest = buf_str(&out), line;
        while (str_take(&rest, '\n', &line)) {
            assert_true(line.n <= 77); /* with the CR */
            assert_true(line.n == 0 || line.p[line.n - 1] == '\r');
        }
    }
}

static void addresses_with_tricks_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",          "a",       "@b",          "a@",
                                      "a@b@c",     "a b@c",   "a@b>",        "a@b\r\nBcc: x@y",
                                      "\"q\"@b.c", "a,b@c.d", "a@b\xd8\xa7", "<a@b.c>"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        CLEANUP_BUF struct buf out = BUF_INIT(LARGE);
        assert_false(header_address(&out, "To", STR("x"), str_of(bad[i])));
        assert_int_equal(out.n, 0);
    }
}

static void names_stand_before_addresses(void **state)
{
    (void)state;
    CLEANUP_BUF struct buf out = BUF_INIT(LARGE);
    assert_true(header_address(&out, "To", STR("Customer care"), STR("a@b.example")));
    assert_true(header_address(&out, "To", STR_NONE, STR("a@b.example")));
    assert_true(header_address(&out, "To", STR("A \"B\" <c@d>"), STR("a@b.example")));
    assert_string_equal(out.p, "To: Customer care <a@b.example>\r\n"
                               "To: <a@b.example>\r\n"
                               "To: =?UTF-8?B?QSAiQiIgPGNAZD4=?= <a@b.example>\r\n");
}

static void base64_follows_the_standard(void **state)
{
    (void)state;
    check(body_base64, STR(""), "");
    check(body_base64, STR("f"), "Zg==\r\n");
    check(body_base64, STR("fo"), "Zm8=\r\n");
    check(body_base64, STR("foo"), "Zm9v\r\n");
    check(body_base64, STR("\xff\xfe\xfd"), "//79\r\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(html_shows_markup_as_text),
        cmocka_unit_test(what_turns_or_hides_text_is_left_out),
        cmocka_unit_test(bytes_that_are_no_text_become_the_replacement),
        cmocka_unit_test(a_line_stays_one_line),
        cmocka_unit_test(only_web_links_are_links),
        cmocka_unit_test(long_text_is_cut_with_an_ellipsis_at_a_whole_character),
        cmocka_unit_test(csv_fields_are_quoted_and_never_formulas),
        cmocka_unit_test(plain_headers_stay_plain),
        cmocka_unit_test(no_line_break_enters_a_header),
        cmocka_unit_test(other_words_are_encoded),
        cmocka_unit_test(long_headers_are_folded_at_whole_characters),
        cmocka_unit_test(addresses_with_tricks_are_refused),
        cmocka_unit_test(names_stand_before_addresses),
        cmocka_unit_test(base64_follows_the_standard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
