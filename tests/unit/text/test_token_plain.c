/* The quick path of tokens_read against the long one, which tests/cases/text/token.tsv pins down.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/bytes16.h"
#include "text/token_reader.h"

#include <stdlib.h>

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* Words of every length up to beyond both paths' limits, and what may stand before, behind and
 * within them. */
static const char *const pieces[] = {
    "a",
    "Good",
    "DON'T",
    "isn't",
    "rock'n'roll",
    "unbelievably",
    "incomprehensible",
    "COUNTERREVOLUTIONARY",
    "sooooo",
    "aabb",
    "e\xCC\x81",
    "caf\xC3\xA9",
    "l'\xC3\xA9t\xC3\xA9",
    "\xEF\xBC\xA1",
    "\xD8\xAE\xD9\x88\xD8\xA8",
    "\xD9\x87",
    "\xD8\xA2\xD9\x86",
    "\xD8\xA8\xD8\xB3\xD9\x8A\xD8\xA7\xD8\xB1",
    "\xD9\x83\xD8\xA9",
    "\xD9\xBE\xDA\x98\xDA\xAF",
    "\xD8\xB9\xD8\xA7\xD8\xA7\xD8\xA7\xD9\x84\xDB\x8C",
    "\xD9\x85\xD9\x85\xD9\x86\xD9\x88\xD9\x86",
    "\xD9\x86\xD8\xA7\xD8\xAE\xD9\x88\xD8\xB4\xD8\xA7\xDB\x8C\xD9\x86\xD8\xAF\xD8\xAA\xD8\xB1",
    "\xDA\xB5\xDB\x86",
    "\xD8\xAE\xD9\x8E",
    "\xD9\x80",
    "\xD8\xA1",
    "\xEF\xBB\xBB",
    "\xD8\x8C",
    "\xD8\x9F",
    "\xD8\x9B",
    "\xDB\xB3",
    "\xE2\x80\x8C",
    "\xE2\x80\x8D",
    "\xE2\x80\x99s",
    "\xE2\x80\xA6",
    "\xD8",
    "\xFF",
    " ",
    " ",
    " ",
    " ",
    ".",
    ",",
    "!",
    "?",
    ":",
    ";",
    "\"",
    "(",
    ")",
    "[",
    "'",
    "`",
    "-",
    "_",
    "/",
    "%",
    "&",
    "&amp;",
    "&#1740;",
    "<",
    "=",
    "^",
    "#",
    "@",
    "7",
    "2026",
    "12345678901234567890",
    "1.5",
    "1,\xDB\xB3",
    "@",
    "@Some_Shop.x",
    "@An_account_with_a_long_name",
    "D",
    "\n",
    "\t",
    "com",
    "http",
    "\xF0\x9F\x91\x8D",
};

static void check_same(const struct tokens *quick, const struct tokens *slow, struct str text)
{
    bool same = quick->count == slow->count;
    for (size_t i = 0; same && i < quick->count; i++) {
        const struct token *a = &quick->list[i], *b = &slow->list[i];
        same = a->at == b->at && a->n == b->n && a->kind == b->kind && a->flags == b->flags &&
               a->hash == b->hash && str_eq(a->folded, b->folded);
    }
    if (!same) {
        fail_msg("read otherwise: \"%.*s\"", STR_FMT(text));
    }
}

static void the_quick_path_reads_what_the_long_one_reads(void **state)
{
    (void)state;
    struct tokens quick = {0}, slow = {0};
    uint32_t seed = 5;
    for (int round = 0; round < 40000; round++) {
        char text[400];
        size_t n = 0, count = 1 + next_random(&seed) % 12;
        for (size_t i = 0; i < count; i++) {
            const char *piece = pieces[next_random(&seed) % (sizeof pieces / sizeof *pieces)];
            memcpy(text + n, piece, strlen(piece));
            n += strlen(piece);
        }
        char *exact = malloc(n); /* so that the sanitizer sees a read behind the end */
        memcpy(exact, text, n);
        tokens_read(&quick, (struct str){exact, n});
        tokens_read_slowly(&slow, (struct str){exact, n});
        check_same(&quick, &slow, (struct str){exact, n});
        free(exact);
    }
    tokens_clear(&quick);
    tokens_clear(&slow);
}

static void sixteen_bytes_are_the_same_with_and_without_sse2(void **state)
{
    (void)state;
    static const char alphabet[] = "aAbBzZyY@[`{ '~\x7F\x80\xC1\xE1\xFA\xFF\x01";
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
