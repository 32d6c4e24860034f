#include "feed_test.h"

#include "feed/charset.h"
#include "text/utf8.h"

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
        cmocka_unit_test(random_bytes_always_become_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
