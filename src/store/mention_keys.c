#include "store/mention_keys.h"

#include "base/map.h"
#include "store/mentions.h"

#define CANDIDATES 16 /* of a key that are looked at: an address may be that of a whole page */
#define KEY_BITS   47 /* take six bytes in the file; what a key finds is compared anyway */

static int64_t key_of(int64_t source, uint64_t key)
{
    return (int64_t)((key ^ (uint64_t)source * HASH_STEP) >> (64 - KEY_BITS));
}

size_t mention_keys_rows(int64_t source, const struct mention *mention,
                         struct key_row rows[KEY_COUNT])
{
    size_t count = 0;
    for (int i = 0; i < KEY_COUNT; i++) {
        if (mention->keys[i]) {
            rows[count++] = (struct key_row){key_of(source, mention->keys[i]), mention->id};
        }
    }
    return count;
}

#define KEY_INSERT "INSERT OR IGNORE INTO mention_keys(key, mention_id) VALUES"

bool mention_keys_put(struct store *store, const struct key_row *rows, size_t count,
                      struct err *err)
{
    for (size_t i = 0; i < count;) {
        size_t together = rows_together(count - i);
        struct query query CLEANUP_QUERY =
            query_start(store, ROWS_SQL(together, KEY_INSERT, "(?, ?)", ""));
        for (size_t k = 0; k < together; k++, i++) {
            query_int(&query, rows[i].key);
            query_int(&query, rows[i].mention);
        }
        if (!query_run(&query, err)) {
            return false;
        }
    }
    return true;
}

bool mention_keys_sweep(struct store *store, struct err *err)
{
    return store_run(store,
                     "DELETE FROM mention_keys WHERE NOT EXISTS("
                     "SELECT 1 FROM mentions WHERE id = mention_id)",
                     err);
}

bool mention_keys_sweep_part(struct store *store, int64_t day, struct err *err)
{
    const int64_t width = (INT64_C(1) << KEY_BITS) / KEY_PARTS;
    int64_t part = (day % KEY_PARTS + KEY_PARTS) % KEY_PARTS;
    struct query query CLEANUP_QUERY =
        query_start(store, "DELETE FROM mention_keys WHERE key >= ? AND key < ? AND NOT EXISTS("
                           "SELECT 1 FROM mentions WHERE id = mention_id)");
    query_int(&query, part * width);
    query_int(&query, (part + 1) * width);
    return query_run(&query, err);
}

/* One call of mentions_recognise. */
struct recognising {
    struct store *store;
    int64_t source;
    struct map taken; /* rows that another mention of the batch is, by their bytes */
    struct arena arena;
};

static void recognising_clear(struct recognising *recognising)
{
    map_clear(&recognising->taken);
    arena_clear(&recognising->arena);
}

static void take(struct recognising *recognising, int64_t row)
{
    struct str bytes = {(const char *)&row, sizeof row};
    bool first;
    map_put(&recognising->taken, str_copy(&recognising->arena, bytes), &first);
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
    if (key == KEY_WORDS) {
        return candidate->words_same && str_eq(was->author, mention->author);
    }
    return candidate->words_same || same_time(was, mention) || same_title_undated(was, mention);
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
        "WHERE k.key = ? AND m.source_id = ? ORDER BY k.mention_id DESC LIMIT ?");
    query_int(&query, key_of(recognising->source, mention->keys[key]));
    query_int(&query, recognising->source);
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
            .state = same ? MENTION_SAME : MENTION_EDITED,
            .row = candidate.row,
            .seen = candidate.row,
            .renamed = true,
        };
        take(recognising, candidate.row);
    }
    return query_ok(&query, err);
}

bool mentions_recognise(struct store *store, struct str source, const struct batch *batch,
                        struct known *known, struct err *err)
{
    CLEANUP(recognising_clear) struct recognising recognising = {.store = store};
    if (!store_source_find(store, source, &recognising.source, err)) {
        return false;
    }
    for (size_t i = 0; i < batch->count && recognising.source; i++) {
        if (known[i].row) {
            take(&recognising, known[i].row);
        }
    }
    /* By words of all before by address of any: the words are the surer sign. */
    for (int key = KEY_WORDS; key < KEY_COUNT && recognising.source; key++) {
        for (size_t i = 0; i < batch->count; i++) {
            const struct mention *mention = &batch->mentions[i];
            if (known[i].state == MENTION_NEW && mention->keys[key] &&
                !find_by(&recognising, mention, (enum mention_key)key, &known[i], err)) {
                return false;
            }
        }
    }
    return true;
}
