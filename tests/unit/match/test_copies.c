#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "match/copies.h"

#include <stdlib.h>
#include <string.h>

enum { MENTIONS = 400 };

/* Which are in one set, as the pairs that are told say. */
struct sets {
    size_t of[MENTIONS + 1];
    size_t pairs;
};

static size_t root(const struct sets *sets, size_t id)
{
    while (sets->of[id] != id) {
        id = sets->of[id];
    }
    return id;
}

static void join(void *user, int64_t left, int64_t right)
{
    struct sets *sets = user;
    size_t a = root(sets, (size_t)left), b = root(sets, (size_t)right);
    sets->of[a > b ? a : b] = a > b ? b : a;
    sets->pairs++;
}

static struct copies *begin(struct sets *sets)
{
    sets->pairs = 0;
    for (size_t i = 0; i <= MENTIONS; i++) {
        sets->of[i] = i;
    }
    return copies_open((struct copies_found){join, sets});
}

static struct copy made(int64_t id, int64_t day, unsigned char fill)
{
    struct copy copy = {.id = id, .day = day, .sketch.made = true};
    memset(copy.sketch.bins, fill, SKETCH_BINS);
    return copy;
}

static void copies_are_told_whether_both_are_new_or_one_is_old(void **state)
{
    (void)state;
    struct sets sets;
    struct copies *copies = begin(&sets);
    struct copy list[] = {made(1, 10, 1), made(2, 10, 1), made(3, 12, 1), made(4, 10, 2)};
    copies_add(copies, &list[1]);
    copies_add(copies, &list[2]);
    for (size_t i = 0; i < 4; i++) {
        copies_meet(copies, &list[i]);
    }
    copies_close(copies);
    assert_int_equal(root(&sets, 2), 1);
    assert_int_equal(root(&sets, 3), 1);
    assert_int_equal(root(&sets, 4), 4);
}

/* One that was edited is new, and has a smaller id than those who are not. */
static void what_is_new_need_not_have_the_largest_id(void **state)
{
    (void)state;
    struct sets sets;
    struct copies *copies = begin(&sets);
    struct copy list[] = {made(1, 10, 1), made(2, 10, 1), made(3, 10, 1), made(9, 10, 1)};
    join(&sets, 2, 3); /* told when the later one was new */
    copies_add(copies, &list[3]);
    copies_add(copies, &list[0]);
    for (size_t i = 0; i < 4; i++) {
        copies_meet(copies, &list[i]);
    }
    copies_close(copies);
    assert_int_equal(root(&sets, 2), 1);
    assert_int_equal(root(&sets, 9), 1);
}

static void those_of_other_weeks_are_not_copies(void **state)
{
    (void)state;
    struct sets sets;
    struct copies *copies = begin(&sets);
    struct copy new = made(1, 10, 1);
    struct copy last = made(2, 10 + COPIES_DAYS, 1), late = made(3, 11 + COPIES_DAYS, 1);
    copies_add(copies, &new);
    copies_meet(copies, &last);
    copies_meet(copies, &late);
    copies_close(copies);
    assert_int_equal(root(&sets, 2), 1);
    assert_int_equal(root(&sets, 3), 3);
}

static void three_quarters_of_the_bins_are_enough(void **state)
{
    (void)state;
    struct sets sets;
    struct copies *copies = begin(&sets);
    struct copy new = made(1, 10, 1), near = made(2, 10, 1), far = made(3, 10, 1);
    memset(near.sketch.bins + COPIES_BINS, 9, SKETCH_BINS - COPIES_BINS);
    memset(far.sketch.bins + COPIES_BINS - 1, 9, SKETCH_BINS - COPIES_BINS + 1);
    copies_add(copies, &new);
    copies_meet(copies, &near);
    copies_meet(copies, &far);
    copies_close(copies);
    assert_int_equal(root(&sets, 2), 1);
    assert_int_equal(root(&sets, 3), 3);
}

static unsigned next_random(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 16;
}

/* Some texts, each with copies that differ in up to five bins. */
static void fill(struct copy *list, unsigned seed)
{
    for (size_t i = 0; i < MENTIONS; i++) {
        unsigned text = next_random(&seed) % 60;
        list[i] = made((int64_t)i + 1, 100 + next_random(&seed) % 9, 0);
        for (size_t bin = 0; bin < SKETCH_BINS; bin++) {
            list[i].sketch.bins[bin] = (unsigned char)(text * 31 + bin * 7);
        }
        for (unsigned change = next_random(&seed) % 6; change > 0; change--) {
            list[i].sketch.bins[next_random(&seed) % SKETCH_BINS] =
                (unsigned char)next_random(&seed);
        }
    }
}

static int by_day(const void *left, const void *right)
{
    const struct copy *a = left, *b = right;
    return (a->day > b->day) - (a->day < b->day);
}

/* In portions, as runs would see them. */
static void find(const struct copy *list, size_t portion, struct sets *sets)
{
    copies_close(begin(sets));
    for (size_t from = 0; from < MENTIONS; from += portion) {
        struct copies *copies = copies_open((struct copies_found){join, sets});
        struct copy around[MENTIONS];
        size_t to = from + portion < MENTIONS ? from + portion : MENTIONS;
        for (size_t i = from; i < to; i++) {
            copies_add(copies, &list[i]);
        }
        memcpy(around, list, to * sizeof *around);
        qsort(around, to, sizeof *around, by_day);
        for (size_t i = 0; i < to; i++) {
            copies_meet(copies, &around[i]);
        }
        copies_close(copies);
    }
}

static void sets_are_those_of_all_pairs_compared_in_whatever_portions(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= 20; seed++) {
        struct copy list[MENTIONS];
        struct sets all, found;
        fill(list, seed);
        copies_close(begin(&all));
        for (size_t i = 0; i < MENTIONS; i++) {
            for (size_t k = 0; k < i; k++) {
                int64_t apart = list[i].day - list[k].day;
                if (apart <= COPIES_DAYS && -apart <= COPIES_DAYS &&
                    copies_alike(&list[i].sketch, &list[k].sketch)) {
                    join(&all, list[i].id, list[k].id);
                }
            }
        }
        find(list, 1 + seed * 17, &found);
        for (size_t id = 1; id <= MENTIONS; id++) {
            assert_int_equal(root(&found, id), root(&all, id));
        }
    }
}

/* A flood of one text must not be compared each with each. */
static void equal_ones_of_a_day_are_told_once_each(void **state)
{
    (void)state;
    struct sets sets;
    struct copies *copies = begin(&sets);
    for (int64_t id = 1; id <= MENTIONS; id++) {
        struct copy copy = made(id, 10, 1);
        copies_add(copies, &copy);
    }
    for (int64_t id = 1; id <= MENTIONS; id++) {
        struct copy copy = made(id, 10, 1);
        copies_meet(copies, &copy);
    }
    copies_close(copies);
    assert_int_equal(root(&sets, MENTIONS), 1);
    assert_in_range(sets.pairs, MENTIONS - 1, MENTIONS + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(copies_are_told_whether_both_are_new_or_one_is_old),
        cmocka_unit_test(what_is_new_need_not_have_the_largest_id),
        cmocka_unit_test(those_of_other_weeks_are_not_copies),
        cmocka_unit_test(three_quarters_of_the_bins_are_enough),
        cmocka_unit_test(sets_are_those_of_all_pairs_compared_in_whatever_portions),
        cmocka_unit_test(equal_ones_of_a_day_are_told_once_each),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
