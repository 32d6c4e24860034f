#include "store/troubles.h"

#include "store/query.h"

static struct trouble trouble_read(struct query *query, struct arena *arena)
{
    struct trouble trouble = {.id = column_int(query), .source = column_text(query, arena)};
    trouble.kind = trouble_kind_from_name(str_z(arena, column_view(query)));
    trouble.detail = column_text(query, arena);
    trouble.began_at = column_time(query);
    trouble.told_at = column_time(query);
    trouble.ended_at = TIME_NONE;
    trouble.tellings = column_int(query);
    return trouble;
}

bool troubles_open(struct store *store, struct arena *arena, struct trouble **list, size_t *count,
                   struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "SELECT t.id, s.name, t.kind, t.detail, t.began_at, t.told_at, t.tellings "
               "FROM troubles t JOIN sources s ON s.id = t.source_id "
               "WHERE t.ended_at IS NULL ORDER BY s.name, t.kind");
    *list = NULL;
    for (*count = 0; query_row(&query); ++*count) {
        *list = list_room(arena, *list, *count, sizeof **list);
        (*list)[*count] = trouble_read(&query, arena);
    }
    return query_ok(&query, err);
}

static bool trouble_add(struct store *store, struct trouble *trouble, struct err *err)
{
    int64_t source;
    if (!store_source_id(store, trouble->source, &source, err)) {
        return false;
    }
    struct query query CLEANUP_QUERY =
        query_start(store, "INSERT INTO troubles(source_id, kind, detail, began_at, told_at, "
                           "tellings, ended_at) VALUES(?, ?, ?, ?, ?, ?, ?)");
    query_int(&query, source);
    query_text(&query, str_of(trouble_kind_name(trouble->kind)));
    query_text(&query, text_or_empty(trouble->detail));
    query_int(&query, trouble->began_at);
    query_time(&query, trouble->told_at);
    query_int(&query, trouble->tellings);
    query_time(&query, trouble->ended_at);
    if (!query_run(&query, err)) {
        return false;
    }
    trouble->id = sqlite3_last_insert_rowid(store->db);
    return true;
}

bool trouble_put(struct store *store, struct trouble *trouble, struct err *err)
{
    if (trouble->id == 0) {
        return trouble_add(store, trouble, err);
    }
    struct query query CLEANUP_QUERY = query_start(
        store, "UPDATE troubles SET detail = ?, told_at = ?, tellings = ?, ended_at = ? "
               "WHERE id = ?");
    query_text(&query, text_or_empty(trouble->detail));
    query_time(&query, trouble->told_at);
    query_int(&query, trouble->tellings);
    query_time(&query, trouble->ended_at);
    query_int(&query, trouble->id);
    return query_run(&query, err);
}
