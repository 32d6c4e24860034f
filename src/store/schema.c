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

/* ---- that the tables are what the steps make ---- */

static const char made_tables[] = "schema.tables", made_views[] = "schema.views";

/* Line by line without comments and the blanks around: what a comment says may be said better. */
static uint64_t statement_hash(const char *statement)
{
    uint64_t hash = 0;
    struct str rest = str_of(statement), line;
    while (str_take(&rest, '\n', &line)) {
        size_t comment = str_find(line, STR("--"));
        line = str_trim(comment == STR_NOT_FOUND ? line : str_slice(line, 0, comment));
        hash = line.n ? hash * HASH_STEP + str_hash_stable(line) : hash;
    }
    return hash;
}

static uint64_t tables_hash(const struct schema_step *steps, size_t count)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < count; i++) {
        for (const char *const *statement = steps[i].statements; *statement; statement++) {
            hash = hash * HASH_STEP + statement_hash(*statement);
        }
    }
    return hash;
}

/* By whoever made this file of that version. */
static bool tables_fit(struct store *store, const struct schema_step *steps, size_t version,
                       struct err *err)
{
    int64_t made;
    if (!setting_number(store, made_tables, &made, err)) {
        return false;
    }
    return made == (int64_t)tables_hash(steps, version) ||
           err_set(err,
                   "%s: its tables are not those of this nabz: it was written by one that came "
                   "between two releases. Go on with that one, or move the file away",
                   store->path);
}

bool schema_check(struct store *store, const struct schema_step *steps, size_t count,
                  struct err *err)
{
    size_t version;
    if (!schema_version(store, &version, err) || !refuse_newer(store, version, count, err)) {
        return false;
    }
    if (version == 0) {
        return err_set(err, "%s: is empty: nothing was ever stored here", store->path);
    }
    if (version < count) {
        return err_set(err,
                       "%s: was written by an older nabz (schema %zu of %zu): run nabz crawl once",
                       store->path, version, count);
    }
    return tables_fit(store, steps, version, err);
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
    if (!views_drop(store, err) || (from && !tables_fit(store, steps, from, err))) {
        return false;
    }
    for (size_t i = from; i < count; i++) {
        if (!run_all(store, steps[i].statements, err) ||
            (steps[i].fill && !steps[i].fill(store, err))) {
            return false;
        }
    }
    return schema_make_views(store, err) && store_run(store, sql, err) &&
           setting_put_number(store, made_tables, (int64_t)tables_hash(steps, count), err) &&
           setting_put_number(store, made_views, (int64_t)schema_views_hash(), err);
}

/* Whether what there is to do is done. */
static bool schema_is_new(struct store *store, const struct schema_step *steps, size_t count,
                          size_t *version, bool *is_new, struct err *err)
{
    int64_t views = 0;
    if (!schema_version(store, version, err) || !refuse_newer(store, *version, count, err) ||
        (*version == count && (!tables_fit(store, steps, count, err) ||
                               !setting_number(store, made_views, &views, err)))) {
        return false;
    }
    *is_new = *version == count && views == (int64_t)schema_views_hash();
    return true;
}

bool schema_upgrade(struct store *store, const struct schema_step *steps, size_t count,
                    struct err *err)
{
    size_t version;
    bool is_new;
    if (!schema_is_new(store, steps, count, &version, &is_new, err)) {
        return false;
    }
    if (is_new) {
        return true;
    }
    /* Asked again inside: another process may have been faster. */
    if (!store_begin(store, err)) {
        return false;
    }
    bool ok = schema_is_new(store, steps, count, &version, &is_new, err) &&
              (is_new || steps_run(store, steps, version, count, err));
    if (!ok) {
        store_rollback(store);
        return false;
    }
    return store_commit(store, err);
}
