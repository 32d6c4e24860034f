#include "store/spending.h"

#include "store/query.h"

static bool spent_between(struct store *store, struct str source, int64_t from, int64_t to,
                          struct spent *spent, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "SELECT coalesce(sum(p.requests), 0), coalesce(sum(p.items), 0), "
               "coalesce(sum(p.cost), 0) FROM spending p JOIN sources s ON s.id = p.source_id "
               "WHERE s.name = ? AND p.day BETWEEN ? AND ?");
    query_text(&query, source);
    query_int(&query, from);
    query_int(&query, to);
    *spent = (struct spent){0};
    if (query_row(&query)) {
        spent->requests = column_int(&query);
        spent->items = column_int(&query);
        spent->cost = column_int(&query);
    }
    return query_ok(&query, err);
}

bool spending_get(struct store *store, struct str source, int64_t day, struct spent *today,
                  struct spent *month, struct err *err)
{
    int64_t first = day - date_from_days(day).day + 1;
    return spent_between(store, source, day, day, today, err) &&
           spent_between(store, source, first, day, month, err);
}

bool spending_add(struct store *store, struct str source, int64_t day, const struct spent *more,
                  struct err *err)
{
    int64_t id;
    if (!store_source_id(store, source, &id, err)) {
        return false;
    }
    struct query query CLEANUP_QUERY = query_start(
        store, "INSERT INTO spending(source_id, day, requests, items, cost) VALUES(?, ?, ?, ?, ?) "
               "ON CONFLICT(source_id, day) DO UPDATE SET requests = requests + excluded.requests, "
               "items = items + excluded.items, cost = cost + excluded.cost");
    query_int(&query, id);
    query_int(&query, day);
    query_int(&query, more->requests);
    query_int(&query, more->items);
    query_int(&query, more->cost);
    return query_run(&query, err);
}

bool allotment_get(struct store *store, struct str account, struct str item, int64_t since,
                   int64_t *others, bool *taken, int64_t *oldest_at, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "SELECT coalesce(sum(item <> ?), 0), coalesce(sum(item = ?), 0), min(since_at) "
               "FROM allotments WHERE account = ? AND since_at > ?");
    query_text(&query, item);
    query_text(&query, item);
    query_text(&query, account);
    query_int(&query, since);
    *others = 0;
    *taken = false;
    *oldest_at = TIME_NONE;
    if (query_row(&query)) {
        *others = column_int(&query);
        *taken = column_int(&query) > 0;
        *oldest_at = column_time(&query);
    }
    return query_ok(&query, err);
}

bool allotment_put(struct store *store, struct str account, struct str item, int64_t now,
                   struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "INSERT INTO allotments(account, item, since_at) VALUES(?, ?, ?) "
                           "ON CONFLICT(account, item) DO UPDATE SET since_at = excluded.since_at");
    query_text(&query, account);
    query_text(&query, item);
    query_int(&query, now);
    return query_run(&query, err);
}
