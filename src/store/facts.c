#include "store/facts.h"

#include "store/changes.h"

/* Which facts: a brand's, of one source or of all (source 0). */
struct scope {
    int64_t brand, source;
    bool known;
};

static bool scope_find(struct store *store, struct str brand, struct str source,
                       struct scope *scope, struct err *err)
{
    *scope = (struct scope){0};
    if (!store_brand_find(store, brand, &scope->brand, err) ||
        (source.p && !store_source_find(store, source, &scope->source, err))) {
        return false;
    }
    scope->known = scope->brand && (!source.p || scope->source);
    return true;
}

static void scope_bind(struct query *query, const struct scope *scope, int64_t from, int64_t to)
{
    query_int(query, scope->brand);
    query_int(query, from);
    query_int(query, to);
    query_int(query, scope->source);
}

static bool counts_read(struct store *store, const struct scope *scope, int64_t from_hour,
                        int64_t to_hour, struct hour_fact *out, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT slot, total, negative, compound, stories, negative_stories "
                           "FROM facts WHERE brand_id = ?1 AND slot >= ?2 AND slot < ?3 AND (?4 = "
                           "0 OR source_id = ?4)");
    scope_bind(&query, scope, from_hour * SLOTS_AN_HOUR, to_hour * SLOTS_AN_HOUR);
    while (query_row(&query)) {
        int64_t slot = column_int(&query);
        struct hour_fact *fact = &out[(slot - from_hour * SLOTS_AN_HOUR) / SLOTS_AN_HOUR];
        fact->total += (uint32_t)column_int(&query);
        fact->negative += (uint32_t)column_int(&query);
        fact->compound += (double)column_int(&query); /* whole numbers: exact in any order */
        fact->stories += (uint32_t)column_int(&query);
        fact->negative_stories += (uint32_t)column_int(&query);
    }
    return query_ok(&query, err);
}

/* Takes the gap off every hour that a source of the scope covered. */
static bool coverage_read(struct store *store, const struct scope *scope, int64_t from_hour,
                          int64_t to_hour, struct hour_fact *out, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "SELECT c.from_hour, c.to_hour FROM series s JOIN coverage c USING(source_id) "
               "WHERE s.brand_id = ?1 AND c.to_hour > ?2 AND c.from_hour < ?3 "
               "AND s.source_id > 0 AND (?4 = 0 OR s.source_id = ?4)");
    scope_bind(&query, scope, from_hour, to_hour);
    while (query_row(&query)) {
        int64_t from = column_int(&query), to = column_int(&query);
        from = from > from_hour ? from : from_hour;
        to = to < to_hour ? to : to_hour;
        for (int64_t hour = from; hour < to; hour++) {
            out[hour - from_hour].gap = false;
        }
    }
    return query_ok(&query, err);
}

static void hours_begin(int64_t from_hour, int64_t to_hour, struct hour_fact *out)
{
    for (int64_t hour = from_hour; hour < to_hour; hour++) {
        out[hour - from_hour] = (struct hour_fact){.hour = hour, .gap = true};
    }
}

bool facts_read(struct store *store, struct str brand, struct str source, int64_t from_hour,
                int64_t to_hour, struct hour_fact *out, struct err *err)
{
    struct scope scope;
    hours_begin(from_hour, to_hour, out);
    if (!scope_find(store, brand, source, &scope, err)) {
        return false;
    }
    if (scope.known && (!counts_read(store, &scope, from_hour, to_hour, out, err) ||
                        !coverage_read(store, &scope, from_hour, to_hour, out, err))) {
        return false;
    }
    for (int64_t hour = from_hour; hour < to_hour; hour++) {
        out[hour - from_hour].compound /= COMPOUND_ONE;
    }
    return true;
}

static bool need_counts_read(struct store *store, int64_t brand, enum need need, int64_t from_hour,
                             int64_t to_hour, struct hour_fact *out, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "SELECT slot, total, negative FROM aspect_facts "
               "WHERE brand_id = ? AND about = ? AND id = ? AND slot >= ? AND slot < ?");
    query_int(&query, brand);
    query_int(&query, ABOUT_NEED);
    query_int(&query, need);
    query_int(&query, from_hour * SLOTS_AN_HOUR);
    query_int(&query, to_hour * SLOTS_AN_HOUR);
    while (query_row(&query)) {
        int64_t slot = column_int(&query);
        struct hour_fact *fact = &out[(slot - from_hour * SLOTS_AN_HOUR) / SLOTS_AN_HOUR];
        fact->total += (uint32_t)column_int(&query);
        fact->negative += (uint32_t)column_int(&query);
    }
    return query_ok(&query, err);
}

bool facts_read_need(struct store *store, struct str brand, enum need need, int64_t from_hour,
                     int64_t to_hour, struct hour_fact *out, struct err *err)
{
    struct scope scope;
    hours_begin(from_hour, to_hour, out);
    return scope_find(store, brand, STR_NONE, &scope, err) &&
           (!scope.known ||
            (need_counts_read(store, scope.brand, need, from_hour, to_hour, out, err) &&
             coverage_read(store, &scope, from_hour, to_hour, out, err)));
}

bool facts_by_need_between(struct store *store, struct str brand, int64_t from_at, int64_t to_at,
                           struct need_fact sums[NEED_COUNT], struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT id, sum(total), sum(negative) FROM aspect_facts "
                           "WHERE brand_id = (SELECT id FROM brands WHERE name = ?) AND about = ? "
                           "AND slot >= ? AND slot < ? GROUP BY id");
    query_text(&query, brand);
    query_int(&query, ABOUT_NEED);
    query_int(&query, from_at / SLOT_SECONDS);
    query_int(&query, to_at / SLOT_SECONDS);
    memset(sums, 0, NEED_COUNT * sizeof *sums);
    while (query_row(&query)) {
        int64_t need = column_int(&query);
        if (need >= 0 && need < NEED_COUNT) {
            sums[need].total = column_int(&query);
            sums[need].negative = column_int(&query);
        }
    }
    return query_ok(&query, err);
}

bool facts_needs(struct store *store, struct str brand, uint32_t *needs, struct err *err)
{
    struct scope scope;
    *needs = 0;
    if (!scope_find(store, brand, STR_NONE, &scope, err)) {
        return false;
    }
    for (int need = 0; need < NEED_COUNT; need++) {
        struct query query CLEANUP_QUERY =
            query_start(store, "SELECT 1 FROM aspect_facts WHERE brand_id = ? AND about = ? "
                               "AND id = ? LIMIT 1");
        query_int(&query, scope.brand);
        query_int(&query, ABOUT_NEED);
        query_int(&query, need);
        *needs |= query_row(&query) ? 1u << need : 0;
        if (!query_ok(&query, err)) {
            return false;
        }
    }
    return true;
}

static bool slot_end(struct store *store, const char *sql, const struct scope *scope, bool *any,
                     int64_t *hour, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(store, sql);
    query_int(&query, scope->brand);
    query_int(&query, scope->source);
    *any = query_row(&query);
    int64_t slot = *any ? column_int(&query) : 0;
    *hour = slot / SLOTS_AN_HOUR - (slot % SLOTS_AN_HOUR < 0);
    return query_ok(&query, err);
}

bool facts_span(struct store *store, struct str brand, struct str source, bool *any, int64_t *first,
                int64_t *last, struct err *err)
{
    struct scope scope;
    *any = false;
    *first = *last = 0;
    if (!scope_find(store, brand, source, &scope, err)) {
        return false;
    }
    return !scope.known ||
           (slot_end(store,
                     "SELECT slot FROM facts WHERE brand_id = ?1 AND (?2 = 0 OR source_id = ?2) "
                     "ORDER BY slot LIMIT 1",
                     &scope, any, first, err) &&
            slot_end(store,
                     "SELECT slot FROM facts WHERE brand_id = ?1 AND (?2 = 0 OR source_id = ?2) "
                     "ORDER BY slot DESC LIMIT 1",
                     &scope, any, last, err));
}

bool facts_by_source(struct store *store, struct str brand, int64_t from_hour, int64_t to_hour,
                     struct arena *arena, struct source_fact **list, size_t *count, struct err *err)
{
    return facts_by_source_between(store, brand, from_hour * HOUR, to_hour * HOUR, arena, list,
                                   count, err);
}

bool facts_by_source_between(struct store *store, struct str brand, int64_t from_at, int64_t to_at,
                             struct arena *arena, struct source_fact **list, size_t *count,
                             struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "SELECT s.name, sum(f.total), sum(f.negative), sum(f.compound) FROM facts f "
               "JOIN sources s ON s.id = f.source_id "
               "WHERE f.brand_id = (SELECT id FROM brands WHERE name = ?) "
               "AND f.slot >= ? AND f.slot < ? GROUP BY s.id ORDER BY s.name");
    query_text(&query, brand);
    query_int(&query, from_at / SLOT_SECONDS);
    query_int(&query, to_at / SLOT_SECONDS);
    *list = NULL;
    for (*count = 0; query_row(&query); ++*count) {
        *list = list_room(arena, *list, *count, sizeof **list);
        struct source_fact *fact = &(*list)[*count];
        fact->source = column_text(&query, arena);
        fact->total = column_int(&query);
        fact->negative = column_int(&query);
        fact->compound = (double)column_int(&query) / COMPOUND_ONE;
    }
    return query_ok(&query, err);
}

bool facts_news(struct store *store, int64_t since, struct arena *arena, struct series_name **list,
                size_t *count, int64_t *latest, struct err *err)
{
    if (!setting_number(store, "facts.changes", latest, err)) {
        return false;
    }
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT b.name, s.name FROM series r JOIN brands b ON b.id = r.brand_id "
                           "LEFT JOIN sources s ON s.id = r.source_id WHERE r.changed > ? "
                           "ORDER BY b.name, s.name");
    query_int(&query, since);
    *list = NULL;
    for (*count = 0; query_row(&query); ++*count) {
        *list = list_room(arena, *list, *count, sizeof **list);
        (*list)[*count].brand = column_text(&query, arena);
        (*list)[*count].source = column_text(&query, arena);
    }
    return query_ok(&query, err);
}

bool facts_active(struct store *store, int64_t from_hour, int64_t to_hour, struct arena *arena,
                  struct series_name **list, size_t *count, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "SELECT b.name, s.name FROM brands b CROSS JOIN facts f ON f.brand_id = b.id "
               "AND f.slot >= ? AND f.slot < ? JOIN sources s ON s.id = f.source_id "
               "GROUP BY b.name, s.name ORDER BY b.name, s.name");
    query_int(&query, from_hour * SLOTS_AN_HOUR);
    query_int(&query, to_hour * SLOTS_AN_HOUR);
    *list = NULL;
    for (*count = 0; query_row(&query); ++*count) {
        *list = list_room(arena, *list, *count, sizeof **list);
        (*list)[*count] =
            (struct series_name){column_text(&query, arena), column_text(&query, arena)};
    }
    return query_ok(&query, err);
}

bool facts_settle(struct store *store, int64_t hour, struct err *err)
{
    return setting_put_number(store, FACTS_SETTLED, hour * SLOTS_AN_HOUR, err);
}

bool facts_late(struct store *store, struct str brand, struct str source, int64_t *late,
                struct err *err)
{
    struct scope scope;
    *late = 0;
    if (!scope_find(store, brand, source, &scope, err)) {
        return false;
    }
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT late FROM series WHERE brand_id = ? AND source_id = ?");
    query_int(&query, scope.brand);
    query_int(&query, scope.known ? scope.source : -1);
    *late = query_row(&query) ? column_int(&query) : 0;
    return query_ok(&query, err);
}

bool facts_sources(struct store *store, struct str brand, struct arena *arena, struct str **list,
                   size_t *count, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "SELECT s.name FROM series r JOIN sources s ON s.id = r.source_id "
               "WHERE r.brand_id = (SELECT id FROM brands WHERE name = ?) ORDER BY s.name");
    query_text(&query, brand);
    *list = NULL;
    for (*count = 0; query_row(&query); ++*count) {
        *list = list_room(arena, *list, *count, sizeof **list);
        (*list)[*count] = column_text(&query, arena);
    }
    return query_ok(&query, err);
}

bool facts_brand_count(struct store *store, struct str source, size_t *count, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT count(*) FROM series WHERE source_id = "
                           "(SELECT id FROM sources WHERE name = ?)");
    query_text(&query, source);
    *count = query_row(&query) ? (size_t)column_int(&query) : 0;
    return query_ok(&query, err);
}

bool facts_series_count(struct store *store, size_t *brands, size_t *series, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "SELECT count(*) FILTER (WHERE source_id = 0), count(*) FILTER (WHERE source_id > 0)"
               " FROM series");
    *brands = *series = 0;
    if (query_row(&query)) {
        *brands = (size_t)column_int(&query);
        *series = (size_t)column_int(&query);
    }
    return query_ok(&query, err);
}

bool series_state_get(struct store *store, struct str key, struct arena *arena, struct str *state,
                      int *version, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT version, state FROM series_states WHERE key = ?");
    query_text(&query, key);
    bool row = query_row(&query);
    *version = row ? (int)column_int(&query) : 0;
    *state = row ? column_text(&query, arena) : STR_NONE;
    return query_ok(&query, err);
}

bool series_state_put(struct store *store, struct str key, struct str state, int version,
                      struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "INSERT INTO series_states(key, version, state) VALUES(?, ?, ?) ON CONFLICT(key) "
               "DO UPDATE SET version = excluded.version, state = excluded.state");
    query_text(&query, key);
    query_int(&query, version);
    query_blob(&query, text_or_empty(state));
    return query_run(&query, err);
}
