#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/sketch.h"

static struct sketch sketch_of(const char *text)
{
    struct tokens tokens = {0};
    tokens_read(&tokens, str_of(text));
    struct sketch sketch = sketch_tokens(&tokens);
    tokens_clear(&tokens);
    return sketch;
}

static size_t equal_bins(const char *left, const char *right)
{
    struct sketch a = sketch_of(left), b = sketch_of(right);
    size_t equal = 0;
    assert_true(a.made && b.made);
    for (size_t i = 0; i < SKETCH_BINS; i++) {
        equal += a.bins[i] == b.bins[i];
    }
    return equal;
}

#define PARCEL                                                                                     \
    "the parcel was promised for monday and nobody at the shop answers when we ask where it is"

static void a_text_has_the_sketch_of_its_folded_words(void **state)
{
    (void)state;
    assert_int_equal(equal_bins(PARCEL, PARCEL), SKETCH_BINS);
    assert_int_equal(
        equal_bins("The PARCEL was promised, for Monday! And nobody at the shop "
                   "answers when we ask: where is it",
                   "the parcel was promised for monday and nobody at the shop answers "
                   "when we ask where is it https://shop.example/a @somebody \U0001F621"),
        SKETCH_BINS);
}

static void the_more_words_differ_the_fewer_bins_agree(void **state)
{
    (void)state;
    size_t end = equal_bins(PARCEL, PARCEL " now");
    size_t other = equal_bins(PARCEL, "our new phone has a wonderful screen but its battery is "
                                      "empty before noon and the cable is short");
    assert_true(end >= 12);
    assert_true(other <= 3);
}

static void a_short_text_or_one_word_over_and_over_has_none(void **state)
{
    (void)state;
    assert_false(sketch_of("very good service thanks to all seven").made);
    assert_false(sketch_of("").made);
    assert_false(sketch_of("good good good good good good good good good good good").made);
    assert_false(
        sketch_of("@a @b @c @d @e @f @g @h @i #1 http://x.example/ !!! :-) \U0001F621").made);
}

static void word_add(char *text, char first, size_t try, size_t word)
{
    char *end = text + strlen(text);
    size_t number = try * 64 + word;
    *end++ = first;
    for (int i = 0; i < 4; i++, number /= 20) {
        *end++ = "abcdefghijklmnopqrst"[number % 20];
    }
    *end++ = ' ';
    *end = 0;
}

/* The estimate is good to the spread that sixteen bins allow, on average without a bias. */
static void bins_agree_as_often_as_word_pairs_are_shared(void **state)
{
    (void)state;
    size_t equal = 0, tries = 300;
    for (size_t t = 0; t < tries; t++) {
        char left[1024] = "", right[1024] = "";
        for (size_t i = 0; i < 41; i++) { /* 40 pairs, of which words 0 to 30 share 30 */
            word_add(left, 'w', t, i);
            word_add(right, i <= 30 ? 'w' : 'v', t, i);
        }
        equal += equal_bins(left, right);
    }
    double share = (double)equal / (double)(tries * SKETCH_BINS); /* 30 of 50 pairs */
    assert_true(share > 0.57 && share < 0.64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_has_the_sketch_of_its_folded_words),
        cmocka_unit_test(the_more_words_differ_the_fewer_bins_agree),
        cmocka_unit_test(a_short_text_or_one_word_over_and_over_has_none),
        cmocka_unit_test(bins_agree_as_often_as_word_pairs_are_shared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
