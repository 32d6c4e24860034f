#include "store/changes.h"

#include <stdlib.h>

void query_label(struct query *query, enum label label)
{
    if (label == LABEL_NONE) {
        query_null(query);
    } else {
        query_int(query, (int64_t)label - LABEL_NEUTRAL);
    }
}

enum label column_label(struct query *query)
{
    bool none = column_null(query);
    int64_t code = column_int(query);
    return none ? LABEL_NONE : (enum label)(code + LABEL_NEUTRAL);
}

static int64_t slot_of(int64_t at)
{
    return at / SLOT_SECONDS - (at % SLOT_SECONDS < 0);
}

/* A change of the facts that a mention counts in, nothing in it yet. */
static struct change *change_new(struct changes *changes, const struct counted *counted)
{
    if (changes->count == changes->capacity) {
        changes->capacity = changes->capacity ? changes->capacity * 2 : 64;
        changes->list = mem_resize(changes->list, changes->capacity, sizeof *changes->list);
    }
    struct change *change = &changes->list[changes->count++];
    *change = (struct change){
        .brand = counted->brand, .slot = slot_of(counted->posted_at), .source = counted->source};
    return change;
}

static void story_count(struct change *change, const struct counted *counted, int sign)
{
    change->stories = sign;
    change->negative_stories = counted->label == LABEL_NEGATIVE ? sign : 0;
}

void changes_add(struct changes *changes, const struct counted *counted, int sign)
{
    struct change *change = change_new(changes, counted);
    change->total = sign;
    change->compound = counted->label ? sign * counted->compound : 0;
    change->labels[counted->label] = sign;
    if (!counted->echo) {
        story_count(change, counted, sign);
    }
    aspect_changes_add(
        &changes->aspects,
        &(struct aspect_counted){counted->brand, change->slot, counted->label, &counted->aspects},
        sign);
}

void changes_add_story(struct changes *changes, const struct counted *counted, int sign)
{
    story_count(change_new(changes, counted), counted, sign);
}

void changes_clear(struct changes *changes)
{
    mem_free_at(&changes->list);
    aspect_changes_clear(&changes->aspects);
    *changes = (struct changes){0};
}

static int order(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* By series, then time: equal keys stand together, and so do the series. */
static int change_order(const void *left, const void *right)
{
    const struct change *a = left, *b = right;
    int by = order(a->brand, b->brand);
    by = by ? by : order(a->source, b->source);
    return by ? by : order(a->slot, b->slot);
}

static void change_merge(struct change *into, const struct change *from)
{
    into->total += from->total;
    into->compound += from->compound;
    into->stories += from->stories;
    into->negative_stories += from->negative_stories;
    for (size_t i = 0; i < LABEL_COUNT; i++) {
        into->labels[i] += from->labels[i];
    }
}

static bool change_nothing(const struct change *change)
{
    bool any = change->total || change->compound || change->stories || change->negative_stories;
    for (size_t i = 0; i < LABEL_COUNT; i++) {
        any = any || change->labels[i];
    }
    return !any;
}

/* Sorted, equal keys merged, without those that cancelled out. */
static void changes_settle(struct changes *changes)
{
    size_t kept = 0;
    if (changes->count) {
        qsort(changes->list, changes->count, sizeof *changes->list, change_order);
    }
    for (size_t i = 0; i < changes->count;) {
        struct change sum = changes->list[i++];
        while (i < changes->count && change_order(&sum, &changes->list[i]) == 0) {
            change_merge(&sum, &changes->list[i++]);
        }
        if (!change_nothing(&sum)) {
            changes->list[kept++] = sum;
        }
    }
    changes->count = kept;
}

#define FACT_INSERT                                                                                \
    "INSERT INTO facts(brand_id, slot, source_id, total, negative, neutral, positive, compound, "  \
    "stories, negative_stories) VALUES"
#define FACT_ADD                                                                                   \
    " ON CONFLICT DO UPDATE SET "                                                                  \
    "total = total + excluded.total, negative = negative + excluded.negative, "                    \
    "neutral = neutral + excluded.neutral, positive = positive + excluded.positive, "              \
    "compound = compound + excluded.compound, stories = stories + excluded.stories, "              \
    "negative_stories = negative_stories + excluded.negative_stories"

static void fact_bind(struct query *query, const struct change *change)
{
    query_int(query, change->brand);
    query_int(query, change->slot);
    query_int(query, change->source);
    query_int(query, change->total);
    query_int(query, change->labels[LABEL_NEGATIVE]);
    query_int(query, change->labels[LABEL_NEUTRAL]);
    query_int(query, change->labels[LABEL_POSITIVE]);
    query_int(query, change->compound);
    query_int(query, change->stories);
    query_int(query, change->negative_stories);
}

static bool facts_write(struct store *store, const struct changes *changes, struct err *err)
{
    for (size_t i = 0; i < changes->count;) {
        size_t together = rows_together(changes->count - i);
        struct query query CLEANUP_QUERY = query_start(
            store, ROWS_SQL(together, FACT_INSERT, "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", FACT_ADD));
        for (size_t k = 0; k < together; k++, i++) {
            fact_bind(&query, &changes->list[i]);
        }
        if (!query_run(&query, err)) {
            return false;
        }
    }
    return true;
}

/* A half hour that everything has left has no row, as if nothing had ever been there. */
static bool fact_drop(struct store *store, const struct change *change, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "DELETE FROM facts WHERE brand_id = ? AND slot = ? AND source_id = ? "
                           "AND total = 0");
    query_int(&query, change->brand);
    query_int(&query, change->slot);
    query_int(&query, change->source);
    return query_run(&query, err);
}

static bool series_touch(struct store *store, int64_t brand, int64_t source, int64_t number,
                         struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "INSERT INTO series(brand_id, source_id, changed) VALUES(?, ?, ?) "
                           "ON CONFLICT DO UPDATE SET changed = excluded.changed");
    query_int(&query, brand);
    query_int(&query, source);
    query_int(&query, number);
    return query_run(&query, err);
}

/* How many mentions the change is about, at least: what came and went, or changed its label. */
static int64_t change_size(const struct change *change)
{
    int64_t size = llabs(change->total);
    for (size_t i = 0; i < LABEL_COUNT; i++) {
        size = size > llabs(change->labels[i]) ? size : llabs(change->labels[i]);
    }
    return size;
}

static bool late_add(struct store *store, const struct change *change, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "UPDATE series SET late = late + ? WHERE brand_id = ? "
                           "AND source_id IN (0, ?)");
    query_int(&query, change_size(change));
    query_int(&query, change->brand);
    query_int(&query, change->source);
    return query_run(&query, err);
}

struct writing {
    struct store *store;
    int64_t number;  /* of the change */
    int64_t settled; /* first slot that is not */
};

static bool change_write(const struct writing *writing, const struct change *change,
                         const struct change *previous, struct err *err)
{
    struct store *store = writing->store;
    int64_t number = writing->number;
    bool new_brand = !previous || previous->brand != change->brand;
    bool new_series = new_brand || previous->source != change->source;
    return (change->total >= 0 || fact_drop(store, change, err)) &&
           (!new_brand || series_touch(store, change->brand, 0, number, err)) &&
           (!new_series || series_touch(store, change->brand, change->source, number, err)) &&
           (change->slot >= writing->settled || late_add(store, change, err));
}

static bool number_take(struct store *store, int64_t *number, struct err *err)
{
    if (!setting_number(store, "facts.changes", number, err)) {
        return false;
    }
    ++*number;
    return setting_put_number(store, "facts.changes", *number, err);
}

/* A mention may change what it is about and nothing else. */
static bool aspects_write(const struct writing *writing, struct aspect_changes *changes,
                          struct err *err)
{
    for (size_t i = 0; i < changes->count; i++) {
        int64_t brand = aspect_change_brand(changes, i);
        if ((i == 0 || brand != aspect_change_brand(changes, i - 1)) &&
            !series_touch(writing->store, brand, 0, writing->number, err)) {
            return false;
        }
    }
    return aspect_changes_leave(writing->store, changes, err);
}

bool changes_write(struct store *store, struct changes *changes, struct err *err)
{
    struct writing writing = {.store = store};
    changes_settle(changes);
    if (changes->aspects.taken) { /* others are summed where they are left */
        aspect_changes_settle(&changes->aspects);
    }
    bool any = changes->count || changes->aspects.count;
    if (any && (!number_take(store, &writing.number, err) ||
                !setting_number(store, FACTS_SETTLED, &writing.settled, err))) {
        return false;
    }
    if (!facts_write(store, changes, err)) {
        return false;
    }
    for (size_t i = 0; i < changes->count; i++) {
        if (!change_write(&writing, &changes->list[i], i ? &changes->list[i - 1] : NULL, err)) {
            return false;
        }
    }
    changes->count = 0;
    return aspects_write(&writing, &changes->aspects, err);
}
