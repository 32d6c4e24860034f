#include "app/life.h"

#include "app/announce.h"
#include "app/causes.h"
#include "app/hits.h"
#include "app/judge.h"
#include "app/wide.h"
#include "store/incidents.h"
#include "store/outbox.h"

#include <math.h>

#define LEAD_SHARE   0.6 /* of the excess */
#define AUTHOR_SHARE 0.3 /* of the mentions: one person is no crowd */

static void describe(struct incident *incident, const struct verdict *verdict)
{
    incident->volume = verdict->volume;
    incident->no_data = verdict->no_data;
    incident->window_end = (verdict->hour + 1) * HOUR;
    incident->window_start = incident->window_end - verdict->window_hours * HOUR;
    incident->observed = verdict->observed;
    incident->expected = verdict->expected;
    incident->total = verdict->total;
    incident->total_expected = verdict->total_expected;
    incident->p = exp(verdict->log_p);
}

/* Of the windows looked at the least likely tells best what happened, and where chance is not
 * asked the largest count. */
static bool tells_better(const struct verdict *verdict, const struct incident *incident)
{
    double p = exp(verdict->log_p);
    return p < incident->p || (p == incident->p && verdict->observed > incident->observed);
}

static bool is_news(const struct telling *telling)
{
    return telling->opened || telling->reopened || telling->grown;
}

/* ---- gathering ---- */

static void take_up(struct life *life, const struct incident *incident)
{
    struct telling *telling = arena_new(life->arena, struct telling), **end = &life->tellings;
    *telling = (struct telling){.incident = *incident};
    while (*end) {
        end = &(*end)->next;
    }
    *end = telling;
    life->hand = telling;
}

static void open_new(struct life *life)
{
    take_up(life, &(struct incident){
                      .kind = life->rule->kind,
                      .rule = str_of(life->rule->name),
                      .brand = life->subject.brand,
                      .part = part_text(life->subject.part, life->arena),
                      .stories = life->rule->stories,
                      .state = INCIDENT_OPEN,
                      .backfill = life->first,
                      .opened_at = TIME_NONE,
                      .grown_at = TIME_NONE,
                      .reopened_at = TIME_NONE,
                      .resolved_at = TIME_NONE,
                  });
    life->hand->opened = true;
}

/* Takes up the open incident of the store, unless it has been already. */
static bool find_open(struct life *life, struct err *err)
{
    struct incident incident;
    bool found;
    if (life->asked) {
        return true;
    }
    life->asked = true;
    if (!incident_open_get(life->app->store, str_of(life->rule->name), life->subject.brand,
                           part_text(life->subject.part, life->arena), life->arena, &incident,
                           &found, err)) {
        return false;
    }
    if (found) {
        take_up(life, &incident);
    }
    return true;
}

/* What began in the history, and goes on worse or again, is news to the team. */
static void leave_history(struct life *life)
{
    life->hand->opened |= life->hand->incident.backfill && !life->first;
    life->hand->incident.backfill &= life->first;
}

/* The one that was over last: of this run, or of the store; NULL in hand when there is none. */
static bool find_last(struct life *life, struct err *err)
{
    struct telling *last = life->tellings;
    struct incident incident;
    bool found;
    while (last && last->next) {
        last = last->next;
    }
    life->hand = last;
    if (last) {
        return true;
    }
    if (!incident_last_get(life->app->store, str_of(life->rule->name), life->subject.brand,
                           part_text(life->subject.part, life->arena), life->arena, &incident,
                           &found, err)) {
        return false;
    }
    if (found && incident.ending != ENDING_REMOVED) {
        take_up(life, &incident);
    }
    return true;
}

/* An end that nobody was told of yet was none: then it goes on, and *anew is false. */
static bool reopen(struct life *life, bool *anew, struct err *err)
{
    life->asked = true;
    *anew = true;
    if (!find_last(life, err)) {
        return false;
    }
    if (!life->hand) {
        open_new(life);
        return true;
    }
    struct incident *incident = &life->hand->incident;
    *anew = !life->hand->resolved;
    if (*anew) {
        life->hand->reopened = true;
        incident->reopened_at = life->app->now;
        incident->returns++;
        incident->parent = 0; /* who tells of it is found anew */
    }
    life->hand->resolved = false;
    incident->state = INCIDENT_OPEN;
    incident->ending = ENDING_NONE;
    incident->resolved_at = TIME_NONE;
    leave_history(life);
    return true;
}

/* A person may have resolved it by hand, and it goes on. */
static bool grow(struct life *life, bool *anew, struct err *err)
{
    *anew = false;
    return find_open(life, err) && (life->hand || reopen(life, anew, err));
}

/* An incident is as bad as it ever was since it was told of anew, and its numbers say how bad. */
static void take_severity(struct life *life, bool anew, const struct verdict *verdict,
                          enum severity severity)
{
    struct telling *telling = life->hand;
    struct incident *incident = &telling->incident;
    bool worse = severity > incident->severity;
    if (!anew && worse && !telling->opened) {
        telling->grown = true;
        incident->grown_at = life->app->now;
        leave_history(life);
    }
    if (anew || worse || tells_better(verdict, incident)) {
        describe(incident, verdict);
    }
    incident->severity = anew || worse ? severity : incident->severity;
}

static bool resolve(struct life *life, struct err *err)
{
    if (!find_open(life, err)) {
        return false;
    }
    if (life->hand) { /* else resolved by hand already: nothing to say */
        life->hand->resolved = true;
        life->hand->incident.state = INCIDENT_RESOLVED;
        life->hand->incident.ending = ENDING_CALM;
        life->hand->incident.resolved_at = life->app->now;
        life->hand = NULL;
    }
    return true;
}

static bool apply(struct life *life, enum lifecycle_step step, const struct verdict *verdict,
                  enum severity severity, struct err *err)
{
    if (step == STEP_RESOLVED) {
        return resolve(life, err);
    }
    bool anew = true;
    if (step == STEP_OPENED) {
        life->asked = true;
        open_new(life);
    } else if (!(step == STEP_REOPENED ? reopen : grow)(life, &anew, err)) {
        return false;
    }
    struct incident *incident = &life->hand->incident;
    take_severity(life, anew, verdict, severity);
    if (incident->opened_at == TIME_NONE) {
        int64_t end = incident->window_end, now = life->app->now;
        incident->opened_at = end < now ? end : now;
    }
    return true;
}

bool life_take(struct life *life, enum lifecycle_step step, const struct finding *finding,
               const struct lifecycle *after, struct err *err)
{
    const struct verdict *verdict = &finding->verdict;
    if (step != STEP_NONE && !apply(life, step, verdict, after->severity, err)) {
        return false;
    }
    bool alarming = lifecycle_owns(after, finding);
    if (alarming && !find_open(life, err)) {
        return false;
    }
    struct telling *telling = life->hand;
    if (telling && verdict->judged && !verdict->no_data &&
        tells_better(verdict, &telling->incident) && (alarming || is_news(telling))) {
        describe(&telling->incident, verdict);
        telling->worse = after->severity;
    }
    return true;
}

struct telling *life_opening(const struct life *life)
{
    struct telling *telling = life->tellings;
    while (telling && (!(telling->opened || telling->reopened) || telling->incident.backfill)) {
        telling = telling->next;
    }
    return telling;
}

/* One person is no crowd. */
static enum severity severity_of(const struct incident *incident, enum severity found)
{
    return incident_is_of_one_author(incident) && found > SEVERITY_WATCH ? found - 1 : found;
}

bool life_causes(struct life *life, struct telling *telling, struct err *err)
{
    struct incident *incident = &telling->incident;
    if (telling->caused || incident->kind == KIND_SILENCE) {
        return true; /* what is not said has no words */
    }
    telling->caused = true;
    bool well = kind_picks(incident->kind)
                    ? hits_causes(life->app, life->rule, life->arena, incident, err)
                    : causes_find(life->app, life->arena, incident, err);
    if (well && is_news(telling)) {
        incident->severity = severity_of(incident, incident->severity);
    }
    return well;
}

bool incident_is_of_one_author(const struct incident *incident)
{
    return kind_compares(incident->kind) && incident->author_count > 0 &&
           incident->authors[0].share > AUTHOR_SHARE;
}

struct str incident_lead_source(const struct incident *incident)
{
    struct part part = part_of_text(incident->part);
    if (part.kind == PART_SOURCE) {
        return part.name;
    }
    return incident->source_count > 0 && incident->sources[0].share >= LEAD_SHARE
               ? incident->sources[0].name
               : STR_NONE;
}

/* ---- telling ---- */

/* A spike of negatives says what a rise of their share or of all mentions would say of it. */
static bool is_wider(const struct config_rule *rule, const struct config_rule *than)
{
    return rule->kind == KIND_SPIKE && (than->kind == KIND_SHARE || than->kind == KIND_VOLUME);
}

/* Whether what the one finds in the whole of a brand tells the same team of what the other finds in
 * the part. */
static bool tells_of(const struct config_rule *rule, const struct config_rule *other,
                     struct str part)
{
    return strcmp(rule->team, other->team) == 0 &&
           (is_wider(rule, other) || (rule->kind == other->kind && part.n > 0));
}

/* Behind a spike stands only what is no worse, and only where the team was told of the spike, which
 * may be silenced, or is told of what many brands share. */
static bool covers(struct life *life, const struct incident *whole, const struct incident *incident,
                   bool *covered, struct err *err)
{
    struct delivery *list;
    size_t told = 0;
    bool same = whole->kind == incident->kind;
    *covered = !whole->backfill && (same || incident->severity <= whole->severity);
    if (!*covered || same) {
        return true;
    }
    if (!outbox_list(life->app->store, whole->id, 1, life->arena, &list, &told, err)) {
        return false;
    }
    *covered = whole->parent || told > 0;
    return true;
}

/* The open incident of the whole brand, by any rule that tells the same team of it. */
static bool find_whole(struct life *life, const struct incident *incident, struct incident *parent,
                       bool *found, struct err *err)
{
    const struct config *config = life->app->config;
    *found = false;
    for (unsigned i = 0; i < config->rule_count && !*found; i++) {
        const struct config_rule *rule = &config->rules[i];
        if (tells_of(rule, life->rule, incident->part) &&
            (!incident_open_get(life->app->store, str_of(rule->name), life->subject.brand, STR(""),
                                life->arena, parent, found, err))) {
            return false;
        }
        if (*found && !covers(life, parent, incident, found, err)) {
            return false;
        }
    }
    return true;
}

bool life_is_told(struct life *life, const struct incident *opening, bool *told, struct err *err)
{
    struct incident whole;
    return find_whole(life, opening, &whole, told, err);
}

bool life_tells_of(const struct life *whole, const struct life *life)
{
    const struct telling *teller = life_opening(whole), *opening = life_opening(life);
    return teller && opening && teller->incident.part.n == 0 &&
           tells_of(whole->rule, life->rule, opening->incident.part) &&
           (whole->rule->kind == life->rule->kind ||
            opening->incident.severity <= teller->incident.severity);
}

static bool find_parent(struct life *life, const struct incident *incident, struct incident *parent,
                        bool *found, struct err *err)
{
    return wide_parent(life->app, incident, life->arena, parent, found, err) &&
           (*found || find_whole(life, incident, parent, found, err)) &&
           (*found || wide_find(life->app, incident, life->arena, parent, found, err));
}

/* What was told of by itself is the whole's from now on. */
static bool adopt(struct life *life, const struct incident *whole, struct err *err)
{
    const struct config *config = life->app->config;
    struct incident *open;
    size_t count;
    if (!incidents_list(life->app->store, true, 0, life->arena, &open, &count, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const struct config_rule *rule = judge_rule_of(config, &open[i]);
        bool ours = rule && tells_of(life->rule, rule, open[i].part) && !open[i].parent &&
                    !open[i].backfill && open[i].id != whole->id &&
                    str_eq(open[i].brand, whole->brand);
        if (ours && !covers(life, whole, &open[i], &ours, err)) {
            return false;
        }
        open[i].parent = ours ? whole->id : open[i].parent;
        if (ours && !incident_put(life->app->store, &open[i], err)) {
            return false;
        }
    }
    return true;
}

static enum incident_event event_of(const struct telling *telling)
{
    return telling->opened     ? EVENT_OPENED
           : telling->reopened ? EVENT_REOPENED
           : telling->resolved ? EVENT_RESOLVED
                               : EVENT_GROWN;
}

/* Decides who tells of it. What nobody was told of is new to the team however long it has been, as
 * that which a parent told of until now; and its end is no news. */
static bool settle_parent(struct life *life, struct telling *telling, struct incident *parent,
                          bool *told, struct err *err)
{
    struct incident *incident = &telling->incident;
    struct delivery *list;
    bool found = false, news = is_news(telling);
    size_t before = 0; /* messages of its own */
    if ((!kind_picks(incident->kind) && !incident->backfill &&
         !find_parent(life, incident, parent, &found, err)) ||
        (incident->id &&
         !outbox_list(life->app->store, incident->id, 1, life->arena, &list, &before, err))) {
        return false;
    }
    *told = !found && (telling->resolved ? !incident->parent && (news || before > 0) : true);
    if (found) {
        incident->parent = parent->id;
    } else if (*told) {
        telling->opened |= news && before == 0;
        incident->parent = 0;
    }
    return true;
}

static bool tell(struct life *life, struct telling *telling, struct evaluation *evaluation,
                 struct err *err)
{
    enum incident_event event = event_of(telling);
    const struct config_team *team = config_team(life->app->config, life->rule->team);
    evaluation->opened += event == EVENT_OPENED || event == EVENT_REOPENED;
    return announce_kept(life->app, team, &telling->incident, event, telling->size, life->usual,
                         &evaluation->messages, err);
}

/* What one author wrote counted as less; now that others have joined it is as bad as it looks. And
 * ten times what a team was told is news to it, however bad that was called. */
static void weigh_again(struct life *life, struct telling *telling)
{
    struct incident *incident = &telling->incident;
    enum severity severity = severity_of(incident, telling->worse);
    bool worse = severity > incident->severity;
    if (!is_news(telling) && !telling->resolved && (worse || incident_has_outgrown(incident))) {
        telling->size = worse ? 0 : incident_size(incident);
        incident->severity = worse ? severity : incident->severity;
        incident->grown_at = worse ? life->app->now : incident->grown_at;
        telling->grown = true;
    }
}

/* What is no news: an incident that was flushed before may have adopted it meanwhile. */
static bool put_numbers(struct life *life, struct incident *incident, struct err *err)
{
    struct incident stored;
    bool found;
    if (!incident_get(life->app->store, incident->id, life->arena, &stored, &found, err)) {
        return false;
    }
    incident->parent = found ? stored.parent : incident->parent;
    return incident_put(life->app->store, incident, err);
}

static bool flush_one(struct life *life, struct telling *telling, struct evaluation *evaluation,
                      struct err *err)
{
    struct incident *incident = &telling->incident, parent = {0};
    if ((is_news(telling) || telling->worse) && !life_causes(life, telling, err)) {
        return false;
    }
    weigh_again(life, telling);
    bool told, begins = telling->opened || telling->reopened, news = is_news(telling);
    if (!news && !telling->resolved) {
        return put_numbers(life, incident, err);
    }
    if (!settle_parent(life, telling, &parent, &told, err) ||
        !incident_put(life->app->store, incident, err)) {
        return false;
    }
    /* That no more of single mentions came is no news. */
    bool silent = !told || incident->backfill ||
                  (event_of(telling) == EVENT_RESOLVED && kind_picks(incident->kind));
    if (!silent && !tell(life, telling, evaluation, err)) {
        return false;
    }
    bool whole = incident->part.n == 0 && begins && !incident->backfill;
    return !whole || adopt(life, incident, err);
}

bool life_flush(struct life *life, struct evaluation *evaluation, struct err *err)
{
    for (struct telling *telling = life->tellings; telling; telling = telling->next) {
        bool any = is_news(telling) || telling->resolved || telling->worse ||
                   incident_has_outgrown(&telling->incident); /* while it was muted */
        if (any && !flush_one(life, telling, evaluation, err)) {
            return false;
        }
    }
    life->tellings = life->hand = NULL;
    return true;
}
