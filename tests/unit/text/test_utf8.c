#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/utf8.h"

static void check_clean(const char *in, size_t n, size_t max, const char *out)
{
    struct arena arena = {0};
    struct str clean = utf8_clean(&arena, (struct str){in, n}, max);
    assert_int_equal(clean.n, strlen(out));
    assert_memory_equal(clean.p, out, clean.n);
    assert_int_equal(clean.p[clean.n], 0);
    arena_clear(&arena);
}

#define CLEAN(in, max, out) check_clean("" in, sizeof(in) - 1, (max), (out))

static void every_scalar_value_survives_encode_and_decode(void **state)
{
    (void)state;
    for (uint32_t code = 0; code <= 0x10FFFF; code++) {
        if (code >= 0xD800 && code <= 0xDFFF) {
            continue;
        }
        char bytes[UTF8_MAX];
        size_t n = utf8_encode(code, bytes), read;
        assert_int_equal(utf8_decode((struct str){bytes, n}, 0, &read), code);
        assert_int_equal(read, n);
        assert_true(utf8_valid((struct str){bytes, n}));
    }
}

static void what_is_no_scalar_value_is_encoded_as_the_replacement_character(void **state)
{
    (void)state;
    char bytes[UTF8_MAX];
    assert_int_equal(utf8_encode(0xD800, bytes), 3);
    assert_memory_equal(bytes, "\xEF\xBF\xBD", 3);
    assert_int_equal(utf8_encode(0x110000, bytes), 3);
}

static void a_bad_byte_reads_as_one_replacement_character(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "\x80",         "\xC0\xAF",         "\xC1\xBF",         "\xE0\x80\xAF",
        "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF",
        "\xE2\x80",     "\xF0\x9F\x98",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct str s = str_of(bad[i]);
        size_t n = 0;
        assert_int_equal(utf8_decode(s, 0, &n), UTF8_INVALID);
        assert_int_equal(n, 1);
        assert_false(utf8_valid(s));
    }
}

static void every_byte_string_becomes_valid_and_cleaning_twice_changes_nothing(void **state)
{
    (void)state;
    uint32_t seed = 7;
    for (int round = 0; round < 2000; round++) {
        char bytes[40];
        for (size_t i = 0; i < sizeof bytes; i++) {
            seed = seed * 1664525u + 1013904223u;
            bytes[i] = (char)(seed >> 24);
        }
        struct arena arena = {0};
        struct str once = utf8_clean(&arena, (struct str){bytes, sizeof bytes}, 60);
        struct str twice = utf8_clean(&arena, once, 60);
        assert_true(utf8_valid(once));
        assert_true(once.n <= 60);
        assert_true(str_eq(once, twice));
        arena_clear(&arena);
    }
}

static void control_characters_go_and_line_ends_become_newlines(void **state)
{
    (void)state;
    CLEAN("a\0b\x01\x7F\xC2\x85", 100, "ab");
    CLEAN("a\r\nb\rc\n\td", 100, "a\nb\nc\n\td");
}

static void bidi_overrides_go_but_marks_and_joiners_stay(void **state)
{
    (void)state;
    CLEAN("\xE2\x80\xAE"
          "a"
          "\xE2\x80\xAC\xE2\x81\xA6"
          "b"
          "\xE2\x81\xA9",
          100, "ab");
    CLEAN("\xE2\x80\x8F"
          "a"
          "\xE2\x80\x8C"
          "b",
          100,
          "\xE2\x80\x8F"
          "a"
          "\xE2\x80\x8C"
          "b");
}

static void the_cut_never_splits_a_grapheme(void **state)
{
    (void)state;
    CLEAN("abc", 2, "ab");
    CLEAN("a\xD8\xA8\xD9\x8E", 3, "a");                 /* letter and its vowel mark */
    CLEAN("a\xF0\x9F\x91\x8D\xF0\x9F\x8F\xBB", 5, "a"); /* thumb and skin tone */
    CLEAN("a\xE2\x9D\xA4\xEF\xB8\x8F\xE2\x80\x8D\xF0\x9F\x94\xA5", 12, "a"); /* heart on fire */
    CLEAN("\xF0\x9F\x87\xAE\xF0\x9F\x87\xB7\xF0\x9F\x87\xAE\xF0\x9F\x87\xB7", 12,
          "\xF0\x9F\x87\xAE\xF0\x9F\x87\xB7"); /* the second flag does not fit */
}

static void a_grapheme_longer_than_the_cut_is_cut_at_a_code_point(void **state)
{
    (void)state;
    CLEAN("a\xCC\x81\xCC\x81\xCC\x81", 4, "a\xCC\x81");
    CLEAN("\xF0\x9F\x98\x80", 3, "");
}

static void absent_stays_absent_and_empty_is_empty(void **state)
{
    (void)state;
    struct arena arena = {0};
    assert_null(utf8_clean(&arena, STR_NONE, 10).p);
    assert_non_null(utf8_clean(&arena, STR(""), 10).p);
    assert_int_equal(utf8_clean(&arena, STR("abc"), 0).n, 0);
    arena_clear(&arena);
}

/* Letter by letter, as the contract says it. */
static struct str cleaned_slowly(struct arena *arena, struct str s, bool *valid)
{
    char *bytes = arena_alloc(arena, 3 * s.n + 1, 1);
    size_t filled = 0;
    *valid = true;
    for (size_t at = 0, n; at < s.n; at += n) {
        uint32_t code = utf8_decode(s, at, &n);
        *valid &= code != UTF8_INVALID || n > 1;
        if (code == '\r') {
            n += at + 1 < s.n && s.p[at + 1] == '\n';
            code = '\n';
        }
        bool control =
            (code < ' ' && code != '\n' && code != '\t') || (code >= 0x7F && code < 0xA0);
        bool bidi = (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
        filled += control || bidi ? 0 : utf8_encode(code, bytes + filled);
    }
    return (struct str){bytes, filled};
}

static void a_bad_byte_is_found_wherever_it_stands(void **state)
{
    static const char *const texts[] = {
        "a plain text of Latin letters, long enough",
        "\u0633\u0644\u0627\u0645\u0628\u0631\u0634\u0645\u0627\u0647\u0645\u0647",
        ("\u0633\u0644\u0627\u0645 a\u0628\u0631\u0634\u0645\u0627 \u20AC\u00E9\u0416\u05D0 "
         "bcdefghijk"),
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        for (size_t at = 0; at < strlen(texts[i]); at++) {
            struct arena arena = {0};
            for (int byte = 0; byte < 256; byte++) {
                struct str text = str_copy(&arena, str_of(texts[i]));
                char *bytes = arena_alloc(&arena, text.n, 1);
                bool valid;
                memcpy(bytes, text.p, text.n);
                bytes[at] = (char)byte;
                text.p = bytes;
                struct str slow = cleaned_slowly(&arena, text, &valid);
                assert_int_equal(utf8_valid(text), valid);
                assert_true(str_eq(utf8_clean(&arena, text, 1000), slow));
            }
            arena_clear(&arena);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_scalar_value_survives_encode_and_decode),
        cmocka_unit_test(what_is_no_scalar_value_is_encoded_as_the_replacement_character),
        cmocka_unit_test(a_bad_byte_reads_as_one_replacement_character),
        cmocka_unit_test(every_byte_string_becomes_valid_and_cleaning_twice_changes_nothing),
        cmocka_unit_test(control_characters_go_and_line_ends_become_newlines),
        cmocka_unit_test(bidi_overrides_go_but_marks_and_joiners_stay),
        cmocka_unit_test(the_cut_never_splits_a_grapheme),
        cmocka_unit_test(a_grapheme_longer_than_the_cut_is_cut_at_a_code_point),
        cmocka_unit_test(absent_stays_absent_and_empty_is_empty),
        cmocka_unit_test(a_bad_byte_is_found_wherever_it_stands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
