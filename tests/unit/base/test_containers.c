#include "../check.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"
#include "base/nearest.h"

#include <stdio.h>

static void a_buffer_never_grows_past_its_cap_and_remembers(void **state)
{
    (void)state;
    struct buf buf = BUF_INIT(5);
    assert_true(buf_add_z(&buf, "abc"));
    assert_false(buf_add_z(&buf, "def"));
    assert_true(buf.overflow);
    assert_str(buf_str(&buf), "abc");
    assert_true(buf_addf(&buf, "%d", 42));
    assert_false(buf_add_byte(&buf, 'x'));
    assert_string_equal(buf.p, "abc42");
    buf_reset(&buf);
    assert_false(buf.overflow);
    assert_str(buf_str(&buf), "");
    buf_clear(&buf);
}

static void a_map_keeps_ten_thousand_keys_apart(void **state)
{
    (void)state;
    enum { KEYS = 10000 };
    struct arena arena = {0};
    struct map map = {0};
    assert_null(map_get(&map, STR("nothing")));
    for (size_t i = 0; i < KEYS; i++) {
        bool added = false;
        map_put(&map, str_format(&arena, "key %zu", i * 7919), &added)->number = i;
        assert_true(added);
    }
    assert_int_equal(map.count, KEYS);
    for (size_t i = 0; i < KEYS; i++) {
        bool added = true;
        assert_int_equal(map_put(&map, str_format(&arena, "key %zu", i * 7919), &added)->number, i);
        assert_false(added);
    }
    assert_null(map_get(&map, STR("key -1")));
    map_clear(&map);
    arena_clear(&arena);
}

static void an_empty_key_is_a_key(void **state)
{
    (void)state;
    struct map map = {0};
    map_put(&map, STR_NONE, NULL)->number = 3;
    assert_int_equal(map_get(&map, STR(""))->number, 3);
    map_clear(&map);
}

static void an_arena_gives_zeroed_memory_again_after_a_reset(void **state)
{
    (void)state;
    struct arena arena = {0};
    for (int round = 0; round < 3; round++) {
        for (size_t size = 1; size < 100000; size = size * 3 + 1) {
            unsigned char *memory = arena_alloc(&arena, size, 1);
            for (size_t i = 0; i < size; i++) {
                assert_int_equal(memory[i], 0);
                memory[i] = 0xff;
            }
        }
        arena_reset(&arena);
    }
    arena_clear(&arena);
}

static void each_level_puts_its_noun_in_front_of_an_error(void **state)
{
    (void)state;
    struct err err = ERR_NONE;
    assert_false(err_set(&err, "not a number: \"%s\"", "five"));
    assert_false(err_wrap(&err, "field %s", "rating"));
    assert_false(err_wrap(&err, "item %d", 2));
    assert_string_equal(err.text, "item 2: field rating: not a number: \"five\"");
    assert_false(err_set(NULL, "nobody wants to know"));
}

static void a_long_error_is_cut_at_a_whole_character(void **state)
{
    (void)state;
    struct err err = ERR_NONE;
    char text[3000];
    for (size_t i = 0; i + 2 < sizeof text; i += 2) {
        memcpy(text + i, "\xd8\xa7", 2);
    }
    text[sizeof text - 2] = 0;
    for (int shift = 0; shift < 2; shift++) {
        err_set(&err, "%s%s", shift ? "x" : "", text);
        err_wrap(&err, "place");
        size_t n = strlen(err.text);
        assert_true(n < ERR_TEXT_MAX);
        assert_int_equal((unsigned char)err.text[n - 1], 0xa7);
    }
}

static void an_error_that_quotes_nonsense_is_still_text(void **state)
{
    static const struct {
        const char *quoted, *text;
    } cases[] = {
        {"\xd8\xa7 \xe2\x82\xac \xf0\x9f\x98\x80", "\xd8\xa7 \xe2\x82\xac \xf0\x9f\x98\x80"},
        {"a\xff\xd8", "a??"},
        {"\xed\xa0\x80", "???"},      /* a surrogate */
        {"\xc0\xaf", "??"},           /* overlong */
        {"\xf4\x90\x80\x80", "????"}, /* beyond U+10FFFF */
        {"\xf8\xa7", "??"},
        {"red \x1b[31m\r\n\tline\x7f", "red ?[31m?\n\tline?"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err err = ERR_NONE;
        err_set(&err, "%s", cases[i].quoted);
        assert_string_equal(err.text, cases[i].text);
    }
}

static void a_misspelt_name_finds_the_one_that_was_meant(void **state)
{
    (void)state;
    const char *names[] = {"interval", NULL, "recipe", "brands", "db"};
    assert_string_equal(nearest_name(STR("intervall"), names, 5), "interval");
    assert_string_equal(nearest_name(STR("reciep"), names, 5), "recipe");
    assert_string_equal(nearest_name(STR("bd"), names, 5), "db");
    assert_null(nearest_name(STR("zzzzzz"), names, 5));
    assert_int_equal(edit_distance(STR("abcd"), STR("abdc")), 1);
    assert_int_equal(edit_distance(STR("kitten"), STR("sitting")), 3);
    assert_int_equal(edit_distance(STR(""), STR("abc")), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_buffer_never_grows_past_its_cap_and_remembers),
        cmocka_unit_test(a_map_keeps_ten_thousand_keys_apart),
        cmocka_unit_test(an_empty_key_is_a_key),
        cmocka_unit_test(an_arena_gives_zeroed_memory_again_after_a_reset),
        cmocka_unit_test(each_level_puts_its_noun_in_front_of_an_error),
        cmocka_unit_test(a_long_error_is_cut_at_a_whole_character),
        cmocka_unit_test(an_error_that_quotes_nonsense_is_still_text),
        cmocka_unit_test(a_misspelt_name_finds_the_one_that_was_meant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
