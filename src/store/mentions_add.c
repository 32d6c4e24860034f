#include "store/fresh_words.h"
#include "store/mention_keys.h"
#include "store/mention_score.h"
#include "store/mentions.h"
#include "store/search_index.h"
#include "store/sightings.h"
#include "store/story_firsts.h"
#include "store/story_sketches.h"
#include "store/url_bases.h"

enum { REVISIONS = 20 /* kept of a mention */ };

/* One call of mentions_add. */
struct adding {
    struct store *store;
    const struct mentions_origin *origin;
    int64_t source; /* id */
    struct readers readers;
    int64_t newest;  /* the largest mention id given so far */
    int64_t *brands; /* ids of origin->brands, 0 where not asked yet */
    struct changes changes;
    const struct mention **added; /* new ones, to be put together */
    size_t added_count;
    int64_t *bases;     /* of their addresses */
    struct link *links; /* theirs */
    size_t link_count;
    struct key_row *keys;
    size_t key_count;
    struct copy *sketched; /* new mentions that can be told by their words */
    size_t sketched_count;
    struct arena arena;
};

static void adding_clear(struct adding *adding)
{
    changes_clear(&adding->changes);
    arena_clear(&adding->arena);
}

static struct scored scored_of(const struct adding *adding, const struct mention *mention)
{
    return (struct scored){&mention->score, &mention->labels, &adding->readers};
}

static bool links_of(struct adding *adding, const struct mention *mention, struct links *links,
                     struct err *err)
{
    *links = (struct links){.count = mention->brand_count};
    for (size_t i = 0; i < mention->brand_count; i++) {
        size_t brand = mention->brands[i];
        int64_t *id = &adding->brands[brand];
        if (!*id && !store_brand_id(adding->store, adding->origin->brands[brand], id, err)) {
            return false;
        }
        links->brands[i] = *id;
    }
    return true;
}

#define ROW_INSERT                                                                                 \
    "INSERT OR FAIL INTO mentions(id, source_id, native_id, url, url_base, title, text, author, "  \
    "reach, "                                                                                      \
    "rating, "                                                                                     \
    "published_at, published_precision, updated_at, fetched_at, posted_at, stated_language, "      \
    "reply_to, repost_of, " SCORE_COLUMNS ") VALUES"
#define ROW_VALUES "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, " SCORE_VALUES ")"

static void row_bind(struct query *query, const struct adding *adding, size_t i)
{
    const struct mention *m = adding->added[i];
    struct scored scored = scored_of(adding, m);
    query_int(query, m->id);
    query_int(query, adding->source);
    query_id(query, m->native_id);
    query_text(query, adding->bases[i] ? STR_NONE : m->url);
    query_unless(query, adding->bases[i], 0);
    query_text(query, m->title);
    query_text(query, text_or_empty(m->text));
    query_text(query, m->author);
    query_unless(query, m->reach, REACH_NONE);
    query_rating(query, m->rating);
    query_time(query, m->published_at);
    query_int(query, m->published_precision == PRECISION_DAY);
    query_time(query, m->updated_at);
    query_int(query, m->fetched_at);
    query_int(query, mention_posted_at(m));
    query_text(query, m->language);
    query_id(query, m->reply_to);
    query_id(query, m->repost_of);
    query_score(query, &scored);
}

static bool rows_insert(struct adding *adding, struct err *err)
{
    for (size_t i = 0; i < adding->added_count;) {
        size_t together = rows_together(adding->added_count - i);
        struct query query CLEANUP_QUERY =
            query_start(adding->store, ROWS_SQL(together, ROW_INSERT, ROW_VALUES, ""));
        for (size_t k = 0; k < together; k++) {
            row_bind(&query, adding, i++);
        }
        if (!query_run(&query, err)) {
            return false;
        }
    }
    return links_insert(adding->store, adding->links, adding->link_count, err);
}

static int64_t compound_of(const struct mention *mention)
{
    return mention->score.label ? in_ten_thousandths(mention->score.compound) : 0;
}

static struct aspects aspects_of(const struct adding *adding, const struct mention *mention)
{
    return aspects_pack(&mention->labels, adding->readers.touchpoints);
}

static bool mention_insert(struct adding *adding, struct mention *mention, struct err *err)
{
    struct links links;
    mention->id = ++adding->newest;
    if (!links_of(adding, mention, &links, err) || !fresh_words_add(adding->store, mention, err)) {
        return false;
    }
    struct standing standing = {.id = mention->id,
                                .source = adding->source,
                                .posted_at = mention_posted_at(mention),
                                .scored = mention->score.label,
                                .compound = compound_of(mention),
                                .labelled = aspects_of(adding, mention),
                                .said = ASPECTS_NOT_SAID};
    if (mention->sketch.made) {
        adding->sketched[adding->sketched_count++] =
            (struct copy){mention->id, sketch_day(standing.posted_at), mention->sketch};
    }
    adding->added[adding->added_count++] = mention;
    adding->link_count +=
        links_rows(&standing, &links, &adding->changes, &adding->links[adding->link_count]);
    return true;
}

/* Beyond REVISIONS the newest makes room: pages that say "3 hours ago" in a text are edited with
 * every poll. */
static bool revision_insert(struct adding *adding, const struct mention *mention, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        adding->store,
        "INSERT OR REPLACE INTO mention_revisions(mention_id, revision, replaced_at, title, text, "
        "rating, label, compound) SELECT id, min((SELECT count(*) + 1 FROM mention_revisions "
        "WHERE mention_id = id), ?), ?, title, text, rating, label, compound FROM mentions "
        "WHERE id = ?");
    query_int(&query, REVISIONS);
    query_int(&query, mention->fetched_at);
    query_int(&query, mention->id);
    return query_run(&query, err);
}

/* Everything but when it was posted and first seen: an edit never moves a mention in time. */
static bool row_update(struct adding *adding, const struct mention *m, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        adding->store,
        "UPDATE mentions SET url = ?, url_base = NULL, title = ?, text = ?, author = ?, reach = ?, "
        "rating = ?, updated_at = coalesce(?, updated_at), "
        "(" SCORE_COLUMNS ") = (" SCORE_VALUES ") WHERE id = ?");
    struct scored scored = scored_of(adding, m);
    query_text(&query, m->url);
    query_text(&query, m->title);
    query_text(&query, text_or_empty(m->text));
    query_text(&query, m->author);
    query_unless(&query, m->reach, REACH_NONE);
    query_rating(&query, m->rating);
    query_time(&query, m->updated_at);
    query_score(&query, &scored);
    query_int(&query, m->id);
    return query_run(&query, err);
}

/* What says something else now leaves its story; which one it tells is found as of what is new. */
static bool story_follow(struct adding *adding, const struct mention *mention,
                         struct standing *standing, struct links *before, struct err *err)
{
    bool changed;
    if (!sketch_follow(adding->store, mention->id, standing->posted_at, &mention->sketch, &changed,
                       err)) {
        return false;
    }
    if (!changed || !standing->story) {
        return true;
    }
    bool left = story_leave(adding->store, standing, before, &adding->changes, err);
    standing->story = 0;
    memset(before->echoes, 0, sizeof before->echoes);
    return left;
}

static bool mention_edit(struct adding *adding, const struct mention *mention, struct err *err)
{
    struct store *store = adding->store;
    struct standing standing;
    struct links before, links;
    bool found;
    if (!standing_read(store, mention->id, &standing, &found, err) ||
        !links_take(store, &standing, &before, &adding->changes, err) ||
        !story_follow(adding, mention, &standing, &before, err) ||
        !search_forget(store, mention->id, err) || !revision_insert(adding, mention, err) ||
        !url_base_leave(store, mention->id, err) || !row_update(adding, mention, err) ||
        !links_of(adding, mention, &links, err)) {
        return false;
    }
    standing.scored = mention->score.label;
    standing.compound = compound_of(mention);
    standing.labelled = aspects_of(adding, mention);
    links_keep(&links, &before, &standing);
    return links_put(store, &standing, &links, &adding->changes, err) &&
           firsts_follow(store, &standing, &before, &links, &adding->changes, err) &&
           search_remember(store, mention->id, err);
}

/* Another source of the service brings what is known: it belongs to the first one, and is about
 * whatever either of them says. */
static bool mention_sight(struct adding *adding, const struct mention *mention, struct err *err)
{
    struct store *store = adding->store;
    struct standing standing;
    struct links before, here, after;
    bool found, any;
    if (!standing_read(store, mention->id, &standing, &found, err) ||
        !sighting_put(store, mention->id, adding->source, ++adding->newest, standing.posted_at,
                      err) ||
        !links_take(store, &standing, &before, &adding->changes, err) ||
        !links_of(adding, mention, &here, err)) {
        return false;
    }
    after = before;
    links_join(&after, &here, adding->source, &any);
    return links_put(store, &standing, &after, &adding->changes, err) &&
           (!any || firsts_follow(store, &standing, &before, &after, &adding->changes, err));
}

static bool mention_add(struct adding *adding, struct mention *mention, enum known_state state,
                        struct mention_counts *counts, struct err *err)
{
    switch (state) {
    case MENTION_NEW:
        counts->added++;
        return mention_insert(adding, mention, err);
    case MENTION_EDITED:
        counts->edited++;
        return mention_edit(adding, mention, err);
    case MENTION_ELSEWHERE:
        counts->duplicate++;
        counts->elsewhere++;
        return mention_sight(adding, mention, err);
    case MENTION_SAME:
    case MENTION_REPEATED:
    case MENTION_GONE:
        break;
    }
    counts->duplicate++;
    return true;
}

/* Not what it was called before: a feed that makes up new ids with every answer would fill the
 * store with them. */
static bool mention_rename(struct adding *adding, const struct mention *mention, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        adding->store, "UPDATE mentions SET native_id = ?, url = ?, url_base = NULL WHERE id = ?");
    query_id(&query, mention->native_id);
    query_text(&query, mention->url);
    query_int(&query, mention->id);
    return url_base_leave(adding->store, mention->id, err) && query_run(&query, err);
}

/* One that changes for ever is known by the words it began with: a key for each would fill the
 * file. */
static bool is_restless(struct adding *adding, const struct mention *mention, bool *restless,
                        struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(adding->store, "SELECT 1 FROM mention_revisions WHERE mention_id = ? "
                                   "AND revision = ?");
    query_int(&query, mention->id);
    query_int(&query, REVISIONS);
    *restless = query_row(&query);
    return query_ok(&query, err);
}

/* What the mention is known by from now on. */
static bool names_follow(struct adding *adding, const struct mention *mention,
                         const struct known *known, struct err *err)
{
    bool edited = known->state == MENTION_EDITED, restless = false;
    if (edited && !is_restless(adding, mention, &restless, err)) {
        return false;
    }
    if (known->state == MENTION_NEW || (edited && !restless)) {
        adding->key_count +=
            mention_keys_rows(adding->source, mention, &adding->keys[adding->key_count]);
    }
    return !known->renamed || mention_rename(adding, mention, err);
}

static size_t brands_used(const struct batch *batch)
{
    size_t most = 0;
    for (size_t i = 0; i < batch->count; i++) {
        const struct mention *mention = &batch->mentions[i];
        if (mention->brand_count && mention->brands[mention->brand_count - 1] >= most) {
            most = mention->brands[mention->brand_count - 1] + 1;
        }
    }
    return most;
}

static size_t links_most(const struct batch *batch)
{
    size_t most = 0;
    for (size_t i = 0; i < batch->count; i++) {
        most += batch->mentions[i].brand_count;
    }
    return most;
}

bool mentions_add(struct store *store, const struct mentions_origin *origin, struct batch *batch,
                  const struct known *known, struct mention_counts *counts, struct err *err)
{
    CLEANUP(adding_clear) struct adding adding = {.store = store, .origin = origin};
    adding.brands = arena_array(&adding.arena, int64_t, brands_used(batch));
    adding.added = arena_array(&adding.arena, const struct mention *, batch->count);
    adding.bases = arena_array(&adding.arena, int64_t, batch->count);
    adding.links = arena_array(&adding.arena, struct link, links_most(batch));
    adding.sketched = arena_array(&adding.arena, struct copy, batch->count);
    adding.keys = arena_array(&adding.arena, struct key_row, KEY_COUNT * batch->count);
    if (!store_source_id(store, origin->source, &adding.source, err) ||
        !readers_find(store, &origin->readers, &adding.readers, err) ||
        !setting_number(store, MENTIONS_NEWEST, &adding.newest, err)) {
        return false;
    }
    for (size_t i = 0; i < batch->count; i++) {
        struct mention *mention = &batch->mentions[i];
        mention->id = known[i].row;
        if (!mention_add(&adding, mention, known[i].state, counts, err) ||
            !names_follow(&adding, mention, &known[i], err)) {
            return err_wrap(err, "mention %.*s", STR_FMT(mention->native_id));
        }
    }
    return url_bases_find(store, adding.added, adding.added_count, adding.bases, err) &&
           rows_insert(&adding, err) &&
           setting_put_number(store, MENTIONS_NEWEST, adding.newest, err) &&
           mention_keys_put(store, adding.keys, adding.key_count, err) &&
           sketches_put(store, adding.sketched, adding.sketched_count, err) &&
           changes_write(store, &adding.changes, err);
}
