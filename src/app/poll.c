#include "app/poll.h"

#include "app/identity.h"
#include "app/ingest.h"
#include "app/poll_follow.h"
#include "app/poll_obtain.h"
#include "app/poll_status.h"
#include "base/limits.h"
#include "feed/walk_ask.h"
#include "store/sources.h"

bool poll_due(const struct source_status *status, int64_t now)
{
    if (status->state == SOURCE_GONE) {
        return false;
    }
    bool was_ahead = status->last_try_at != TIME_NONE && status->last_try_at > now + HOUR;
    return status->next_try_at == TIME_NONE || status->next_try_at <= now || was_ahead;
}

static bool read_params(struct poll *poll, struct err *err)
{
    const struct config_source *source = poll->source;
    poll->params = arena_array(&poll->arena, struct param,
                               source->with_count + source->secret_count + POLL_OBTAINS + 1);
    for (unsigned i = 0; i < source->with_count; i++) {
        struct str rest = str_of(source->with[i]), name;
        str_take(&rest, '=', &name);
        poll->params[poll->param_count++] = (struct param){.name = name, .value = rest};
    }
    poll->status.token_ends_at = TIME_NONE;
    for (unsigned i = 0; i < source->secret_count; i++) {
        int64_t ends_at = source->secrets[i].ends_at;
        if (ends_at &&
            (poll->status.token_ends_at == TIME_NONE || ends_at < poll->status.token_ends_at)) {
            poll->status.token_ends_at = ends_at;
        }
        CLEANUP_SECRET struct buf value = BUF_INIT(LIMIT_SECRET);
        if (!secret_read(&source->secrets[i], &value, err)) {
            return false;
        }
        poll->params[poll->param_count++] = (struct param){
            .name = str_of(source->secrets[i].name),
            .value = str_copy(&poll->arena, buf_str(&value)),
            .secret = true,
        };
    }
    return true;
}

static bool start_budget(struct poll *poll, struct err *err)
{
    int64_t today = poll->app->now / DAY;
    if (poll->status.budget_day != today) {
        poll->status.budget_day = today;
        poll->status.budget_spent = 0;
    }
    if (!budget_read(poll->app, poll->source, poll->recipe, &poll->status, &poll->arena,
                     &poll->budget, err)) {
        return false;
    }
    poll->walk.budget = budget_items(&poll->budget);
    return true;
}

bool poll_open(struct poll *poll, struct app *app, const struct config_source *source,
               const struct source_status *status, struct err *err)
{
    *poll = (struct poll){.app = app, .source = source, .status = *status, .oldest_at = TIME_NONE};
    poll->about_count = app_about(app, source, poll->about);
    poll->recipe = app_recipe(app, source->recipe, err);
    if (!poll->recipe) {
        return false;
    }
    if (poll->recipe->disabled) {
        return err_set(err, "recipe %s is disabled: %s", source->recipe, poll->recipe->disabled);
    }
    if (!read_params(poll, err) || !walk_open(&poll->walk, poll->recipe, poll->params,
                                              poll->param_count, &poll->status, app->now, err)) {
        return false;
    }
    poll->walking = true;
    poll->service = ask_service(poll->recipe, poll->params, poll->param_count, &poll->arena);
    return poll_obtain_open(poll, err) && start_budget(poll, err);
}

void poll_close(struct poll *poll)
{
    if (poll->walking) {
        walk_clear(&poll->walk);
    }
    for (size_t i = 0; i < poll->param_count; i++) {
        if (poll->params[i].secret) {
            explicit_bzero((void *)(uintptr_t)poll->params[i].value.p, poll->params[i].value.n);
        }
    }
    arena_clear(&poll->arena);
    *poll = (struct poll){0};
}

enum poll_step poll_request(struct poll *poll, struct request *request, struct err *err)
{
    enum poll_step step = poll_obtain_request(poll, request, err);
    if (step == POLL_OVER && poll->following.count) {
        step = poll_follow_request(poll, request, err) ? POLL_ASK : POLL_FAULT;
    } else if (step == POLL_OVER) {
        step = walk_request(&poll->walk, request) ? POLL_ASK : POLL_OVER;
    }
    if (step == POLL_ASK) {
        request->allow_private = poll->source->allow_private;
        request->proxy = str_of(poll->source->proxy);
    }
    return step;
}

static void note_oldest(struct poll *poll, const struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        int64_t at = batch->mentions[i].published_at;
        if (at != TIME_NONE && (poll->oldest_at == TIME_NONE || at < poll->oldest_at)) {
            poll->oldest_at = at;
        }
    }
}

static bool store_page(struct poll *poll, struct batch *batch, struct walk_result *result,
                       struct err *err)
{
    struct ingest_source source = {.name = poll->status.name,
                                   .service = poll->service,
                                   .about = poll->about,
                                   .about_count = poll->about_count,
                                   .ids_change = identity_may_change(poll->recipe),
                                   .walked_row = poll->status.walked_row};
    struct ingest_result ingested = {.counts = poll->counts};
    if (!ingest(poll->app, &source, batch, &ingested, err)) {
        return false;
    }
    poll->counts = ingested.counts;
    poll->status.budget_spent += (int64_t)result->page.items;
    note_oldest(poll, batch);
    if (ingested.all_walked) {
        walk_known(&poll->walk, result);
    }
    return (result->more || poll_finish(poll, result, err)) &&
           source_put(poll->app->store, &poll->status, err);
}

/* What was wrong with the items last time, and is so again, the operator knows. */
static void tell_problems(struct poll *poll, const struct page *page,
                          void (*trouble)(void *user, const char *text), void *user)
{
    for (size_t i = 0; i < page->problem_count && i < EXTRACT_PROBLEMS; i++) {
        struct err err = ERR_NONE;
        problem_describe(&page->problems[i], &err);
        err_wrap(&err, "source %s: page %zu", poll->source->name, poll->walk.pages);
        if (!poll->problem.p) {
            poll->problem = str_copy(&poll->arena, str_of(err.text));
        }
        if (trouble && !str_eq(poll->problem, poll->status.error)) {
            trouble(user, err.text);
        }
    }
}

/* Books the answer: what a platform counts it counts whatever we make of it. */
static bool book(struct poll *poll, const struct response *response, size_t items, struct err *err)
{
    if (response->status == 0) {
        return true;
    }
    int64_t before = poll->walk.budget;
    if (!budget_spend(poll->app, &poll->budget, poll->status.name, (int64_t)items, err)) {
        return false;
    }
    int64_t left = budget_items(&poll->budget);
    poll->walk.budget = before >= 0 && left >= 0 && left < before ? left : before;
    return true;
}

/* There are more pages, but the platform says that nothing is left of its window: what was read is
 * stored, and the walk is made again when it may be. */
static enum poll_outcome hold(struct poll *poll, const struct walk_result *result, struct err *err)
{
    struct err why = ERR_NONE;
    err_set(&why, "page %zu: nothing is left of the platform's window, and there are more pages",
            poll->walk.pages);
    *err = why;
    return poll_fail(poll, SOURCE_THROTTLED, result->retry_at, why.text, err) ? POLL_FAILED
                                                                              : POLL_STORE_FAILED;
}

enum poll_outcome poll_take(struct poll *poll, const struct response *response,
                            void (*trouble)(void *user, const char *text), void *user,
                            struct err *err)
{
    CLEANUP(batch_clear) struct batch batch = {0};
    struct walk_result result = {.retry_at = TIME_NONE};
    if (poll->asking) {
        return poll_obtain_take(poll, response, err);
    }
    if (poll->following.count) {
        return poll_follow_take(poll, response, trouble, user, err) ? POLL_DONE : POLL_STORE_FAILED;
    }
    if (response->late) {
        return POLL_LATE;
    }
    if (poll_obtain_again(poll, response)) {
        return POLL_MORE;
    }
    if (!walk_take(&poll->walk, response, &batch, &result, err)) {
        struct err why = *err;
        return book(poll, response, 0, err) &&
                       poll_fail(poll, result.state, result.retry_at, why.text, err)
                   ? POLL_FAILED
                   : POLL_STORE_FAILED;
    }
    tell_problems(poll, &result.page, trouble, user);
    if (!book(poll, response, result.page.items, err) || !store_page(poll, &batch, &result, err)) {
        return POLL_STORE_FAILED;
    }
    if (result.more && result.retry_at > poll->app->now) {
        return hold(poll, &result, err);
    }
    if (!result.more && !poll_follow_open(poll, err)) {
        return POLL_STORE_FAILED;
    }
    return result.more || poll->following.count ? POLL_MORE : POLL_DONE;
}
