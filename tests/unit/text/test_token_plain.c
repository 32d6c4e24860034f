/* The quick path of tokens_split against the long one, which tests/cases/text/token.tsv pins down.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pieces.h"
#include "text/bytes16.h"

static void the_quick_path_reads_what_the_long_one_reads(void **state)
{
    (void)state;
    struct tokens quick = {0}, slow = {0};
    uint32_t seed = 5;
    for (int round = 0; round < 40000; round++) {
        struct str text = random_text(&seed);
        tokens_split(&quick, text);
        tokens_split_slowly(&slow, text);
        check_same(&quick, &slow, text);
        free((char *)(uintptr_t)text.p);
    }
    tokens_clear(&quick);
    tokens_clear(&slow);
}

static void sixteen_bytes_are_the_same_with_and_without_sse2(void **state)
{
    (void)state;
    static const char alphabet[] = "aAbBzZyY@[`{ '~\x7F\x80\xC1\xDB\xDC\xE1\xFA\xFF\x01 \n\x0B!";
    uint32_t seed = 9;
    for (int round = 0; round < 100000; round++) {
        char p[16];
        for (size_t i = 0; i < sizeof p; i++) {
            uint32_t chance = next_random(&seed);
            p[i] = i && chance % 3 == 0 ? (char)(p[i - 1] ^ (chance & 64 ? 0x20 : 0))
                                        : alphabet[(chance >> 8) % sizeof alphabet];
        }
        struct bytes16 a = bytes16_read(p), b = bytes16_read_plainly(p);
        assert_int_equal(a.others, b.others);
        assert_int_equal(a.small & ~a.others, b.small & ~b.others);
        assert_int_equal(block16_repeats(a.lower) & 0x7FFF,
                         block16_repeats_plainly(a.lower) & 0x7FFF);
        assert_int_equal(bytes16_beyond(p), bytes16_beyond_plainly(p));
        assert_int_equal(bytes16_arabic(p), bytes16_arabic_plainly(p));
        struct block16 block = block16_load(p), small = block16_small(block);
        assert_int_equal(block16_equal(block, '~'), block16_equal_plainly(block, '~'));
        assert_int_equal(block16_equal(block, 0xC1), block16_equal_plainly(block, 0xC1));
        assert_int_equal(block16_between(block, '!', 'A'),
                         block16_between_plainly(block, '!', 'A'));
        assert_true(block16_low(small) == block16_low(block16_small_plainly(block)));
        assert_true(block16_high(small) == block16_high(block16_small_plainly(block)));
        size_t n = next_random(&seed) % 17;
        char first[16], expected[16] = {0};
        for (size_t i = 0; i < n; i++) {
            expected[i] = (char)(p[i] | 0x20);
        }
        block16_store(first, block16_first(a.lower, n));
        assert_memory_equal(first, expected, sizeof first);
        assert_true(block16_low(a.lower) == block16_low(b.lower));
        assert_true(block16_high(a.lower) == block16_high(b.lower));
        assert_true(block16_low(block16_load(p)) == bytes_load(p));
        assert_true(block16_high(block16_load(p)) == bytes_load(p + 8));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_quick_path_reads_what_the_long_one_reads),
        cmocka_unit_test(sixteen_bytes_are_the_same_with_and_without_sse2),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
