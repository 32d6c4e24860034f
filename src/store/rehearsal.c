#include "store/rehearsal.h"

#include "store/query.h"

/* What evaluate, remind and catch_up write. */
#define WRITTEN                                                                                    \
    "'series_states', 'settings', 'incidents', 'incident_drivers', 'incident_samples', "           \
    "'deliveries', 'delivery_quotes'"

/* Names without a schema mean the temporary ones from now on
 * (https://www.sqlite.org/lang_naming.html).
 */
static struct str made_temporary(struct str sql, struct arena *arena)
{
    static const struct {
        const char *begin, *instead;
    } forms[] = {
        {"CREATE TABLE ", "CREATE TEMP TABLE "},
        {"CREATE INDEX ", "CREATE INDEX temp."},
        {"CREATE UNIQUE INDEX ", "CREATE UNIQUE INDEX temp."},
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct str begin = str_of(forms[i].begin);
        if (str_starts(sql, begin)) {
            return str_format(arena, "%s%.*s", forms[i].instead,
                              STR_FMT(str_slice(sql, begin.n, sql.n)));
        }
    }
    return STR_NONE;
}

static bool read_schema(struct store *store, struct arena *arena, struct str **list, size_t *count,
                        struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT sql FROM main.sqlite_schema WHERE tbl_name IN (" WRITTEN ") "
                           "AND type IN ('table', 'index') AND sql IS NOT NULL "
                           "ORDER BY type = 'index'");
    *list = NULL;
    for (*count = 0; query_row(&query); ++*count) {
        *list = list_room(arena, *list, *count, sizeof **list);
        (*list)[*count] = made_temporary(column_view(&query), arena);
    }
    return query_ok(&query, err);
}

bool store_rehearse(struct store *store, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    struct str *list;
    size_t count;
    /* References do not reach from the one schema into the other. */
    if (!store_run(store, "PRAGMA foreign_keys = OFF; PRAGMA temp_store = MEMORY", err) ||
        !read_schema(store, &arena, &list, &count, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!list[i].p || !store_run(store, str_z(&arena, list[i]), err)) {
            return list[i].p ? false : err_set(err, "a table that cannot be rehearsed");
        }
    }
    store->rehearsing = true;
    return store_run(store,
                     "INSERT INTO temp.settings SELECT * FROM main.settings WHERE name = 'zone' "
                     "OR name GLOB 'facts.*' OR name GLOB 'mentions.*'",
                     err);
}

bool outbox_pretend(struct store *store, int64_t now, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "UPDATE temp.deliveries SET state = 'sent', sent_at = ?1 "
                           "WHERE state = 'pending' AND next_try_at <= ?1");
    query_int(&query, now);
    return query_run(&query, err);
}
