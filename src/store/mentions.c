#include "store/mentions.h"

#include "base/map.h"
#include "store/gone.h"
#include "store/mention_keys.h"
#include "store/mention_links.h"
#include "store/mention_score.h"
#include "store/sightings.h"

#include <math.h>

bool mention_rating_same(double a, double b)
{
    return fabs(a - b) < 1e-6;
}

bool mention_words_same(struct store *store, const struct mention *a, const struct mention *b)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    struct str left = mention_words(a, &arena), right = mention_words(b, &arena);
    return str_eq(left, right) ||
           str_eq(store_folded(store, 0, left), store_folded(store, 1, right));
}

/* Ids of platforms grow, so what is above them all is new without looking. The highest of the
 * source's ids that are numbers; INT64_MIN when none is. */
static bool highest_id(struct store *store, int64_t source, int64_t *highest, struct err *err)
{
    /* A number sorts before any text. */
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT native_id FROM mentions WHERE source_id = ? AND native_id < '' "
                           "ORDER BY native_id DESC LIMIT 1");
    query_int(&query, source);
    *highest = query_row(&query) ? column_int(&query) : INT64_MIN;
    return query_ok(&query, err);
}

static bool known_one(struct store *store, int64_t source, const struct mention *mention,
                      struct known *known, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT id, title, text, coalesce(rating, -1) FROM mentions "
                           "WHERE source_id = ? AND native_id = ?");
    query_int(&query, source);
    query_id(&query, mention->native_id);
    if (query_row(&query)) {
        known->row = known->seen = column_int(&query);
        struct mention old = {0};
        old.title = column_view(&query);
        old.text = column_view(&query);
        bool same = mention_rating_same(column_real(&query), mention->rating) &&
                    mention_words_same(store, &old, mention);
        known->state = same ? MENTION_SAME : MENTION_EDITED;
    }
    return query_ok(&query, err);
}

/* By id, or as the words of a person who is forgotten here. */
static bool is_gone(struct store *store, const struct gone_place *place,
                    const struct mention *mention, struct known *known, struct err *err)
{
    bool by_id, by_author = false;
    if (known->state != MENTION_NEW) {
        return true;
    }
    if (!gone_has(store, GONE_ID, place, mention->native_id, &by_id, err) ||
        (mention->author.n &&
         !gone_has(store, GONE_AUTHOR, place, mention->author, &by_author, err))) {
        return false;
    }
    known->state = by_id || by_author ? MENTION_GONE : MENTION_NEW;
    return true;
}

static bool find_gone(struct store *store, int64_t source, const struct batch *batch,
                      struct known *known, struct err *err)
{
    struct gone_place place;
    bool any;
    if (!gone_any(store, &any, err) || !gone_place(store, source, &place, err)) {
        return false;
    }
    for (size_t i = 0; i < batch->count && any; i++) {
        if (!is_gone(store, &place, &batch->mentions[i], &known[i], err)) {
            return false;
        }
    }
    return true;
}

/* What one call of mentions_known knows of the source. */
struct knowing {
    struct store *store;
    int64_t highest;
    struct siblings siblings;
};

static bool find_one(const struct knowing *knowing, const struct mention *mention,
                     struct known *known, struct err *err)
{
    int64_t number;
    bool above = id_is_number(mention->native_id, &number) && number > knowing->highest;
    *known = (struct known){.state = MENTION_NEW};
    return (above || known_one(knowing->store, knowing->siblings.source, mention, known, err)) &&
           (known->state != MENTION_NEW ||
            sibling_find(knowing->store, &knowing->siblings, mention, known, err));
}

static void knowing_clear(struct knowing *knowing)
{
    siblings_clear(&knowing->siblings);
}

bool mentions_known(struct store *store, struct str source, const struct batch *batch,
                    struct known *known, struct err *err)
{
    CLEANUP(map_clear) struct map seen = {0};
    CLEANUP(knowing_clear) struct knowing knowing = {.store = store};
    if (!siblings_open(store, source, &knowing.siblings, err) ||
        !highest_id(store, knowing.siblings.source, &knowing.highest, err)) {
        return false;
    }
    for (size_t i = 0; i < batch->count; i++) {
        bool first;
        union map_value *value = map_put(&seen, batch->mentions[i].native_id, &first);
        if (!first) {
            known[i] = (struct known){.state = MENTION_REPEATED, .row = known[value->number].row};
        } else if (!find_one(&knowing, &batch->mentions[i], &known[i], err)) {
            return false;
        }
        value->number = first ? i : value->number;
    }
    return find_gone(store, knowing.siblings.source, batch, known, err);
}

bool mentions_newest(struct store *store, int64_t *id, struct err *err)
{
    return setting_number(store, MENTIONS_NEWEST, id, err);
}

bool mentions_arrived(struct store *store, int64_t newer, int64_t from_hour, struct arena *arena,
                      struct arrival **list, size_t *count, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT s.name, m.posted_at / 3600 AS hour, count(*) FROM mentions m "
                           "JOIN sources s ON s.id = m.source_id WHERE m.id > ? "
                           "AND m.posted_at >= ? * 3600 GROUP BY m.source_id, hour");
    query_int(&query, newer);
    query_int(&query, from_hour);
    *list = NULL;
    for (*count = 0; query_row(&query); ++*count) {
        *list = list_room(arena, *list, *count, sizeof **list);
        struct arrival *arrival = &(*list)[*count];
        arrival->source = column_text(&query, arena);
        arrival->hour = column_int(&query);
        arrival->count = column_int(&query);
    }
    return query_ok(&query, err);
}

static bool score_update(struct store *store, int64_t id, const struct scored *scored,
                         struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(store, "UPDATE mentions SET (" SCORE_COLUMNS
                                                          ") = (" SCORE_VALUES ") WHERE id = ?");
    query_score(&query, scored);
    query_int(&query, id);
    return query_run(&query, err);
}

bool mention_rescore(struct store *store, int64_t id, const struct mention_reading *reading,
                     const struct mention_readers *names, struct err *err)
{
    struct standing before;
    struct readers readers;
    const struct score *score = reading->score;
    struct scored scored = {score, reading->labels, &readers};
    bool found;
    if (!standing_read(store, id, &before, &found, err)) {
        return false;
    }
    if (!found) {
        return err_set(err, "no mention %lld", (long long)id);
    }
    if (!readers_find(store, names, &readers, err)) {
        return false;
    }
    struct standing after = before;
    after.scored = score->label;
    after.compound = score->label ? in_ten_thousandths(score->compound) : 0;
    after.labelled = aspects_pack(reading->labels, readers.touchpoints);
    return score_update(store, id, &scored, err) && links_recount(store, &before, &after, err);
}
