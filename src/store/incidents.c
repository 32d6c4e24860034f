#include "store/incidents.h"

#include "store/mentions.h"
#include "store/query.h"

#define COLUMNS                                                                                    \
    "kind, rule, brand, part, parent_id, state, ending, severity, volume, stories, no_data, "      \
    "backfill, opened_at, grown_at, reopened_at, returns, resolved_at, window_start, window_end, " \
    "observed, expected, "                                                                         \
    "p, total, "                                                                                   \
    "total_expected, accuracy, people, told_observed"
#define PLACES "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
#define SELECT "SELECT id, " COLUMNS " FROM incidents "

/* ---- reading ---- */

static struct incident incident_read(struct query *query, struct arena *arena)
{
    struct incident incident = {.id = column_int(query)};
    incident.kind = incident_kind_from_name(str_z(arena, column_view(query)));
    incident.rule = column_text(query, arena);
    incident.brand = column_text(query, arena);
    incident.part = column_text(query, arena);
    incident.parent = column_int(query);
    incident.state = incident_state_from_name(str_z(arena, column_view(query)));
    incident.ending = incident_ending_from_name(str_z(arena, column_view(query)));
    incident.severity = severity_from_name(str_z(arena, column_view(query)));
    incident.volume = column_bool(query);
    incident.stories = column_bool(query);
    incident.no_data = column_bool(query);
    incident.backfill = column_bool(query);
    incident.opened_at = column_time(query);
    incident.grown_at = column_time(query);
    incident.reopened_at = column_time(query);
    incident.returns = (unsigned)column_int(query);
    incident.resolved_at = column_time(query);
    incident.window_start = column_time(query);
    incident.window_end = column_time(query);
    incident.observed = column_real(query);
    incident.expected = column_real(query);
    incident.p = column_real(query);
    incident.total = column_real(query);
    incident.total_expected = column_real(query);
    incident.accuracy = column_real(query);
    incident.people = (unsigned)column_int(query);
    incident.told_observed = column_real(query);
    return incident;
}

static bool drivers_read(struct store *store, int64_t id, const char *kind, struct arena *arena,
                         struct driver *drivers, size_t *count, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT name, observed, expected, share FROM incident_drivers "
                           "WHERE incident_id = ? AND kind = ? ORDER BY rank");
    query_int(&query, id);
    query_text(&query, str_of(kind));
    for (*count = 0; *count < INCIDENT_DRIVERS && query_row(&query); ++*count) {
        struct driver *driver = &drivers[*count];
        driver->name = column_text(&query, arena);
        driver->observed = column_real(&query);
        driver->expected = column_real(&query);
        driver->share = column_real(&query);
    }
    return query_ok(&query, err);
}

static bool samples_read(struct store *store, struct incident *incident, struct arena *arena,
                         struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT mention_id FROM incident_samples WHERE incident_id = ? "
                           "ORDER BY rank");
    query_int(&query, incident->id);
    while (incident->sample_count < INCIDENT_SAMPLES && query_row(&query)) {
        struct mention_row row;
        bool found;
        if (!mention_get(store, column_int(&query), arena, &row, &found, err)) {
            return false;
        }
        if (found) {
            incident->samples[incident->sample_count++] = row.mention;
        }
    }
    return query_ok(&query, err);
}

/* The lists of drivers as they are stored: a row for each. */
static const struct driver_kind {
    const char *name;
    size_t list, count; /* offsets in struct incident */
} driver_kinds[] = {
    {"source", offsetof(struct incident, sources), offsetof(struct incident, source_count)},
    {"word", offsetof(struct incident, words), offsetof(struct incident, word_count)},
    {"need", offsetof(struct incident, needs), offsetof(struct incident, need_count)},
    {"author", offsetof(struct incident, authors), offsetof(struct incident, author_count)},
    {"repost", offsetof(struct incident, reposts), offsetof(struct incident, repost_count)},
    {"brand", offsetof(struct incident, brands), offsetof(struct incident, brand_count)},
};
#define DRIVER_KINDS (sizeof driver_kinds / sizeof *driver_kinds)

static bool parts_read(struct store *store, struct incident *incident, struct arena *arena,
                       struct err *err)
{
    for (size_t i = 0; i < DRIVER_KINDS; i++) {
        const struct driver_kind *kind = &driver_kinds[i];
        void *list = (char *)incident + kind->list, *count = (char *)incident + kind->count;
        if (!drivers_read(store, incident->id, kind->name, arena, list, count, err)) {
            return false;
        }
    }
    return samples_read(store, incident, arena, err);
}

/* The one incident of a query that is bound already. */
static bool incident_take(struct query *query, struct arena *arena, struct incident *incident,
                          bool *found, struct err *err)
{
    *found = query_row(query);
    if (*found) {
        *incident = incident_read(query, arena);
    }
    return query_ok(query, err) && (!*found || parts_read(query->store, incident, arena, err));
}

bool incident_get(struct store *store, int64_t id, struct arena *arena, struct incident *incident,
                  bool *found, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(store, SELECT "WHERE id = ?");
    query_int(&query, id);
    return incident_take(&query, arena, incident, found, err);
}

bool incident_open_get(struct store *store, struct str rule, struct str brand, struct str part,
                       struct arena *arena, struct incident *incident, bool *found, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, SELECT "WHERE rule = ? AND brand = ? AND part = ? AND state <> 'resolved'");
    query_text(&query, rule);
    query_text(&query, brand);
    query_text(&query, text_or_empty(part));
    return incident_take(&query, arena, incident, found, err);
}

bool incident_last_get(struct store *store, struct str rule, struct str brand, struct str part,
                       struct arena *arena, struct incident *incident, bool *found, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, SELECT "WHERE rule = ? AND brand = ? AND part = ? ORDER BY id DESC LIMIT 1");
    query_text(&query, rule);
    query_text(&query, brand);
    query_text(&query, text_or_empty(part));
    return incident_take(&query, arena, incident, found, err);
}

/* All incidents of a query that is bound already. */
static bool incidents_take(struct query *query, struct arena *arena, struct incident **list,
                           size_t *count, struct err *err)
{
    *list = NULL;
    for (*count = 0; query_row(query); ++*count) {
        *list = list_room(arena, *list, *count, sizeof **list);
        struct incident *incident = &(*list)[*count];
        *incident = incident_read(query, arena);
        if (!parts_read(query->store, incident, arena, err)) {
            return false;
        }
    }
    return query_ok(query, err);
}

bool incidents_list(struct store *store, bool open, size_t limit, struct arena *arena,
                    struct incident **list, size_t *count, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, open ? SELECT "WHERE state <> 'resolved' ORDER BY opened_at DESC, id DESC LIMIT ?"
                    : SELECT "ORDER BY opened_at DESC, id DESC LIMIT ?");
    query_int(&query, limit ? (int64_t)limit : -1);
    return incidents_take(&query, arena, list, count, err);
}

bool incidents_newer(struct store *store, int64_t id, struct arena *arena, struct incident **list,
                     size_t *count, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(store, SELECT "WHERE id > ? ORDER BY id");
    query_int(&query, id);
    return incidents_take(&query, arena, list, count, err);
}

bool incidents_ended(struct store *store, struct str team, int64_t from, int64_t to,
                     struct arena *arena, struct incident **list, size_t *count, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, SELECT "WHERE state = 'resolved' AND resolved_at >= ? AND opened_at < ? "
                                  "AND id IN (SELECT incident_id FROM deliveries "
                                  "WHERE team = ?) ORDER BY id");
    query_int(&query, from);
    query_int(&query, to);
    query_text(&query, team);
    return incidents_take(&query, arena, list, count, err);
}

bool incidents_below(struct store *store, int64_t id, struct arena *arena, struct incident **list,
                     size_t *count, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(store, SELECT "WHERE parent_id = ? ORDER BY id");
    query_int(&query, id);
    return incidents_take(&query, arena, list, count, err);
}

/* ---- writing ---- */

static void incident_bind(struct query *query, const struct incident *incident)
{
    query_text(query, str_of(incident_kind_name(incident->kind)));
    query_text(query, incident->rule);
    query_text(query, incident->brand);
    query_text(query, text_or_empty(incident->part));
    query_unless(query, incident->parent, 0);
    query_text(query, str_of(incident_state_name(incident->state)));
    query_text(query, str_of(incident_ending_name(incident->ending)));
    query_text(query, str_of(severity_name(incident->severity)));
    query_int(query, incident->volume);
    query_int(query, incident->stories);
    query_int(query, incident->no_data);
    query_int(query, incident->backfill);
    query_time(query, incident->opened_at);
    query_time(query, incident->grown_at);
    query_time(query, incident->reopened_at);
    query_int(query, incident->returns);
    query_time(query, incident->resolved_at);
    query_time(query, incident->window_start);
    query_time(query, incident->window_end);
    query_real(query, incident->observed);
    query_real(query, incident->expected);
    query_real(query, incident->p);
    query_real(query, incident->total);
    query_real(query, incident->total_expected);
    query_real(query, incident->accuracy);
    query_int(query, incident->people);
    query_real(query, incident->told_observed);
}

static bool incident_insert(struct store *store, struct incident *incident, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "INSERT INTO incidents(" COLUMNS ") VALUES" PLACES);
    incident_bind(&query, incident);
    if (!query_run(&query, err)) {
        return false;
    }
    incident->id = sqlite3_last_insert_rowid(store->db);
    return true;
}

static bool incident_update(struct store *store, const struct incident *incident, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "UPDATE incidents SET (" COLUMNS ") = " PLACES " WHERE id = ?");
    incident_bind(&query, incident);
    query_int(&query, incident->id);
    return query_run(&query, err);
}

static bool parts_drop(struct store *store, const char *sql, int64_t id, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(store, sql);
    query_int(&query, id);
    return query_run(&query, err);
}

static bool drivers_put(struct store *store, int64_t id, const char *kind,
                        const struct driver *drivers, size_t count, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        struct query query CLEANUP_QUERY =
            query_start(store, "INSERT INTO incident_drivers(incident_id, kind, rank, name, "
                               "observed, expected, share) VALUES(?, ?, ?, ?, ?, ?, ?)");
        query_int(&query, id);
        query_text(&query, str_of(kind));
        query_int(&query, (int64_t)i + 1);
        query_text(&query, text_or_empty(drivers[i].name));
        query_real(&query, drivers[i].observed);
        query_real(&query, drivers[i].expected);
        query_real(&query, drivers[i].share);
        if (!query_run(&query, err)) {
            return false;
        }
    }
    return true;
}

static bool samples_put(struct store *store, const struct incident *incident, struct err *err)
{
    for (size_t i = 0; i < incident->sample_count; i++) {
        struct query query CLEANUP_QUERY =
            query_start(store, "INSERT INTO incident_samples(incident_id, rank, mention_id) "
                               "VALUES(?, ?, ?)");
        query_int(&query, incident->id);
        query_int(&query, (int64_t)i + 1);
        query_int(&query, incident->samples[i].id);
        if (!query_run(&query, err)) {
            return false;
        }
    }
    return true;
}

static bool parts_put(struct store *store, const struct incident *incident, struct err *err)
{
    for (size_t i = 0; i < DRIVER_KINDS; i++) {
        const struct driver_kind *kind = &driver_kinds[i];
        const void *list = (const char *)incident + kind->list;
        const size_t *count = (const void *)((const char *)incident + kind->count);
        if (!drivers_put(store, incident->id, kind->name, list, *count, err)) {
            return false;
        }
    }
    return samples_put(store, incident, err);
}

static bool below_release(struct store *store, int64_t id, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "UPDATE incidents SET parent_id = NULL WHERE parent_id = ? "
                           "AND state <> 'resolved'");
    query_int(&query, id);
    return query_run(&query, err);
}

static bool incident_put_all(struct store *store, struct incident *incident, struct err *err)
{
    bool stored = incident->id ? incident_update(store, incident, err)
                               : incident_insert(store, incident, err);
    return stored &&
           parts_drop(store, "DELETE FROM incident_drivers WHERE incident_id = ?", incident->id,
                      err) &&
           parts_drop(store, "DELETE FROM incident_samples WHERE incident_id = ?", incident->id,
                      err) &&
           parts_put(store, incident, err) &&
           (incident->state != INCIDENT_RESOLVED || below_release(store, incident->id, err));
}

bool incident_put(struct store *store, struct incident *incident, struct err *err)
{
    return incident_put_all(store, incident, err) ||
           err_wrap(err, "incident %.*s of %.*s", STR_FMT(incident->rule),
                    STR_FMT(incident->brand));
}

bool incident_mute(struct store *store, int64_t id, const struct mute *mute, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "UPDATE incidents SET muted_until = ?, muted_by = ?, muted_because = ? "
                           "WHERE id = ?");
    bool muted = mute->until != TIME_NONE;
    query_time(&query, mute->until);
    query_text(&query, muted ? mute->author : STR_NONE);
    query_text(&query, muted ? mute->reason : STR_NONE);
    query_int(&query, id);
    return query_run(&query, err);
}

bool incident_mute_get(struct store *store, int64_t id, struct arena *arena, struct mute *mute,
                       struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "SELECT muted_until, muted_by, muted_because FROM incidents WHERE id = ?");
    query_int(&query, id);
    *mute = (struct mute){.until = TIME_NONE};
    if (query_row(&query)) {
        mute->until = column_time(&query);
        mute->author = column_text(&query, arena);
        mute->reason = column_text(&query, arena);
    }
    return query_ok(&query, err);
}
