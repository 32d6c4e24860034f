#include "store/tokens.h"

#include "store/query.h"

bool token_get(struct store *store, struct str key, struct arena *arena, struct token_row *token,
               bool *found, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT value, obtained_at, ends_at FROM tokens WHERE key = ?");
    query_text(&query, key);
    *found = query_row(&query);
    if (*found) {
        *token = (struct token_row){.key = key, .value = column_text(&query, arena)};
        token->obtained_at = column_int(&query);
        token->ends_at = column_time(&query);
    }
    return query_ok(&query, err);
}

bool token_put(struct store *store, const struct token_row *token, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "INSERT INTO tokens(key, value, obtained_at, ends_at) VALUES(?, ?, ?, ?) "
               "ON CONFLICT(key) DO UPDATE SET value = excluded.value, "
               "obtained_at = excluded.obtained_at, ends_at = excluded.ends_at");
    query_text(&query, token->key);
    query_text(&query, token->value);
    query_int(&query, token->obtained_at);
    query_time(&query, token->ends_at);
    return query_run(&query, err);
}

bool tokens_forget(struct store *store, int64_t before, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(store, "DELETE FROM tokens WHERE ends_at < ?");
    query_int(&query, before);
    return query_run(&query, err);
}
