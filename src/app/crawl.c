#include "app/crawl.h"

#include "app/poll.h"
#include "net/http.h"
#include "store/robots.h"
#include "store/set_back.h"
#include "store/sources.h"
#include "text/utf8.h"

#include <stdlib.h>

enum { GATHER_MS = 100, ROBOTS_KEPT = 64 * 1024 };

struct crawl {
    struct app *app;
    const struct crawl_options *options;
    struct run *run;
    struct http *http;
    struct poll *polls;
    struct poll **waiting, **woken; /* for a token another one asks for */
    size_t waiting_count;
    bool storing; /* a transaction is open */
    size_t poll_count, finished, late;
    struct http_robots robots;
};

static void trouble(const struct crawl *crawl, const struct err *err)
{
    if (crawl->options->trouble) {
        crawl->options->trouble(crawl->options->user, err->text);
    }
}

static void finish(struct crawl *crawl, struct poll *poll)
{
    struct run *run = crawl->run;
    run->mentions_added += (int64_t)poll->counts.added;
    run->mentions_edited += (int64_t)poll->counts.edited;
    run->mentions_duplicate += (int64_t)poll->counts.duplicate;
    poll_close(poll);
    crawl->finished++;
    if (crawl->options->progress) {
        crawl->options->progress(crawl->options->user, crawl->finished, crawl->poll_count);
    }
}

static void fail(struct crawl *crawl, struct poll *poll, struct err *err)
{
    err_wrap(err, "source %s", poll->source->name);
    trouble(crawl, err);
    crawl->run->sources_failed++;
    finish(crawl, poll);
}

/* A source of which nothing more is asked in this run: its budget is spent (why is NULL), or it
 * cannot go on. */
static bool leave(struct crawl *crawl, struct poll *poll, const struct err *why, struct err *err)
{
    struct store *store = crawl->app->store;
    if (!crawl->storing && !store_begin(store, err)) {
        return false;
    }
    bool well =
        why ? poll_fail(poll, SOURCE_BROKEN, TIME_NONE, why->text, err) : poll_rest(poll, err);
    if (!crawl->storing && !well) {
        store_rollback(store);
    }
    if (!well || (!crawl->storing && !store_commit(store, err))) {
        return false;
    }
    struct err told = why ? *why : (struct err)ERR_NONE;
    if (why) {
        fail(crawl, poll, &told);
    } else {
        finish(crawl, poll);
    }
    return true;
}

/* Asks for what comes next, or ends the poll when there is nothing. */
static bool ask(struct crawl *crawl, struct poll *poll, struct err *err)
{
    struct request request;
    struct err why = ERR_NONE;
    switch (poll_request(poll, &request, &why)) {
    case POLL_ASK:
        http_add(crawl->http, &request, poll);
        return true;
    case POLL_WAIT:
        crawl->waiting[crawl->waiting_count++] = poll;
        return true;
    case POLL_OVER:
        finish(crawl, poll);
        return true;
    case POLL_FAULT:
        break;
    }
    return leave(crawl, poll, &why, err);
}

/* Those that waited for a token another source has asked for: it is there, or the next one asks. */
static bool wake(struct crawl *crawl, struct err *err)
{
    size_t count = crawl->waiting_count;
    struct poll **waiting = crawl->waiting;
    bool well = true;
    crawl->waiting = crawl->woken;
    crawl->woken = waiting;
    crawl->waiting_count = 0;
    for (size_t i = 0; well && i < count; i++) {
        well = ask(crawl, waiting[i], err);
    }
    return well;
}

/* So that the next source of the same account sees it, before either has an answer. */
static bool reserve(struct crawl *crawl, struct poll *poll, struct err *err)
{
    struct store *store = crawl->app->store;
    if (!budget_reserves(&poll->budget)) {
        return true;
    }
    if (!store_begin(store, err)) {
        return false;
    }
    if (!budget_reserve(crawl->app, &poll->budget, err)) {
        store_rollback(store);
        return false;
    }
    return store_commit(store, err);
}

static bool start(struct crawl *crawl, struct poll *poll, const struct config_source *source,
                  const struct source_status *status, struct err *err)
{
    crawl->run->sources_tried++;
    if (!poll_open(poll, crawl->app, source, status, err)) {
        struct err why = *err;
        return leave(crawl, poll, &why, err);
    }
    return poll_spent(poll) ? leave(crawl, poll, NULL, err)
                            : reserve(crawl, poll, err) && ask(crawl, poll, err);
}

static bool wanted(const struct crawl *crawl, const struct config_source *source,
                   const struct source_status *status)
{
    const struct crawl_options *options = crawl->options;
    if (options->source) {
        return strcmp(options->source, source->name) == 0;
    }
    return !source->disabled && (options->all || poll_due(status, crawl->app->now));
}

/* A source whose turn has come. */
struct turn {
    const struct config_source *source;
    struct source_status status;
    unsigned place; /* in nabz.yaml */
};

/* Who has waited longest is asked first: what a run does not get to by its deadline must not be the
 * same sources every time. */
static int by_waiting(const void *left, const void *right)
{
    const struct turn *a = left, *b = right;
    int64_t x = a->status.next_try_at, y = b->status.next_try_at;
    return x != y ? (x > y) - (x < y) : (a->place > b->place) - (a->place < b->place);
}

static bool find_turns(struct crawl *crawl, struct arena *arena, struct turn *turns,
                       struct err *err)
{
    const struct config *config = crawl->app->config;
    for (unsigned i = 0; i < config->source_count; i++) {
        struct turn *turn = &turns[crawl->poll_count];
        turn->source = &config->sources[i];
        turn->place = i;
        if (!source_get(crawl->app->store, str_of(turn->source->name), arena, &turn->status, err)) {
            return false;
        }
        poll_renew(turn->source, &turn->status, arena);
        crawl->poll_count += wanted(crawl, turn->source, &turn->status);
    }
    qsort(turns, crawl->poll_count, sizeof *turns, by_waiting);
    return true;
}

static bool start_all(struct crawl *crawl, struct arena *arena, struct err *err)
{
    struct turn *turns = arena_array(arena, struct turn, crawl->app->config->source_count);
    if (!find_turns(crawl, arena, turns, err)) {
        return false;
    }
    crawl->polls = arena_array(arena, struct poll, crawl->poll_count);
    crawl->waiting = arena_array(arena, struct poll *, crawl->poll_count);
    crawl->woken = arena_array(arena, struct poll *, crawl->poll_count);
    for (size_t i = 0; i < crawl->poll_count; i++) {
        if (!start(crawl, &crawl->polls[i], turns[i].source, &turns[i].status, err)) {
            return false;
        }
    }
    return true;
}

/* False when nothing can go on. */
static bool take(struct crawl *crawl, struct poll *poll, const struct response *response,
                 struct err *err)
{
    switch (poll_take(poll, response, crawl->options->trouble, crawl->options->user, err)) {
    case POLL_MORE:
        return ask(crawl, poll, err);
    case POLL_DONE:
        finish(crawl, poll);
        break;
    case POLL_LATE:
        crawl->late++;
        finish(crawl, poll);
        break;
    case POLL_FAILED:
        fail(crawl, poll, err);
        break;
    case POLL_STORE_FAILED:
        return false;
    }
    return true;
}

/* The answers that have come together are stored together: what a transaction costs is mostly its
 * own. It is never open while a server is waited for. */
static bool take_group(struct crawl *crawl, struct poll *poll, const struct response *response,
                       struct err *err)
{
    struct response next = *response;
    void *user = poll;
    bool well = take(crawl, poll, response, err);
    while (well && http_ready(crawl->http) && http_next(crawl->http, &next, &user)) {
        well = take(crawl, user, &next, err);
    }
    return well && wake(crawl, err);
}

static bool take_all(struct crawl *crawl, struct err *err)
{
    struct store *store = crawl->app->store;
    struct response response;
    void *user;
    while (http_next(crawl->http, &response, &user)) {
        if (!store_begin(store, err)) {
            return false;
        }
        crawl->storing = true;
        if (!take_group(crawl, user, &response, err)) {
            store_rollback(store);
            return false;
        }
        crawl->storing = false;
        if (!store_commit(store, err)) {
            return false;
        }
    }
    return true;
}

/* Rules that cannot be read are asked for; rules that cannot be kept are asked for again. */
static bool robots_of(void *user, struct str origin, struct arena *arena, int64_t *fetched_at,
                      int *status, struct str *body)
{
    struct crawl *crawl = user;
    struct robots_row row;
    bool found;
    if (!robots_get(crawl->app->store, origin, arena, &row, &found, NULL) || !found) {
        return false;
    }
    *fetched_at = row.fetched_at;
    *status = row.status;
    *body = row.body;
    return true;
}

static void keep_robots(void *user, struct str origin, int64_t fetched_at, int status,
                        struct str body)
{
    struct crawl *crawl = user;
    struct arena arena = {0};
    if (body.n > ROBOTS_KEPT) {
        return; /* a database is not for such a thing: it is asked for again */
    }
    struct robots_row row = {origin, utf8_clean(&arena, body, body.n), fetched_at, status};
    struct err err = ERR_NONE;
    if (!robots_put(crawl->app->store, &row, &err)) {
        trouble(crawl, &err);
    }
    arena_clear(&arena);
}

static void tell_late(const struct crawl *crawl)
{
    struct err err = ERR_NONE;
    if (crawl->late) {
        err_set(&err,
                "%zu of %zu sources were not read whole before the deadline of this run: they "
                "come first in the next one",
                crawl->late, crawl->poll_count);
        trouble(crawl, &err);
    }
}

/* What a clock that was ahead has put off is not waited for, what it has covered is not; whoever
 * looks after the machine should know. */
static bool tell_clock(struct crawl *crawl, struct err *err)
{
    struct run last;
    char at[TIME_TEXT_MAX];
    if (!run_last_before(crawl->app->store, crawl->run->id, &last, err)) {
        return false;
    }
    if (last.started_at != TIME_NONE && last.started_at > crawl->app->now + HOUR) {
        struct err said;
        err_set(&said, "the clock was set back: the last run was at %s",
                time_format(last.started_at, at));
        trouble(crawl, &said);
        return store_set_back(crawl->app->store, crawl->run->id, crawl->app->now, err);
    }
    return true;
}

static bool open_http(struct crawl *crawl, struct err *err)
{
    const struct config *config = crawl->app->config;
    crawl->robots = (struct http_robots){robots_of, keep_robots, crawl};
    struct http_options options = {
        .agent = app_agent(crawl->app->config, &crawl->app->arena),
        .robots = &crawl->robots,
        .now = crawl->app->now,
        .gather_ms = GATHER_MS,
        .deadline_ms = config->crawl.deadline_s * 1000,
        .parallel = (unsigned)config->crawl.parallel,
    };
    crawl->http = http_open(&options, err);
    return crawl->http != NULL;
}

bool crawl(struct app *app, const struct crawl_options *options, struct run *run, struct err *err)
{
    struct crawl crawl = {.app = app, .options = options, .run = run};
    struct arena arena = {0};
    bool well = tell_clock(&crawl, err) && open_http(&crawl, err) &&
                start_all(&crawl, &arena, err) && take_all(&crawl, err);
    for (size_t i = 0; i < crawl.poll_count && crawl.polls; i++) {
        poll_close(&crawl.polls[i]);
    }
    tell_late(&crawl);
    http_close(crawl.http);
    arena_clear(&arena);
    return well;
}
