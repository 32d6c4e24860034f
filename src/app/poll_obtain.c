#include "app/poll_obtain.h"

#include "base/limits.h"
#include "feed/answer.h"
#include "feed/obtain.h"
#include "net/sign.h"
#include "store/tokens.h"

enum { EARLY_S = 5 * 60, RENEW_AGAIN_S = DAY };

static int64_t early_s(const struct recipe_obtain *row)
{
    return row->early_s ? row->early_s : EARLY_S;
}

static bool is_secret(const struct recipe *recipe, struct str name)
{
    for (unsigned i = 0; i < recipe->param_count; i++) {
        if (str_eq(name, str_of(recipe->params[i].name))) {
            return recipe->params[i].secret;
        }
    }
    return true;
}

/* The room for it was made by poll_open. A value that was there before is overlaid. */
static void use(struct poll *poll, const struct obtaining *one, struct str value)
{
    struct str name = str_of(one->row->name);
    size_t at = one->given;
    if (at == SIZE_MAX || at >= poll->param_count) {
        at = poll->param_count++;
    }
    if (poll->params[at].secret && poll->params[at].value.n) {
        explicit_bzero((void *)(uintptr_t)poll->params[at].value.p, poll->params[at].value.n);
    }
    poll->params[at] =
        (struct param){name, str_copy(&poll->arena, value), is_secret(poll->recipe, name)};
    poll->walk.param_count = poll->param_count;
}

static void note_end(struct poll *poll, const struct obtaining *one, int64_t ends_at)
{
    if (one->row->renews) {
        poll->status.token_ends_at = ends_at;
    }
}

/* A value that is renewed is asked for once a day at most, whatever comes of it. */
static bool is_due(const struct recipe_obtain *row, const struct token_row *kept, int64_t now)
{
    bool ends = kept->ends_at != TIME_NONE && kept->ends_at - now <= early_s(row);
    if (!row->renews) {
        return ends;
    }
    bool asked_today = kept->obtained_at <= now + HOUR && now - kept->obtained_at < RENEW_AGAIN_S;
    return (ends || kept->ends_at == TIME_NONE) && !asked_today;
}

static bool look_up(struct poll *poll, struct obtaining *one, struct err *err)
{
    struct store *store = poll->app->store;
    struct token_row kept;
    bool found = false;
    int64_t now = poll->app->now;
    if (store && !token_get(store, one->key, &poll->arena, &kept, &found, err)) {
        return false;
    }
    one->pending = !found || is_due(one->row, &kept, now);
    one->ends_at = found ? kept.ends_at : TIME_NONE;
    if (found && (!one->pending || one->row->renews)) {
        use(poll, one, kept.value);
        note_end(poll, one, kept.ends_at);
    }
    return true;
}

static size_t given_at(const struct poll *poll, struct str name)
{
    for (size_t i = 0; i < poll->param_count; i++) {
        if (str_eq(poll->params[i].name, name)) {
            return i;
        }
    }
    return SIZE_MAX;
}

static bool is_known(const struct poll *poll, const struct recipe_obtain *row)
{
    for (size_t i = 0; i < poll->obtaining_count; i++) {
        if (poll->obtaining[i].row == row) {
            return true;
        }
    }
    return false;
}

bool poll_obtain_open(struct poll *poll, struct err *err)
{
    const struct recipe *recipe = poll->recipe;
    size_t given_count = poll->param_count;
    for (unsigned i = 0; i < recipe->obtain_count && poll->obtaining_count < POLL_OBTAINS; i++) {
        struct str name = str_of(recipe->obtain[i].name);
        const struct recipe_obtain *row = obtain_row(recipe, name, poll->params, given_count);
        if (!row || is_known(poll, row)) {
            continue;
        }
        struct obtaining *one = &poll->obtaining[poll->obtaining_count++];
        *one = (struct obtaining){.row = row, .given = given_at(poll, name)};
        one->key = obtain_key(recipe, row, poll->params, given_count, &poll->arena);
        if (!look_up(poll, one, err)) {
            return false;
        }
    }
    return true;
}

/* Who asks for the value of that key now. */
static union map_value *asker_of(struct app *app, struct str key)
{
    union map_value *slot = map_get(&app->obtaining, key);
    return slot ? slot : map_put(&app->obtaining, str_copy(&app->arena, key), NULL);
}

static struct obtaining *next_pending(struct poll *poll)
{
    for (size_t i = 0; i < poll->obtaining_count; i++) {
        if (poll->obtaining[i].pending) {
            return &poll->obtaining[i];
        }
    }
    return NULL;
}

/* The request, signed where it must be. What was signed stays in the arena no longer than needed.
 */
static bool make_request(struct poll *poll, const struct recipe_obtain *row,
                         struct request *request, struct err *err)
{
    if (!row->key_file) {
        return obtain_request(poll->recipe, row, poll->params, poll->param_count, &poll->arena,
                              request, err);
    }
    CLEANUP(arena_clear) struct arena arena = {0};
    struct param *params = arena_array(&arena, struct param, poll->param_count + 1);
    struct assertion assertion;
    struct str signature;
    memcpy(params, poll->params, poll->param_count * sizeof *params);
    if (!obtain_assertion(poll->recipe, row, params, poll->param_count, poll->app->now, &arena,
                          &assertion, err)) {
        return false;
    }
    bool well = sign_rs256(assertion.private_key, assertion.content, &arena, &signature, err);
    explicit_bzero((void *)(uintptr_t)assertion.private_key.p, assertion.private_key.n);
    if (!well) {
        return err_wrap(err, "%s", row->key_file);
    }
    params[poll->param_count] =
        (struct param){STR("assertion"), assertion_join(&arena, &assertion, signature), true};
    return obtain_request(poll->recipe, row, params, poll->param_count + 1, &poll->arena, request,
                          err);
}

enum poll_step poll_obtain_request(struct poll *poll, struct request *request, struct err *err)
{
    struct obtaining *one;
    while ((one = next_pending(poll))) {
        union map_value *slot = asker_of(poll->app, one->key);
        if (slot->pointer) {
            one->waited = true;
            return POLL_WAIT;
        }
        if (!one->waited) {
            if (!make_request(poll, one->row, request, err)) {
                return POLL_FAULT;
            }
            slot->pointer = poll;
            poll->asking = one;
            return POLL_ASK;
        }
        one->waited = false; /* the one who asked may have got it */
        if (!look_up(poll, one, err)) {
            return POLL_FAULT;
        }
    }
    return POLL_OVER;
}

static bool keep(struct poll *poll, const struct obtaining *one, struct str value, struct err *err)
{
    struct token_row token = {one->key, value, poll->app->now, one->ends_at};
    return !poll->app->store || token_put(poll->app->store, &token, err);
}

/* What could not be renewed is used until it ends; the platform is asked again the next day. */
static enum poll_outcome go_on(struct poll *poll, const struct obtaining *one, struct err *err)
{
    size_t at = given_at(poll, str_of(one->row->name));
    struct err why = *err;
    err_wrap(&why, "could not be renewed");
    if (!poll->problem.p) {
        poll->problem = str_copy(&poll->arena, str_of(why.text));
    }
    return keep(poll, one, poll->params[at].value, err) ? POLL_MORE : POLL_STORE_FAILED;
}

enum poll_outcome poll_obtain_take(struct poll *poll, const struct response *response,
                                   struct err *err)
{
    struct obtaining *one = poll->asking;
    struct obtained got;
    enum source_state state;
    poll->asking = NULL;
    asker_of(poll->app, one->key)->pointer = NULL;
    if (response->late) {
        return POLL_LATE;
    }
    one->pending = false;
    if (obtain_take(poll->recipe, one->row, poll->params, poll->param_count, response, &poll->arena,
                    &got, &state, err)) {
        one->fresh = true;
        one->ends_at = got.ends_at;
        use(poll, one, got.value);
        note_end(poll, one, got.ends_at);
        return keep(poll, one, got.value, err) ? POLL_MORE : POLL_STORE_FAILED;
    }
    bool lives = one->ends_at == TIME_NONE || one->ends_at > poll->app->now;
    if (one->row->renews && lives) {
        return go_on(poll, one, err);
    }
    struct err why = *err;
    if (!poll->app->store) {
        return POLL_FAILED;
    }
    return poll_fail(poll, state, answer_retry_after(response), why.text, err) ? POLL_FAILED
                                                                               : POLL_STORE_FAILED;
}

bool poll_obtain_again(struct poll *poll, const struct response *response)
{
    bool again = false;
    if (poll->obtaining_count == 0 ||
        answer_read(poll->recipe, response, NULL).state != SOURCE_AUTH) {
        return false;
    }
    for (size_t i = 0; i < poll->obtaining_count; i++) {
        struct obtaining *one = &poll->obtaining[i];
        if (is_secret(poll->recipe, str_of(one->row->name)) && !one->row->renews && !one->fresh) {
            again = one->pending = one->fresh = true;
        }
    }
    return again;
}
