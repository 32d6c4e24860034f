#include "detect/lifecycle.h"

#include <limits.h>
#include <math.h>

#define CALM_SHARE      0.5 /* of the threshold: an hour below it is calm */
#define CALM_HOURS      3
#define CALM_HOURS_MOST 24
#define CALM_DOUBLINGS  3
#define CALM_SCALE      1 /* index of the shortest window that can show calm: 3 hours */

static const struct {
    const char *name;
    double threshold; /* -log p that opens */
} sensitivities[SENSITIVITY_COUNT] = {
    [SENSITIVITY_CALM] = {"calm", 9.2},
    [SENSITIVITY_NORMAL] = {"normal", 7.6},
    [SENSITIVITY_KEEN] = {"keen", 6.2},
};

/* What a severity asks beyond the threshold: it must be rarer, larger, and further from the usual,
 * because a team reads "critical" as "stop what you do". */
static const struct severity_demand demands[SEVERITY_COUNT] = {
    [SEVERITY_WATCH] = {0, 0, 0},
    [SEVERITY_HIGH] = {4.6, 5, 2},
    [SEVERITY_CRITICAL] = {9.2, 10, 3},
};

const char *sensitivity_name(enum sensitivity sensitivity)
{
    return sensitivities[sensitivity].name;
}

bool sensitivity_from_name(struct str name, enum sensitivity *sensitivity)
{
    for (int i = 0; i < SENSITIVITY_COUNT; i++) {
        if (str_eq(name, str_of(sensitivities[i].name))) {
            *sensitivity = (enum sensitivity)i;
            return true;
        }
    }
    return false;
}

double sensitivity_threshold(enum sensitivity sensitivity)
{
    return sensitivities[sensitivity].threshold;
}

struct severity_demand severity_demand(enum severity severity)
{
    return demands[severity];
}

static double threshold_of(const struct policy *policy)
{
    return sensitivity_threshold(policy->sensitivity);
}

enum severity severity_judge(const struct verdict *verdict, const struct policy *policy)
{
    if (!verdict->judged || verdict->observed < policy->floor) {
        return SEVERITY_NONE;
    }
    double score = -verdict->log_p - threshold_of(policy);
    enum severity severity = SEVERITY_NONE;
    for (int i = SEVERITY_WATCH; i <= SEVERITY_CRITICAL; i++) {
        if (score >= demands[i].beyond && verdict->observed >= demands[i].floor &&
            verdict->observed >= demands[i].ratio * verdict->expected) {
            severity = (enum severity)i;
        }
    }
    if (verdict->cold && severity != SEVERITY_CRITICAL) {
        return SEVERITY_NONE;
    }
    return verdict->volume && severity > SEVERITY_WATCH ? severity - 1 : severity;
}

void lifecycle_init(struct lifecycle *l)
{
    *l = (struct lifecycle){.last_hour = BASELINE_NEW,
                            .opened_hour = BASELINE_NEW,
                            .resolved_hour = BASELINE_NEW,
                            .told_hour = BASELINE_NEW};
}

struct finding finding_of(const struct verdict *verdict, const struct policy *policy)
{
    struct finding finding = {*verdict, severity_judge(verdict, policy), {false}, 0};
    for (int i = 0; i < BASELINE_SCALES; i++) {
        double score = -verdict->scale_log_p[i] - log(BASELINE_SCALES);
        if (!finding.reach && score >= threshold_of(policy)) {
            finding.reach = baseline_scale_hours(i);
        }
        /* The single hour does not show calm: a sparse brand is calm later than a busy one. */
        int scale = i > CALM_SCALE ? i : CALM_SCALE;
        finding.calm[i] = -verdict->scale_log_p[scale] < CALM_SHARE * threshold_of(policy);
    }
    return finding;
}

/* It comes back before its cooldown is over: the same incident, not another one. */
static bool comes_back(const struct lifecycle *l, int cooldown_hours, int64_t hour)
{
    return l->resolved_hour != BASELINE_NEW && hour - l->resolved_hour <= cooldown_hours;
}

/* What has come back must be calm for twice as long before it is said to be over again. */
static int calm_hours(const struct lifecycle *l)
{
    int hours = CALM_HOURS << (l->returns < CALM_DOUBLINGS ? l->returns : CALM_DOUBLINGS);
    return hours < CALM_HOURS_MOST ? hours : CALM_HOURS_MOST;
}

/* An hour from before the end of an incident, or a window that reaches back beyond the calm in
 * which it ended, shows that incident. */
static bool shows(int64_t resolved_hour, int calm, const struct finding *finding)
{
    int reach = finding->reach ? finding->reach : finding->verdict.window_hours;
    int64_t hour = finding->verdict.hour;
    return hour <= resolved_hour || hour - reach < resolved_hour - calm;
}

/* What was told already, unless it is worse. */
static bool is_told(const struct lifecycle *l, const struct finding *finding)
{
    return finding->severity <= l->severity && shows(l->resolved_hour, calm_hours(l), finding);
}

static enum lifecycle_step step_closed(struct lifecycle *l, int cooldown_hours,
                                       const struct finding *finding)
{
    const struct verdict *verdict = &finding->verdict;
    bool back = comes_back(l, cooldown_hours, verdict->hour);
    if (finding->severity == SEVERITY_NONE || (back && is_told(l, finding))) {
        return STEP_NONE;
    }
    l->open = true;
    l->told_hour = l->resolved_hour;
    l->told_calm = calm_hours(l);
    l->opened_hour = back ? l->opened_hour : verdict->hour;
    l->returns = back ? l->returns + 1 : 0;
    l->severity = finding->severity;
    l->scale = verdict->scale;
    l->quiet = 0;
    return back ? STEP_REOPENED : STEP_OPENED;
}

static enum lifecycle_step step_open(struct lifecycle *l, const struct finding *finding,
                                     bool counts)
{
    if (finding->severity > l->severity) {
        l->severity = finding->severity;
        l->scale = finding->verdict.scale;
        l->quiet = 0;
        return STEP_GROWN;
    }
    if (!counts) {
        return STEP_NONE;
    }
    l->quiet = finding->calm[l->scale] ? l->quiet + 1 : 0;
    if (l->quiet < calm_hours(l)) {
        return STEP_NONE;
    }
    l->open = false;
    l->resolved_hour = finding->verdict.hour;
    return STEP_RESOLVED;
}

bool lifecycle_owns(const struct lifecycle *l, const struct finding *finding)
{
    return l->open && finding->severity != SEVERITY_NONE &&
           (l->told_hour == BASELINE_NEW || !shows(l->told_hour, l->told_calm, finding));
}

enum lifecycle_step lifecycle_take(struct lifecycle *l, int cooldown_hours,
                                   const struct finding *finding, bool whole)
{
    const struct verdict *verdict = &finding->verdict;
    if (!verdict->judged || (l->told_hour != BASELINE_NEW && verdict->hour <= l->told_hour)) {
        return STEP_NONE;
    }
    bool counts = whole && (l->last_hour == BASELINE_NEW || verdict->hour > l->last_hour);
    if (counts) {
        l->last_hour = verdict->hour;
    }
    return l->open ? step_open(l, finding, counts) : step_closed(l, cooldown_hours, finding);
}

enum lifecycle_step lifecycle_step(struct lifecycle *l, const struct policy *policy,
                                   const struct verdict *verdict, bool whole)
{
    struct finding finding = finding_of(verdict, policy);
    return lifecycle_take(l, policy->cooldown_hours, &finding, whole);
}

#define TEXT_VERSION 3
#define TEXT_NUMBERS 11

void lifecycle_save(const struct lifecycle *l, struct buf *text)
{
    buf_addf(text, "%d %lld %lld %lld %lld %d %d %d %d %d %d", TEXT_VERSION,
             (long long)l->last_hour, (long long)l->opened_hour, (long long)l->resolved_hour,
             (long long)l->told_hour, (int)l->severity, l->scale, l->quiet, (int)l->open,
             l->returns, l->told_calm);
}

static bool in(int64_t value, int64_t count)
{
    return value >= 0 && value < count;
}

bool lifecycle_load(struct lifecycle *l, struct str text, struct err *err)
{
    int64_t n[TEXT_NUMBERS];
    struct str rest = text, part;
    size_t count = 0;
    while (count < TEXT_NUMBERS && str_take(&rest, ' ', &part) && str_to_int(part, &n[count])) {
        count++;
    }
    if (count < TEXT_NUMBERS || rest.p != NULL || n[0] != TEXT_VERSION ||
        !in(n[5], SEVERITY_COUNT) || !in(n[6], BASELINE_SCALES) || !in(n[7], CALM_HOURS_MOST + 1) ||
        !in(n[8], 2) || !in(n[9], INT_MAX) || !in(n[10], CALM_HOURS_MOST + 1)) {
        return err_set(err, "lifecycle: not a state: \"%.*s\"", STR_FMT(text));
    }
    *l = (struct lifecycle){.last_hour = n[1],
                            .opened_hour = n[2],
                            .resolved_hour = n[3],
                            .told_hour = n[4],
                            .severity = (enum severity)n[5],
                            .scale = (int)n[6],
                            .quiet = (int)n[7],
                            .open = n[8] == 1,
                            .returns = (int)n[9],
                            .told_calm = (int)n[10]};
    return true;
}
