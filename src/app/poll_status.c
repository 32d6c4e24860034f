#include "app/poll_status.h"

#include "app/health.h"
#include "app/schedule.h"
#include "base/limits.h"
#include "store/mentions.h"
#include "store/sources.h"

int64_t poll_interval_s(const struct poll *poll)
{
    if (poll->source->interval_s) {
        return poll->source->interval_s;
    }
    return poll->recipe && poll->recipe->interval_s ? poll->recipe->interval_s
                                                    : SCHEDULE_INTERVAL_S;
}

/* The same sources do not come back at the same second, and tests can say when they do. */
static uint64_t seed_of(const struct poll *poll)
{
    return str_hash_stable(poll->status.name) ^ (uint64_t)poll->app->now;
}

/* ---- settings ---- */

static void add_text(struct buf *buf, const char *text)
{
    buf_add_z(buf, text ? text : "");
    buf_add_byte(buf, '\n');
}

/* Of everything that decides what is asked for, and where a secret lies, never what it is. */
static struct str fingerprint(const struct config_source *source, struct arena *arena)
{
    CLEANUP_BUF struct buf text = BUF_INIT(MIB);
    add_text(&text, source->recipe);
    for (unsigned i = 0; i < source->with_count; i++) {
        add_text(&text, source->with[i]);
    }
    for (unsigned i = 0; i < source->secret_count; i++) {
        const struct secret *secret = &source->secrets[i];
        add_text(&text, secret->name);
        add_text(&text, secret->file);
        add_text(&text, secret->command);
        add_text(&text, secret->env);
    }
    add_text(&text, source->proxy);
    return str_format(arena, "%016llx", (unsigned long long)str_hash_stable(buf_str(&text)));
}

void poll_renew(const struct config_source *source, struct source_status *status,
                struct arena *arena)
{
    struct str settings = fingerprint(source, arena), before = status->settings;
    if (str_eq(settings, before)) {
        return;
    }
    if (before.n) {
        *status = (struct source_status){
            .name = status->name,
            .error = STR(""),
            .last_try_at = status->last_try_at,
            .last_success_at = status->last_success_at,
            .next_try_at = TIME_NONE,
            .budget_day = status->budget_day,
            .budget_spent = status->budget_spent,
            .token_ends_at = TIME_NONE,
            .habit.since_at = TIME_NONE,
        };
    }
    status->settings = settings;
}

/* ---- ends ---- */

bool poll_rest(struct poll *poll, struct err *err)
{
    poll->status.state = SOURCE_QUOTA;
    poll->status.error = str_of(poll->budget.spent);
    poll->status.next_try_at = poll->budget.until;
    return source_put(poll->app->store, &poll->status, err);
}

bool poll_fail(struct poll *poll, enum source_state state, int64_t retry_at, const char *why,
               struct err *err)
{
    struct source_status *status = &poll->status;
    status->state = state;
    status->error = str_of(why);
    status->failures++;
    status->last_try_at = poll->app->now;
    status->next_try_at = schedule_failure(poll->app->now, poll_interval_s(poll), state,
                                           status->failures, retry_at, seed_of(poll));
    if (status->failures >= WALK_MOVED_DOUBT) {
        status->moved_times = 0; /* perhaps the old address is the right one after all */
    }
    return source_put(poll->app->store, &poll->status, err);
}

/* The hours this walk has seen whole: since the last one, but not beyond its oldest mention when
 * that is the first one or its pages were cut off. */
static int64_t covered_from(const struct poll *poll, bool cut)
{
    int64_t last = poll->status.last_success_at, oldest = poll->oldest_at;
    if (last != TIME_NONE && (!cut || oldest < last)) {
        return last;
    }
    return oldest != TIME_NONE ? oldest : poll->app->now;
}

/* An address that a token is part of is not kept. */
static void note_move(struct poll *poll, const struct walk_result *result)
{
    struct source_status *status = &poll->status;
    if (poll->source->secret_count) {
        return;
    }
    if (result->straight) {
        status->moved_to = result->moved.n ? result->moved : status->moved_to;
    } else if (!result->moved.n) {
        status->moved_times = 0;
        status->moved_from = status->moved_to = STR_NONE;
    } else if (status->moved_times && str_eq(status->moved_to, result->moved) &&
               str_eq(status->moved_from, result->moved_from)) {
        status->moved_times++;
    } else {
        status->moved_times = 1;
        status->moved_from = result->moved_from;
        status->moved_to = result->moved;
    }
}

bool poll_finish(struct poll *poll, const struct walk_result *result, struct err *err)
{
    struct source_status *status = &poll->status;
    struct store *store = poll->app->store;
    int64_t now = poll->app->now;
    if (result->whole) {
        status->cursor = result->cursor;
        status->etag = result->etag;
        status->last_modified = result->last_modified;
        note_move(poll, result);
        if (!mentions_newest(store, &status->walked_row, err)) {
            return false;
        }
    }
    if (!source_cover(store, status->name, covered_from(poll, result->cut), now + 1, 0, err)) {
        return false;
    }
    struct walk_sign sign = {now, status->last_success_at,
                             poll->counts.added + poll->counts.elsewhere > 0, result->bare};
    habit_note(&status->habit, &sign);
    status->state = SOURCE_OK;
    status->error = poll->problem.p ? poll->problem : str_of(result->note ? result->note : "");
    status->failures = 0;
    status->last_try_at = now;
    if (status->last_success_at == TIME_NONE || status->last_success_at <= now + HOUR) {
        status->last_success_at = now; /* else it is this clock that is wrong: store/set_back.h */
    }
    status->next_try_at = schedule_success(now, poll_interval_s(poll), &result->cadence,
                                           result->retry_at, seed_of(poll));
    return true;
}
