#include "store/story_sketches.h"

#include "store/mentions.h"
#include "store/stories.h"

#include <stdlib.h>

/* A row holds the sketches of one group and day; a group is a page, or the next part of a long one.
 * A row for each mention would cost as much as the mention. */
enum { ENTRY = 2 + SKETCH_BINS, GROUP_IDS = 65536, GROUP_MAX = 4096 };

static int by_day(const void *left, const void *right)
{
    const struct copy *a = left, *b = right;
    return a->day != b->day ? (a->day > b->day) - (a->day < b->day)
                            : (a->id > b->id) - (a->id < b->id);
}

static bool row_put(struct store *store, int64_t first_id, int64_t day, struct str entries,
                    struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "INSERT INTO story_sketches(first_id, day, entries) VALUES(?, ?, ?)");
    query_int(&query, first_id);
    query_int(&query, day);
    query_blob(&query, entries);
    return query_run(&query, err);
}

static void entry_write(struct buf *row, int64_t first_id, const struct copy *copy)
{
    uint64_t offset = (uint64_t)(copy->id - first_id);
    buf_add_byte(row, (char)(offset & 0xFF));
    buf_add_byte(row, (char)(offset >> 8));
    buf_add(row, (struct str){(const char *)copy->sketch.bins, SKETCH_BINS});
}

static bool group_put(struct store *store, struct copy *copies, size_t count, struct err *err)
{
    struct buf row CLEANUP_BUF = BUF_INIT((size_t)GROUP_MAX * ENTRY);
    int64_t first_id = copies[0].id;
    qsort(copies, count, sizeof *copies, by_day);
    for (size_t i = 0; i < count;) {
        int64_t day = copies[i].day;
        buf_reset(&row);
        for (; i < count && copies[i].day == day; i++) {
            entry_write(&row, first_id, &copies[i]);
        }
        if (!row_put(store, first_id, day, buf_str(&row), err)) {
            return false;
        }
    }
    return true;
}

bool sketches_put(struct store *store, struct copy *copies, size_t count, struct err *err)
{
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from;
             to < count && to - from < GROUP_MAX && copies[to].id < copies[from].id + GROUP_IDS;
             to++) {
        }
        if (!group_put(store, copies + from, to - from, err)) {
            return false;
        }
    }
    return true;
}

/* The row of columns first_id, day, entries. */
static void row_give(struct query *query, struct copy_reader reader)
{
    int64_t first = column_int(query), day = column_int(query);
    struct str entries = column_view(query);
    for (size_t at = 0; at + ENTRY <= entries.n; at += ENTRY) {
        const unsigned char *entry = (const unsigned char *)entries.p + at;
        struct copy copy = {.id = first + entry[0] + 256 * entry[1], .day = day};
        memcpy(copy.sketch.bins, entry + 2, SKETCH_BINS);
        copy.sketch.made = true;
        reader.copy(reader.user, &copy);
    }
}

struct gathered {
    struct arena *arena;
    struct copy *list;
    size_t count;
};

static void gather(void *user, const struct copy *copy)
{
    struct gathered *gathered = user;
    gathered->list =
        list_room(gathered->arena, gathered->list, gathered->count, sizeof *gathered->list);
    gathered->list[gathered->count++] = *copy;
}

/* The id after which the group begins in which the first `pages` rows end; INT64_MAX when there are
 * not more. */
static bool groups_end(struct store *store, int64_t after, size_t pages, int64_t *end,
                       struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT first_id FROM story_sketches WHERE first_id > ?1 AND first_id > "
                           "(SELECT first_id FROM story_sketches WHERE first_id > ?1 "
                           "ORDER BY first_id LIMIT 1 OFFSET ?2) ORDER BY first_id LIMIT 1");
    query_int(&query, after);
    query_int(&query, (int64_t)pages);
    *end = query_row(&query) ? column_int(&query) - 1 : INT64_MAX;
    return query_ok(&query, err);
}

bool stories_unread(struct store *store, size_t pages, struct arena *arena, struct copy **list,
                    size_t *count, int64_t *newest, struct err *err)
{
    struct gathered gathered = {.arena = arena};
    int64_t after, last;
    if (!setting_number(store, STORIES_READ, &after, err) ||
        !groups_end(store, after, pages, &last, err)) {
        return false;
    }
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT first_id, day, entries FROM story_sketches "
                           "WHERE first_id > ? AND first_id <= ? ORDER BY first_id, day");
    query_int(&query, after);
    query_int(&query, last);
    while (query_row(&query)) {
        row_give(&query, (struct copy_reader){gather, &gathered});
    }
    *list = gathered.list;
    *count = gathered.count;
    *newest = last;
    return query_ok(&query, err) && (last < INT64_MAX || mentions_newest(store, newest, err));
}

bool stories_around(struct store *store, int64_t from_day, int64_t to_day,
                    struct copy_reader reader, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT first_id, day, entries FROM story_sketches "
                           "WHERE day >= ? AND day <= ? ORDER BY day, first_id");
    query_int(&query, from_day);
    query_int(&query, to_day);
    while (query_row(&query)) {
        row_give(&query, reader);
    }
    return query_ok(&query, err);
}
