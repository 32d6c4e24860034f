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

bool store_set_back(struct store *store, int64_t now, struct err *err)
{
    if (!store_begin(store, err)) {
        return false;
    }
    if (!correct_all(store, now, err)) {
        store_rollback(store);
        return false;
    }
    return store_commit(store, err);
}
