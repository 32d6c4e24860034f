#include "app/evaluate.h"

#include "app/announce.h"
#include "app/causes.h"
#include "app/members.h"
#include "store/facts.h"
#include "store/incidents.h"

#include <math.h>
#include <stdlib.h>

enum { STATE_VERSION = 1 };

/* A brand under judgement: what has settled of it and what is still open. */
struct subject {
    struct app *app;
    struct evaluation *evaluation;
    struct str brand;
    struct baseline settled;
    bool first;               /* judged anew from the first hour on: nothing in it is news */
    struct hour_fact *open;   /* hours that are not settled, ascending */
    struct verdict *verdicts; /* of them */
    size_t open_count;
    struct arena arena;
};

static int64_t this_hour(const struct app *app)
{
    return app->now / HOUR;
}

static struct str state_key(struct arena *arena, const char *kind, const char *rule,
                            struct str brand)
{
    return str_format(arena, "%s/%s/%.*s", kind, rule, STR_FMT(brand));
}

/* Reads the state, or begins it anew: for a brand never judged before, for a state of another
 * version, and when a source has joined, whose past becomes part of what is usual. */
static bool load_settled(struct subject *subject, int64_t *from, bool *any, struct err *err)
{
    struct store *store = subject->app->store;
    struct str key = state_key(&subject->arena, "baseline", "", subject->brand), state;
    int64_t first, last, end = this_hour(subject->app) + 1;
    int version;
    bool joined;
    if (!series_state_get(store, key, &subject->arena, &state, &version, err) ||
        !facts_span(store, subject->brand, STR_NONE, any, &first, &last, err)) {
        return false;
    }
    bool known = state.p && baseline_load(&subject->settled, state, NULL);
    *from = known ? subject->settled.last_hour + 1 : first;
    if (*any && !members_joined(subject->app, subject->brand, *from, end, &joined, err)) {
        return false;
    }
    subject->first = *any && (!known || joined);
    if (subject->first) {
        baseline_init(&subject->settled);
        *from = first;
    }
    return true;
}

/* How much of the hour has passed: not too little, or three posts in its first minute are a spike.
 */
static double completeness(const struct app *app, int64_t hour)
{
    const double least = 0.25;
    double part = (double)(app->now - hour * HOUR) / HOUR;
    return part >= 1 ? 1 : part < least ? least : part;
}

static void judge_open(struct subject *subject)
{
    double *complete = arena_array(&subject->arena, double, subject->open_count);
    for (size_t i = 0; i < subject->open_count; i++) {
        complete[i] = completeness(subject->app, subject->open[i].hour);
    }
    subject->verdicts = arena_array(&subject->arena, struct verdict, subject->open_count);
    baseline_judge_open(&subject->settled, subject->open, subject->open_count, complete,
                        subject->app->config->time_zone, subject->verdicts);
}

/* Learns the hours that have settled since the last run and keeps the others as open. */
static bool take_facts(struct subject *subject, int64_t from, struct err *err)
{
    const struct app *app = subject->app;
    int64_t end = this_hour(app) + 1, settled_end = end - BASELINE_SETTLED_AGE;
    if (from >= end) {
        return true;
    }
    size_t count = (size_t)(end - from), settled = 0;
    struct hour_fact *facts = arena_array(&subject->arena, struct hour_fact, count);
    if (!facts_read(app->store, subject->brand, STR_NONE, from, end, facts, err)) {
        return false;
    }
    for (; settled < count && facts[settled].hour < settled_end; settled++) {
        int week_hour = baseline_week_hour(app->config->time_zone, facts[settled].hour);
        baseline_step(&subject->settled, &facts[settled], week_hour, 1);
    }
    subject->open = facts + settled;
    subject->open_count = count - settled;
    judge_open(subject);
    return true;
}

static bool save_settled(struct subject *subject, struct err *err)
{
    if (subject->settled.last_hour == BASELINE_NEW) {
        return true;
    }
    CLEANUP_BUF struct buf bytes = BUF_INIT(BASELINE_BYTES_MAX);
    baseline_save(&subject->settled, &bytes);
    struct str key = state_key(&subject->arena, "baseline", "", subject->brand);
    return series_state_put(subject->app->store, key, buf_str(&bytes), STATE_VERSION, err);
}

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

/* What happened to one incident in this run. A run may look at many hours at once, and a team wants
 * one message of it: what came of them all. */
struct change {
    struct incident incident;
    bool any, opened, grown, resolved;
};

static enum incident_event change_event(const struct change *change)
{
    return change->opened ? EVENT_OPENED : change->resolved ? EVENT_RESOLVED : EVENT_GROWN;
}

/* Stores the changed incident and tells of it. */
static bool change_flush(struct subject *subject, const struct config_rule *rule,
                         struct change *change, struct err *err)
{
    struct incident *incident = &change->incident;
    struct evaluation *evaluation = subject->evaluation;
    enum incident_event event = change_event(change);
    if (!change->any) {
        return true;
    }
    change->any = false;
    if ((change->opened || change->grown) &&
        !causes_find(subject->app, &subject->arena, incident, err)) {
        return false;
    }
    if (!incident_put(subject->app->store, incident, err)) {
        return false;
    }
    if (incident->backfill) {
        return true;
    }
    evaluation->opened += event == EVENT_OPENED;
    evaluation->grown += event == EVENT_GROWN;
    evaluation->resolved += event == EVENT_RESOLVED;
    return announce(subject->app, rule, incident, event, &subject->settled, &evaluation->messages,
                    err);
}

static void change_open(struct subject *subject, const struct config_rule *rule,
                        struct change *change)
{
    *change = (struct change){.any = true, .opened = true};
    change->incident = (struct incident){
        .rule = str_of(rule->name),
        .brand = subject->brand,
        .part = STR(""),
        .state = INCIDENT_OPEN,
        .backfill = subject->first,
        .opened_at = TIME_NONE,
        .grown_at = TIME_NONE,
        .resolved_at = TIME_NONE,
    };
}

/* The open incident of the rule, unless it is in hand already. */
static bool change_load(struct subject *subject, const struct config_rule *rule,
                        struct change *change, bool *found, struct err *err)
{
    *found = change->any;
    if (change->any) {
        return true;
    }
    *change = (struct change){0};
    bool well = incident_open_get(subject->app->store, str_of(rule->name), subject->brand, STR(""),
                                  &subject->arena, &change->incident, found, err);
    change->any = well && *found;
    return well;
}

static bool grow(struct subject *subject, const struct config_rule *rule, struct change *change,
                 struct err *err)
{
    bool found;
    if (!change_load(subject, rule, change, &found, err)) {
        return false;
    }
    if (!found) { /* a person has resolved it by hand, and it goes on */
        change_open(subject, rule, change);
    } else if (!change->opened) {
        change->grown = true;
        change->incident.grown_at = subject->app->now;
        /* What began in the history and is now worse than then is news to the team. */
        change->opened = change->incident.backfill && !subject->first;
        change->incident.backfill = subject->first;
    }
    return true;
}

static bool resolve(struct subject *subject, const struct config_rule *rule, struct change *change,
                    struct err *err)
{
    bool found;
    if (!change_load(subject, rule, change, &found, err)) {
        return false;
    }
    if (!found) { /* resolved by hand already: nothing to say */
        return true;
    }
    change->resolved = true;
    change->incident.state = INCIDENT_RESOLVED;
    change->incident.resolved_at = subject->app->now;
    return change_flush(subject, rule, change, err);
}

static bool apply_step(struct subject *subject, const struct config_rule *rule,
                       enum lifecycle_step step, const struct verdict *verdict,
                       enum severity severity, struct change *change, struct err *err)
{
    if (step == STEP_RESOLVED) {
        return resolve(subject, rule, change, err);
    }
    if (step == STEP_OPENED) {
        change_open(subject, rule, change);
    } else if (!grow(subject, rule, change, err)) {
        return false;
    }
    describe(&change->incident, verdict, severity);
    if (change->incident.opened_at == TIME_NONE) {
        int64_t end = change->incident.window_end, now = subject->app->now;
        change->incident.opened_at = end < now ? end : now;
    }
    return true;
}

struct policy evaluate_policy(const struct config_rule *rule)
{
    static const enum sensitivity words[] = {
        [CONFIG_NORMAL] = SENSITIVITY_NORMAL,
        [CONFIG_CALM] = SENSITIVITY_CALM,
        [CONFIG_KEEN] = SENSITIVITY_KEEN,
    };
    return (struct policy){words[rule->sensitivity], (double)rule->floor,
                           (int)(rule->cooldown_s / HOUR)};
}

static bool step_all(struct subject *subject, const struct config_rule *rule,
                     struct lifecycle *lifecycle, struct err *err)
{
    struct policy policy = evaluate_policy(rule);
    struct change change = {0};
    for (size_t i = 0; i < subject->open_count; i++) {
        const struct verdict *verdict = &subject->verdicts[i];
        bool whole = subject->open[i].hour < this_hour(subject->app);
        enum lifecycle_step step = lifecycle_step(lifecycle, &policy, verdict, whole);
        if (step != STEP_NONE &&
            !apply_step(subject, rule, step, verdict, lifecycle->severity, &change, err)) {
            return false;
        }
        /* The least likely of the windows looked at tells best what happened. */
        if (change.any && verdict->judged && exp(verdict->log_p) < change.incident.p) {
            describe(&change.incident, verdict, lifecycle->severity);
        }
    }
    return change_flush(subject, rule, &change, err);
}

static bool apply_rule(struct subject *subject, const struct config_rule *rule, struct err *err)
{
    struct store *store = subject->app->store;
    struct str key = state_key(&subject->arena, "lifecycle", rule->name, subject->brand), state;
    struct lifecycle lifecycle;
    int version;
    if (!series_state_get(store, key, &subject->arena, &state, &version, err)) {
        return false;
    }
    if (!state.p || !lifecycle_load(&lifecycle, state, NULL)) {
        lifecycle_init(&lifecycle);
    }
    CLEANUP_BUF struct buf bytes = BUF_INIT(LIFECYCLE_TEXT_MAX);
    if (!step_all(subject, rule, &lifecycle, err)) {
        return err_wrap(err, "rule %s", rule->name);
    }
    lifecycle_save(&lifecycle, &bytes);
    return series_state_put(store, key, buf_str(&bytes), STATE_VERSION, err);
}

static bool judge_brand(struct subject *subject, struct err *err)
{
    const struct config *config = subject->app->config;
    int64_t from;
    bool any;
    if (!load_settled(subject, &from, &any, err)) {
        return false;
    }
    if (!any) {
        return true;
    }
    if (!take_facts(subject, from, err)) {
        return false;
    }
    for (unsigned i = 0; i < config->rule_count; i++) {
        const struct config_rule *rule = &config->rules[i];
        if (config_has_brand(rule->brands, rule->brand_count, subject->brand.p) &&
            !apply_rule(subject, rule, err)) {
            return false;
        }
    }
    return save_settled(subject, err);
}

/* Brands with new facts, and those with an open incident: calm must be noticed too. */
static bool find_news(struct app *app, struct arena *arena, bool *news, struct str *latest_text,
                      struct err *err)
{
    struct series_name *list;
    struct incident *open;
    struct str since_text;
    size_t count, open_count;
    int64_t since = 0, latest;
    if (!setting_get(app->store, "evaluated", arena, &since_text, err)) {
        return false;
    }
    if (since_text.p && !str_to_int(since_text, &since)) {
        since = 0;
    }
    if (!facts_news(app->store, since, arena, &list, &count, &latest, err) ||
        !incidents_list(app->store, true, 0, arena, &open, &open_count, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        news[app_brand(app, list[i].brand)] = true;
    }
    for (size_t i = 0; i < open_count; i++) {
        news[app_brand(app, open[i].brand)] = true;
    }
    *latest_text = str_format(arena, "%lld", (long long)latest);
    return true;
}

static bool evaluate_inside(struct app *app, struct evaluation *evaluation, struct arena *arena,
                            struct err *err)
{
    struct str latest;
    bool *news = arena_array(arena, bool, app->brand_count + 1); /* one for brands now unknown */
    if (!find_news(app, arena, news, &latest, err)) {
        return false;
    }
    for (size_t i = 0; i < app->brand_count; i++) {
        struct subject subject = {.app = app, .evaluation = evaluation, .brand = app->brands[i]};
        bool well = !news[i] || judge_brand(&subject, err);
        arena_clear(&subject.arena);
        if (!well) {
            return err_wrap(err, "brand %.*s", STR_FMT(app->brands[i]));
        }
    }
    return setting_put(app->store, "evaluated", latest, err);
}

bool evaluate(struct app *app, struct evaluation *evaluation, struct err *err)
{
    struct arena arena = {0};
    *evaluation = (struct evaluation){0};
    bool well = store_begin(app->store, err);
    if (well) {
        well = evaluate_inside(app, evaluation, &arena, err);
        if (well) {
            well = store_commit(app->store, err);
        } else {
            store_rollback(app->store);
        }
    }
    arena_clear(&arena);
    return well;
}
