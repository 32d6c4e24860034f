#include "store/corrections.h"

#include "store/mention_links.h"

static bool label_put(struct store *store, int64_t id, const struct correction *correction,
                      struct err *err)
{
    bool put = correction->sentiment == CORRECT_TO;
    struct query query CLEANUP_QUERY =
        query_start(store, put ? "INSERT INTO mention_labels(mention_id, label, author, "
                                 "corrected_at) VALUES(?, ?, ?, ?) "
                                 "ON CONFLICT(mention_id) DO UPDATE SET label = excluded.label, "
                                 "author = excluded.author, corrected_at = excluded.corrected_at"
                               : "DELETE FROM mention_labels WHERE mention_id = ?");
    query_int(&query, id);
    if (put) {
        query_label(&query, correction->label);
        query_text(&query, text_or_empty(correction->author));
        query_int(&query, correction->at);
    }
    return query_run(&query, err);
}

static bool nothing_said(const struct aspects *said)
{
    return said->needs < 0 && said->touchpoints < 0 && said->stage < 0 && said->intents < 0;
}

static bool aspects_put(struct store *store, int64_t id, const struct aspects *said,
                        const struct correction *correction, struct err *err)
{
    bool put = !nothing_said(said);
    struct query query CLEANUP_QUERY =
        query_start(store, put ? "INSERT OR REPLACE INTO aspect_labels(mention_id, " ASPECT_COLUMNS
                                 ", author, corrected_at) VALUES(?, ?, ?, ?, ?, ?, ?)"
                               : "DELETE FROM aspect_labels WHERE mention_id = ?");
    query_int(&query, id);
    if (put) {
        query_unless(&query, said->needs, -1);
        query_unless(&query, said->touchpoints, -1);
        query_unless(&query, said->stage, -1);
        query_unless(&query, said->intents, -1);
        query_text(&query, text_or_empty(correction->author));
        query_int(&query, correction->at);
    }
    return query_run(&query, err);
}

static void part_change(enum correcting correcting, int64_t to, int64_t *said)
{
    *said = correcting == CORRECT_TO ? to : correcting == CORRECT_UNDO ? -1 : *said;
}

/* *changed when any of the parts is corrected or undone. */
static bool said_change(struct store *store, const struct correction *correction,
                        struct aspects *said, bool *changed, struct err *err)
{
    int64_t ids[TOUCHPOINTS_MAX];
    if (!touchpoint_ids(store, correction->touchpoints, correction->touchpoint_count, ids, err)) {
        return false;
    }
    struct aspects to = aspects_pack(&correction->labels, ids);
    part_change(correction->parts[ABOUT_NEED], to.needs, &said->needs);
    part_change(correction->parts[ABOUT_TOUCHPOINT], to.touchpoints, &said->touchpoints);
    part_change(correction->parts[ABOUT_STAGE], to.stage, &said->stage);
    part_change(correction->parts[ABOUT_INTENT], to.intents, &said->intents);
    *changed = false;
    for (int i = 0; i < ABOUT_COUNT; i++) {
        *changed = *changed || correction->parts[i] != CORRECT_NOT;
    }
    return true;
}

bool mention_correct(struct store *store, int64_t id, const struct correction *correction,
                     bool *found, struct err *err)
{
    struct standing before;
    bool changed;
    if (!standing_read(store, id, &before, found, err)) {
        return false;
    }
    if (!*found) {
        return true;
    }
    struct standing after = before;
    if (!said_change(store, correction, &after.said, &changed, err)) {
        return false;
    }
    if (correction->sentiment != CORRECT_NOT) {
        after.corrected = correction->sentiment == CORRECT_TO ? correction->label : LABEL_NONE;
    }
    return (correction->sentiment == CORRECT_NOT || label_put(store, id, correction, err)) &&
           (!changed || aspects_put(store, id, &after.said, correction, err)) &&
           links_recount(store, &before, &after, err);
}

bool mention_corrector(struct store *store, int64_t id, struct arena *arena, struct str *author,
                       int64_t *at, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "SELECT author, corrected_at FROM mention_labels WHERE mention_id = ?1 UNION ALL "
               "SELECT author, corrected_at FROM aspect_labels WHERE mention_id = ?1 "
               "ORDER BY corrected_at DESC LIMIT 1");
    query_int(&query, id);
    *author = STR_NONE;
    if (query_row(&query)) {
        *author = column_text(&query, arena);
        *at = column_int(&query);
    }
    return query_ok(&query, err);
}
