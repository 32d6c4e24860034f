#include "app/care.h"

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
           prune_records(app->store, app->now - keep->records_s, pruned, err);
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

bool care_daily(struct app *app, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    struct pruned pruned = {0};
    bool all;
    struct str done, today = str_format(&arena, "%lld", (long long)(app->now / DAY));
    if (!setting_get(app->store, DONE_DAY, &arena, &done, err)) {
        return false;
    }
    if (str_eq(done, today)) {
        return true;
    }
    return prune(app, MENTIONS_A_RUN, &pruned, &all, err) && (!all || put_day(app, today, err));
}
