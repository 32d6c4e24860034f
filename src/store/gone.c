#include "store/gone.h"

#include "store/author_key.h"

/* `where` is a source or the number of a service. */
static int64_t key_of(enum gone_kind kind, int64_t where, struct str name)
{
    uint64_t hash = kind == GONE_AUTHOR ? author_hash(name) + 1 : str_hash_stable(name);
    hash = (hash ^ (uint64_t)where) * HASH_STEP;
    return (int64_t)(hash ^ hash >> 29);
}

bool gone_place(struct store *store, int64_t source, struct gone_place *place, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT service FROM sources WHERE id = ? AND service IS NOT NULL");
    query_int(&query, source);
    *place = (struct gone_place){.source = source};
    if (query_row(&query)) {
        place->service = (int64_t)str_hash_stable(column_view(&query));
    }
    return query_ok(&query, err);
}

static bool key_put(struct store *store, int64_t key, int64_t at, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "INSERT INTO mentions_gone(key, gone_at) VALUES(?, ?) ON CONFLICT DO NOTHING");
    query_int(&query, key);
    query_int(&query, at);
    return query_run(&query, err);
}

bool gone_put(struct store *store, enum gone_kind kind, int64_t source, struct str name, int64_t at,
              struct err *err)
{
    struct gone_place place;
    return gone_place(store, source, &place, err) &&
           key_put(store, key_of(kind, source, name), at, err) &&
           (!place.service || key_put(store, key_of(kind, place.service, name), at, err));
}

bool gone_any(struct store *store, bool *any, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(store, "SELECT 1 FROM mentions_gone LIMIT 1");
    *any = query_row(&query);
    return query_ok(&query, err);
}

bool gone_has(struct store *store, enum gone_kind kind, const struct gone_place *place,
              struct str name, bool *has, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT 1 FROM mentions_gone WHERE key IN (?, ?) LIMIT 1");
    int64_t source = key_of(kind, place->source, name);
    query_int(&query, source);
    query_int(&query, place->service ? key_of(kind, place->service, name) : source);
    *has = query_row(&query);
    return query_ok(&query, err);
}
