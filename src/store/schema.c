#include "store/schema.h"

#include <stdio.h>

#define APPLICATION_ID 0x6e61627a /* "nabz" */

static bool pragma_int(struct store *store, const char *sql, int64_t *value, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(store, sql);
    *value = query_row(&query) ? column_int(&query) : 0;
    return query_ok(&query, err);
}

/* The version of a file that is ours, 0 for an empty one. */
static bool schema_version(struct store *store, size_t *version, struct err *err)
{
    int64_t number, application, tables;
    if (!pragma_int(store, "PRAGMA user_version", &number, err) ||
        !pragma_int(store, "PRAGMA application_id", &application, err) ||
        !pragma_int(store, "SELECT count(*) FROM sqlite_schema", &tables, err)) {
        return false;
    }
    bool empty = number == 0 && application == 0 && tables == 0;
    if (!empty && (application != APPLICATION_ID || number < 1)) {
        return err_set(err, "%s: is a database of another program", store->path);
    }
    *version = (size_t)number;
    return true;
}

static bool refuse_newer(struct store *store, size_t version, size_t count, struct err *err)
{
    return version <= count ||
           err_set(err, "%s: was written by a newer nabz (schema %zu, this one knows %zu)",
                   store->path, version, count);
}

bool schema_check(struct store *store, size_t count, struct err *err)
{
    size_t version;
    if (!schema_version(store, &version, err) || !refuse_newer(store, version, count, err)) {
        return false;
    }
    if (version == 0) {
        return err_set(err, "%s: is empty: nothing was ever stored here", store->path);
    }
    return version == count ||
           err_set(err, "%s: was written by an older nabz (schema %zu of %zu): run nabz crawl once",
                   store->path, version, count);
}

static bool run_all(struct store *store, const char *const *statements, struct err *err)
{
    for (; *statements; statements++) {
        if (!store_run(store, *statements, err)) {
            return err_wrap(err, "schema: %.40s", *statements);
        }
    }
    return true;
}

static bool views_drop(struct store *store, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "SELECT group_concat('DROP VIEW \"' || name || '\"', ';') FROM sqlite_schema "
               "WHERE type = 'view'");
    CLEANUP(arena_clear) struct arena arena = {0};
    struct str drop = query_row(&query) ? column_text(&query, &arena) : STR_NONE;
    if (!query_ok(&query, err)) {
        return false;
    }
    query_end(&query);
    return !drop.p || store_run(store, drop.p, err);
}

static bool steps_run(struct store *store, const struct schema_step *steps, size_t from,
                      size_t count, struct err *err)
{
    char sql[96];
    snprintf(sql, sizeof sql, "PRAGMA application_id = %d; PRAGMA user_version = %zu",
             APPLICATION_ID, count);
    if (!views_drop(store, err)) {
        return false;
    }
    for (size_t i = from; i < count; i++) {
        if (!run_all(store, steps[i].statements, err) ||
            (steps[i].fill && !steps[i].fill(store, err))) {
            return false;
        }
    }
    return schema_make_views(store, err) && store_run(store, sql, err);
}

bool schema_upgrade(struct store *store, const struct schema_step *steps, size_t count,
                    struct err *err)
{
    size_t version;
    if (!schema_version(store, &version, err) || !refuse_newer(store, version, count, err)) {
        return false;
    }
    if (version == count) {
        return true;
    }
    /* Asked again inside: another process may have been faster. */
    if (!store_begin(store, err)) {
        return false;
    }
    bool ok = schema_version(store, &version, err) && refuse_newer(store, version, count, err) &&
              (version == count || steps_run(store, steps, version, count, err));
    if (!ok) {
        store_rollback(store);
        return false;
    }
    return store_commit(store, err);
}
