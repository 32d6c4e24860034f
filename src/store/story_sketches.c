#include "store/story_sketches.h"

#include "store/mentions.h"
#include "store/stories.h"

#include <stdlib.h>

/* A row holds the sketches of one page and day: a row for each mention would cost as much as the
 * mention. */
enum { ENTRY = 2 + SKETCH_BINS, ROW_IDS = 65536, ROW_MAX = 4096 };

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

/* Whether a copy goes into the row that begins with the first. */
static bool same_row(const struct copy *first, const struct copy *copy, size_t entries)
{
    return copy->day == first->day && copy->id < first->id + ROW_IDS && entries < ROW_MAX;
}

bool sketches_put(struct store *store, struct copy *copies, size_t count, struct err *err)
{
    struct buf row CLEANUP_BUF = BUF_INIT((size_t)ROW_MAX * ENTRY);
    if (count) {
        qsort(copies, count, sizeof *copies, by_day);
    }
    for (size_t i = 0; i < count;) {
        const struct copy *first = &copies[i];
        buf_reset(&row);
        for (; i < count && same_row(first, &copies[i], row.n / ENTRY); i++) {
            entry_write(&row, first->id, &copies[i]);
        }
        if (!row_put(store, first->id, first->day, buf_str(&row), err)) {
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

/* The row a mention is in, or could be. */
struct place {
    int64_t first_id;
    struct buf entries; /* the others of the row */
    struct sketch sketch;
    bool row; /* there is one that it is in, or that begins with its id */
};

static void place_clear(struct place *place)
{
    buf_clear(&place->entries);
}

static void row_split(struct place *place, struct str entries, int64_t id)
{
    size_t at = 0;
    const unsigned char *entry = (const unsigned char *)entries.p;
    while (at + ENTRY <= entries.n && place->first_id + entry[at] + 256 * entry[at + 1] != id) {
        at += ENTRY;
    }
    buf_reset(&place->entries);
    buf_add(&place->entries, str_slice(entries, 0, at));
    if (at + ENTRY <= entries.n) {
        memcpy(place->sketch.bins, entry + at + 2, SKETCH_BINS);
        place->sketch.made = true;
        buf_add(&place->entries, str_slice(entries, at + ENTRY, entries.n));
    }
}

/* Pages do not overlap: in front of the one it lies behind it cannot be. What was edited may have a
 * row of its own between the others of its page. */
static bool place_find(struct store *store, int64_t id, int64_t posted_at, struct place *place,
                       struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT first_id, entries FROM story_sketches "
                           "WHERE day = ?1 AND first_id <= ?2 AND first_id > ?2 - ?3 "
                           "ORDER BY first_id DESC");
    bool page = false;
    *place = (struct place){.entries = BUF_INIT((size_t)ROW_MAX * ENTRY)};
    query_int(&query, sketch_day(posted_at));
    query_int(&query, id);
    query_int(&query, ROW_IDS);
    while (!place->row && !page && query_row(&query)) {
        place->first_id = column_int(&query);
        struct str entries = column_view(&query);
        row_split(place, entries, id);
        place->row = place->sketch.made || place->first_id == id;
        page = entries.n > ENTRY;
    }
    return query_ok(&query, err);
}

static bool gather_edited(struct store *store, struct gathered *gathered, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT m.id, m.posted_at FROM stories_again JOIN mentions m "
                           "ON m.id = mention_id");
    while (query_row(&query)) {
        CLEANUP(place_clear) struct place place;
        int64_t id = column_int(&query), posted_at = column_int(&query);
        if (!place_find(store, id, posted_at, &place, err)) {
            return false;
        }
        if (place.sketch.made) {
            gather(gathered, &(struct copy){id, sketch_day(posted_at), place.sketch});
        }
    }
    return query_ok(&query, err);
}

bool stories_unread(struct store *store, int64_t most, struct arena *arena, struct copy **list,
                    size_t *count, int64_t *newest, struct err *err)
{
    struct gathered gathered = {.arena = arena};
    int64_t after, last;
    if (!setting_number(store, STORIES_READ, &after, err) || !mentions_newest(store, &last, err)) {
        return false;
    }
    *newest = last - after > most ? after + most : last;
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT first_id, day, entries FROM story_sketches "
                           "WHERE first_id > ? AND first_id <= ? ORDER BY first_id");
    query_int(&query, after);
    query_int(&query, *newest);
    while (query_row(&query)) {
        row_give(&query, (struct copy_reader){gather, &gathered});
    }
    bool well = query_ok(&query, err) && gather_edited(store, &gathered, err);
    *list = gathered.list;
    *count = gathered.count;
    return well;
}

static bool row_change(struct store *store, const struct place *place, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "UPDATE story_sketches SET entries = ? WHERE first_id = ?");
    query_blob(&query, buf_str(&place->entries));
    query_int(&query, place->first_id);
    return query_run(&query, err);
}

bool sketch_drop(struct store *store, int64_t id, int64_t posted_at, struct err *err)
{
    CLEANUP(place_clear) struct place place;
    return place_find(store, id, posted_at, &place, err) &&
           (!place.sketch.made || row_change(store, &place, err));
}

static bool look_again(struct store *store, int64_t id, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "INSERT OR IGNORE INTO stories_again(mention_id) VALUES(?)");
    query_int(&query, id);
    return query_run(&query, err);
}

static bool sketch_replace(struct store *store, struct place *place, struct copy *copy,
                           struct err *err)
{
    if (!place->row) {
        return sketches_put(store, copy, copy->sketch.made, err);
    }
    if (copy->sketch.made) {
        entry_write(&place->entries, place->first_id, copy);
    }
    return row_change(store, place, err);
}

bool sketch_follow(struct store *store, int64_t id, int64_t posted_at, const struct sketch *sketch,
                   bool *changed, struct err *err)
{
    CLEANUP(place_clear) struct place place;
    struct copy copy = {id, sketch_day(posted_at), *sketch};
    if (!place_find(store, id, posted_at, &place, err)) {
        return false;
    }
    *changed = sketch->made != place.sketch.made ||
               (sketch->made && memcmp(sketch->bins, place.sketch.bins, SKETCH_BINS) != 0);
    return !*changed || (sketch_replace(store, &place, &copy, err) && look_again(store, id, err));
}
