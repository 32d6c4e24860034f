#include "store/set_back.h"

#include "store/query.h"

/* Each with the time as ?1. */
static const char *const corrections[] = {
    "DELETE FROM coverage WHERE from_hour > ?1 / 3600",
    "UPDATE coverage SET to_hour = ?1 / 3600 + 1 WHERE to_hour > ?1 / 3600 + 1",
    "UPDATE sources SET last_success_at = ?1 WHERE last_success_at > ?1",
    "UPDATE allotments SET since_at = ?1 WHERE since_at > ?1",
    "DELETE FROM follows WHERE began_at > ?1",
    "UPDATE follows SET not_before = ?1 WHERE not_before > ?1",
};

/* Most of the time between the last run that fits and the last one there was would be one leap.
 * Where no run fits, those of a month at most may be the wrong ones. */
static bool had_leapt(struct store *store, int64_t run, int64_t now, bool *leapt, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "WITH fits(id, at) AS (SELECT id, started_at FROM runs WHERE id < ?1 "
               "AND started_at <= ?2 ORDER BY id DESC LIMIT 1), "
               "ahead(first, last) AS (SELECT (SELECT started_at FROM runs WHERE id > coalesce("
               "(SELECT id FROM fits), 0) AND id < ?1 ORDER BY id LIMIT 1), "
               "(SELECT max(started_at) FROM runs WHERE id > coalesce((SELECT id FROM fits), 0) "
               "AND id < ?1)) "
               "SELECT coalesce((SELECT 2 * (first - at) > last - at FROM fits), "
               "last - first < ?3) FROM ahead");
    query_int(&query, run);
    query_int(&query, now + HOUR);
    query_int(&query, 31 * (int64_t)DAY);
    *leapt = query_row(&query) && column_bool(&query);
    return query_ok(&query, err);
}

static bool correct_all(struct store *store, int64_t now, struct err *err)
{
    for (size_t i = 0; i < sizeof corrections / sizeof *corrections; i++) {
        struct query query CLEANUP_QUERY = query_start(store, corrections[i]);
        query_int(&query, now);
        if (!query_run(&query, err)) {
            return false;
        }
    }
    return true;
}

bool store_set_back(struct store *store, int64_t run, int64_t now, struct err *err)
{
    bool leapt;
    if (!had_leapt(store, run, now, &leapt, err)) {
        return false;
    }
    if (!leapt) {
        return true;
    }
    if (!store_begin(store, err)) {
        return false;
    }
    if (!correct_all(store, now, err)) {
        store_rollback(store);
        return false;
    }
    return store_commit(store, err);
}
