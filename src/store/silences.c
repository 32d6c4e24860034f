#include "store/silences.h"

#include "store/query.h"

static bool end_running(struct store *store, const struct silence *silence, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "UPDATE silences SET until_at = ? WHERE brand = ? AND rule = ? "
                           "AND until_at > ?");
    query_int(&query, silence->from_at);
    query_text(&query, silence->brand);
    query_text(&query, text_or_empty(silence->rule));
    query_int(&query, silence->from_at);
    return query_run(&query, err);
}

bool silence_put(struct store *store, const struct silence *silence, struct err *err)
{
    if (!end_running(store, silence, err)) {
        return false;
    }
    if (silence->until_at <= silence->from_at) {
        return true;
    }
    struct query query CLEANUP_QUERY =
        query_start(store, "INSERT INTO silences(brand, rule, from_at, until_at, author, reason) "
                           "VALUES(?, ?, ?, ?, ?, ?)");
    query_text(&query, silence->brand);
    query_text(&query, text_or_empty(silence->rule));
    query_int(&query, silence->from_at);
    query_int(&query, silence->until_at);
    query_text(&query, text_or_empty(silence->author));
    query_text(&query, text_or_empty(silence->reason));
    return query_run(&query, err);
}

bool silences_running(struct store *store, int64_t at, struct arena *arena, struct silence **list,
                      size_t *count, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "SELECT id, brand, rule, from_at, until_at, author, reason FROM silences "
               "WHERE from_at <= ? AND until_at > ? ORDER BY until_at, id");
    query_int(&query, at);
    query_int(&query, at);
    *list = NULL;
    for (*count = 0; query_row(&query); ++*count) {
        *list = list_room(arena, *list, *count, sizeof **list);
        struct silence *silence = &(*list)[*count];
        silence->id = column_int(&query);
        silence->brand = column_text(&query, arena);
        silence->rule = column_text(&query, arena);
        silence->from_at = column_int(&query);
        silence->until_at = column_int(&query);
        silence->author = column_text(&query, arena);
        silence->reason = column_text(&query, arena);
    }
    return query_ok(&query, err);
}

bool silence_ended(struct store *store, struct str brand, struct str rule, int64_t since,
                   int64_t at, bool *ended, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT 1 FROM silences WHERE brand = ? AND rule IN ('', ?) "
                           "AND until_at > ? AND until_at <= ? LIMIT 1");
    query_text(&query, brand);
    query_text(&query, rule);
    query_int(&query, since);
    query_int(&query, at);
    *ended = query_row(&query);
    return query_ok(&query, err);
}
