#include "app/care.h"

#include "store/tokens.h"

enum { MENTIONS_A_RUN = 10000 };

#define DONE_DAY "care.day"

static bool prune(struct app *app, size_t mentions, struct pruned *pruned, bool *all,
                  struct err *err)
{
    const struct config_keep *keep = &app->config->keep;
    *all = true;
    return (keep->mentions_s == 0 || prune_mentions(app->store, app->now - keep->mentions_s,
                                                    app->now, mentions, pruned, all, err)) &&
           prune_messages(app->store, app->now - keep->messages_s, pruned, err) &&
           prune_records(app->store, app->now - keep->records_s, pruned, err) &&
           tokens_forget(app->store, app->now, err);
}

bool care_all(struct app *app, struct pruned *pruned, struct err *err)
{
    bool all = false;
    while (!all) {
        if (!prune(app, MENTIONS_A_RUN, pruned, &all, err)) {
            return false;
        }
    }
    return true;
}

static bool put_day(struct app *app, struct str day, struct err *err)
{
    if (!store_begin(app->store, err)) {
        return false;
    }
    if (!setting_put(app->store, DONE_DAY, day, err)) {
        store_rollback(app->store);
        return false;
    }
    return store_commit(app->store, err);
}

/* A clock that has jumped ahead must not empty the file, and nothing brings back what was dropped:
 * it is believed when a run of some day before fits it. */
static bool clock_is_believed(struct app *app, bool *believed, struct err *err)
{
    return run_between(app->store, app->now - 31 * DAY, app->now - DAY, believed, err);
}

bool care_daily(struct app *app, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    struct pruned pruned = {0};
    bool all, believed;
    struct str done, today = str_format(&arena, "%lld", (long long)(app->now / DAY));
    if (!setting_get(app->store, DONE_DAY, &arena, &done, err)) {
        return false;
    }
    if (str_eq(done, today)) {
        return true;
    }
    if (!clock_is_believed(app, &believed, err)) {
        return false;
    }
    if (!believed) {
        return true;
    }
    return prune(app, MENTIONS_A_RUN, &pruned, &all, err) && (!all || put_day(app, today, err));
}
