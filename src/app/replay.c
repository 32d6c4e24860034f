#include "app/replay.h"

#include "app/catch_up.h"
#include "app/evaluate.h"
#include "app/remind.h"
#include "store/incidents.h"
#include "store/outbox.h"
#include "store/rehearsal.h"

struct replaying {
    struct app *app;
    void (*take)(void *user, const struct replay_event *event);
    void *user;
    int64_t told, recorded; /* newest row of the outbox and newest incident so far */
};

/* ---- what a run has come to ---- */

static void count_row(struct replay_event *event, const struct delivery *row)
{
    bool mail = str_eq(row->channel, STR("mail"));
    event->held += row->state == DELIVERY_HELD;
    event->mails += mail && row->state != DELIVERY_HELD;
    event->programs += !mail && row->state != DELIVERY_HELD;
}

/* The rows from `at` on that say the same to different people; returns the index after them. */
static size_t gather(const struct delivery *rows, size_t count, size_t at,
                     struct replay_event *event)
{
    size_t i = at;
    for (; i < count && str_eq(rows[i].key, rows[at].key); i++) {
        count_row(event, &rows[i]);
    }
    return i;
}

static bool take_told(struct replaying *r, const struct delivery *rows, size_t count,
                      struct arena *arena, struct err *err)
{
    for (size_t i = 0; i < count;) {
        struct replay_event event = {.at = r->app->now + 1, .event = rows[i].event, .told = true};
        struct incident incident;
        bool found = false;
        if (rows[i].incident_id &&
            !incident_get(r->app->store, rows[i].incident_id, arena, &incident, &found, err)) {
            return false;
        }
        event.incident = found ? &incident : NULL;
        r->told = rows[i].id > r->told ? rows[i].id : r->told;
        i = gather(rows, count, i, &event);
        r->told = rows[i - 1].id > r->told ? rows[i - 1].id : r->told;
        r->take(r->user, &event);
    }
    return true;
}

static bool is_told(const struct delivery *rows, size_t count, int64_t incident_id)
{
    bool told = false;
    for (size_t i = 0; i < count && !told; i++) {
        told = rows[i].incident_id == incident_id;
    }
    return told;
}

static bool take_new(struct replaying *r, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    struct delivery *rows;
    struct incident *list;
    size_t count, list_count;
    if (!outbox_newer(r->app->store, r->told, &arena, &rows, &count, err) ||
        !incidents_newer(r->app->store, r->recorded, &arena, &list, &list_count, err) ||
        !take_told(r, rows, count, &arena, err)) {
        return false;
    }
    for (size_t i = 0; i < list_count; i++) {
        r->recorded = list[i].id;
        if (!list[i].backfill && !is_told(rows, count, list[i].id)) {
            r->take(r->user, &(struct replay_event){.at = r->app->now + 1,
                                                    .event = STR("opened"),
                                                    .incident = &list[i]});
        }
    }
    return true;
}

/* ---- the runs ---- */

/* One at the end of the hour, in its last second: all of it has been said. */
static bool run_hour(struct replaying *r, int64_t hour, struct err *err)
{
    struct evaluation evaluation;
    r->app->now = (hour + 1) * HOUR - 1;
    return evaluate(r->app, &evaluation, err) && remind(r->app, err) &&
           catch_up_tell(r->app, err) && outbox_pretend(r->app->store, r->app->now, err) &&
           take_new(r, err);
}

/* The first run learns what is usual, and takes what it finds for history. */
static bool run_all(struct replaying *r, int64_t first, int64_t end, struct err *err)
{
    r->app->news_since = TIME_NONE;
    bool well = run_hour(r, first - 1, err);
    for (int64_t hour = first; well && hour < end; hour++) {
        r->app->news_since = hour * HOUR;
        well = run_hour(r, hour, err);
    }
    return well;
}

static bool sum_up(struct app *app, struct replay_sums *sums, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    CLEANUP(map_clear) struct map mails = {0};
    struct delivery *rows;
    size_t count;
    *sums = (struct replay_sums){0};
    if (!outbox_newer(app->store, 0, &arena, &rows, &count, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (rows[i].state == DELIVERY_HELD) {
            continue;
        }
        if (!str_eq(rows[i].channel, STR("mail"))) {
            sums->programs++;
            continue;
        }
        size_t theirs = ++map_put(&mails, rows[i].recipient, NULL)->number;
        sums->mails++;
        if (theirs > sums->most) {
            sums->most = theirs;
            sums->most_to = str_copy(&app->arena, rows[i].recipient);
        }
    }
    return true;
}

static bool replay_rules(struct replaying *r, int64_t since, struct replay_sums *sums,
                         struct err *err)
{
    struct app *app = r->app;
    int64_t now = app->now, end = now / HOUR, first = since / HOUR + (since % HOUR > 0);
    bool well = store_rehearse(app->store, err) && (first >= end || run_all(r, first, end, err)) &&
                sum_up(app, sums, err);
    app->now = now;
    app->news_since = TIME_NONE;
    return well;
}

/* As if nabz.yaml had no other rule. */
static bool replay_one(struct replaying *r, unsigned rule, int64_t since, struct replay_sums *sums,
                       struct err *err)
{
    struct app *app = r->app;
    const struct config *whole = app->config;
    const struct matcher **words = app->rule_words;
    struct config one = *whole;
    one.rules = &whole->rules[rule];
    one.rule_count = 1;
    app->config = &one;
    app->rule_words = words ? words + rule : NULL;
    bool well = replay_rules(r, since, sums, err);
    app->config = whole;
    app->rule_words = words;
    return well;
}

bool replay(struct app *app, const char *rule, int64_t since,
            void (*take)(void *user, const struct replay_event *event), void *user,
            struct replay_sums *sums, struct err *err)
{
    struct replaying r = {app, take, user, 0, 0};
    if (!rule) {
        return replay_rules(&r, since, sums, err);
    }
    for (unsigned i = 0; i < app->config->rule_count; i++) {
        if (strcmp(rule, app->config->rules[i].name) == 0) {
            return replay_one(&r, i, since, sums, err);
        }
    }
    return err_set(err, "no rule '%s'", rule);
}
