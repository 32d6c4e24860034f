#include "store/cases.h"

#include "store/query.h"

/* Of a case, or of an incident without one. */
#define COLUMNS                                                                                    \
    "SELECT c.id, c.incident_id, c.mention_id, i.brand, i.rule, c.team, c.assignee, c.state, "     \
    "c.opened_at, c.acknowledged_at, c.answered_at, c.closed_at FROM cases c "                     \
    "LEFT JOIN incidents i ON i.id = c.incident_id "

static struct case_row row_read(struct query *query, struct arena *arena)
{
    struct case_row row = {.id = column_int(query)};
    int64_t incident = column_int(query), mention = column_int(query);
    row.subject = (struct case_subject){incident != 0, incident ? incident : mention};
    row.brand = column_text(query, arena);
    row.rule = column_text(query, arena);
    row.team = column_text(query, arena);
    row.assignee = column_text(query, arena);
    row.state = case_state_from_name(column_view(query));
    row.opened_at = column_time(query);
    row.acknowledged_at = column_time(query);
    row.answered_at = column_time(query);
    row.closed_at = column_time(query);
    return row;
}

bool case_get(struct store *store, struct case_subject subject, struct arena *arena,
              struct case_row *row, bool *found, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, subject.is_incident ? COLUMNS "WHERE c.incident_id = ?"
                                               : COLUMNS "WHERE c.mention_id = ?");
    query_int(&query, subject.id);
    *found = query_row(&query);
    if (*found) {
        *row = row_read(&query, arena);
    }
    return query_ok(&query, err);
}

/* When the subject began to wait for somebody. */
static bool subject_opened(struct store *store, struct case_subject subject, int64_t *opened_at,
                           bool *found, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, subject.is_incident ? "SELECT opened_at FROM incidents WHERE id = ?"
                                               : "SELECT fetched_at FROM mentions WHERE id = ?");
    query_int(&query, subject.id);
    *found = query_row(&query);
    *opened_at = *found ? column_time(&query) : TIME_NONE;
    return query_ok(&query, err);
}

static bool case_insert(struct store *store, struct case_row *row, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "INSERT INTO cases(incident_id, mention_id, team, state, opened_at) "
                           "VALUES(?, ?, ?, ?, ?)");
    query_unless(&query, row->subject.is_incident ? row->subject.id : 0, 0);
    query_unless(&query, row->subject.is_incident ? 0 : row->subject.id, 0);
    query_text(&query, text_or_empty(row->team));
    query_text(&query, str_of(case_state_name(row->state)));
    query_int(&query, row->opened_at);
    if (!query_run(&query, err)) {
        return false;
    }
    row->id = sqlite3_last_insert_rowid(store->db);
    return true;
}

static bool case_update(struct store *store, const struct case_row *row, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "UPDATE cases SET team = ?, assignee = ?, state = ?, acknowledged_at = ?, "
               "answered_at = ?, closed_at = ? WHERE id = ?");
    query_text(&query, text_or_empty(row->team));
    query_text(&query, row->assignee);
    query_text(&query, str_of(case_state_name(row->state)));
    query_time(&query, row->acknowledged_at);
    query_time(&query, row->answered_at);
    query_time(&query, row->closed_at);
    query_int(&query, row->id);
    return query_run(&query, err);
}

static bool event_insert(struct store *store, const struct case_row *row,
                         const struct case_change *change, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "INSERT INTO case_events(case_id, number, happened_at, author, state, assignee, "
               "note) SELECT ?1, 1 + (SELECT count(*) FROM case_events WHERE case_id = ?1), ?2, "
               "?3, ?4, ?5, ?6");
    query_int(&query, row->id);
    query_int(&query, change->at);
    query_text(&query, text_or_empty(change->author));
    query_text(&query, str_of(case_state_name(row->state)));
    query_text(&query, row->assignee);
    query_text(&query, change->note);
    return query_run(&query, err);
}

static void note_time(int64_t *at, bool reached, int64_t now)
{
    *at = reached && *at == TIME_NONE ? now : *at;
}

/* A state is never taken back, but for a closed case that is given to somebody again. */
static void change_take(struct case_row *row, const struct case_change *change)
{
    bool reopened = row->state == CASE_CLOSED && change->state == CASE_ASSIGNED;
    row->team = change->team.n ? change->team : row->team;
    row->assignee = change->assignee.p ? change->assignee : row->assignee;
    row->state = reopened || change->state > row->state ? change->state : row->state;
    row->closed_at = reopened ? TIME_NONE : row->closed_at;
    note_time(&row->acknowledged_at, row->state >= CASE_ACKNOWLEDGED, change->at);
    note_time(&row->answered_at, row->state == CASE_ANSWERED, change->at);
    note_time(&row->closed_at, row->state == CASE_CLOSED, change->at);
}

static bool incident_acknowledge(struct store *store, const struct case_row *row, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "UPDATE incidents SET state = 'acknowledged' WHERE id = ? AND state = 'open'");
    if (!row->subject.is_incident || row->state < CASE_ACKNOWLEDGED) {
        query_null(&query);
    } else {
        query_int(&query, row->subject.id);
    }
    return query_run(&query, err);
}

bool case_change(struct store *store, struct case_subject subject, const struct case_change *change,
                 bool *found, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    struct case_row row = {.subject = subject,
                           .team = change->team,
                           .acknowledged_at = TIME_NONE,
                           .answered_at = TIME_NONE,
                           .closed_at = TIME_NONE};
    bool is_there;
    if (!subject_opened(store, subject, &row.opened_at, found, err) || !*found) {
        return !*found;
    }
    if (!case_get(store, subject, &arena, &row, &is_there, err) ||
        (!is_there && !case_insert(store, &row, err))) {
        return false;
    }
    if (row.state == CASE_CLOSED && change->state != CASE_ASSIGNED) {
        return err_set(err, "is closed; whoever is assigned opens it again");
    }
    change_take(&row, change);
    return case_update(store, &row, err) && event_insert(store, &row, change, err) &&
           incident_acknowledge(store, &row, err);
}

bool case_events(struct store *store, int64_t id, struct arena *arena, struct case_event **list,
                 size_t *count, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT happened_at, author, state, assignee, note FROM case_events "
                           "WHERE case_id = ? ORDER BY number");
    query_int(&query, id);
    *list = NULL;
    for (*count = 0; query_row(&query); (*count)++) {
        *list = list_room(arena, *list, *count, sizeof **list);
        struct case_event *event = &(*list)[*count];
        event->happened_at = column_time(&query);
        event->author = column_text(&query, arena);
        event->state = case_state_from_name(column_view(&query));
        event->assignee = column_text(&query, arena);
        event->note = column_text(&query, arena);
    }
    return query_ok(&query, err);
}

bool cases_list(struct store *store, const struct case_filter *filter, struct arena *arena,
                struct case_row **list, size_t *count, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, COLUMNS
        "WHERE c.opened_at >= ?1 AND c.opened_at < ?2 AND (NOT ?3 OR c.state <> 'closed') "
        "AND (?4 IS NULL OR c.assignee = ?4) UNION ALL "
        "SELECT 0, i.id, NULL, i.brand, i.rule, '', NULL, 'new', i.opened_at, NULL, NULL, "
        "i.resolved_at FROM incidents i WHERE i.opened_at >= ?1 AND i.opened_at < ?2 "
        "AND NOT i.backfill AND NOT (?3 AND i.state = 'resolved') AND ?4 IS NULL "
        "AND NOT EXISTS(SELECT 1 FROM cases c WHERE c.incident_id = i.id) ORDER BY 9 DESC, 1 DESC");
    query_int(&query, filter->since);
    query_int(&query, filter->until);
    query_int(&query, filter->open);
    query_text(&query, filter->assignee);
    *list = NULL;
    for (*count = 0; query_row(&query); (*count)++) {
        *list = list_room(arena, *list, *count, sizeof **list);
        (*list)[*count] = row_read(&query, arena);
    }
    return query_ok(&query, err);
}
