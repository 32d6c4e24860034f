#include "store/prune.h"

#include "store/erase.h"
#include "store/mention_keys.h"
#include "store/outbox.h"
#include "store/query.h"

enum { PORTION = 5000 }; /* a transaction */

/* ---- mentions ---- */

static bool find_old(struct store *store, int64_t before, size_t most, int64_t ids[PORTION],
                     size_t *count, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "SELECT id FROM mentions WHERE posted_at < ? ORDER BY posted_at LIMIT ?");
    query_int(&query, before);
    query_int(&query, (int64_t)most);
    for (*count = 0; query_row(&query); ++*count) {
        ids[*count] = column_int(&query);
    }
    return query_ok(&query, err);
}

static bool erase_portion(struct store *store, const int64_t *ids, size_t count, int64_t now,
                          struct pruned *pruned, struct err *err)
{
    size_t erased;
    if (!mentions_erase(store, ids, count, ERASE_COUNTED, now, &erased, err)) {
        return false;
    }
    pruned->mentions += erased;
    return true;
}

static bool prune_portions(struct store *store, int64_t before, int64_t now, size_t most,
                           struct pruned *pruned, bool *all, struct err *err)
{
    int64_t ids[PORTION];
    for (size_t done = 0, count; done < most; done += count) {
        size_t portion = most - done < PORTION ? most - done : PORTION;
        if (!store_begin(store, err)) {
            return false;
        }
        if (!find_old(store, before, portion, ids, &count, err) ||
            !erase_portion(store, ids, count, now, pruned, err)) {
            store_rollback(store);
            return false;
        }
        if (!store_commit(store, err)) {
            return false;
        }
        if (count < portion) {
            *all = true;
            return true;
        }
    }
    *all = false;
    return true;
}

bool prune_mentions(struct store *store, int64_t before, int64_t now, size_t most,
                    struct pruned *pruned, bool *all, struct err *err)
{
    return prune_portions(store, before, now, most, pruned, all, err) &&
           mention_keys_sweep_part(store, now / DAY, err);
}

/* ---- the rest ---- */

static bool run_before(struct store *store, const char *sql, int64_t before, size_t *changed,
                       struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(store, sql);
    query_int(&query, before);
    if (!query_run(&query, err)) {
        return false;
    }
    *changed += (size_t)sqlite3_changes64(store->db);
    return true;
}

static bool in_transaction(struct store *store, const char *const *sql, const int64_t *before,
                           size_t count, size_t *changed, struct err *err)
{
    if (!store_begin(store, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!run_before(store, sql[i], before[i], changed, err)) {
            store_rollback(store);
            return false;
        }
    }
    return store_commit(store, err);
}

bool prune_messages(struct store *store, int64_t before, struct pruned *pruned, struct err *err)
{
    static const char *const sql =
        "UPDATE deliveries SET body = x'' WHERE created_at < ? AND length(body) > 0 "
        "AND " DELIVERY_IS_OVER;
    return in_transaction(store, &sql, &before, 1, &pruned->messages, err);
}

bool prune_records(struct store *store, int64_t before, struct pruned *pruned, struct err *err)
{
    static const char *const sql[] = {
        "DELETE FROM runs WHERE started_at < ?",
        "DELETE FROM spending WHERE day < ?",
        "DELETE FROM troubles WHERE ended_at < ?",
        "DELETE FROM allotments WHERE since_at < ?",
    };
    int64_t times[] = {before, before / DAY, before, before};
    return in_transaction(store, sql, times, sizeof sql / sizeof *sql, &pruned->records, err);
}

/* ---- the file ---- */

bool store_sound(struct store *store, struct buf *faults, bool *sound, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(store, "PRAGMA integrity_check(20)");
    *sound = true;
    while (query_row(&query)) {
        struct str line = column_view(&query);
        if (!str_eq(line, STR("ok"))) {
            *sound = false;
            buf_add(faults, line);
            buf_add_byte(faults, '\n');
        }
    }
    return query_ok(&query, err);
}

bool store_compact(struct store *store, struct err *err)
{
    return mention_keys_sweep(store, err) && store_run(store, "VACUUM", err) &&
           store_empty_log(store, err);
}
