#include "store/mention_links.h"

bool standing_read(struct store *store, int64_t id, struct standing *standing, bool *found,
                   struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT m.source_id, m.posted_at, m.label, c.label, "
                           "coalesce(m.compound, 0), m.needs, m.touchpoints, m.stage, m.intents, "
                           "coalesce(a.needs, -1), coalesce(a.touchpoints, -1), "
                           "coalesce(a.stage, -1), coalesce(a.intents, -1), "
                           "coalesce(m.story_id, 0) FROM mentions m "
                           "LEFT JOIN mention_labels c ON c.mention_id = m.id "
                           "LEFT JOIN aspect_labels a ON a.mention_id = m.id WHERE m.id = ?");
    query_int(&query, id);
    *standing = (struct standing){.id = id, .said = ASPECTS_NOT_SAID};
    *found = query_row(&query);
    if (*found) {
        standing->source = column_int(&query);
        standing->posted_at = column_int(&query);
        standing->scored = column_label(&query);
        standing->corrected = column_label(&query);
        standing->compound = column_int(&query);
        standing->labelled = column_aspects(&query);
        standing->said = column_aspects(&query);
        standing->story = column_int(&query);
    }
    return query_ok(&query, err);
}

static enum label label_that_counts(const struct standing *standing)
{
    return standing->corrected ? standing->corrected : standing->scored;
}

static int64_t what_counts(int64_t labelled, int64_t said)
{
    return said < 0 ? labelled : said;
}

static struct aspects aspects_that_count(const struct standing *standing)
{
    const struct aspects *labelled = &standing->labelled, *said = &standing->said;
    return (struct aspects){
        .needs = what_counts(labelled->needs, said->needs),
        .touchpoints = what_counts(labelled->touchpoints, said->touchpoints),
        .stage = what_counts(labelled->stage, said->stage),
        .intents = what_counts(labelled->intents, said->intents),
    };
}

struct counted standing_counted(const struct standing *standing, int64_t brand)
{
    return (struct counted){.brand = brand,
                            .source = standing->source,
                            .posted_at = standing->posted_at,
                            .label = label_that_counts(standing),
                            .compound = standing->compound,
                            .aspects = aspects_that_count(standing)};
}

static bool links_read(struct store *store, const struct standing *standing, struct links *links,
                       struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store,
        "SELECT brand_id, source_id, EXISTS(SELECT 1 FROM story_firsts f WHERE f.story_id = ?2 "
        "AND f.brand_id = l.brand_id AND (f.mention_id <> ?1 OR f.forgotten)) "
        "FROM mention_brands l WHERE mention_id = ?1");
    query_int(&query, standing->id);
    query_int(&query, standing->story);
    links->count = 0;
    while (links->count < MENTION_BRANDS && query_row(&query)) {
        links->brands[links->count] = column_int(&query);
        links->sources[links->count] = column_int(&query);
        links->echoes[links->count++] = column_bool(&query);
    }
    return query_ok(&query, err);
}

static struct counted link_counted(const struct standing *standing, const struct links *links,
                                   size_t i)
{
    struct counted counted = standing_counted(standing, links->brands[i]);
    counted.source = links->sources[i] ? links->sources[i] : standing->source;
    counted.echo = links->echoes[i];
    return counted;
}

bool links_take(struct store *store, const struct standing *standing, struct links *links,
                struct changes *changes, struct err *err)
{
    if (!links_read(store, standing, links, err)) {
        return false;
    }
    for (size_t i = 0; i < links->count; i++) {
        struct counted counted = link_counted(standing, links, i);
        changes_add(changes, &counted, -1);
    }
    struct query query CLEANUP_QUERY =
        query_start(store, "DELETE FROM mention_brands WHERE mention_id = ?");
    query_int(&query, standing->id);
    return query_run(&query, err);
}

#define LINK_INSERT                                                                                \
    "INSERT OR FAIL INTO mention_brands(brand_id, posted_at, mention_id, source_id, "              \
    "label, " ASPECT_COLUMNS ") VALUES"
#define LINK_VALUES "(?, ?, ?, ?, ?, ?, ?, ?, ?)"

static void link_bind(struct query *query, const struct link *link)
{
    const struct counted *counted = &link->counted;
    query_int(query, counted->brand);
    query_int(query, counted->posted_at);
    query_int(query, link->mention);
    query_int(query, counted->source);
    query_label(query, counted->label);
    query_aspects(query, &counted->aspects);
}

size_t links_rows(const struct standing *standing, const struct links *links,
                  struct changes *changes, struct link rows[MENTION_BRANDS])
{
    for (size_t i = 0; i < links->count; i++) {
        rows[i] = (struct link){standing->id, link_counted(standing, links, i)};
        changes_add(changes, &rows[i].counted, 1);
    }
    return links->count;
}

bool links_insert(struct store *store, const struct link *rows, size_t count, struct err *err)
{
    for (size_t i = 0; i < count;) {
        size_t together = rows_together(count - i);
        struct query query CLEANUP_QUERY =
            query_start(store, ROWS_SQL(together, LINK_INSERT, LINK_VALUES, ""));
        for (size_t k = 0; k < together; k++) {
            link_bind(&query, &rows[i++]);
        }
        if (!query_run(&query, err)) {
            return false;
        }
    }
    return true;
}

bool links_put(struct store *store, const struct standing *standing, const struct links *links,
               struct changes *changes, struct err *err)
{
    struct link rows[MENTION_BRANDS];
    return links_insert(store, rows, links_rows(standing, links, changes, rows), err);
}

bool link_source(struct store *store, const struct standing *standing, int64_t brand,
                 int64_t *source, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT source_id FROM mention_brands WHERE brand_id = ? "
                           "AND posted_at = ? AND mention_id = ?");
    query_int(&query, brand);
    query_int(&query, standing->posted_at);
    query_int(&query, standing->id);
    *source = query_row(&query) ? column_int(&query) : standing->source;
    return query_ok(&query, err);
}

/* links->count when it is not there. */
static size_t link_of(const struct links *links, int64_t brand)
{
    size_t i = 0;
    while (i < links->count && links->brands[i] != brand) {
        i++;
    }
    return i;
}

bool links_have(const struct links *links, int64_t brand, bool *echo)
{
    size_t i = link_of(links, brand);
    if (i < links->count) {
        *echo = links->echoes[i];
    }
    return i < links->count;
}

static void link_add(struct links *links, int64_t brand, int64_t source, bool echo)
{
    if (links->count < MENTION_BRANDS) {
        links->brands[links->count] = brand;
        links->sources[links->count] = source;
        links->echoes[links->count++] = echo;
    }
}

void links_keep(struct links *links, const struct links *before, const struct standing *standing)
{
    for (size_t i = 0; i < before->count; i++) {
        size_t at = link_of(links, before->brands[i]);
        if (at < links->count) {
            links->sources[at] = before->sources[i];
            links->echoes[at] = before->echoes[i];
        } else if (before->sources[i] != standing->source) {
            link_add(links, before->brands[i], before->sources[i], before->echoes[i]);
        }
    }
}

void links_join(struct links *links, const struct links *more, int64_t source, bool *any)
{
    size_t before = links->count;
    for (size_t i = 0; i < more->count; i++) {
        if (link_of(links, more->brands[i]) == links->count) {
            link_add(links, more->brands[i], source, false);
        }
    }
    *any = links->count > before;
}

bool links_recount(struct store *store, const struct standing *before, const struct standing *after,
                   struct err *err)
{
    CLEANUP(changes_clear) struct changes changes = {0};
    struct links links;
    return links_take(store, before, &links, &changes, err) &&
           links_put(store, after, &links, &changes, err) && changes_write(store, &changes, err);
}
