#include "store/stories.h"

#include "store/mentions.h"
#include "store/story_firsts.h"
#include "store/story_sketches.h"

/* ---- one mention, one story ---- */

/* All that stories_link needs of a mention. */
struct teller {
    struct standing standing;
    struct first first;
    bool found;
};

static bool teller_read(struct store *store, int64_t id, struct teller *teller, struct err *err)
{
    return standing_read(store, id, &teller->standing, &teller->found, err) &&
           (!teller->found || first_of(store, id, &teller->first, &teller->found, err));
}

static bool challenge_all(struct store *store, int64_t story, const struct teller *teller,
                          struct changes *changes, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT brand_id FROM mention_brands WHERE mention_id = ?");
    query_int(&query, teller->first.mention);
    if (!first_challenge(store, story, 0, &teller->first, changes, err)) {
        return false;
    }
    while (query_row(&query)) {
        if (!first_challenge(store, story, column_int(&query), &teller->first, changes, err)) {
            return false;
        }
    }
    return query_ok(&query, err);
}

static bool story_make(struct store *store, int64_t story, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "INSERT INTO stories(id, mentions) VALUES(?, 0)");
    query_int(&query, story);
    return query_run(&query, err);
}

static bool story_grow(struct store *store, int64_t story, int64_t mentions, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "UPDATE stories SET mentions = mentions + ? WHERE id = ?");
    query_int(&query, mentions);
    query_int(&query, story);
    return query_run(&query, err);
}

static bool story_enter(struct store *store, int64_t story, const struct teller *teller,
                        struct changes *changes, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "UPDATE mentions SET story_id = ? WHERE id = ?");
    query_int(&query, story);
    query_int(&query, teller->first.mention);
    return query_run(&query, err) && story_grow(store, story, 1, err) &&
           challenge_all(store, story, teller, changes, err);
}

/* ---- two stories that turn out to be one ---- */

static bool story_size(struct store *store, int64_t story, int64_t *mentions, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT mentions FROM stories WHERE id = ?");
    query_int(&query, story);
    *mentions = query_row(&query) ? column_int(&query) : 0;
    return query_ok(&query, err);
}

static bool firsts_move(struct store *store, int64_t from, int64_t into, struct changes *changes,
                        struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(store, "SELECT brand_id, " FIRST_COLUMNS
                                                          " FROM story_firsts WHERE story_id = ?");
    query_int(&query, from);
    while (query_row(&query)) {
        int64_t brand = column_int(&query);
        struct first first = column_first(&query);
        if (!first_challenge(store, into, brand, &first, changes, err)) {
            return false;
        }
    }
    return query_ok(&query, err);
}

static bool mentions_move(struct store *store, int64_t from, int64_t into, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "UPDATE mentions SET story_id = ? WHERE story_id = ?");
    query_int(&query, into);
    query_int(&query, from);
    return query_run(&query, err);
}

static bool story_drop(struct store *store, int64_t story, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(store, "DELETE FROM stories WHERE id = ?");
    query_int(&query, story);
    return query_run(&query, err);
}

/* The smaller one moves: a mention moves at most as often as its story can double. */
static bool story_merge(struct store *store, int64_t one, int64_t other, struct changes *changes,
                        struct err *err)
{
    int64_t one_size, other_size;
    if (!story_size(store, one, &one_size, err) || !story_size(store, other, &other_size, err)) {
        return false;
    }
    bool swap = one_size < other_size;
    int64_t into = swap ? other : one, from = swap ? one : other;
    return firsts_move(store, from, into, changes, err) && mentions_move(store, from, into, err) &&
           story_grow(store, into, swap ? one_size : other_size, err) &&
           story_drop(store, from, err);
}

static bool link_two(struct store *store, const struct story_pair *pair, struct changes *changes,
                     struct err *err)
{
    struct teller left, right;
    if (pair->left == pair->right || !teller_read(store, pair->left, &left, err) ||
        !teller_read(store, pair->right, &right, err)) {
        return pair->left == pair->right;
    }
    if (!left.found || !right.found) {
        return true;
    }
    int64_t one = left.standing.story, other = right.standing.story;
    if (one && other) {
        return one == other || story_merge(store, one, other, changes, err);
    }
    int64_t story = one ? one : other;
    if (!story) {
        story = pair->left < pair->right ? pair->left : pair->right;
        if (!story_make(store, story, err)) {
            return false;
        }
    }
    return (one || story_enter(store, story, &left, changes, err)) &&
           (other || story_enter(store, story, &right, changes, err));
}

bool stories_link(struct store *store, const struct story_pair *pairs, size_t count,
                  struct err *err)
{
    CLEANUP(changes_clear) struct changes changes = {0};
    for (size_t i = 0; i < count; i++) {
        if (!link_two(store, &pairs[i], &changes, err)) {
            return err_wrap(err, "stories of %lld and %lld", (long long)pairs[i].left,
                            (long long)pairs[i].right);
        }
    }
    return changes_write(store, &changes, err);
}

static bool story_outlives(struct store *store, int64_t story, bool *outlives, struct err *err)
{
    int64_t left;
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT 1 FROM story_firsts WHERE story_id = ? AND forgotten");
    if (!story_size(store, story, &left, err)) {
        return false;
    }
    query_int(&query, story);
    *outlives = left > 1 || (left == 1 && query_row(&query));
    return query_ok(&query, err);
}

bool story_shrink(struct store *store, int64_t story, struct err *err)
{
    bool outlives;
    struct query query CLEANUP_QUERY =
        query_start(store, "UPDATE mentions SET story_id = NULL WHERE story_id = ?");
    if (!story_grow(store, story, -1, err) || !story_outlives(store, story, &outlives, err)) {
        return false;
    }
    query_int(&query, story);
    return outlives || (query_run(&query, err) && story_drop(store, story, err));
}

static bool mention_quit(struct store *store, int64_t id, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "UPDATE mentions SET story_id = NULL WHERE id = ?");
    query_int(&query, id);
    return query_run(&query, err);
}

static bool story_find_name(struct store *store, int64_t story, int64_t *name, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT min(id) FROM mentions WHERE story_id = ?");
    query_int(&query, story);
    *name = query_row(&query) ? column_int(&query) : 0; /* NULL is 0: no story is left */
    return query_ok(&query, err);
}

static bool story_rename(struct store *store, int64_t from, int64_t into, struct err *err)
{
    struct query firsts CLEANUP_QUERY =
        query_start(store, "UPDATE story_firsts SET story_id = ? WHERE story_id = ?");
    int64_t mentions;
    query_int(&firsts, into);
    query_int(&firsts, from);
    return story_size(store, from, &mentions, err) && story_make(store, into, err) &&
           story_grow(store, into, mentions, err) && query_run(&firsts, err) &&
           mentions_move(store, from, into, err) && story_drop(store, from, err);
}

bool story_leave(struct store *store, const struct standing *standing, const struct links *links,
                 struct changes *changes, struct err *err)
{
    int64_t story = standing->story, name = 0;
    return firsts_leave(store, standing, links, false, changes, err) &&
           mention_quit(store, standing->id, err) && story_shrink(store, story, err) &&
           (story != standing->id || (story_find_name(store, story, &name, err) &&
                                      (!name || story_rename(store, story, name, err))));
}

/* ---- reposts ---- */

static bool pairs_link(struct store *store, struct query *query, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    struct story_pair *pairs = NULL;
    size_t count = 0;
    while (query_row(query)) {
        pairs = list_room(&arena, pairs, count, sizeof *pairs);
        pairs[count].left = column_int(query);
        pairs[count++].right = column_int(query);
    }
    return query_ok(query, err) && stories_link(store, pairs, count, err);
}

/* The sources whose ids are those of the mention m. */
#define OF_ITS_SERVICE                                                                             \
    " IN (SELECT b.id FROM sources a JOIN sources b ON b.id = a.id OR b.service = a.service "      \
    "WHERE a.id = m.source_id) "

#define NEW    "m.id > ? AND m.id <= ?"
#define EDITED "m.id IN (SELECT mention_id FROM stories_again)"

/* A repost goes with the original, and where that is not stored with the other reposts of it. */
#define REPOSTS(which)                                                                             \
    "SELECT m.id, coalesce((SELECT o.id FROM mentions o WHERE o.source_id" OF_ITS_SERVICE          \
    "AND o.native_id = m.repost_of), (SELECT min(r.id) FROM mentions r "                           \
    "WHERE r.source_id" OF_ITS_SERVICE "AND r.repost_of = m.repost_of)) "                          \
    "FROM mentions m WHERE " which " AND m.repost_of IS NOT NULL"

#define ORIGINALS(of, which)                                                                       \
    "SELECT m.id, r.id FROM mentions m CROSS JOIN mentions r ON r.source_id" of                    \
    "AND r.repost_of = m.native_id WHERE " which " AND r.repost_of IS NOT NULL"

static bool reposts_link(struct store *store, int64_t after, int64_t newest, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(store, REPOSTS(NEW));
    query_int(&query, after);
    query_int(&query, newest);
    return pairs_link(store, &query, err);
}

static bool edited_link(struct store *store, struct err *err)
{
    struct query reposts CLEANUP_QUERY = query_start(store, REPOSTS(EDITED));
    struct query originals CLEANUP_QUERY = query_start(store, ORIGINALS(OF_ITS_SERVICE, EDITED));
    return pairs_link(store, &reposts, err) && pairs_link(store, &originals, err);
}

static bool any_siblings(struct store *store, bool *any, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT 1 FROM sources WHERE service IS NOT NULL GROUP BY service "
                           "HAVING count(*) > 1 LIMIT 1");
    *any = query_row(&query);
    return query_ok(&query, err);
}

/* An original that came after its reposts. Every new mention may be one: where no two sources share
 * a service only its own source is looked at. */
static bool originals_link(struct store *store, int64_t after, int64_t newest, struct err *err)
{
    bool shared;
    if (!any_siblings(store, &shared, err)) {
        return false;
    }
    struct query query CLEANUP_QUERY = query_start(
        store, shared ? ORIGINALS(OF_ITS_SERVICE, NEW) : ORIGINALS(" = m.source_id ", NEW));
    query_int(&query, after);
    query_int(&query, newest);
    return pairs_link(store, &query, err);
}

static bool any_reposts(struct store *store, bool *any, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "SELECT 1 FROM mentions INDEXED BY mentions_by_repost WHERE repost_of IS NOT NULL "
               "LIMIT 1");
    *any = query_row(&query);
    return query_ok(&query, err);
}

bool stories_read_to(struct store *store, int64_t newest, struct err *err)
{
    int64_t after;
    bool any;
    return setting_number(store, STORIES_READ, &after, err) && any_reposts(store, &any, err) &&
           (!any || (reposts_link(store, after, newest, err) &&
                     originals_link(store, after, newest, err) && edited_link(store, err))) &&
           store_run(store, "DELETE FROM stories_again", err) &&
           setting_put_number(store, STORIES_READ, newest, err);
}

bool stories_any_unread(struct store *store, bool *any, struct err *err)
{
    int64_t read, newest;
    if (!setting_number(store, STORIES_READ, &read, err) || !mentions_newest(store, &newest, err)) {
        return false;
    }
    struct query query CLEANUP_QUERY = query_start(store, "SELECT 1 FROM stories_again LIMIT 1");
    *any = read < newest || query_row(&query);
    return query_ok(&query, err);
}
