#include "store/gone.h"

/* A name with and without its @, in any case of ASCII, is one author. */
static struct str author_key(struct str name, struct buf *lower)
{
    for (size_t i = str_starts(name, STR("@")); i < name.n; i++) {
        char c = name.p[i];
        buf_add_byte(lower, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
    }
    return buf_str(lower);
}

static int64_t key_of(enum gone_kind kind, int64_t source, struct str name)
{
    struct buf lower CLEANUP_BUF = BUF_INIT(LIMIT_MENTION_FIELD);
    uint64_t hash =
        str_hash_stable(kind == GONE_AUTHOR ? author_key(name, &lower) : name) + (uint64_t)kind;
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
