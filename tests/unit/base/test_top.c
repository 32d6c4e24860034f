#include "base/top.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { LIMIT = 10 };

static void the_largest_are_kept_in_order(void **state)
{
    (void)state;
    unsigned seed = 3;
    for (int round = 0; round < 200; round++) {
        struct top top;
        double all[100] = {0}, kept[LIMIT] = {0};
        size_t count = (size_t)round % 100;
        top_init(&top, LIMIT);
        for (size_t i = 0; i < count; i++) {
            seed = seed * 1103515245 + 12345;
            all[i] = (seed >> 16) % 50;
            size_t place = top_put(&top, all[i]);
            if (place != TOP_NOT_KEPT) {
                assert_true(place < LIMIT);
                kept[place] = all[i];
            }
        }
        top_sort(&top);
        assert_int_equal(top.count, count < LIMIT ? count : LIMIT);
        for (size_t i = 0; i < top.count; i++) {
            size_t larger = 0, not_less = 0;
            for (size_t k = 0; k < count; k++) {
                larger += all[k] > top.heap[i].key;
                not_less += all[k] >= top.heap[i].key;
            }
            assert_true(larger <= i && i < not_less);
            assert_true(kept[top.heap[i].place] >= top.heap[i].key);
            assert_true(kept[top.heap[i].place] <= top.heap[i].key);
        }
        top_clear(&top);
    }
}

static void of_equal_keys_the_earlier_ones_stay(void **state)
{
    (void)state;
    struct top top;
    top_init(&top, 2);
    assert_int_equal(top_put(&top, 1), 0);
    assert_int_equal(top_put(&top, 1), 1);
    assert_int_equal(top_put(&top, 1), TOP_NOT_KEPT);
    assert_int_equal(top_put(&top, 2), 1);
    top_sort(&top);
    assert_int_equal(top.heap[0].place, 1);
    assert_int_equal(top.heap[1].place, 0);
    top_clear(&top);
}

static void a_limit_of_none_keeps_none(void **state)
{
    (void)state;
    struct top top;
    top_init(&top, 0);
    assert_int_equal(top_put(&top, 5), TOP_NOT_KEPT);
    top_sort(&top);
    assert_int_equal(top.count, 0);
    top_clear(&top);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_largest_are_kept_in_order),
        cmocka_unit_test(of_equal_keys_the_earlier_ones_stay),
        cmocka_unit_test(a_limit_of_none_keeps_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
