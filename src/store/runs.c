#include "store/query.h"

bool run_start(struct store *store, struct run *run, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "INSERT INTO runs(started_at, sources_tried, sources_failed, mentions_added, "
               "mentions_edited, mentions_duplicate, incidents_opened, deliveries_sent, "
               "deliveries_failed) VALUES(?, 0, 0, 0, 0, 0, 0, 0, 0)");
    query_int(&query, run->started_at);
    if (!query_run(&query, err)) {
        return false;
    }
    run->id = sqlite3_last_insert_rowid(store->db);
    return true;
}

bool run_finish(struct store *store, const struct run *run, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "UPDATE runs SET finished_at = ?, sources_tried = ?, sources_failed = ?, "
               "mentions_added = ?, mentions_edited = ?, mentions_duplicate = ?, "
               "incidents_opened = ?, deliveries_sent = ?, deliveries_failed = ? WHERE id = ?");
    query_time(&query, run->finished_at);
    query_int(&query, run->sources_tried);
    query_int(&query, run->sources_failed);
    query_int(&query, run->mentions_added);
    query_int(&query, run->mentions_edited);
    query_int(&query, run->mentions_duplicate);
    query_int(&query, run->incidents_opened);
    query_int(&query, run->deliveries_sent);
    query_int(&query, run->deliveries_failed);
    query_int(&query, run->id);
    return query_run(&query, err);
}

bool run_between(struct store *store, int64_t from, int64_t to, bool *any, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT 1 FROM runs WHERE started_at >= ? AND started_at < ? LIMIT 1");
    query_int(&query, from);
    query_int(&query, to);
    *any = query_row(&query);
    return query_ok(&query, err);
}

bool run_last(struct store *store, struct run *run, struct err *err)
{
    return run_last_before(store, INT64_MAX, run, err);
}

bool run_last_before(struct store *store, int64_t id, struct run *run, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT id, started_at, finished_at, sources_tried, sources_failed, "
                           "mentions_added, mentions_edited, mentions_duplicate, incidents_opened, "
                           "deliveries_sent, deliveries_failed FROM runs WHERE id < ? "
                           "ORDER BY id DESC LIMIT 1");
    query_int(&query, id);
    *run = (struct run){.started_at = TIME_NONE, .finished_at = TIME_NONE};
    if (query_row(&query)) {
        run->id = column_int(&query);
        run->started_at = column_time(&query);
        run->finished_at = column_time(&query);
        run->sources_tried = column_int(&query);
        run->sources_failed = column_int(&query);
        run->mentions_added = column_int(&query);
        run->mentions_edited = column_int(&query);
        run->mentions_duplicate = column_int(&query);
        run->incidents_opened = column_int(&query);
        run->deliveries_sent = column_int(&query);
        run->deliveries_failed = column_int(&query);
    }
    return query_ok(&query, err);
}
