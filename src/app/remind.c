#include "app/remind.h"

#include "app/announce.h"
#include "app/history.h"
#include "store/incidents.h"
#include "store/outbox.h"
#include "store/silences.h"

/* What the outbox says of an incident. */
struct told {
    int64_t last_at;     /* something went out or was held for tomorrow; TIME_NONE: nothing yet */
    int64_t critical_at; /* it was said to be critical, or to be at all */
    unsigned reminders;
    size_t rows;
    bool waiting; /* something has not been tried yet */
    bool escalated;
};

static bool is_event(const struct delivery *row, enum incident_event event)
{
    return str_eq(row->event, str_of(incident_event_name(event)));
}

static void take_row(struct told *told, const struct delivery *row, struct str key_before)
{
    bool quiet = row->state == DELIVERY_HELD && row->next_try_at != TIME_NONE;
    told->waiting |=
        (row->state == DELIVERY_PENDING && row->tries == 0) || (quiet && !row->last_answer.n);
    int64_t said_at = row->state == DELIVERY_HELD ? row->created_at : row->sent_at;
    if (said_at != TIME_NONE && said_at > told->last_at) {
        told->last_at = said_at;
    }
    bool begins = is_event(row, EVENT_OPENED) || is_event(row, EVENT_REOPENED);
    if (begins || (is_event(row, EVENT_GROWN) && str_ends(row->key, STR(" critical")))) {
        told->critical_at = row->created_at;
    }
    told->reminders += is_event(row, EVENT_REMINDER) && !str_eq(row->key, key_before);
    told->escalated = !begins && (told->escalated || is_event(row, EVENT_ESCALATED));
}

static bool read_told(struct app *app, int64_t incident_id, struct arena *arena, struct told *told,
                      struct err *err)
{
    struct delivery *list;
    size_t count;
    *told = (struct told){.last_at = TIME_NONE, .critical_at = TIME_NONE};
    if (!outbox_list(app->store, incident_id, 0, arena, &list, &count, err)) {
        return false;
    }
    told->rows = count;
    for (size_t i = 0; i < count; i++) {
        take_row(told, &list[i], i ? list[i - 1].key : STR_NONE);
    }
    return true;
}

static const struct config_team *team_of(const struct config *config, struct str rule)
{
    for (unsigned i = 0; i < config->rule_count; i++) {
        if (str_eq(str_of(config->rules[i].name), rule)) {
            return config_team(config, config->rules[i].team);
        }
    }
    return NULL;
}

static bool passed(int64_t since, int64_t span_s, int64_t now)
{
    return since != TIME_NONE && now - since >= span_s;
}

/* It stood behind another that is over by now, or opened while its brand was silenced: the team is
 * told of it as of a new one, where that is not too soon after the last it heard of the brand. */
static bool is_due_at_all(struct app *app, const struct incident *incident,
                          const struct config_team *team, bool silence_over, bool *due,
                          struct err *err)
{
    int64_t heard_at;
    *due = silence_over;
    if (silence_over || !team->remind_s) {
        return true;
    }
    if (!outbox_brand_at(app->store, str_of(team->name), incident->brand, &heard_at, err)) {
        return false;
    }
    *due = passed(heard_at != TIME_NONE ? heard_at : incident->opened_at, team->remind_s, app->now);
    return true;
}

static bool remind_of(struct app *app, struct incident *incident, const struct config_team *team,
                      bool silence_over, struct arena *arena, struct err *err)
{
    struct told told;
    struct baseline settled;
    bool known;
    size_t messages = 0;
    struct subject subject = {incident->brand, part_of_text(incident->part)};
    bool many = str_eq(incident->brand, STR(INCIDENT_MANY_BRANDS));
    if (!read_told(app, incident->id, arena, &told, err) ||
        !history_kept(app, &subject, rule_way(incident->kind, incident->stories), arena, &settled,
                      &known, err)) {
        return false;
    }
    const struct baseline *usual = many ? NULL : &settled;
    if (!told.rows) {
        bool due;
        return is_due_at_all(app, incident, team, silence_over, &due, err) &&
               (!due || announce_kept(app, team, incident, EVENT_OPENED, 0, usual, &messages, err));
    }
    if (team->escalate.to_count && incident->severity == SEVERITY_CRITICAL && !told.escalated &&
        passed(told.critical_at, team->escalate.after_s, app->now) &&
        !announce(app, team, incident, EVENT_ESCALATED, 0, usual, &messages, err)) {
        return false;
    }
    bool due = team->remind_s && !told.waiting && passed(told.last_at, team->remind_s, app->now);
    return !due || announce_kept(app, team, incident, EVENT_REMINDER, told.reminders + 1, usual,
                                 &messages, err);
}

static bool remind_inside(struct app *app, struct arena *arena, struct err *err)
{
    struct incident *list;
    size_t count;
    if (!incidents_list(app->store, true, 0, arena, &list, &count, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const struct config_team *team = team_of(app->config, list[i].rule);
        bool ended = false;
        if (!silence_ended(app->store, list[i].brand, list[i].rule, list[i].opened_at, app->now,
                           &ended, err)) {
            return false;
        }
        bool ours = team && (team->remind_s || team->escalate.to_count || ended);
        if (ours && list[i].state == INCIDENT_OPEN && !list[i].backfill && !list[i].parent &&
            !remind_of(app, &list[i], team, ended, arena, err)) {
            return err_wrap(err, "incident %lld", (long long)list[i].id);
        }
    }
    return true;
}

bool remind(struct app *app, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    if (!store_begin(app->store, err)) {
        return false;
    }
    if (!remind_inside(app, &arena, err)) {
        store_rollback(app->store);
        return false;
    }
    return store_commit(app->store, err);
}
