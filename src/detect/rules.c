#include "detect/rules.h"

#include "detect/tail.h"

#include <math.h>

#define SHARE_WEIGHT 50.0 /* mentions that the usual share is worth: it wanders by itself */
#define SHARE_LEAST  0.01 /* no share is so rare, or so common, that nothing else was possible */
#define CALM_PART    0.5  /* of what opens: below it a window is calm */

/* Sums over the window that ends with the hour. */
struct window {
    int hours;                                /* with data */
    double negative, total;                   /* of hours with data */
    double negative_expected, total_expected; /* what is usual for them */
};

static struct window window_of(const struct sight *sight, int hours)
{
    struct window w = {0};
    size_t from = sight->count > (size_t)hours ? sight->count - (size_t)hours : 0;
    for (size_t i = from; i < sight->count; i++) {
        const struct hour_fact *fact = &sight->hours[i];
        double negative, total;
        if (fact->gap) {
            continue;
        }
        baseline_usual(sight->baseline, baseline_week_hour(sight->zone, fact->hour), &negative,
                       &total);
        double known = sight->complete ? sight->complete[i] : 1;
        w.hours++;
        w.negative += fact->negative;
        w.total += fact->total;
        w.negative_expected += known * negative;
        w.total_expected += known * total;
    }
    return w;
}

static struct verdict verdict_of(const struct rule *rule, const struct sight *sight,
                                 const struct window *w)
{
    const struct hour_fact *last = &sight->hours[sight->count - 1];
    return (struct verdict){.hour = last->hour,
                            .window_hours = rule->window_hours,
                            .observed = w->negative,
                            .total = w->total,
                            .total_expected = w->total_expected,
                            .judged = !last->gap};
}

static void set_calm(struct finding *finding, bool calm)
{
    for (int i = 0; i < BASELINE_SCALES; i++) {
        finding->calm[i] = calm;
    }
}

/* ---- the kinds ---- */

static struct finding judge_tail(const struct rule *rule, const struct sight *sight)
{
    struct verdict verdict = baseline_judge(sight->baseline);
    verdict.volume = verdict.volume || kind_counts_all(rule->kind);
    return finding_of(&verdict, &rule->policy);
}

/* The highest severity whose demand on the chance is met. */
static enum severity severity_of_chance(double log_p, const struct policy *policy)
{
    double score = -log_p - sensitivity_threshold(policy->sensitivity);
    enum severity severity = SEVERITY_NONE;
    for (int i = SEVERITY_WATCH; i <= SEVERITY_CRITICAL; i++) {
        severity = score >= severity_demand((enum severity)i).beyond ? (enum severity)i : severity;
    }
    return severity;
}

static struct finding judge_share(const struct rule *rule, const struct sight *sight)
{
    struct window w = window_of(sight, rule->window_hours);
    struct finding finding = {.verdict = verdict_of(rule, sight, &w)};
    struct verdict *verdict = &finding.verdict;
    double usual = w.total_expected > 0 ? w.negative_expected / w.total_expected : 0;
    usual = fmin(fmax(usual, SHARE_LEAST), 1 - SHARE_LEAST);
    verdict->expected = usual * w.total;
    verdict->cold = baseline_cold(sight->baseline);
    if (w.negative > verdict->expected) {
        verdict->log_p = tail_beta_binomial(w.negative, w.total, usual * SHARE_WEIGHT,
                                            (1 - usual) * SHARE_WEIGHT);
    }
    if (verdict->judged && !verdict->cold && w.total >= rule->policy.floor) {
        finding.severity = severity_of_chance(verdict->log_p, &rule->policy);
    }
    set_calm(&finding,
             -verdict->log_p < CALM_PART * sensitivity_threshold(rule->policy.sensitivity));
    return finding;
}

/* By how many times the floor; 0: never. */
double rule_times(enum incident_kind kind, enum severity severity)
{
    static const double counts[SEVERITY_COUNT] = {
        [SEVERITY_WATCH] = 1, [SEVERITY_HIGH] = 2, [SEVERITY_CRITICAL] = 4};
    static const double picked[SEVERITY_COUNT] = {[SEVERITY_HIGH] = 1, [SEVERITY_CRITICAL] = 10};
    return kind_picks(kind) ? picked[severity] : counts[severity];
}

static struct finding judge_times(const struct rule *rule, const struct sight *sight)
{
    struct window w = window_of(sight, rule->window_hours);
    struct finding finding = {.verdict = verdict_of(rule, sight, &w)};
    for (int i = SEVERITY_WATCH; finding.verdict.judged && i <= SEVERITY_CRITICAL; i++) {
        double times = rule_times(rule->kind, (enum severity)i);
        bool met = times > 0 && w.negative >= times * rule->policy.floor;
        finding.severity = met ? (enum severity)i : finding.severity;
    }
    set_calm(&finding, w.negative < CALM_PART * rule->policy.floor);
    return finding;
}

/* The window is told from the first mention that was picked. */
static struct finding judge_picked(const struct rule *rule, const struct sight *sight)
{
    struct rule tight = *rule;
    int *hours = &tight.window_hours;
    *hours = *hours < (int)sight->count ? *hours : (int)sight->count;
    while (*hours > 1 && sight->hours[sight->count - (size_t)*hours].negative == 0) {
        --*hours;
    }
    return judge_times(&tight, sight);
}

/* Only where every hour of the window has data: an outage is not silence. */
static struct finding judge_silence(const struct rule *rule, const struct sight *sight)
{
    struct window w = window_of(sight, rule->window_hours);
    struct finding finding = {.verdict = verdict_of(rule, sight, &w)};
    struct verdict *verdict = &finding.verdict;
    verdict->expected = w.negative_expected;
    verdict->cold = baseline_cold(sight->baseline);
    verdict->judged = w.hours == rule->window_hours && !verdict->cold;
    if (w.negative < verdict->expected) {
        verdict->log_p = baseline_low(sight->baseline, w.negative, verdict->expected);
    }
    if (verdict->judged && verdict->expected >= rule->policy.floor) {
        enum severity severity = severity_of_chance(verdict->log_p, &rule->policy);
        finding.severity = severity > SEVERITY_HIGH ? SEVERITY_HIGH : severity;
    }
    set_calm(&finding,
             -verdict->log_p < CALM_PART * sensitivity_threshold(rule->policy.sensitivity));
    return finding;
}

static const struct {
    struct finding (*judge)(const struct rule *rule, const struct sight *sight);
} kinds[KIND_COUNT] = {
    [KIND_SPIKE] = {judge_tail},      [KIND_SHARE] = {judge_share},  [KIND_VOLUME] = {judge_tail},
    [KIND_THRESHOLD] = {judge_times}, [KIND_WORDS] = {judge_picked}, [KIND_REACH] = {judge_picked},
    [KIND_SILENCE] = {judge_silence},
};

struct finding rule_judge(const struct rule *rule, const struct sight *sight)
{
    return kinds[rule->kind].judge(rule, sight);
}

enum count_way rule_way(enum incident_kind kind, bool stories)
{
    bool all = kind_counts_all(kind);
    return stories ? all ? COUNT_ALL_STORIES : COUNT_STORIES : all ? COUNT_ALL : COUNT_NEGATIVE;
}

void rule_count(enum count_way way, const struct hour_fact *facts, size_t count,
                struct hour_fact *counted)
{
    bool stories = way == COUNT_STORIES || way == COUNT_ALL_STORIES;
    for (size_t i = 0; i < count; i++) {
        uint32_t total = stories ? facts[i].stories : facts[i].total;
        uint32_t negative = stories ? facts[i].negative_stories : facts[i].negative;
        counted[i] = facts[i];
        counted[i].total = total;
        counted[i].negative = way == COUNT_ALL || way == COUNT_ALL_STORIES ? total : negative;
    }
}

struct finding rule_walk_next(struct rule_walk *walk)
{
    double complete = walk->complete ? walk->complete[walk->seen] : 1;
    const struct hour_fact *fact = &walk->hours[walk->seen++];
    baseline_step(&walk->baseline, fact, baseline_week_hour(walk->zone, fact->hour), complete);
    return rule_judge(&walk->rule, &(struct sight){&walk->baseline, walk->hours, walk->complete,
                                                   walk->seen, walk->zone});
}
