#include "store/outbox.h"

#include "store/query.h"

#define COLUMNS                                                                                    \
    "id, incident_id, key, event, team, channel, recipient, message_id, subject, state, tries, "   \
    "next_try_at, last_answer, created_at, sent_at"

static struct delivery delivery_read(struct query *query, struct arena *arena)
{
    struct delivery delivery = {.id = column_int(query)};
    delivery.incident_id = column_int(query);
    delivery.key = column_text(query, arena);
    delivery.event = column_text(query, arena);
    delivery.team = column_text(query, arena);
    delivery.channel = column_text(query, arena);
    delivery.recipient = column_text(query, arena);
    delivery.message_id = column_text(query, arena);
    delivery.subject = column_text(query, arena);
    delivery.state = delivery_state_from_name(str_z(arena, column_view(query)));
    delivery.tries = (uint32_t)column_int(query);
    delivery.next_try_at = column_time(query);
    delivery.last_answer = column_text(query, arena);
    delivery.created_at = column_int(query);
    delivery.sent_at = column_time(query);
    return delivery;
}

/* All rows of a query that is bound already, without bodies. */
static bool rows_take(struct query *query, struct arena *arena, struct delivery **list,
                      size_t *count, struct err *err)
{
    *list = NULL;
    for (*count = 0; query_row(query); ++*count) {
        *list = list_room(arena, *list, *count, sizeof **list);
        (*list)[*count] = delivery_read(query, arena);
    }
    return query_ok(query, err);
}

static bool find(struct store *store, const struct delivery *delivery, int64_t *id, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT id FROM deliveries "
                           "WHERE key = ? AND channel = ? AND recipient = ?");
    query_text(&query, delivery->key);
    query_text(&query, delivery->channel);
    query_text(&query, delivery->recipient);
    *id = query_row(&query) ? column_int(&query) : 0;
    return query_ok(&query, err);
}

static bool insert(struct store *store, const struct delivery *delivery, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "INSERT INTO deliveries(incident_id, key, event, team, channel, recipient, "
               "message_id, subject, body, unquoted, state, tries, next_try_at, last_answer, "
               "created_at, sent_at) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    query_unless(&query, delivery->incident_id, 0);
    query_text(&query, delivery->key);
    query_text(&query, text_or_empty(delivery->event));
    query_text(&query, text_or_empty(delivery->team));
    query_text(&query, delivery->channel);
    query_text(&query, delivery->recipient);
    query_text(&query, delivery->message_id);
    query_text(&query, delivery->subject);
    query_blob(&query, text_or_empty(delivery->body));
    if (delivery->unquoted.p) {
        query_blob(&query, delivery->unquoted);
    } else {
        query_null(&query);
    }
    query_text(&query, str_of(delivery_state_name(delivery->state)));
    query_int(&query, delivery->tries);
    query_time(&query, delivery->next_try_at);
    query_text(&query, delivery->last_answer);
    query_int(&query, delivery->created_at);
    query_time(&query, delivery->sent_at);
    return query_run(&query, err);
}

static bool quotes_put(struct store *store, const struct delivery *delivery, struct err *err)
{
    for (size_t i = 0; i < delivery->quoted_count; i++) {
        struct query query CLEANUP_QUERY = query_start(
            store, "INSERT OR IGNORE INTO delivery_quotes(mention_id, delivery_id) VALUES(?, ?)");
        query_int(&query, delivery->quoted[i]);
        query_int(&query, delivery->id);
        if (!query_run(&query, err)) {
            return false;
        }
    }
    return true;
}

bool outbox_add(struct store *store, struct delivery *delivery, bool *added, struct err *err)
{
    if (!find(store, delivery, &delivery->id, err)) {
        return false;
    }
    *added = delivery->id == 0;
    if (!*added) {
        return true;
    }
    if (!insert(store, delivery, err)) {
        return false;
    }
    delivery->id = sqlite3_last_insert_rowid(store->db);
    return quotes_put(store, delivery, err);
}

bool outbox_due(struct store *store, int64_t now, size_t limit, struct arena *arena,
                struct delivery **list, size_t *count, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT " COLUMNS ", body FROM deliveries "
                           "WHERE state IN ('pending', 'sending', 'unknown') "
                           "AND (next_try_at <= ?1 OR created_at > ?1 + 3600) "
                           "ORDER BY next_try_at, id LIMIT ?2");
    query_int(&query, now);
    query_int(&query, limit ? (int64_t)limit : -1);
    *list = NULL;
    for (*count = 0; query_row(&query); ++*count) {
        *list = list_room(arena, *list, *count, sizeof **list);
        (*list)[*count] = delivery_read(&query, arena);
        (*list)[*count].body = column_text(&query, arena);
    }
    return query_ok(&query, err);
}

bool outbox_mark(struct store *store, const struct delivery *delivery, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "UPDATE deliveries SET state = ?1, tries = ?2, next_try_at = ?3, "
                           "last_answer = ?4, sent_at = ?5, unquoted = iif(?1 IN "
                           "('sent', 'refused', 'given_up'), NULL, unquoted) WHERE id = ?6");
    query_text(&query, str_of(delivery_state_name(delivery->state)));
    query_int(&query, delivery->tries);
    query_time(&query, delivery->next_try_at);
    query_text(&query, delivery->last_answer);
    query_time(&query, delivery->sent_at);
    query_int(&query, delivery->id);
    return query_run(&query, err);
}

bool outbox_mails_between(struct store *store, struct str team, struct str recipient, int64_t from,
                          int64_t to, int64_t *count, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT count(*) FROM deliveries WHERE team = ? AND recipient = ? "
                           "AND channel = 'mail' AND incident_id IS NOT NULL AND state != 'held' "
                           "AND coalesce(sent_at, next_try_at, created_at) >= ? "
                           "AND coalesce(sent_at, next_try_at, created_at) < ?");
    query_text(&query, team);
    query_text(&query, recipient);
    query_int(&query, from);
    query_int(&query, to);
    *count = query_row(&query) ? column_int(&query) : 0;
    return query_ok(&query, err);
}

#define HELD                                                                                       \
    "WHERE team = ? AND channel = ? AND recipient = ? AND state = 'held' "                         \
    "AND last_answer IS NULL "                                                                     \
    "AND iif(next_try_at IS NULL, created_at < ?, next_try_at <= ?)"

static void query_held(struct query *query, const struct held_query *which)
{
    query_text(query, which->team);
    query_text(query, which->channel);
    query_text(query, which->recipient);
    query_int(query, which->limited_before);
    query_int(query, which->quiet_over);
}

bool outbox_held(struct store *store, const struct held_query *which, struct arena *arena,
                 struct delivery **list, size_t *count, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT " COLUMNS " FROM deliveries " HELD " ORDER BY incident_id, id");
    query_held(&query, which);
    return rows_take(&query, arena, list, count, err);
}

bool outbox_held_told(struct store *store, const struct held_query *which, struct str how,
                      struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(store, "UPDATE deliveries SET last_answer = ?, "
                                                          "unquoted = NULL " HELD);
    query_text(&query, how);
    query_held(&query, which);
    return query_run(&query, err);
}

bool outbox_list(struct store *store, int64_t incident_id, size_t limit, struct arena *arena,
                 struct delivery **list, size_t *count, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, incident_id ? "SELECT " COLUMNS " FROM deliveries WHERE incident_id = ? "
                                         "ORDER BY id LIMIT ?"
                                       : "SELECT " COLUMNS " FROM deliveries WHERE id > ? "
                                         "ORDER BY id DESC LIMIT ?");
    query_int(&query, incident_id);
    query_int(&query, limit ? (int64_t)limit : -1);
    return rows_take(&query, arena, list, count, err);
}

bool outbox_brand_at(struct store *store, struct str team, struct str brand, int64_t *at,
                     struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "SELECT max(max(created_at, ifnull(sent_at, created_at))) FROM deliveries "
               "WHERE team = ? AND incident_id IN (SELECT id FROM incidents WHERE brand = ?)");
    query_text(&query, team);
    query_text(&query, brand);
    *at = query_row(&query) ? column_time(&query) : TIME_NONE;
    return query_ok(&query, err);
}

bool outbox_newer(struct store *store, int64_t id, struct arena *arena, struct delivery **list,
                  size_t *count, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT " COLUMNS " FROM deliveries WHERE id > ? ORDER BY id");
    query_int(&query, id);
    return rows_take(&query, arena, list, count, err);
}

bool outbox_counts(struct store *store, int64_t counts[DELIVERY_STATES], struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT state, count(*) FROM deliveries GROUP BY state");
    memset(counts, 0, DELIVERY_STATES * sizeof *counts);
    while (query_row(&query)) {
        enum delivery_state state = delivery_state_from_name(str_z(&arena, column_view(&query)));
        if (state < DELIVERY_STATES) {
            counts[state] = column_int(&query);
        }
    }
    return query_ok(&query, err);
}
