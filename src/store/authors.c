#include "store/authors.h"

#include "store/author_key.h"
#include "store/query.h"

/* v_authors for one name would group everybody first; so the name is looked up here. */
#define COLUMNS                                                                                    \
    "SELECT m.author, s.name, count(*), sum(coalesce(c.label, m.label) IS -1) AS negative, "       \
    "sum(coalesce(c.label, m.label) IS 1), coalesce(max(m.reach), -1) AS reach, "                  \
    "strftime('%Y-%m-%dT%H:%M:%SZ', min(m.posted_at), 'unixepoch'), "                              \
    "strftime('%Y-%m-%dT%H:%M:%SZ', max(m.posted_at), 'unixepoch') "                               \
    "FROM mentions m JOIN sources s ON s.id = m.source_id "                                        \
    "LEFT JOIN mention_labels c ON c.mention_id = m.id "
#define GROUPS                                                                                     \
    " GROUP BY m.author COLLATE NOCASE, m.source_id ORDER BY CASE ?4 WHEN 1 THEN "                 \
    "negative WHEN 2 THEN reach ELSE count(*) END DESC, m.author LIMIT ?5"

static struct author_row row_read(struct query *query, struct arena *arena)
{
    struct author_row row = {.name = column_text(query, arena)};
    row.source = column_text(query, arena);
    row.mentions = column_int(query);
    row.negative = column_int(query);
    row.positive = column_int(query);
    row.reach = column_int(query);
    row.first_utc = column_text(query, arena);
    row.last_utc = column_text(query, arena);
    return row;
}

bool authors_list(struct store *store, struct str name, struct str source, enum author_order order,
                  size_t limit, struct arena *arena, struct author_row **list, size_t *count,
                  struct err *err)
{
    struct author_word word = author_word(name);
    struct query query CLEANUP_QUERY = query_start(
        store, name.p ? COLUMNS "WHERE " WRITTEN_BY GROUPS
                      : COLUMNS "WHERE m.author IS NOT NULL AND ?1 IS NULL AND ?2 IS NULL "
                                "AND (?3 IS NULL OR s.name = ?3)" GROUPS);
    query_text(&query, name);
    query_text(&query, author_quoted(&word));
    query_text(&query, source);
    query_int(&query, (int64_t)order);
    query_int(&query, (int64_t)limit);
    *list = NULL;
    for (*count = 0; query_row(&query); (*count)++) {
        *list = list_room(arena, *list, *count, sizeof **list);
        (*list)[*count] = row_read(&query, arena);
    }
    return query_ok(&query, err);
}
