#include "store/follow.h"

#include "store/query.h"

#define NOWHERE ((struct follow_place){TIME_NONE, TIME_NONE, 0, 0})

static bool place_read(struct store *store, int64_t source, struct follow_place *place,
                       int64_t *not_before, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT began_at, posted_at, mention_id, unanswered, not_before "
                           "FROM follows WHERE source_id = ?");
    query_int(&query, source);
    *place = NOWHERE;
    *not_before = INT64_MIN;
    if (query_row(&query)) {
        place->began_at = column_int(&query);
        place->posted_at = column_int(&query);
        place->mention = column_int(&query);
        place->unanswered = column_int(&query);
        *not_before = column_int(&query);
    }
    return query_ok(&query, err);
}

static bool ids_read(struct store *store, int64_t source, const struct follow_pace *pace,
                     struct arena *arena, struct follow_ids *next, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "SELECT id, CAST(native_id AS TEXT), posted_at FROM mentions WHERE source_id = ? "
               "AND posted_at >= ? AND posted_at < ? AND (posted_at, id) > (?, ?) "
               "ORDER BY posted_at, id LIMIT ?");
    query_int(&query, source);
    query_int(&query, pace->oldest_at);
    query_int(&query, next->from.began_at);
    query_int(&query, next->from.posted_at);
    query_int(&query, next->from.mention);
    query_int(&query, (int64_t)(pace->witness && pace->most > 1 ? pace->most - 1 : pace->most));
    next->to = next->from;
    next->to.unanswered = 0;
    while (query_row(&query)) {
        next->rows[next->count] = next->to.mention = column_int(&query);
        next->ids[next->count++] = column_text(&query, arena);
        next->to.posted_at = column_int(&query);
    }
    next->asked = next->count;
    return query_ok(&query, err);
}

static bool witness_read(struct store *store, int64_t source, const struct follow_pace *pace,
                         struct arena *arena, struct follow_ids *next, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "SELECT CAST(native_id AS TEXT) FROM mentions WHERE source_id = ?1 "
               "AND posted_at >= ?2 AND NOT ((posted_at, id) > (?3, ?4) "
               "AND (posted_at, id) <= (?5, ?6)) ORDER BY posted_at DESC, id DESC LIMIT 1");
    if (!next->count || !pace->witness || next->count == pace->most) {
        return true;
    }
    query_int(&query, source);
    query_int(&query, pace->oldest_at);
    query_int(&query, next->from.posted_at);
    query_int(&query, next->from.mention);
    query_int(&query, next->to.posted_at);
    query_int(&query, next->to.mention);
    if (query_row(&query)) {
        next->ids[next->asked++] = column_text(&query, arena);
    }
    return query_ok(&query, err);
}

static bool batch_read(struct store *store, int64_t source, const struct follow_pace *pace,
                       struct arena *arena, struct follow_ids *next, struct err *err)
{
    return ids_read(store, source, pace, arena, next, err) &&
           witness_read(store, source, pace, arena, next, err);
}

bool follow_next(struct store *store, struct str source, const struct follow_pace *pace,
                 struct arena *arena, struct follow_ids *next, struct err *err)
{
    int64_t id, not_before;
    *next = (struct follow_ids){.rows = arena_array(arena, int64_t, pace->most),
                                .ids = arena_array(arena, struct str, pace->most)};
    if (!store_source_find(store, source, &id, err) ||
        !place_read(store, id, &next->from, &not_before, err)) {
        return false;
    }
    bool begun = next->from.began_at != TIME_NONE;
    if (pace->now < not_before || (begun && !batch_read(store, id, pace, arena, next, err))) {
        return pace->now < not_before;
    }
    if (next->count || (begun && pace->now - next->from.began_at < pace->every_s)) {
        return true;
    }
    next->from = (struct follow_place){pace->now, INT64_MIN, 0, 0};
    return batch_read(store, id, pace, arena, next, err);
}

bool follow_put(struct store *store, struct str source, const struct follow_place *place,
                int64_t not_before, struct err *err)
{
    int64_t id;
    if (!store_source_find(store, source, &id, err)) {
        return false;
    }
    struct query query CLEANUP_QUERY =
        query_start(store, "INSERT OR REPLACE INTO follows(source_id, began_at, posted_at, "
                           "mention_id, unanswered, not_before) VALUES(?, ?, ?, ?, ?, ?)");
    query_int(&query, id);
    query_int(&query, place->began_at);
    query_int(&query, place->posted_at);
    query_int(&query, place->mention);
    query_int(&query, place->unanswered);
    query_int(&query, not_before);
    return query_run(&query, err);
}
