#include "store/sources.h"

#include "store/query.h"

#define COLUMNS                                                                                    \
    "name, state, error, failures, last_try_at, last_success_at, next_try_at, cursor, "            \
    "walked_row, etag, last_modified, budget_day, budget_spent, settings, moved_from, moved_to, "  \
    "moved_times, token_ends_at, habit_since_at, news, quiet_s, longest_quiet_s, bare"

static struct source_status status_read(struct query *query, struct arena *arena)
{
    struct source_status status = {.name = column_text(query, arena)};
    status.state = source_state_from_name(str_z(arena, column_view(query)));
    status.error = column_text(query, arena);
    status.failures = (uint32_t)column_int(query);
    status.last_try_at = column_time(query);
    status.last_success_at = column_time(query);
    status.next_try_at = column_time(query);
    status.cursor = column_text(query, arena);
    status.walked_row = column_int(query);
    status.etag = column_text(query, arena);
    status.last_modified = column_text(query, arena);
    status.budget_day = column_int(query);
    status.budget_spent = column_int(query);
    status.settings = column_text(query, arena);
    status.moved_from = column_text(query, arena);
    status.moved_to = column_text(query, arena);
    status.moved_times = column_int(query);
    status.token_ends_at = column_time(query);
    status.habit.since_at = column_time(query);
    status.habit.news = column_int(query);
    status.habit.quiet_s = column_int(query);
    status.habit.longest_s = column_int(query);
    status.habit.bare = column_int(query);
    return status;
}

bool source_get(struct store *store, struct str name, struct arena *arena,
                struct source_status *status, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT " COLUMNS " FROM sources WHERE name = ?");
    query_text(&query, name);
    *status = query_row(&query) ? status_read(&query, arena)
                                : (struct source_status){.name = name,
                                                         .error = STR(""),
                                                         .last_try_at = TIME_NONE,
                                                         .last_success_at = TIME_NONE,
                                                         .next_try_at = TIME_NONE,
                                                         .token_ends_at = TIME_NONE,
                                                         .habit.since_at = TIME_NONE};
    return query_ok(&query, err);
}

bool source_put(struct store *store, const struct source_status *status, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "INSERT INTO sources(" COLUMNS ") VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
               "?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(name) DO UPDATE SET state = "
               "excluded.state, error = excluded.error, "
               "failures = excluded.failures, last_try_at = excluded.last_try_at, "
               "last_success_at = excluded.last_success_at, next_try_at = excluded.next_try_at, "
               "cursor = excluded.cursor, walked_row = excluded.walked_row, "
               "etag = excluded.etag, last_modified = excluded.last_modified, "
               "budget_day = excluded.budget_day, budget_spent = excluded.budget_spent, "
               "settings = excluded.settings, moved_from = excluded.moved_from, "
               "moved_to = excluded.moved_to, moved_times = excluded.moved_times, "
               "token_ends_at = excluded.token_ends_at, habit_since_at = excluded.habit_since_at, "
               "news = excluded.news, quiet_s = excluded.quiet_s, "
               "longest_quiet_s = excluded.longest_quiet_s, bare = excluded.bare");
    query_text(&query, status->name);
    query_text(&query, str_of(source_state_name(status->state)));
    query_text(&query, text_or_empty(status->error));
    query_int(&query, status->failures);
    query_time(&query, status->last_try_at);
    query_time(&query, status->last_success_at);
    query_time(&query, status->next_try_at);
    query_text(&query, status->cursor);
    query_int(&query, status->walked_row);
    query_text(&query, status->etag);
    query_text(&query, status->last_modified);
    query_int(&query, status->budget_day);
    query_int(&query, status->budget_spent);
    query_text(&query, text_or_empty(status->settings));
    query_text(&query, status->moved_from);
    query_text(&query, status->moved_to);
    query_int(&query, status->moved_times);
    query_time(&query, status->token_ends_at);
    query_time(&query, status->habit.since_at);
    query_int(&query, status->habit.news);
    query_int(&query, status->habit.quiet_s);
    query_int(&query, status->habit.longest_s);
    query_int(&query, status->habit.bare);
    return query_run(&query, err);
}

bool source_serve(struct store *store, struct str name, struct str service, struct err *err)
{
    int64_t source;
    if (!store_source_id(store, name, &source, err)) {
        return false;
    }
    struct query query CLEANUP_QUERY =
        query_start(store, "UPDATE sources SET service = ?2 WHERE id = ?1 AND service IS NOT ?2");
    query_int(&query, source);
    query_text(&query, service);
    return query_run(&query, err);
}

bool sources_list(struct store *store, struct arena *arena, struct source_status **list,
                  size_t *count, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT " COLUMNS " FROM sources ORDER BY name");
    *list = NULL;
    for (*count = 0; query_row(&query); ++*count) {
        *list = list_room(arena, *list, *count, sizeof **list);
        (*list)[*count] = status_read(&query, arena);
    }
    return query_ok(&query, err);
}

bool source_newest(struct store *store, struct str name, int64_t *at, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT max(at) FROM (SELECT (SELECT max(m.posted_at) FROM mentions m "
                           "WHERE m.source_id = s.id) AS at FROM sources s WHERE s.name = ?1 "
                           "UNION ALL SELECT (SELECT max(g.posted_at) FROM sightings g "
                           "WHERE g.source_id = s.id) FROM sources s WHERE s.name = ?1)");
    query_text(&query, name);
    *at = query_row(&query) ? column_time(&query) : TIME_NONE;
    return query_ok(&query, err);
}

bool sources_walked(struct store *store, struct arena *arena, struct source_walk **list,
                    size_t *count, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT name, at FROM (SELECT name, coalesce(last_success_at, "
                           "(SELECT max(to_hour) FROM coverage WHERE source_id = sources.id) * "
                           "3600) AS at FROM sources) WHERE at IS NOT NULL ORDER BY name");
    *list = NULL;
    for (*count = 0; query_row(&query); ++*count) {
        *list = list_room(arena, *list, *count, sizeof **list);
        (*list)[*count].source = column_text(&query, arena);
        (*list)[*count].walked_at = column_time(&query);
    }
    return query_ok(&query, err);
}

static int64_t hour_of(int64_t at)
{
    return at / HOUR - (at % HOUR < 0);
}

struct hours {
    int64_t from, to;
};

/* Widens the range to everything that touches it or is not farther than `bridge` hours; that is
 * then one range. */
static bool coverage_widen(struct store *store, int64_t source, int64_t bridge, struct hours *hours,
                           struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT min(from_hour), max(to_hour) FROM coverage "
                           "WHERE source_id = ? AND from_hour <= ? AND to_hour >= ?");
    query_int(&query, source);
    query_int(&query, hours->to + bridge);
    query_int(&query, hours->from - bridge);
    if (query_row(&query) && !column_null(&query)) {
        int64_t from = column_int(&query), to = column_int(&query);
        hours->from = from < hours->from ? from : hours->from;
        hours->to = to > hours->to ? to : hours->to;
    }
    return query_ok(&query, err);
}

static bool coverage_remove(struct store *store, int64_t source, struct hours hours,
                            struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "DELETE FROM coverage WHERE source_id = ? AND from_hour BETWEEN ? AND ?");
    query_int(&query, source);
    query_int(&query, hours.from);
    query_int(&query, hours.to);
    return query_run(&query, err);
}

bool source_cover(struct store *store, struct str name, int64_t from, int64_t to, int64_t bridge_s,
                  struct err *err)
{
    int64_t source;
    struct hours hours = {hour_of(from), hour_of(to - 1) + 1};
    if (to <= from) {
        return true;
    }
    if (!store_source_id(store, name, &source, err) ||
        !coverage_widen(store, source, (bridge_s - 1) / HOUR, &hours, err) ||
        !coverage_remove(store, source, hours, err)) {
        return false;
    }
    struct query query CLEANUP_QUERY =
        query_start(store, "INSERT INTO coverage(source_id, from_hour, to_hour) VALUES(?, ?, ?)");
    query_int(&query, source);
    query_int(&query, hours.from);
    query_int(&query, hours.to);
    return query_run(&query, err);
}
