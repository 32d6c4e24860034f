#include "store/sightings.h"

static bool siblings_read(struct store *store, struct siblings *siblings, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "SELECT b.id, (SELECT native_id FROM mentions WHERE source_id = b.id "
               "AND native_id < '' ORDER BY native_id DESC LIMIT 1) FROM sources a "
               "JOIN sources b ON b.service = a.service AND b.id <> a.id WHERE a.id = ?");
    query_int(&query, siblings->source);
    while (query_row(&query)) {
        siblings->ids =
            list_room(&siblings->arena, siblings->ids, siblings->count, sizeof *siblings->ids);
        siblings->ids[siblings->count++] = column_int(&query);
        if (!column_null(&query)) {
            int64_t highest = column_int(&query);
            siblings->highest = highest > siblings->highest ? highest : siblings->highest;
        }
    }
    return query_ok(&query, err);
}

bool siblings_open(struct store *store, struct str name, struct siblings *siblings, struct err *err)
{
    *siblings = (struct siblings){.highest = INT64_MIN};
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT id, service IS NOT NULL FROM sources WHERE name = ?");
    query_text(&query, name);
    bool serves = false;
    if (query_row(&query)) {
        siblings->source = column_int(&query);
        serves = column_bool(&query);
    }
    return query_ok(&query, err) && (!serves || siblings_read(store, siblings, err));
}

void siblings_clear(struct siblings *siblings)
{
    arena_clear(&siblings->arena);
}

static bool find_at(struct store *store, int64_t sibling, int64_t source,
                    const struct mention *mention, struct known *known, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT m.id, s.number FROM mentions m LEFT JOIN sightings s "
                           "ON s.mention_id = m.id AND s.source_id = ? WHERE m.source_id = ? "
                           "AND m.native_id = ?");
    query_int(&query, source);
    query_int(&query, sibling);
    query_id(&query, mention->native_id);
    if (query_row(&query)) {
        known->row = column_int(&query);
        known->state = column_null(&query) ? MENTION_ELSEWHERE : MENTION_SAME;
        known->seen = column_int(&query);
    }
    return query_ok(&query, err);
}

bool sibling_find(struct store *store, const struct siblings *siblings,
                  const struct mention *mention, struct known *known, struct err *err)
{
    int64_t number;
    if (id_is_number(mention->native_id, &number) && number > siblings->highest) {
        return true;
    }
    for (size_t i = 0; i < siblings->count && known->state == MENTION_NEW; i++) {
        if (!find_at(store, siblings->ids[i], siblings->source, mention, known, err)) {
            return false;
        }
    }
    return true;
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
