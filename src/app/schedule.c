#include "app/schedule.h"

enum { LONGEST_BACKOFF_S = 6 * HOUR, LONGEST_WAIT_S = DAY };

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

int64_t schedule_success(int64_t now, int64_t interval_s, int64_t hint_s, int64_t retry_at)
{
    int64_t wait = most(interval_s, least(hint_s, SCHEDULE_HINT_MAX_S));
    int64_t next = now + wait - least(wait / 10, 60);
    return retry_at == TIME_NONE ? next : most(next, least(retry_at, now + LONGEST_WAIT_S));
}

int64_t schedule_failure(int64_t now, int64_t interval_s, enum source_state state,
                         uint32_t failures, int64_t retry_at)
{
    if (state == SOURCE_GONE) {
        return TIME_NONE;
    }
    if (state == SOURCE_AUTH) {
        return now + LONGEST_BACKOFF_S;
    }
    if (retry_at != TIME_NONE) {
        return most(now + 1, least(retry_at, now + LONGEST_WAIT_S));
    }
    int64_t wait = interval_s;
    for (uint32_t i = 1; i < failures && wait < LONGEST_BACKOFF_S; i++) {
        wait *= 2;
    }
    wait = least(wait, most(LONGEST_BACKOFF_S, interval_s));
    return now + wait - least(wait / 10, 60);
}
