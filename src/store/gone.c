#include "store/gone.h"

#include "store/author_key.h"

static int64_t key_of(enum gone_kind kind, int64_t source, struct str name)
{
    uint64_t hash = kind == GONE_AUTHOR ? author_hash(name) + 1 : str_hash_stable(name);
    hash = (hash ^ (uint64_t)source) * 0x9E3779B97F4A7C15u;
    return (int64_t)(hash ^ hash >> 29);
}

bool gone_put(struct store *store, enum gone_kind kind, int64_t source, struct str name, int64_t at,
              struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "INSERT INTO mentions_gone(key, gone_at) VALUES(?, ?) ON CONFLICT DO NOTHING");
    query_int(&query, key_of(kind, source, name));
    query_int(&query, at);
    return query_run(&query, err);
}

bool gone_any(struct store *store, bool *any, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(store, "SELECT 1 FROM mentions_gone LIMIT 1");
    *any = query_row(&query);
    return query_ok(&query, err);
}

bool gone_has(struct store *store, enum gone_kind kind, int64_t source, struct str name, bool *has,
              struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT 1 FROM mentions_gone WHERE key = ?");
    query_int(&query, key_of(kind, source, name));
    *has = query_row(&query);
    return query_ok(&query, err);
}
