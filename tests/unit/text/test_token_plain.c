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
    static const char alphabet[] = "aAbBzZyY@[`{ '~\x7F\x80\xC1\xE1\xFA\xFF\x01 \n\x0B!";
    uint32_t seed = 9;
    for (int round = 0; round < 100000; round++) {
        char p[16];
        for (size_t i = 0; i < sizeof p; i++) {
            uint32_t chance = next_random(&seed);
            p[i] = i && chance % 3 == 0 ? (char)(p[i - 1] ^ (chance & 64 ? 0x20 : 0))
                                        : alphabet[(chance >> 8) % sizeof alphabet];
        }
        struct bytes16 a = bytes16_read(p), b = bytes16_read_plainly(p);
        assert_int_equal(a.letters, b.letters);
        assert_int_equal(a.small, b.small);
        assert_int_equal(a.repeats & 0x7FFF, b.repeats & 0x7FFF);
        assert_int_equal(bytes16_beyond(p), bytes16_beyond_plainly(p));
        assert_int_equal(bytes16_arabic(p), bytes16_arabic_plainly(p));
        size_t n = next_random(&seed) % 17;
        struct bytes16_cut c = bytes16_cut(p, n, 0x20), d = bytes16_cut_plainly(p, n, 0x20);
        assert_true(c.low == d.low && c.high == d.high);
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
