/* Views must work in any SQLite tool, so local and Jalali dates cannot come from functions of ours:
 * they are looked up in two small tables that are filled here from the tz database and the calendar
 * of base/clock. */
#include "store/schema.h"

#define ZONE_FIRST_YEAR   1970 /* before, the offset of then stands for all time before */
#define ZONE_LAST_YEAR    2060 /* after, the last one for all time after */
#define JALALI_FIRST_YEAR 1300
#define JALALI_LAST_YEAR  1500

static bool jalali_fill(struct store *store, struct err *err)
{
    for (int year = JALALI_FIRST_YEAR; year <= JALALI_LAST_YEAR; year++) {
        struct query query CLEANUP_QUERY =
            query_start(store, "INSERT INTO jalali_years(first_day, year) VALUES(?, ?)");
        query_int(&query, date_to_days(gregorian_from_jalali((struct date){year, 1, 1})));
        query_int(&query, year);
        if (!query_run(&query, err)) {
            return false;
        }
    }
    return true;
}

static bool offset_put(struct store *store, int64_t from_at, int seconds, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "INSERT INTO zone_offsets(from_at, seconds) VALUES(?, ?)");
    query_int(&query, from_at);
    query_int(&query, seconds);
    return query_run(&query, err);
}

/* The second in (low, high] from which the offset is that of high. */
static int64_t transition(const char *zone, int64_t low, int64_t high)
{
    int after = zone_offset(zone, high);
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (zone_offset(zone, middle) == after) {
            high = middle;
        } else {
            low = middle;
        }
    }
    return high;
}

static bool offsets_fill(struct store *store, const char *zone, struct err *err)
{
    int64_t first = date_to_days((struct date){ZONE_FIRST_YEAR, 1, 1});
    int64_t last = date_to_days((struct date){ZONE_LAST_YEAR, 1, 1});
    int offset = zone_offset(zone, first * DAY);
    if (!store_run(store, "DELETE FROM zone_offsets", err) ||
        !offset_put(store, INT64_MIN, offset, err)) {
        return false;
    }
    for (int64_t day = first; day < last; day++) {
        int next = zone_offset(zone, (day + 1) * DAY);
        if (next != offset &&
            !offset_put(store, transition(zone, day * DAY, (day + 1) * DAY), next, err)) {
            return false;
        }
        offset = next;
    }
    return true;
}

bool zone_fill(struct store *store, struct err *err)
{
    return jalali_fill(store, err) && offset_put(store, INT64_MIN, 0, err);
}

bool store_set_zone(struct store *store, const char *zone, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    struct str now;
    if (!setting_get(store, "zone", &arena, &now, err)) {
        return false;
    }
    if (str_eq(now.p ? now : STR("UTC"), str_of(zone))) {
        return true;
    }
    if (!zone_exists(zone)) {
        return err_set(err, "no such time zone: %s", zone);
    }
    return offsets_fill(store, zone, err) && setting_put(store, "zone", str_of(zone), err);
}
