#include "store/erase.h"

#include "store/author_key.h"
#include "store/gone.h"
#include "store/mention_keys.h"
#include "store/outbox.h"
#include "store/search_index.h"
#include "store/stories.h"
#include "store/story_firsts.h"
#include "store/story_sketches.h"
#include "store/url_bases.h"

/* One call of mentions_erase. */
struct erasing {
    struct store *store;
    int64_t at;
    enum erase_counts counts;
    struct changes changes;
};

static void erasing_clear(struct erasing *erasing)
{
    changes_clear(&erasing->changes);
}

/* The statements of which each takes the mention's id alone. */
static bool run_of(struct store *store, const char *sql, int64_t id, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(store, sql);
    query_int(&query, id);
    return query_run(&query, err);
}

static bool remember_gone(struct erasing *erasing, int64_t id, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    struct query query CLEANUP_QUERY = query_start(
        erasing->store, "SELECT source_id, CAST(native_id AS TEXT) FROM mentions WHERE id = ?");
    query_int(&query, id);
    if (!query_row(&query)) {
        return query_ok(&query, err);
    }
    int64_t source = column_int(&query);
    return gone_put(erasing->store, GONE_ID, source, column_text(&query, &arena), erasing->at, err);
}

static bool quotes_erase(struct store *store, int64_t id, struct err *err)
{
    return run_of(store,
                  DELIVERIES_UNQUOTE
                  " WHERE id IN (SELECT delivery_id FROM delivery_quotes WHERE mention_id = ?)",
                  id, err);
}

static bool story_erase(struct erasing *erasing, const struct standing *standing,
                        const struct links *links, struct err *err)
{
    bool forgotten = erasing->counts == ERASE_COUNTED;
    return standing->story == 0 ||
           (firsts_leave(erasing->store, standing, links, forgotten, &erasing->changes, err) &&
            story_shrink(erasing->store, standing->story, err));
}

static bool erase_one(struct erasing *erasing, int64_t id, bool *found, struct err *err)
{
    struct store *store = erasing->store;
    struct standing standing;
    struct links links;
    if (!standing_read(store, id, &standing, found, err)) {
        return false;
    }
    return !*found || (remember_gone(erasing, id, err) && quotes_erase(store, id, err) &&
                       links_take(store, &standing, &links, &erasing->changes, err) &&
                       story_erase(erasing, &standing, &links, err) &&
                       sketch_drop(store, id, standing.posted_at, err) &&
                       search_forget(store, id, err) && url_base_leave(store, id, err) &&
                       run_of(store, "DELETE FROM mentions WHERE id = ?", id, err));
}

bool mentions_erase(struct store *store, const int64_t *ids, size_t count, enum erase_counts counts,
                    int64_t at, size_t *erased, struct err *err)
{
    CLEANUP(erasing_clear) struct erasing erasing = {.store = store, .at = at, .counts = counts};
    *erased = 0;
    for (size_t i = 0; i < count; i++) {
        bool found;
        if (!erase_one(&erasing, ids[i], &found, err)) {
            return err_wrap(err, "mention %lld", (long long)ids[i]);
        }
        *erased += found;
    }
    return counts == ERASE_COUNTED || changes_write(store, &erasing.changes, err);
}

/* ---- a person ---- */

struct found {
    int64_t *ids;
    size_t count;
};

/* The name is remembered at every source where it was found. */
static bool find_all(struct store *store, struct str name, struct str source, int64_t at,
                     struct arena *arena, struct found *found, struct err *err)
{
    struct author_word word = author_word(name);
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT m.id, m.source_id FROM mentions m WHERE " WRITTEN_BY);
    query_text(&query, name);
    query_text(&query, author_quoted(&word));
    query_text(&query, source);
    while (query_row(&query)) {
        found->ids = list_room(arena, found->ids, found->count, sizeof *found->ids);
        found->ids[found->count++] = column_int(&query);
        if (!gone_put(store, GONE_AUTHOR, column_int(&query), name, at, err)) {
            return false;
        }
    }
    return query_ok(&query, err);
}

static bool name_erase(struct store *store, struct str name, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "DELETE FROM incident_drivers WHERE kind = 'author' "
                           "AND name COLLATE NOCASE IN (?1, '@' || ?1)");
    query_text(&query, name);
    return query_run(&query, err) &&
           store_run(store, DELIVERIES_UNQUOTE " WHERE length(body) > 0", err);
}

bool author_erase(struct store *store, struct str name, struct str source, int64_t at,
                  size_t *erased, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    struct found found = {0};
    struct str bare = str_slice(name, str_starts(name, STR("@")), name.n);
    return find_all(store, bare, source, at, &arena, &found, err) &&
           mentions_erase(store, found.ids, found.count, ERASE_COUNTED, at, erased, err) &&
           name_erase(store, bare, err);
}

bool store_scrub(struct store *store, struct err *err)
{
    return mention_keys_sweep(store, err) &&
           store_run(store, "INSERT INTO mention_search(mention_search) VALUES('optimize')", err) &&
           store_run(store, "PRAGMA secure_delete = ON; VACUUM", err) &&
           store_empty_log(store, err);
}
