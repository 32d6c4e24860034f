#include "match/copies.h"

#include <stdlib.h>
#include <string.h>

enum {
    BANDS = SKETCH_BINS / 2,
    NOBODY = 0, /* places count from 1 */
};

/* One that was put in, and stands for all of its day that equal it. */
struct stand_in {
    struct copy copy;
    struct copy last; /* the last old one it met; id 0: none yet */
    size_t met;       /* number of the one being led past, when it has been looked at */
};

/* Of a chain of stand-ins that share a band. */
struct link {
    uint32_t key, stand_in, next; /* places */
};

struct copies {
    struct copies_found found;
    struct stand_in *stand_ins; /* from place 1 */
    size_t count, capacity;
    struct link *links; /* BANDS to each stand-in, from place 1 */
    uint32_t *heads;    /* by key; a power of two of them */
    size_t head_count;
    size_t led;   /* past so far */
    int64_t *ids; /* put in; in order once something is led past */
    size_t id_count, id_capacity;
    bool shuffled; /* they are not in order yet */
};

bool copies_alike(const struct sketch *left, const struct sketch *right)
{
    size_t equal = 0;
    for (size_t i = 0; i < SKETCH_BINS; i++) {
        equal += left->bins[i] == right->bins[i];
    }
    return equal >= COPIES_BINS;
}

struct copies *copies_open(struct copies_found found)
{
    struct copies *copies = mem_zalloc(1, sizeof *copies);
    copies->found = found;
    return copies;
}

static bool bins_equal(const struct copy *left, const struct copy *right)
{
    return memcmp(left->sketch.bins, right->sketch.bins, SKETCH_BINS) == 0;
}

static bool near_in_time(const struct copy *left, const struct copy *right)
{
    int64_t apart = left->day > right->day ? left->day - right->day : right->day - left->day;
    return apart <= COPIES_DAYS;
}

static uint32_t band_key(const struct copy *copy, uint32_t band)
{
    const unsigned char *bins = &copy->sketch.bins[2 * band];
    return band << 16 | (uint32_t)bins[0] << 8 | bins[1];
}

static uint32_t *head_of(const struct copies *copies, uint32_t key)
{
    return &copies->heads[(key * 0x9E3779B1u >> 7) & (copies->head_count - 1)];
}

static void link_put(struct copies *copies, size_t at, size_t stand_in, uint32_t band)
{
    struct link *link = &copies->links[at];
    link->key = band_key(&copies->stand_ins[stand_in].copy, band);
    link->stand_in = (uint32_t)stand_in;
    uint32_t *head = head_of(copies, link->key);
    link->next = *head;
    *head = (uint32_t)at;
}

static void stand_in_link(struct copies *copies, size_t stand_in)
{
    for (uint32_t band = 0; band < BANDS; band++) {
        link_put(copies, 1 + (stand_in - 1) * BANDS + band, stand_in, band);
    }
}

static void grow(struct copies *copies)
{
    copies->capacity = copies->capacity ? 2 * copies->capacity : 64;
    copies->stand_ins =
        mem_resize(copies->stand_ins, copies->capacity + 1, sizeof *copies->stand_ins);
    copies->links = mem_resize(copies->links, copies->capacity * BANDS + 1, sizeof *copies->links);
    mem_free_at(&copies->heads);
    copies->head_count = 2 * BANDS * copies->capacity;
    copies->heads = mem_zalloc(copies->head_count, sizeof *copies->heads);
    for (size_t i = 1; i <= copies->count; i++) {
        stand_in_link(copies, i);
    }
}

/* The one that stands for a copy's equals of its day. */
static const struct stand_in *stand_in_for(const struct copies *copies, const struct copy *copy)
{
    uint32_t at = copies->count ? *head_of(copies, band_key(copy, 0)) : NOBODY;
    for (size_t seen = 0; at && seen < COPIES_BAND; at = copies->links[at].next) {
        const struct stand_in *one = &copies->stand_ins[copies->links[at].stand_in];
        if (one->copy.day == copy->day && bins_equal(&one->copy, copy)) {
            return one;
        }
        seen++;
    }
    return NULL;
}

static int by_number(const void *left, const void *right)
{
    const int64_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static void id_keep(struct copies *copies, int64_t id)
{
    if (copies->id_count == copies->id_capacity) {
        copies->id_capacity = copies->id_capacity ? 2 * copies->id_capacity : 64;
        copies->ids = mem_resize(copies->ids, copies->id_capacity, sizeof *copies->ids);
    }
    copies->shuffled |= copies->id_count > 0 && id < copies->ids[copies->id_count - 1];
    copies->ids[copies->id_count++] = id;
}

static bool is_old(const struct copies *copies, int64_t id)
{
    return id < copies->ids[0] ||
           !bsearch(&id, copies->ids, copies->id_count, sizeof id, by_number);
}

void copies_add(struct copies *copies, const struct copy *copy)
{
    const struct stand_in *same = stand_in_for(copies, copy);
    id_keep(copies, copy->id);
    if (same) {
        copies->found.pair(copies->found.user, same->copy.id, copy->id);
        return;
    }
    if (copies->count == copies->capacity) {
        grow(copies);
    }
    copies->stand_ins[++copies->count] = (struct stand_in){.copy = *copy};
    stand_in_link(copies, copies->count);
}

/* Two old ones that are equal and near were told of each other when the later one was new. */
static void look(struct copies *copies, struct stand_in *one, const struct copy *copy)
{
    if (one->met == copies->led) {
        return;
    }
    one->met = copies->led;
    if (one->copy.id == copy->id || !near_in_time(&one->copy, copy) ||
        !copies_alike(&one->copy.sketch, &copy->sketch)) {
        return;
    }
    bool old = is_old(copies, copy->id);
    bool told =
        old ? one->last.id && bins_equal(&one->last, copy) && near_in_time(&one->last, copy)
            : one->copy.day == copy->day && bins_equal(&one->copy, copy); /* when it was put in */
    if (old) {
        one->last = *copy;
    }
    if (!told) {
        copies->found.pair(copies->found.user, one->copy.id, copy->id);
    }
}

void copies_meet(struct copies *copies, const struct copy *copy)
{
    copies->led++;
    if (copies->shuffled) {
        qsort(copies->ids, copies->id_count, sizeof *copies->ids, by_number);
        copies->shuffled = false;
    }
    for (uint32_t band = 0; band < BANDS && copies->count; band++) {
        uint32_t key = band_key(copy, band);
        uint32_t at = *head_of(copies, key);
        for (size_t seen = 0; at && seen < COPIES_BAND; at = copies->links[at].next) {
            if (copies->links[at].key == key) {
                look(copies, &copies->stand_ins[copies->links[at].stand_in], copy);
            }
            seen++;
        }
    }
}

void copies_close(struct copies *copies)
{
    if (copies) {
        mem_free_at(&copies->stand_ins);
        mem_free_at(&copies->links);
        mem_free_at(&copies->heads);
        mem_free_at(&copies->ids);
        mem_free_at(&copies);
    }
}

void copies_close_at(struct copies **copies)
{
    copies_close(*copies);
}
