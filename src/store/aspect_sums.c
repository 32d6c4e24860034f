#include "store/aspect_sums.h"

#include "base/clock.h"
#include "store/changes.h"

/* ?1 brand, ?2 and ?3 slots, ?4 by, ?5 jalali, ?6 about, ?7 by stage. Seconds by the clock on the
 * wall, then the week or month they are in; day 2 of 1970 was a Saturday. */
#define WALL                                                                                       \
    "(slot * 1800 + (SELECT seconds FROM zone_offsets WHERE from_at <= slot * 1800 "               \
    "ORDER BY from_at DESC LIMIT 1))"
#define PERIOD                                                                                     \
    "CASE WHEN ?4 = 0 THEN '' "                                                                    \
    "WHEN ?4 = 1 THEN date(((" WALL " / 86400 + 5) / 7 * 7 - 5) * 86400, 'unixepoch') "            \
    "WHEN ?5 THEN substr(jalali(slot * 1800), 1, 7) "                                              \
    "ELSE strftime('%Y-%m', " WALL ", 'unixepoch') END AS period, "
#define SPAN                                                                                       \
    "WHERE brand_id = (SELECT id FROM brands WHERE name = ?1) AND slot >= ?2 AND slot < ?3 "

static const char of_all[] =
    "SELECT " PERIOD "NULL, 0, sum(total), sum(negative + neutral + positive), sum(negative), "
    "sum(positive) FROM facts " SPAN "AND ?6 IS NOT NULL AND ?7 IS NOT NULL GROUP BY 1 ORDER BY 1";

static const char of_aspects[] =
    "SELECT g.period, coalesce(n.name, t.name, i.name) AS name, g.step, g.total, g.total, "
    "g.negative, g.positive FROM (SELECT " PERIOD "id, iif(?7, stage, 0) AS step, "
    "sum(total) AS total, sum(negative) AS negative, sum(positive) AS positive "
    "FROM aspect_facts " SPAN "AND about = ?6 GROUP BY 1, 2, 3) g "
    "LEFT JOIN needs n ON ?6 = 0 AND n.id = g.id LEFT JOIN touchpoints t ON ?6 = 2 AND t.id = g.id "
    "LEFT JOIN intents i ON ?6 = 3 AND i.id = g.id ORDER BY 1, 2, 3";

static int64_t slot_of(int64_t at)
{
    int64_t kept = at < -CALENDAR_RANGE  ? -CALENDAR_RANGE
                   : at > CALENDAR_RANGE ? CALENDAR_RANGE
                                         : at;
    return kept / SLOT_SECONDS - (kept % SLOT_SECONDS < 0);
}

/* The Saturday of a week by the other calendar. */
static struct str day_in_jalali(struct arena *arena, struct str day)
{
    int64_t at;
    if (!time_parse(day, &at)) {
        return day;
    }
    struct date date = jalali_from_gregorian(moment_in("UTC", at).date);
    return str_format(arena, "%04d-%02d-%02d", date.year, date.month, date.day);
}

static struct aspect_sum sum_read(struct query *query, const struct sums_filter *filter,
                                  struct arena *arena)
{
    struct aspect_sum sum = {.period = column_text(query, arena)};
    if (filter->by == SUMS_WEEK && filter->jalali) {
        sum.period = day_in_jalali(arena, sum.period);
    }
    sum.name = column_text(query, arena);
    sum.stage = (enum stage)column_int(query);
    sum.total = column_int(query);
    sum.scored = column_int(query);
    sum.negative = column_int(query);
    sum.positive = column_int(query);
    return sum;
}

bool aspect_sums(struct store *store, const struct sums_filter *filter, struct arena *arena,
                 struct aspect_sum **list, size_t *count, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, filter->about == ABOUT_COUNT ? of_all : of_aspects);
    query_text(&query, text_or_empty(filter->brand));
    query_int(&query, slot_of(filter->since));
    query_int(&query, slot_of(filter->until));
    query_int(&query, filter->by);
    query_int(&query, filter->jalali);
    query_int(&query, filter->about);
    query_int(&query, filter->by_stage);
    *list = NULL;
    for (*count = 0; query_row(&query); (*count)++) {
        *list = list_room(arena, *list, *count, sizeof **list);
        (*list)[*count] = sum_read(&query, filter, arena);
    }
    return query_ok(&query, err);
}
