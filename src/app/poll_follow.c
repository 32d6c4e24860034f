#include "app/poll_follow.h"

#include "feed/follow.h"
#include "store/erase.h"
#include "store/sources.h"

bool poll_follow_open(struct poll *poll, struct err *err)
{
    const struct recipe_follow *follow = &poll->recipe->follow_deletes;
    int64_t most = follow->most, left = budget_items(&poll->budget);
    if (most <= 0 || poll->source->keep_deleted) {
        return true;
    }
    if (poll->walk.budget >= 0 && (left < 0 || poll->walk.budget < left)) {
        left = poll->walk.budget;
    }
    most = left >= 0 && left < most ? left : most;
    struct follow_pace pace = {.now = poll->app->now,
                               .every_s = follow->every_s,
                               .oldest_at = poll->app->now - follow->days * DAY,
                               .most = (size_t)most,
                               .witness = follow->gone_count == 0};
    return most == 0 || follow_next(poll->app->store, poll->status.name, &pace, &poll->arena,
                                    &poll->following, err);
}

bool poll_follow_request(struct poll *poll, struct request *request, struct err *err)
{
    return follow_request(poll->recipe, poll->params, poll->param_count, poll->following.ids,
                          poll->following.asked, &poll->arena, request, err);
}

/* A day, two, four: what a platform will not tell is neither paid for nor told to the operator at
 * every poll. Never beyond the time after which all is asked for again anyway. */
static bool put_off(struct poll *poll, struct err *err)
{
    enum { DOUBLINGS = 8 };
    struct follow_place *place = &poll->following.from;
    int64_t every_s = poll->recipe->follow_deletes.every_s;
    int64_t wait_s = DAY << (place->unanswered < DOUBLINGS ? place->unanswered : DOUBLINGS);
    wait_s = wait_s < every_s || every_s < DAY ? wait_s : every_s;
    place->unanswered++;
    return follow_put(poll->app->store, poll->status.name, place, poll->app->now + wait_s, err);
}

static bool erase_gone(struct poll *poll, const bool *gone, struct err *err)
{
    const struct follow_ids *asked = &poll->following;
    int64_t *rows = arena_array(&poll->arena, int64_t, asked->count);
    size_t count = 0, erased;
    for (size_t i = 0; i < asked->count; i++) {
        rows[count] = asked->rows[i];
        count += gone[i];
    }
    return mentions_erase(poll->app->store, rows, count, ERASE_UNCOUNTED, poll->app->now, &erased,
                          err) &&
           follow_put(poll->app->store, poll->status.name, &asked->to, poll->app->now, err);
}

bool poll_follow_take(struct poll *poll, const struct response *response,
                      void (*trouble)(void *user, const char *text), void *user, struct err *err)
{
    const struct follow_ids *asked = &poll->following;
    bool *gone = arena_array(&poll->arena, bool, asked->asked);
    struct err why = ERR_NONE;
    if (response->late) {
        return true;
    }
    poll->status.budget_spent += (int64_t)asked->asked;
    if (!budget_spend(poll->app, &poll->budget, poll->status.name, (int64_t)asked->asked, err) ||
        !source_put(poll->app->store, &poll->status, err)) {
        return false;
    }
    if (!follow_take(poll->recipe, poll->params, poll->param_count, response, asked->ids,
                     asked->asked, gone, &why)) {
        err_wrap(&why, "source %s", poll->source->name);
        if (trouble) {
            trouble(user, why.text);
        }
        return put_off(poll, err);
    }
    return erase_gone(poll, gone, err);
}
