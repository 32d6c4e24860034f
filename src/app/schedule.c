#include "app/schedule.h"

enum { LONGEST_BACKOFF_S = 6 * HOUR, LONGEST_WAIT_S = DAY, SPREAD_S = 60 };

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* 0 to `most_s`, by the seed alone (the finalizer of MurmurHash3, whose low bits are even). */
static int64_t spread(uint64_t seed, int64_t most_s)
{
    seed ^= seed >> 33;
    seed *= 0xff51afd7ed558ccdu;
    seed ^= seed >> 33;
    return (int64_t)(seed % (uint64_t)(most_s + 1));
}

static bool skipped(int64_t at, const struct cadence *cadence)
{
    int64_t day = at / DAY; /* 1970-01-01 was a Thursday */
    return (cadence->skip_hours >> (at % DAY / HOUR) & 1) ||
           (cadence->skip_days >> ((day + 5) % 7) & 1);
}

/* The first full hour from `at` on that is not skipped; `at` itself when all of them are. */
static int64_t outside_skips(int64_t at, const struct cadence *cadence)
{
    int64_t hour = at;
    for (int i = 0; i < 7 * 24 && skipped(hour, cadence); i++) {
        hour = (hour / HOUR + 1) * HOUR;
    }
    return skipped(hour, cadence) ? at : hour;
}

int64_t schedule_success(int64_t now, int64_t interval_s, const struct cadence *cadence,
                         int64_t retry_at, uint64_t seed)
{
    int64_t wait = most(interval_s, least(cadence->hint_s, SCHEDULE_HINT_MAX_S));
    int64_t next = outside_skips(now + wait - least(wait / 10, 60), cadence);
    return retry_at == TIME_NONE
               ? next
               : most(next, least(retry_at, now + LONGEST_WAIT_S) + spread(seed, SPREAD_S));
}

int64_t schedule_failure(int64_t now, int64_t interval_s, enum source_state state,
                         uint32_t failures, int64_t retry_at, uint64_t seed)
{
    if (state == SOURCE_GONE) {
        return TIME_NONE;
    }
    if (state == SOURCE_AUTH && failures > 1) {
        return now + LONGEST_BACKOFF_S;
    }
    if (retry_at != TIME_NONE) {
        return most(now + 1, least(retry_at, now + LONGEST_WAIT_S)) + spread(seed, SPREAD_S);
    }
    int64_t wait = interval_s;
    for (uint32_t i = 1; i < failures && wait < LONGEST_BACKOFF_S; i++) {
        wait *= 2;
    }
    wait = least(wait, most(LONGEST_BACKOFF_S, interval_s));
    return now + wait - least(wait / 10, 60) + (failures > 1 ? spread(seed, wait / 10) : 0);
}
