#include "store/mention_score.h"

#include "store/changes.h"

#include <math.h>

int64_t in_ten_thousandths(double value)
{
    return llround(value * COMPOUND_ONE);
}

static void query_judgement(struct query *query, const struct scored *scored)
{
    const struct score *score = scored->score;
    query_text(query, str_of(language_name(score->language)));
    query_label(query, score->label);
    if (score->label == LABEL_NONE) {
        for (int i = 0; i < 3; i++) {
            query_null(query);
        }
        return;
    }
    query_int(query, in_ten_thousandths(score->compound));
    query_int(query, in_ten_thousandths(score->confidence));
    query_int(query, scored->readers->lexicon);
}

void query_score(struct query *query, const struct scored *scored)
{
    struct aspects aspects = aspects_pack(scored->labels, scored->readers->touchpoints);
    query_judgement(query, scored);
    query_aspects(query, &aspects);
}

static bool lexicon_find(struct store *store, struct str version, int64_t *id, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT id FROM lexicons WHERE version = ?");
    query_text(&query, text_or_empty(version));
    *id = query_row(&query) ? column_int(&query) : 0;
    return query_ok(&query, err);
}

bool store_lexicon_id(struct store *store, struct str version, int64_t *id, struct err *err)
{
    if (!lexicon_find(store, version, id, err) || *id) {
        return *id != 0;
    }
    struct query query CLEANUP_QUERY =
        query_start(store, "INSERT INTO lexicons(version) VALUES(?)");
    query_text(&query, text_or_empty(version));
    if (!query_run(&query, err)) {
        return false;
    }
    *id = sqlite3_last_insert_rowid(store->db);
    return true;
}

bool readers_find(struct store *store, const struct mention_readers *names, struct readers *readers,
                  struct err *err)
{
    *readers = (struct readers){0};
    return store_lexicon_id(store, names->lexicon, &readers->lexicon, err) &&
           touchpoint_ids(store, names->touchpoints, names->touchpoint_count, readers->touchpoints,
                          err);
}
