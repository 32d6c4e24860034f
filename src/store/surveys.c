#include "store/surveys.h"

#include "store/query.h"

bool survey_occurrence(struct store *store, uint64_t hash, int64_t *number, struct err *err)
{
    if (!store_run(store,
                   "CREATE TEMP TABLE IF NOT EXISTS survey_seen("
                   "hash INTEGER PRIMARY KEY, times INTEGER NOT NULL)",
                   err)) {
        return false;
    }
    struct query query CLEANUP_QUERY =
        query_start(store, "INSERT INTO temp.survey_seen(hash, times) VALUES(?, 1) "
                           "ON CONFLICT(hash) DO UPDATE SET times = times + 1 RETURNING times");
    query_int(&query, (int64_t)hash);
    *number = query_row(&query) ? column_int(&query) : 0;
    while (query_row(&query)) {
    }
    return query_ok(&query, err);
}

struct answer {
    int64_t source, brand, mention; /* ids, 0 for none */
    enum survey_kind kind;
    int best;
    const struct survey_row *row;
};

/* Whether it is stored, and with another score, touchpoint or time. */
static bool answer_known(struct store *store, const struct answer *answer, bool *known,
                         bool *differs, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "SELECT (score, best, touchpoint, answered_at) IS NOT (?, ?, ?, ?) "
               "FROM survey_answers WHERE source_id = ? AND native_id = ? AND kind = ?");
    query_int(&query, answer->row->scores[answer->kind]);
    query_int(&query, answer->best);
    query_text(&query, answer->row->touchpoint);
    query_int(&query, answer->row->answered_at);
    query_int(&query, answer->source);
    query_id(&query, answer->row->native_id);
    query_int(&query, (int64_t)answer->kind);
    *known = query_row(&query);
    *differs = *known && column_bool(&query);
    return query_ok(&query, err);
}

static bool answer_put(struct store *store, const struct answer *answer, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "INSERT INTO survey_answers(source_id, native_id, kind, score, best, touchpoint, "
               "brand_id, answered_at, mention_id) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?) "
               "ON CONFLICT DO UPDATE SET score = excluded.score, best = excluded.best, "
               "touchpoint = excluded.touchpoint, answered_at = excluded.answered_at");
    query_int(&query, answer->source);
    query_id(&query, answer->row->native_id);
    query_int(&query, (int64_t)answer->kind);
    query_int(&query, answer->row->scores[answer->kind]);
    query_int(&query, answer->best);
    query_text(&query, answer->row->touchpoint);
    query_unless(&query, answer->brand, 0);
    query_int(&query, answer->row->answered_at);
    query_unless(&query, answer->mention, 0);
    return query_run(&query, err);
}

static bool answer_add(struct store *store, const struct answer *answer,
                       struct survey_counts *counts, struct err *err)
{
    bool known, differs;
    if (!answer_known(store, answer, &known, &differs, err)) {
        return false;
    }
    counts->added += !known;
    counts->changed += differs;
    counts->known += known && !differs;
    return (known && !differs) || answer_put(store, answer, err);
}

bool survey_add(struct store *store, const struct survey_origin *origin,
                const struct survey_row *row, int64_t mention, struct survey_counts *counts,
                struct err *err)
{
    struct answer answer = {.mention = mention, .row = row};
    if (!store_source_id(store, origin->survey, &answer.source, err) ||
        (origin->brand.p && !store_brand_id(store, origin->brand, &answer.brand, err))) {
        return false;
    }
    for (int i = 0; i < SURVEY_KINDS; i++) {
        answer.kind = (enum survey_kind)i;
        answer.best = origin->best[i];
        if (row->scores[i] != SURVEY_SCORE_NONE && !answer_add(store, &answer, counts, err)) {
            return false;
        }
    }
    return true;
}

static struct survey_sum sum_read(struct query *query, struct arena *arena)
{
    struct survey_sum sum = {.kind = (enum survey_kind)column_int(query)};
    sum.best = (int)column_int(query);
    sum.month = column_text(query, arena);
    sum.touchpoint = column_text(query, arena);
    sum.answers = column_real(query);
    sum.good = column_real(query);
    sum.bad = column_real(query);
    sum.sum = column_real(query);
    sum.squares = column_real(query);
    return sum;
}

bool surveys_sum(struct store *store, const struct survey_filter *filter, struct arena *arena,
                 struct survey_sum **list, size_t *count, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "SELECT CASE kind WHEN 'nps' THEN 0 WHEN 'csat' THEN 1 ELSE 2 END, best, "
               "CASE ?1 WHEN 0 THEN month_local WHEN 1 THEN month_jalali END AS month, "
               "iif(?2, touchpoint, NULL) AS place, count(*), sum(good), sum(bad), sum(score), "
               "sum(score * score) FROM v_surveys WHERE answered_at >= ?3 AND answered_at < ?4 "
               "AND (?5 IS NULL OR survey = ?5) AND (?6 IS NULL OR brand = ?6) "
               "AND (?7 IS NULL OR touchpoint = ?7) GROUP BY 1, 2, 3, 4 ORDER BY 1, 3, 4, 2");
    query_int(&query, filter->by_month ? (int64_t)filter->calendar : -1);
    query_int(&query, filter->by_touchpoint);
    query_int(&query, filter->since);
    query_int(&query, filter->until);
    query_text(&query, filter->survey);
    query_text(&query, filter->brand);
    query_text(&query, filter->touchpoint);
    *list = NULL;
    for (*count = 0; query_row(&query); (*count)++) {
        *list = list_room(arena, *list, *count, sizeof **list);
        (*list)[*count] = sum_read(&query, arena);
    }
    return query_ok(&query, err);
}
