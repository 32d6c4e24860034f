#include "store/sightings.h"

static bool highest_read(struct store *store, struct siblings *siblings, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT max((SELECT native_id FROM mentions WHERE source_id = b.id "
                           "AND native_id < '' ORDER BY native_id DESC LIMIT 1)) FROM sources b "
                           "WHERE b.service = ? AND b.id <> ?");
    query_text(&query, siblings->service);
    query_int(&query, siblings->source);
    if (query_row(&query) && !column_null(&query)) {
        siblings->highest = column_int(&query);
    }
    return query_ok(&query, err);
}

bool siblings_open(struct store *store, struct str name, struct siblings *siblings, struct err *err)
{
    *siblings = (struct siblings){.highest = INT64_MIN};
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT id, service FROM sources WHERE name = ?");
    query_text(&query, name);
    if (query_row(&query)) {
        siblings->source = column_int(&query);
        siblings->service = column_text(&query, &siblings->arena);
    }
    return query_ok(&query, err) && (!siblings->service.p || highest_read(store, siblings, err));
}

void siblings_clear(struct siblings *siblings)
{
    arena_clear(&siblings->arena);
}

bool sibling_find(struct store *store, const struct siblings *siblings,
                  const struct mention *mention, struct known *known, struct err *err)
{
    int64_t number;
    if (!siblings->service.p ||
        (id_is_number(mention->native_id, &number) && number > siblings->highest)) {
        return true;
    }
    struct query query CLEANUP_QUERY = query_start(
        store, "SELECT m.id, g.number FROM sources b CROSS JOIN mentions m ON m.source_id = b.id "
               "AND m.native_id = ?3 LEFT JOIN sightings g ON g.mention_id = m.id "
               "AND g.source_id = ?1 WHERE b.service = ?2 AND b.id <> ?1 LIMIT 1");
    query_int(&query, siblings->source);
    query_text(&query, siblings->service);
    query_id(&query, mention->native_id);
    if (query_row(&query)) {
        known->row = column_int(&query);
        known->state = column_null(&query) ? MENTION_ELSEWHERE : MENTION_SAME;
        known->seen = column_int(&query);
    }
    return query_ok(&query, err);
}

bool sighting_put(struct store *store, int64_t mention, int64_t source, int64_t number,
                  int64_t posted_at, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "INSERT INTO sightings(mention_id, source_id, number, posted_at) "
                           "VALUES(?, ?, ?, ?)");
    query_int(&query, mention);
    query_int(&query, source);
    query_int(&query, number);
    query_int(&query, posted_at);
    return query_run(&query, err);
}
