/* The N largest of a stream of any length, in memory for N. The caller keeps an array of N records;
 * this says which place a new one goes to, whose content is then forgotten.
 *
 * A heap whose root is the least of those kept: a new key costs log N at most. Of equal keys the
 * earlier one stays. */
#ifndef BASE_TOP_H
#define BASE_TOP_H

#include <stddef.h>

#define TOP_NOT_KEPT ((size_t)-1)

struct top_item {
    double key;
    size_t turn, place;
};

struct top {
    struct top_item *heap;
    size_t count, limit, turns;
};

/* limit may be 0: then nothing is kept. */
void top_init(struct top *top, size_t limit);
void top_clear(struct top *top);

/* The place, 0 to limit - 1, of a record of that key; TOP_NOT_KEPT when it is not among the N. */
size_t top_put(struct top *top, double key);

/* Puts the items in order, the largest key first: heap[0 .. count). Nothing is put after. */
void top_sort(struct top *top);

#endif
