#include "store/mention_keys.h"

#include "base/map.h"
#include "store/mentions.h"

#define CANDIDATES 16 /* of a key that are looked at: many have the address of one page */

static bool key_put(struct store *store, int64_t source, uint64_t key, int64_t mention,
                    struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "INSERT OR IGNORE INTO mention_keys(source_id, key, mention_id) "
                           "VALUES(?, ?, ?)");
    query_int(&query, source);
    query_int(&query, (int64_t)key);
    query_int(&query, mention);
    return query_run(&query, err);
}

bool mention_keys_put(struct store *store, int64_t source, const struct mention *mention,
                      bool renamed, struct err *err)
{
    for (int i = 0; i < KEY_COUNT; i++) {
        bool wanted = mention->keys[i] && (i != KEY_ID || renamed);
        if (wanted && !key_put(store, source, mention->keys[i], mention->id, err)) {
            return false;
        }
    }
    return true;
}

/* One call of mentions_recognise. */
struct recognising {
    struct store *store;
    int64_t source;
    struct map taken; /* rows that another mention of the batch is, by their bytes */
    struct arena arena;
};

static bool take(struct recognising *recognising, int64_t row)
{
    bool first;
    struct str bytes = {(const char *)&row, sizeof row};
    map_put(&recognising->taken, str_copy(&recognising->arena, bytes), &first);
    return first;
}

static bool is_taken(const struct recognising *recognising, int64_t row)
{
    return map_get(&recognising->taken, (struct str){(const char *)&row, sizeof row}) != NULL;
}

/* A stored mention that has a key of one of the batch. */
struct candidate {
    int64_t row;
    struct mention was; /* title, text, author, rating, published_at, published_precision */
    bool words_same;
};

static bool same_time(const struct mention *a, const struct mention *b)
{
    return a->published_at != TIME_NONE && a->published_at == b->published_at &&
           a->published_precision == PRECISION_SECOND && b->published_precision == PRECISION_SECOND;
}

static bool same_title_undated(const struct mention *a, const struct mention *b)
{
    return a->published_at == TIME_NONE && b->published_at == TIME_NONE && a->title.n &&
           str_eq(a->title, b->title);
}

static bool is_it(const struct candidate *candidate, const struct mention *mention,
                  enum mention_key key)
{
    const struct mention *was = &candidate->was;
    switch (key) {
    case KEY_ID:
        return true;
    case KEY_URL:
        return candidate->words_same || same_time(was, mention) || same_title_undated(was, mention);
    case KEY_WORDS:
        return candidate->words_same && str_eq_nocase(was->author, mention->author);
    case KEY_COUNT:
        break;
    }
    return false;
}

static void candidate_read(struct recognising *recognising, struct query *query,
                           const struct mention *mention, struct candidate *candidate)
{
    struct mention *was = &candidate->was;
    *candidate = (struct candidate){.row = column_int(query)};
    was->title = column_view(query);
    was->text = column_view(query);
    was->author = column_view(query);
    was->rating = column_real(query);
    was->published_at = column_time(query);
    was->published_precision = column_bool(query) ? PRECISION_DAY : PRECISION_SECOND;
    candidate->words_same = mention_words_same(recognising->store, was, mention);
}

static bool find_by(struct recognising *recognising, const struct mention *mention,
                    enum mention_key key, struct known *known, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        recognising->store,
        "SELECT m.id, m.title, m.text, m.author, coalesce(m.rating, -1), m.published_at, "
        "m.published_precision FROM mention_keys k CROSS JOIN mentions m ON m.id = k.mention_id "
        "WHERE k.source_id = ? AND k.key = ? ORDER BY k.mention_id DESC LIMIT ?");
    query_int(&query, recognising->source);
    query_int(&query, (int64_t)mention->keys[key]);
    query_int(&query, CANDIDATES);
    while (known->state == MENTION_NEW && query_row(&query)) {
        struct candidate candidate;
        candidate_read(recognising, &query, mention, &candidate);
        if (is_taken(recognising, candidate.row) || !is_it(&candidate, mention, key)) {
            continue;
        }
        bool same =
            candidate.words_same && mention_rating_same(candidate.was.rating, mention->rating);
        *known = (struct known){
            .state = same ? MENTION_SAME : MENTION_EDITED, .row = candidate.row, .renamed = true};
        take(recognising, candidate.row);
    }
    return query_ok(&query, err);
}

static bool any_keys(struct store *store, int64_t source, bool *any, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT 1 FROM mention_keys WHERE source_id = ? LIMIT 1");
    query_int(&query, source);
    *any = query_row(&query);
    return query_ok(&query, err);
}

static bool find_all(struct recognising *recognising, const struct batch *batch,
                     struct known *known, struct err *err)
{
    for (size_t i = 0; i < batch->count; i++) {
        if (known[i].row) {
            take(recognising, known[i].row);
        }
    }
    for (size_t i = 0; i < batch->count; i++) {
        const struct mention *mention = &batch->mentions[i];
        for (int key = 0; key < KEY_COUNT && known[i].state == MENTION_NEW; key++) {
            if (mention->keys[key] &&
                !find_by(recognising, mention, (enum mention_key)key, &known[i], err)) {
                return false;
            }
        }
    }
    return true;
}

bool mentions_recognise(struct store *store, struct str source, const struct batch *batch,
                        struct known *known, struct err *err)
{
    struct recognising recognising = {.store = store};
    bool any;
    if (!store_source_find(store, source, &recognising.source, err) ||
        !any_keys(store, recognising.source, &any, err)) {
        return false;
    }
    bool well = !any || find_all(&recognising, batch, known, err);
    map_clear(&recognising.taken);
    arena_clear(&recognising.arena);
    return well;
}
