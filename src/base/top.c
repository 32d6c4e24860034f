#include "base/top.h"

#include "base/mem.h"

#include <stdbool.h>
#include <stdlib.h>

void top_init(struct top *top, size_t limit)
{
    *top = (struct top){.heap = mem_zalloc(limit, sizeof *top->heap), .limit = limit};
}

void top_clear(struct top *top)
{
    free(top->heap);
    *top = (struct top){0};
}

/* a gives way before b does. */
static bool is_less(const struct top_item *a, const struct top_item *b)
{
    return a->key < b->key || (a->key == b->key && a->turn > b->turn);
}

static void sink(struct top *top, struct top_item item)
{
    size_t at = 0, child;
    while ((child = 2 * at + 1) < top->count) {
        child += child + 1 < top->count && is_less(&top->heap[child + 1], &top->heap[child]);
        if (!is_less(&top->heap[child], &item)) {
            break;
        }
        top->heap[at] = top->heap[child];
        at = child;
    }
    top->heap[at] = item;
}

static void rise(struct top *top, struct top_item item)
{
    size_t at = top->count++;
    while (at && is_less(&item, &top->heap[(at - 1) / 2])) {
        top->heap[at] = top->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    top->heap[at] = item;
}

size_t top_put(struct top *top, double key)
{
    struct top_item item = {key, top->turns++, top->count};
    if (top->count < top->limit) {
        rise(top, item);
        return item.place;
    }
    if (!top->limit || !is_less(&top->heap[0], &item)) {
        return TOP_NOT_KEPT;
    }
    item.place = top->heap[0].place;
    sink(top, item);
    return item.place;
}

static int largest_first(const void *a, const void *b)
{
    return is_less(a, b) - is_less(b, a);
}

void top_sort(struct top *top)
{
    if (top->count) {
        qsort(top->heap, top->count, sizeof *top->heap, largest_first);
    }
}
