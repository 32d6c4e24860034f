#include "app/deliver.h"

#include "app/channel.h"
#include "base/map.h"
#include "store/outbox.h"

enum { AT_ONCE = 200, SERVER_DOWN = 3 /* messages put off in a row */, NEXT_RUN_S = 60 };

static const struct channel *const channels[] = {&channel_mail, &channel_webhook, &channel_command};

struct delivering {
    struct app *app;
    const struct deliver_options *options;
    struct delivered *delivered;
    struct map put_off; /* by server, in a row: what else is for it waits for the next run */
    struct arena arena;
};

int64_t deliver_backoff_s(uint32_t tries)
{
    static const int64_t waits[] = {60,       5 * 60,   15 * 60,   HOUR,      2 * HOUR,
                                    4 * HOUR, 8 * HOUR, 12 * HOUR, 12 * HOUR, 12 * HOUR};
    return tries >= 1 && tries <= sizeof waits / sizeof *waits ? waits[tries - 1] : -1;
}

static bool mark(struct delivering *work, const struct delivery *row, struct err *err)
{
    struct store *store = work->app->store;
    if (!store_begin(store, err)) {
        return false;
    }
    if (!outbox_mark(store, row, err)) {
        store_rollback(store);
        return false;
    }
    return store_commit(store, err);
}

static void settle(struct delivering *work, struct delivery *row, enum outcome outcome,
                   int64_t retry_at)
{
    int64_t now = work->app->now, wait = deliver_backoff_s(row->tries);
    row->next_try_at = TIME_NONE;
    if (outcome == OUTCOME_SENT) {
        row->state = DELIVERY_SENT;
        row->sent_at = now;
        work->delivered->sent++;
    } else if (outcome == OUTCOME_REFUSED) {
        row->state = DELIVERY_REFUSED;
        work->delivered->failed++;
    } else if (wait < 0) {
        row->state = DELIVERY_GIVEN_UP;
        work->delivered->failed++;
    } else {
        row->state = outcome == OUTCOME_UNKNOWN ? DELIVERY_UNKNOWN : DELIVERY_PENDING;
        row->next_try_at = retry_at > now + wait ? retry_at : now + wait;
        work->delivered->later++;
    }
}

static const struct channel *channel_of(const struct delivery *row)
{
    for (size_t i = 0; i < sizeof channels / sizeof *channels; i++) {
        if (str_eq(str_of(channels[i]->name), row->channel)) {
            return channels[i];
        }
    }
    return NULL;
}

/* How often in a row the server of this row has put off a message. */
static size_t *put_off(struct delivering *work, const struct channel *channel,
                       const struct delivery *row)
{
    struct str key = channel->one_server
                         ? str_of(channel->name)
                         : str_format(&work->arena, "%.*s %.*s %.*s", STR_FMT(row->channel),
                                      STR_FMT(row->team), STR_FMT(row->recipient));
    return &map_put(&work->put_off, key, NULL)->number;
}

static void tell_trouble(struct delivering *work, const struct delivery *row)
{
    struct err told;
    err_set(&told, "%.*s %lld to %.*s: %s: %.*s", STR_FMT(row->channel), (long long)row->id,
            STR_FMT(row->recipient), delivery_state_name(row->state), STR_FMT(row->last_answer));
    if (work->options->trouble) {
        work->options->trouble(work->options->user, told.text);
    }
}

static bool deliver_one(struct delivering *work, struct delivery *row, struct err *err)
{
    char words[OUTCOME_WORDS_MAX] = "";
    const struct channel *channel = channel_of(row);
    if (!channel) {
        return err_set(err, "delivery %lld: there is no channel \"%.*s\"", (long long)row->id,
                       STR_FMT(row->channel));
    }
    size_t *in_a_row = put_off(work, channel, row);
    if (*in_a_row >= SERVER_DOWN) { /* out of the way of the others, and no try is lost */
        row->next_try_at = work->app->now + NEXT_RUN_S;
        return mark(work, row, err);
    }
    row->state = DELIVERY_SENDING;
    row->tries++;
    if (!mark(work, row, err)) {
        return false;
    }
    int64_t retry_at = TIME_NONE; /* the least of all times */
    enum outcome outcome = channel->send(work->app, row, &retry_at, words);
    *in_a_row = outcome == OUTCOME_LATER || outcome == OUTCOME_UNKNOWN ? *in_a_row + 1 : 0;
    row->last_answer = str_of(words);
    settle(work, row, outcome, retry_at);
    if (outcome != OUTCOME_SENT) {
        tell_trouble(work, row);
    }
    return mark(work, row, err);
}

/* Some of the rows that are due; each gets another state or a later try, so the next ones follow.
 */
static bool deliver_some(struct delivering *work, size_t *count, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    struct delivery *list;
    bool well = outbox_due(work->app->store, work->app->now, AT_ONCE, &arena, &list, count, err);
    for (size_t i = 0; well && i < *count; i++) {
        well = deliver_one(work, &list[i], err);
    }
    return well;
}

bool deliver(struct app *app, const struct deliver_options *options, struct delivered *delivered,
             struct err *err)
{
    struct delivering work = {.app = app, .options = options, .delivered = delivered};
    size_t count = 0;
    bool well;
    *delivered = (struct delivered){0};
    do {
        well = deliver_some(&work, &count, err);
    } while (well && count == AT_ONCE);
    map_clear(&work.put_off);
    arena_clear(&work.arena);
    return well;
}
