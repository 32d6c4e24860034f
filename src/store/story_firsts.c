#include "store/story_firsts.h"

bool first_of(struct store *store, int64_t mention, struct first *first, bool *found,
              struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT m.posted_at, s.name, CAST(m.native_id AS TEXT) FROM mentions m "
                           "JOIN sources s ON s.id = m.source_id WHERE m.id = ?");
    query_int(&query, mention);
    *found = query_row(&query);
    if (*found) {
        *first = (struct first){.mention = mention, .posted_at = column_int(&query)};
        uint64_t source = str_hash_stable(column_view(&query));
        first->tie = (int64_t)((source * 31 + str_hash_stable(column_view(&query))) >> 1);
    }
    return query_ok(&query, err);
}

struct first column_first(struct query *query)
{
    struct first first = {.mention = column_int(query)};
    first.posted_at = column_int(query);
    first.tie = column_int(query);
    first.forgotten = column_bool(query);
    return first;
}

static bool first_read(struct store *store, int64_t story, int64_t brand, struct first *first,
                       struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT " FIRST_COLUMNS " FROM story_firsts "
                           "WHERE story_id = ? AND brand_id = ?");
    query_int(&query, story);
    query_int(&query, brand);
    *first = query_row(&query) ? column_first(&query) : (struct first){0};
    return query_ok(&query, err);
}

static bool first_write(struct store *store, int64_t story, int64_t brand,
                        const struct first *first, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "INSERT OR REPLACE INTO story_firsts(story_id, brand_id, " FIRST_COLUMNS ") "
               "VALUES(?, ?, ?, ?, ?, ?)");
    query_int(&query, story);
    query_int(&query, brand);
    query_int(&query, first->mention);
    query_int(&query, first->posted_at);
    query_int(&query, first->tie);
    query_int(&query, first->forgotten);
    return query_run(&query, err);
}

static bool first_drop(struct store *store, int64_t story, int64_t brand, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "DELETE FROM story_firsts WHERE story_id = ? AND brand_id = ?");
    query_int(&query, story);
    query_int(&query, brand);
    return query_run(&query, err);
}

static bool is_before(const struct first *a, const struct first *b)
{
    return a->posted_at != b->posted_at ? a->posted_at < b->posted_at : a->tie < b->tie;
}

static bool count_story(struct store *store, int64_t brand, int64_t mention, int sign,
                        struct changes *changes, struct err *err)
{
    struct standing standing;
    bool found;
    if (!brand) {
        return true;
    }
    if (!standing_read(store, mention, &standing, &found, err)) {
        return false;
    }
    if (found) {
        struct counted counted = standing_counted(&standing, brand);
        if (!link_source(store, &standing, brand, &counted.source, err)) {
            return false;
        }
        changes_add_story(changes, &counted, sign);
    }
    return true;
}

/* What the story counted with `was`, and does not with who is first now. */
static bool count_no_more(struct store *store, int64_t brand, const struct first *was,
                          const struct first *now, struct changes *changes, struct err *err)
{
    bool counted = was->mention && !was->forgotten;
    bool counts = was->mention == now->mention && !now->forgotten;
    return !counted || counts || count_story(store, brand, was->mention, -1, changes, err);
}

bool first_challenge(struct store *store, int64_t story, int64_t brand, const struct first *first,
                     struct changes *changes, struct err *err)
{
    struct first old;
    if (!first_read(store, story, brand, &old, err)) {
        return false;
    }
    if (old.mention == first->mention) {
        return true;
    }
    struct first now = !old.mention || is_before(first, &old) ? *first : old;
    now.forgotten = old.forgotten || first->forgotten;
    bool same = now.mention == old.mention && now.forgotten == old.forgotten;
    return (same || first_write(store, story, brand, &now, err)) &&
           count_no_more(store, brand, &old, &now, changes, err) &&
           count_no_more(store, brand, first, &now, changes, err);
}

/* The one posted first of those that are left; *next is {0} when nobody is. */
static bool next_find(struct store *store, int64_t story, int64_t brand, int64_t mention,
                      struct first *next, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "SELECT m.id, m.posted_at FROM mentions m WHERE m.story_id = ?1 AND m.id <> ?3 "
               "AND (?2 = 0 OR EXISTS(SELECT 1 FROM mention_brands l WHERE l.mention_id = m.id "
               "AND l.brand_id = ?2)) ORDER BY m.posted_at");
    query_int(&query, story);
    query_int(&query, brand);
    query_int(&query, mention);
    *next = (struct first){0};
    while (query_row(&query)) {
        struct first one;
        bool found;
        int64_t id = column_int(&query), posted_at = column_int(&query);
        if (next->mention && posted_at > next->posted_at) {
            break;
        }
        if (!first_of(store, id, &one, &found, err)) {
            return false;
        }
        if (!next->mention || is_before(&one, next)) {
            *next = one;
        }
    }
    return query_ok(&query, err);
}

/* `forgotten`: what it counts stays. */
static bool first_leave(struct store *store, const struct standing *standing, int64_t brand,
                        bool forgotten, struct changes *changes, struct err *err)
{
    struct first old, next;
    if (!first_read(store, standing->story, brand, &old, err)) {
        return false;
    }
    if (old.mention != standing->id) {
        return true;
    }
    if (!next_find(store, standing->story, brand, standing->id, &next, err)) {
        return false;
    }
    next.forgotten = old.forgotten || forgotten;
    if (!next.mention) {
        return first_drop(store, standing->story, brand, err);
    }
    return first_write(store, standing->story, brand, &next, err) &&
           (next.forgotten || count_story(store, brand, next.mention, 1, changes, err));
}

static bool leave_old(struct store *store, const struct standing *standing,
                      const struct links *before, const struct links *after, bool forgotten,
                      struct changes *changes, struct err *err)
{
    bool echo;
    for (size_t i = 0; i < before->count; i++) {
        if (!links_have(after, before->brands[i], &echo) &&
            !first_leave(store, standing, before->brands[i], forgotten, changes, err)) {
            return false;
        }
    }
    return true;
}

bool firsts_leave(struct store *store, const struct standing *standing, const struct links *links,
                  bool forgotten, struct changes *changes, struct err *err)
{
    const struct links none = {0};
    return leave_old(store, standing, links, &none, forgotten, changes, err) &&
           first_leave(store, standing, 0, false, changes, err);
}

static bool join_new(struct store *store, const struct standing *standing,
                     const struct links *before, const struct links *after, struct changes *changes,
                     struct err *err)
{
    struct first first;
    bool found, echo;
    if (!first_of(store, standing->id, &first, &found, err)) {
        return false;
    }
    for (size_t i = 0; i < after->count && found; i++) {
        if (!links_have(before, after->brands[i], &echo) &&
            !first_challenge(store, standing->story, after->brands[i], &first, changes, err)) {
            return false;
        }
    }
    return true;
}

bool firsts_follow(struct store *store, const struct standing *standing, const struct links *before,
                   const struct links *after, struct changes *changes, struct err *err)
{
    return !standing->story || (leave_old(store, standing, before, after, false, changes, err) &&
                                join_new(store, standing, before, after, changes, err));
}
