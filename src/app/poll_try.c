#include "app/poll_try.h"

#include "app/poll_obtain.h"
#include "net/http.h"

/* Asks until the answer is one to the page, with whatever values it needs before. */
static bool fetch(struct poll *poll, struct http *http, struct response *response, struct err *err)
{
    struct request request;
    void *user;
    for (int asked = 0; asked < 2 * POLL_OBTAINS; asked++) {
        enum poll_step step = poll_request(poll, &request, err);
        if (step != POLL_ASK) {
            return step == POLL_OVER ? err_set(err, "there is nothing to ask for") : false;
        }
        http_add(http, &request, poll);
        if (!http_next(http, response, &user)) {
            return err_set(err, "no answer");
        }
        if (!poll->asking && !poll_obtain_again(poll, response)) {
            return true;
        }
        if (poll->asking && poll_obtain_take(poll, response, err) != POLL_MORE) {
            return false;
        }
    }
    return err_set(err, "the access that was granted is refused");
}

static bool try_one(struct poll *poll, struct http *http, struct batch *batch,
                    struct walk_result *result, struct err *err)
{
    struct response response;
    return fetch(poll, http, &response, err) &&
           walk_take(&poll->walk, &response, batch, result, err);
}

bool poll_try(struct app *app, const struct config_source *source, struct batch *batch,
              struct walk_result *result, struct err *err)
{
    struct source_status status = {.name = str_of(source->name),
                                   .last_success_at = TIME_NONE,
                                   .last_try_at = TIME_NONE,
                                   .next_try_at = TIME_NONE,
                                   .token_ends_at = TIME_NONE,
                                   .habit.since_at = TIME_NONE};
    struct http_options options = {.agent = app_agent(app->config, &app->arena), .now = app->now};
    struct store *store = app->store;
    struct poll poll;
    app->store = NULL;
    struct http *http = NULL;
    bool well = poll_open(&poll, app, source, &status, err) && (http = http_open(&options, err)) &&
                try_one(&poll, http, batch, result, err);
    http_close(http);
    poll_close(&poll);
    app->store = store;
    return well || err_wrap(err, "source %s", source->name);
}
