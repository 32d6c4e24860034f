#include "app/life.h"

#include "app/announce.h"
#include "app/causes.h"
#include "app/hits.h"
#include "store/incidents.h"

#include <math.h>

static void describe(struct incident *incident, const struct verdict *verdict,
                     enum severity severity)
{
    incident->severity = severity;
    incident->volume = verdict->volume;
    incident->window_end = (verdict->hour + 1) * HOUR;
    incident->window_start = incident->window_end - verdict->window_hours * HOUR;
    incident->observed = verdict->observed;
    incident->expected = verdict->expected;
    incident->total = verdict->total;
    incident->total_expected = verdict->total_expected;
    incident->p = exp(verdict->log_p);
}

static bool find_causes(struct life *life, struct err *err)
{
    if (life->incident.kind == KIND_SILENCE) {
        return true; /* what is not said has no words */
    }
    return kind_picks(life->incident.kind)
               ? hits_causes(life->app, life->rule, life->arena, &life->incident, err)
               : causes_find(life->app, life->arena, &life->incident, err);
}

bool life_flush(struct life *life, struct err *err)
{
    struct incident *incident = &life->incident;
    struct evaluation *evaluation = life->evaluation;
    enum incident_event event = life->opened     ? EVENT_OPENED
                                : life->resolved ? EVENT_RESOLVED
                                                 : EVENT_GROWN;
    if (!life->any) {
        return true;
    }
    life->any = false;
    if ((life->opened || life->grown) && !find_causes(life, err)) {
        return false;
    }
    if (!incident_put(life->app->store, incident, err)) {
        return false;
    }
    /* That no more of single mentions came is no news. */
    if (incident->backfill || (event == EVENT_RESOLVED && kind_picks(incident->kind))) {
        return true;
    }
    evaluation->opened += event == EVENT_OPENED;
    evaluation->grown += event == EVENT_GROWN;
    evaluation->resolved += event == EVENT_RESOLVED;
    return announce(life->app, config_team(life->app->config, life->rule->team), incident, event, 0,
                    life->usual, &evaluation->messages, err);
}

static void take_up(struct life *life, const struct incident *incident)
{
    life->incident = *incident;
    life->any = true;
    life->opened = life->grown = life->resolved = false;
}

static void open_new(struct life *life)
{
    take_up(life, &(struct incident){
                      .kind = life->rule->kind,
                      .rule = str_of(life->rule->name),
                      .brand = life->brand,
                      .part = STR(""),
                      .state = INCIDENT_OPEN,
                      .backfill = life->first,
                      .opened_at = TIME_NONE,
                      .grown_at = TIME_NONE,
                      .resolved_at = TIME_NONE,
                  });
    life->opened = true;
}

/* Takes up the open incident of the rule, unless it is in hand already. */
static bool find_open(struct life *life, struct err *err)
{
    struct incident incident;
    bool found;
    if (life->any) {
        return true;
    }
    if (!incident_open_get(life->app->store, str_of(life->rule->name), life->brand, STR(""),
                           life->arena, &incident, &found, err)) {
        return false;
    }
    if (found) {
        take_up(life, &incident);
    }
    return true;
}

static bool grow(struct life *life, struct err *err)
{
    if (!find_open(life, err)) {
        return false;
    }
    if (!life->any) { /* a person has resolved it by hand, and it goes on */
        open_new(life);
    } else if (!life->opened) {
        life->grown = true;
        life->incident.grown_at = life->app->now;
        /* What began in the history and is now worse than then is news to the team. */
        life->opened = life->incident.backfill && !life->first;
        life->incident.backfill = life->first;
    }
    return true;
}

static bool resolve(struct life *life, struct err *err)
{
    if (!find_open(life, err)) {
        return false;
    }
    if (!life->any) { /* resolved by hand already: nothing to say */
        return true;
    }
    life->resolved = true;
    life->incident.state = INCIDENT_RESOLVED;
    life->incident.ending = ENDING_CALM;
    life->incident.resolved_at = life->app->now;
    return life_flush(life, err);
}

static bool apply(struct life *life, enum lifecycle_step step, const struct verdict *verdict,
                  enum severity severity, struct err *err)
{
    if (step == STEP_RESOLVED) {
        return resolve(life, err);
    }
    if (step == STEP_OPENED) {
        open_new(life);
    } else if (!grow(life, err)) {
        return false;
    }
    describe(&life->incident, verdict, severity);
    if (life->incident.opened_at == TIME_NONE) {
        int64_t end = life->incident.window_end, now = life->app->now;
        life->incident.opened_at = end < now ? end : now;
    }
    return true;
}

/* Of the windows looked at the least likely tells best what happened, and where chance is not
 * asked the largest count. */
static bool tells_better(const struct verdict *verdict, const struct incident *incident)
{
    double p = exp(verdict->log_p);
    return p < incident->p || (p == incident->p && verdict->observed > incident->observed);
}

bool life_take(struct life *life, enum lifecycle_step step, const struct finding *finding,
               enum severity severity, struct err *err)
{
    if (step != STEP_NONE && !apply(life, step, &finding->verdict, severity, err)) {
        return false;
    }
    if (life->any && finding->verdict.judged && tells_better(&finding->verdict, &life->incident)) {
        describe(&life->incident, &finding->verdict, severity);
    }
    return true;
}
