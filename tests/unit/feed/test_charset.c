#include "feed_test.h"

#include "base/file.h"
#include "feed/charset.h"
#include "feed/charset_label.h"
#include "text/utf8.h"

#include <iconv.h>

#define BYTES(literal)                                                                             \
    {                                                                                              \
        "" literal, sizeof(literal) - 1                                                            \
    }
/* "salam" in Persian letters */
#define SALAM "\xD8\xB3\xD9\x84\xD8\xA7\xD9\x85"

static void charsets_are_believed_in_the_right_order(void **state)
{
    static const struct {
        struct str body, content_type;
        const char *text;
    } cases[] = {
        {BYTES("\xEF\xBB\xBF" SALAM), BYTES("text/xml; charset=windows-1256"), SALAM},
        {BYTES("\xEF\xBB\xBF" SALAM "\xFF"), BYTES(""), SALAM "\xEF\xBF\xBD"},
        {BYTES(SALAM), BYTES("text/xml; charset=windows-1256"),
         SALAM}, /* it is UTF-8 all the same */
        {BYTES("\xD3\xE1\xC7\xE3"), BYTES("text/html; charset=windows-1256"), SALAM},
        {BYTES("\xD3\xE1\xC7\xE3"), BYTES("text/html; charset=\"Windows_1256\""), SALAM},
        {BYTES("\xD3\xE1\xC7\xE3"), BYTES("text/html; charset=utf-8"), SALAM},
        {BYTES("\xD3\xE1\xC7\xE3"), BYTES(""), SALAM},
        {BYTES("<?xml version='1.0' encoding='windows-1256'?>\xD3\xE1\xC7\xE3"), BYTES("text/xml"),
         "<?xml version='1.0' encoding='windows-1256'?>" SALAM},
        {BYTES("oops <?xml version='1.0'?><?xml encoding='windows-1256'?>\xD3\xE1\xC7\xE3"),
         BYTES(""), "oops <?xml version='1.0'?><?xml encoding='windows-1256'?>" SALAM},
        {BYTES("<meta charset=windows-1256>\xD3\xE1\xC7\xE3"), BYTES(""),
         "<meta charset=windows-1256>" SALAM},
        {BYTES("<?xml version='1.0' encoding='iso-8859-1'?>" SALAM), BYTES(""),
         "<?xml version='1.0' encoding='iso-8859-1'?>" SALAM},
        {BYTES("na\xEFve caf\xE9"), BYTES("text/plain; charset = us-ascii"),
         "na\xC3\xAFve caf\xC3\xA9"},
        {BYTES("na\xEFve \x93"
               "caf\xE9\x94"),
         BYTES("; charset=iso-8859-1"),
         "na\xC3\xAFve \xE2\x80\x9C"
         "caf\xC3\xA9\xE2\x80\x9D"},
        {BYTES("\xFF\xFE\x33\x06\x44\x06\x27\x06\x45\x06"), BYTES(""), SALAM},
        {BYTES("\xFE\xFF\x06\x33\x06\x44\x06\x27\x06\x45"), BYTES(""), SALAM},
        {BYTES("<\0?\0\x33\x06"), BYTES(""), "<?\xD8\xB3"},
        /* Half a pair, and an end in the middle, cost one character each. */
        {BYTES("\xFF\xFE\x33\x06\x00\xD8\x44\x06\x27"), BYTES(""),
         "\xD8\xB3\xEF\xBF\xBD\xD9\x84\xEF\xBF\xBD"},
        {BYTES("\xFE\xFF\x06\x33\xDC\x00\x06\x44"), BYTES(""), "\xD8\xB3\xEF\xBF\xBD\xD9\x84"},
        {BYTES("<\0\0\0\0\xD8\0\0\x33\x06\0\0"), BYTES(""), "<\xEF\xBF\xBD\xD8\xB3"},
        {BYTES(SALAM " " SALAM "\xFF"), BYTES(""), SALAM " " SALAM "\xEF\xBF\xBD"},
        {BYTES("plain"), BYTES("text/html; charset=utf-16"), "plain"},
        {BYTES("plain"), BYTES("text/html; charset=no-such-thing"), "plain"},
        {BYTES(""), BYTES(""), ""},
        {{NULL, 0}, BYTES("text/html; charset=utf-16"), ""},
    };
    struct arena arena = {0};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str text = charset_to_utf8(&arena, cases[i].body, cases[i].content_type);
        if (!str_eq(text, str_of(cases[i].text))) {
            fail_msg("case %zu: %.*s", i, STR_FMT(text));
        }
    }
    arena_clear(&arena);
}

static void labels_are_known_in_every_spelling(void **state)
{
    static const struct {
        const char *label, *name;
    } cases[] = {
        {"utf_8", "UTF-8"},
        {" \"UTF-8\" ", "UTF-8"},
        {"iso-8859-1", "CP1252"},
        {"ISO_8859-1:1987", "CP1252"},
        {"ISO-8859-2-1987", "ISO-8859-2"},
        {"iso8859-10", "ISO8859-10"},
        {"1250", "CP1250"},
        {"windows-1256; boundary", "CP1256"},
        {"s_jisx0213", "SHIFT_JISX0213"},
        {"x-mac-roman", "MACINTOSH"},
        {"gb_2312-80", "GB18030"},
        {"", ""},
        {"\xD9\x85", ""},
        {"a-label-that-is-longer-than-any-there-is-anywhere",
         "A-LABEL-THAT-IS-LONGER-THAN-ANY-THERE-I"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char name[CHARSET_NAME_MAX];
        charset_name(str_of(cases[i].label), name);
        assert_string_equal(name, cases[i].name);
    }
}

static void ebcdic_and_stateful_charsets_are_read_by_their_declaration(void **state)
{
    static const struct {
        struct str body;
        const char *text;
    } cases[] = {
        /* <?xml encoding="cp1140"?> and the euro sign, which is another one in cp037 */
        {BYTES("\x4C\x6F\xA7\x94\x93\x40\x85\x95\x83\x96\x84\x89\x95\x87\x7E\x7F\x83\x97"
               "\xF1\xF1\xF4\xF0\x7F\x6F\x6E\x9F"),
         "<?xml encoding=\"cp1140\"?>\xE2\x82\xAC"},
        {BYTES("\x4C\x6F\xA7\x94\x93\x6F\x6E\x9F"), "<?xml?>\xC2\xA4"},
        {BYTES("<?xml encoding='iso-2022-jp'?>\x1B$BF|\x1B(B!"),
         "<?xml encoding='iso-2022-jp'?>\xE6\x97\xA5!"},
        {BYTES("<?xml encoding='utf-7'?>+A6k-"), "<?xml encoding='utf-7'?>\xCE\xA9"},
    };
    struct arena arena = {0};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_str(charset_to_utf8(&arena, cases[i].body, STR_NONE), cases[i].text);
    }
    arena_clear(&arena);
}

/* The text in a charset, in the arena. */
static struct str encoded(struct arena *arena, struct str text, struct str charset)
{
    char *bytes = arena_alloc(arena, 4 * text.n, 1), *to = bytes;
    char *from = (char *)(uintptr_t)text.p;
    size_t left = text.n, room = 4 * text.n;
    iconv_t with = iconv_open(str_z(arena, charset), "UTF-8");
    assert_true(with != (iconv_t)-1);
    if (iconv(with, &from, &left, &to, &room) == (size_t)-1) {
        fail_msg("%.*s has no letters for: %.*s", STR_FMT(charset), STR_FMT(text));
    }
    iconv_close(with);
    return (struct str){bytes, (size_t)(to - bytes)};
}

static void pages_that_name_no_charset_are_read_by_their_script(void **state)
{
    struct arena arena = {0};
    struct buf file = BUF_INIT(64 * 1024);
    struct err err = ERR_NONE;
    (void)state;
    if (!file_read(TEST_DATA "/feed/charset.tsv", &file, &err)) {
        fail_msg("%s", err.text);
    }
    struct str rest = buf_str(&file), line, charset;
    while (str_take(&rest, '\n', &line)) {
        if (line.n == 0 || line.p[0] == '#' || !str_take(&line, '\t', &charset)) {
            continue;
        }
        struct str bytes = encoded(&arena, line, charset);
        struct str text = charset_to_utf8(&arena, bytes, STR_NONE);
        if (!str_eq(text, line)) {
            fail_msg("%.*s: %.*s", STR_FMT(charset), STR_FMT(text));
        }
    }
    buf_clear(&file);
    arena_clear(&arena);
}

static void random_bytes_always_become_utf8(void **state)
{
    static const char *const types[] = {"",
                                        "; charset=utf-8",
                                        "; charset=shift_jis",
                                        "; charset=windows-1256",
                                        "; charset=utf-16le",
                                        "; charset=iso-2022-jp"};
    uint32_t seed = 11;
    (void)state;
    for (int round = 0; round < 600; round++) {
        struct arena arena = {0};
        char body[300];
        for (size_t i = 0; i < sizeof body; i++) {
            seed = seed * 1664525u + 1013904223u;
            body[i] = (char)(seed >> 24);
        }
        struct str text =
            charset_to_utf8(&arena, (struct str){body, sizeof body}, str_of(types[round % 6]));
        assert_true(utf8_valid(text));
        arena_clear(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(charsets_are_believed_in_the_right_order),
        cmocka_unit_test(labels_are_known_in_every_spelling),
        cmocka_unit_test(ebcdic_and_stateful_charsets_are_read_by_their_declaration),
        cmocka_unit_test(pages_that_name_no_charset_are_read_by_their_script),
        cmocka_unit_test(random_bytes_always_become_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
