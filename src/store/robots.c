#include "store/robots.h"

#include "store/query.h"

enum { KEPT_S = 30 * DAY };

bool robots_get(struct store *store, struct str origin, struct arena *arena, struct robots_row *row,
                bool *found, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT fetched_at, status, body FROM robots WHERE origin = ?");
    query_text(&query, origin);
    *found = query_row(&query);
    if (*found) {
        *row = (struct robots_row){.origin = origin, .fetched_at = column_int(&query)};
        row->status = (int)column_int(&query);
        row->body = column_text(&query, arena);
    }
    return query_ok(&query, err);
}

/* Nobody asks for rules that old (net/job.h: ROBOTS_STALE_S). */
static bool robots_forget(struct store *store, int64_t before, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "DELETE FROM robots WHERE fetched_at < ?");
    query_int(&query, before);
    return query_run(&query, err);
}

bool robots_put(struct store *store, const struct robots_row *row, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "INSERT INTO robots(origin, fetched_at, status, body) VALUES(?, ?, ?, ?) "
               "ON CONFLICT(origin) DO UPDATE SET fetched_at = excluded.fetched_at, "
               "status = excluded.status, body = excluded.body");
    query_text(&query, row->origin);
    query_int(&query, row->fetched_at);
    query_int(&query, row->status);
    query_text(&query, text_or_empty(row->body));
    return query_run(&query, err) && robots_forget(store, row->fetched_at - KEPT_S, err);
}
