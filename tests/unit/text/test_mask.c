#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/mask.h"
#include "text/utf8.h"

#include <stdlib.h>

static void masks(const char *text, const char *expected)
{
    struct tokens tokens = {0};
    struct buf out = BUF_INIT(1u << 16), again = BUF_INIT(1u << 16);
    text_mask(&tokens, str_of(text), &out);
    assert_string_equal(buf_str(&out).p, expected);
    text_mask(&tokens, buf_str(&out), &again);
    assert_string_equal(buf_str(&again).p, expected);
    buf_clear(&out);
    buf_clear(&again);
    tokens_clear(&tokens);
}

static void what_leads_to_a_person_is_replaced(void **state)
{
    (void)state;
    masks("ask @sara_k, or sara.k+shop@mail.example!", "ask @someone, or [link]!");
    masks("see https://x.example/sara and t.me/sara", "see [link] and [link]");
    masks("call 09123456789.", "call [number].");
    masks("call 0912 345 6789 or (021) 88-77-66-55", "call [number] or ([number]");
    masks("\u06F0\u06F9\u06F1\u06F2\u06F3\u06F4\u06F5\u06F6\u06F7\u06F8\u06F9", "[number]");
    masks("card 6037-9912-3456-7890", "card [number]");
}

static void prices_years_and_small_numbers_stay(void **state)
{
    (void)state;
    masks("paid 12,500,000 in 1405 for 3 shirts", "paid 12,500,000 in 1405 for 3 shirts");
    masks("2 of 5, 100% #tag no. 123456", "2 of 5, 100% #tag no. 123456");
    masks("", "");
    masks("a @ b", "a @ b");
}

static void whatever_comes_in_no_long_number_and_only_utf8_comes_out(void **state)
{
    (void)state;
    static const char *const parts[] = {"@",   "a",  ".",      "0912",   "345", " ",
                                        "-",   "(",  "\u0627", "\u06F1", ",",   "b.example",
                                        "://", "\n", "\u200c", "t.me/"};
    srand(5);
    struct tokens tokens = {0};
    for (int round = 0; round < 3000; round++) {
        struct buf text = BUF_INIT(4096), out = BUF_INIT(16384);
        for (int n = rand() % 20; n > 0; n--) {
            buf_add_z(&text, parts[(size_t)rand() % (sizeof parts / sizeof *parts)]);
        }
        text_mask(&tokens, buf_str(&text), &out);
        assert_true(utf8_valid(buf_str(&out)));
        size_t run = 0;
        for (size_t i = 0; i < out.n; i++) {
            run = out.p[i] >= '0' && out.p[i] <= '9' ? run + 1 : 0;
            if (run == 7) {
                fail_msg("%s -> %s", buf_str(&text).p, buf_str(&out).p);
            }
        }
        buf_clear(&text);
        buf_clear(&out);
    }
    tokens_clear(&tokens);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_leads_to_a_person_is_replaced),
        cmocka_unit_test(prices_years_and_small_numbers_stay),
        cmocka_unit_test(whatever_comes_in_no_long_number_and_only_utf8_comes_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
