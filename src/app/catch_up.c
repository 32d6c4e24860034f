#include "app/catch_up.h"

#include "app/brand_title.h"
#include "app/prefs.h"
#include "app/quiet.h"
#include "base/limits.h"
#include "store/incidents.h"
#include "store/outbox.h"

#include <stdlib.h>

#define OUTDATED 2 /* times what a message tells: then it is told anew */

static int worst_first(const void *a, const void *b)
{
    const struct held_incident *one = a, *other = b;
    int severity = (int)other->incident.severity - (int)one->incident.severity;
    return severity
               ? severity
               : (one->incident.id > other->incident.id) - (one->incident.id < other->incident.id);
}

/* Rows of one incident stand together. */
static bool gather(struct app *app, const struct config_team *team, const struct delivery *rows,
                   size_t count, struct arena *arena, struct held_back *held, struct err *err)
{
    struct held_incident *list = arena_array(arena, struct held_incident, count);
    *held = (struct held_back){.incidents = list, .message_count = count};
    for (size_t i = 0; i < count; i++) {
        if (!i || rows[i].incident_id != rows[i - 1].incident_id) {
            struct held_incident *one = &list[held->incident_count++];
            one->first_at = rows[i].created_at;
            if (!incident_get(app->store, rows[i].incident_id, arena, &one->incident, &one->known,
                              err)) {
                return false;
            }
            one->incident.id = rows[i].incident_id;
            one->open = one->known && one->incident.state != INCIDENT_RESOLVED;
            one->titles = brand_titles(app->config, &one->incident, arena);
        }
        list[held->incident_count - 1].subject = rows[i].subject;
        held->away = held->away || rows[i].next_try_at != TIME_NONE;
        held->limit = rows[i].next_try_at == TIME_NONE ? team->mails_a_day : held->limit;
    }
    qsort(list, held->incident_count, sizeof *list, worst_first);
    return true;
}

static bool mark_told(struct app *app, const struct held_query *which, struct str message_id,
                      struct arena *arena, struct err *err)
{
    struct str how = str_format(arena, "told of in %.*s", STR_FMT(message_id));
    return outbox_held_told(app->store, which, how, err);
}

/* Whoever is talked to: a person, a chat or a program of a team. */
struct listener {
    const char *channel, *name, *zone;
    const struct config_recipient *person; /* of mail, else NULL */
    const struct config_webhook *webhook;  /* of webhooks, else NULL */
};

static void compose_event(struct app *app, const struct config_team *team,
                          const struct held_back *held, struct delivery *delivery, struct buf *body)
{
    struct event_context context = {.id = delivery->message_id,
                                    .event = delivery->event,
                                    .team = str_of(team->name),
                                    .now = app->now};
    held_back_event(held, &context, body);
    delivery->subject = delivery->event;
}

/* Sets subject and message id, too. */
static void compose(struct app *app, const struct config_team *team, const struct listener *to,
                    const struct held_back *held, struct arena *arena, struct delivery *delivery,
                    struct buf *body)
{
    struct message_context context = prefs_context(app, team, arena);
    struct str what = str_format(arena, "%.*s\n%s", STR_FMT(delivery->key), to->name);
    enum chat_kind kind;
    context.message_id = context.root_id = delivery->message_id =
        str_format(arena, "held-back-%016llx@%.*s", (unsigned long long)str_hash_stable(what),
                   STR_FMT(prefs_domain(app)));
    if (to->person) {
        struct recipient_prefs prefs = prefs_of(to->person);
        held_back_compose(held, &prefs, &context, arena, body, &delivery->subject);
        delivery->message_id = str_format(arena, "<%.*s>", STR_FMT(context.message_id));
    } else if (to->webhook && prefs_chat(to->webhook, &kind)) {
        struct recipient_prefs prefs = prefs_of_language(to->webhook->language, to->zone);
        context.unsubscribe = STR_NONE;
        held_back_chat(held, kind, &prefs, &context, str_of(to->webhook->chat), arena, body,
                       &delivery->subject);
    } else {
        compose_event(app, team, held, delivery, body);
    }
}

/* Its key is the moment: the rows it tells of are marked with it, so none is told of twice. */
static bool add_message(struct app *app, const struct config_team *team, const struct listener *to,
                        const struct held_back *held, struct arena *arena,
                        struct delivery *delivery, struct err *err)
{
    CLEANUP_BUF struct buf body = BUF_INIT(to->person ? LIMIT_MAIL : LIMIT_EVENT);
    bool added;
    *delivery = (struct delivery){
        .key = str_format(arena, "held-back %s %lld", team->name, (long long)app->now),
        .event = STR("held-back"),
        .team = str_of(team->name),
        .channel = str_of(to->channel),
        .recipient = str_of(to->name),
        .next_try_at = app->now,
        .created_at = app->now,
        .sent_at = TIME_NONE,
    };
    compose(app, team, to, held, arena, delivery, &body);
    delivery->body = buf_str(&body);
    return outbox_add(app->store, delivery, &added, err);
}

/* Whether the message still says how bad it is. */
static bool holds_true(struct app *app, const struct delivery *row, struct arena *arena,
                       bool *holds, struct err *err)
{
    struct incident incident;
    bool found;
    if (!incident_get(app->store, row->incident_id, arena, &incident, &found, err)) {
        return false;
    }
    *holds = !found || incident.state == INCIDENT_RESOLVED || incident.told_observed <= 0 ||
             incident.observed < OUTDATED * incident.told_observed;
    return true;
}

static bool let_go(struct app *app, struct delivery *row, struct err *err)
{
    row->state = DELIVERY_PENDING;
    row->next_try_at = app->now;
    return outbox_mark(app->store, row, err);
}

static bool tell_one(struct app *app, const struct config_team *team, const struct listener *to,
                     struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    bool folded = team->digest.every == CONFIG_DAILY;
    struct held_query which = {
        .team = str_of(team->name),
        .channel = str_of(to->channel),
        .recipient = str_of(to->name),
        .quiet_over = app->now,
        .limited_before = folded ? TIME_NONE : midnight_before(to->zone, app->now, 0),
    };
    struct delivery *list, message;
    struct held_back held;
    size_t count;
    if (quiet_until(team, to->zone, SEVERITY_WATCH, app->now) > app->now) {
        return true;
    }
    if (!outbox_held(app->store, &which, &arena, &list, &count, err)) {
        return false;
    }
    bool alone = count == 1 && list->next_try_at != TIME_NONE, holds = alone;
    if (alone && to->person && !holds_true(app, list, &arena, &holds, err)) {
        return false;
    }
    if (holds) {
        return let_go(app, list, err);
    }
    return !count || (gather(app, team, list, count, &arena, &held, err) &&
                      add_message(app, team, to, &held, &arena, &message, err) &&
                      mark_told(app, &which, message.message_id, &arena, err));
}

static bool tell_people(struct app *app, const struct config_team *team,
                        const struct config_recipient *to, unsigned count, struct err *err)
{
    bool well = true;
    for (unsigned i = 0; well && app->config->mail.from && i < count; i++) {
        struct listener person = {
            .channel = "mail", .name = to[i].address, .zone = to[i].time_zone, .person = &to[i]};
        well = tell_one(app, team, &person, err);
    }
    return well;
}

static bool tell_programs(struct app *app, const struct config_team *team, struct err *err)
{
    const char *zone = app->config->time_zone;
    bool well = true;
    for (unsigned i = 0; well && i < team->webhook_count; i++) {
        const struct config_webhook *webhook = &team->webhooks[i];
        well = tell_one(
            app, team,
            &(struct listener){
                .channel = "webhook", .name = webhook->name, .zone = zone, .webhook = webhook},
            err);
    }
    for (unsigned i = 0; well && i < team->command_count; i++) {
        const char *name = team->commands[i].name;
        well = tell_one(app, team,
                        &(struct listener){.channel = "command", .name = name, .zone = zone}, err);
    }
    return well;
}

static bool tell_all(struct app *app, struct err *err)
{
    for (unsigned i = 0; i < app->config->team_count; i++) {
        const struct config_team *team = &app->config->teams[i];
        if (!tell_people(app, team, team->recipients, team->recipient_count, err) ||
            !tell_people(app, team, team->escalate.to, team->escalate.to_count, err) ||
            !tell_programs(app, team, err)) {
            return err_wrap(err, "team %s", team->name);
        }
    }
    return true;
}

bool catch_up_tell(struct app *app, struct err *err)
{
    if (!store_begin(app->store, err)) {
        return false;
    }
    if (!tell_all(app, err)) {
        store_rollback(app->store);
        return false;
    }
    return store_commit(app->store, err);
}

bool catch_up_fold(struct app *app, const struct config_team *team, struct str recipient,
                   int64_t before, struct str message_id, struct arena *arena,
                   struct held_back *held, bool *any, struct err *err)
{
    struct held_query which = {str_of(team->name), STR("mail"), recipient, TIME_NONE, before};
    struct delivery *list;
    size_t count;
    if (!outbox_held(app->store, &which, arena, &list, &count, err)) {
        return false;
    }
    *any = count > 0;
    return !count || (gather(app, team, list, count, arena, held, err) &&
                      mark_told(app, &which, message_id, arena, err));
}
