#include "app/replay.h"

#include "app/judge.h"
#include "store/facts.h"

struct replaying {
    struct app *app;
    int64_t since;
    void (*take)(void *user, const struct replay_event *event);
    void *user;
};

/* A brand under a rule. */
struct replayed {
    const struct replaying *replaying;
    const struct config_rule *rule;
    struct arena arena;
    struct members members;
    struct subject subject; /* in hand */
    int64_t first, end;     /* hours; the one in progress is not judged */
    bool *open;             /* by hour: the whole brand had an open incident */
};

static void replay_hours(struct replayed *r, const struct hour_fact *facts, int64_t from)
{
    size_t count = (size_t)(r->end - from);
    struct rule_walk walk = {
        .rule = judge_rule(r->rule), .hours = facts, .zone = r->replaying->app->config->time_zone};
    struct str part = part_text(r->subject.part, &r->arena);
    struct lifecycle lifecycle;
    baseline_init(&walk.baseline);
    lifecycle_init(&lifecycle);
    while (walk.seen < count) {
        struct finding finding = rule_walk_next(&walk);
        enum lifecycle_step step =
            lifecycle_take(&lifecycle, walk.rule.policy.cooldown_hours, &finding, true);
        bool *open = &r->open[finding.verdict.hour - r->first];
        struct replay_event event = {r->rule,        r->subject.brand,   part,
                                     step,           lifecycle.severity, part.n > 0 && *open,
                                     finding.verdict};
        *open = *open || (part.n == 0 && lifecycle.open);
        if (step != STEP_NONE && finding.verdict.hour * HOUR >= r->replaying->since) {
            r->replaying->take(r->replaying->user, &event);
        }
    }
}

static bool replay_picked(struct replayed *r, struct hour_fact *hours, size_t count,
                          struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        hours[i].negative = 0;
    }
    return hits_count(r->replaying->app, r->rule, r->subject.brand, 0, hours, count, err);
}

static bool replay_subject(struct replayed *r, struct err *err)
{
    struct app *app = r->replaying->app;
    struct rule rule = judge_rule(r->rule);
    int64_t first, last;
    bool any;
    if (!subject_span(app, &r->subject, &any, &first, &last, err) || !any || first >= r->end) {
        return !any || first >= r->end;
    }
    size_t count = (size_t)(r->end - first);
    struct hour_fact *facts = arena_array(&r->arena, struct hour_fact, count);
    if (!subject_facts(app, &r->subject, first, r->end, facts, err)) {
        return false;
    }
    rule_count(rule_way(rule.kind, rule.stories), facts, count, facts);
    if ((rule.kind == KIND_SILENCE &&
         !history_gaps(app, &r->subject, &r->members, facts, count, err)) ||
        (kind_picks(rule.kind) && !replay_picked(r, facts, count, err))) {
        return false;
    }
    replay_hours(r, facts, first);
    return true;
}

static bool replay_parts(struct replayed *r, struct err *err)
{
    for (int kind = PART_SOURCE; kind < PART_KINDS; kind++) {
        struct part *parts;
        size_t count;
        if (!subject_parts(r->replaying->app, r->subject.brand, (enum part_kind)kind, &r->arena,
                           &parts, &count, err)) {
            return false;
        }
        for (size_t i = 0; i < count; i++) {
            r->subject.part = parts[i];
            if (rule_has_part(r->rule, parts[i]) && !replay_subject(r, err)) {
                return false;
            }
        }
    }
    return true;
}

static bool replay_brand(const struct replaying *replaying, const struct config_rule *rule,
                         struct str brand, struct err *err)
{
    struct replayed r = {.replaying = replaying, .rule = rule, .end = replaying->app->now / HOUR};
    int64_t last;
    bool any;
    r.subject = subject_of_rule(rule, brand, &r.arena);
    bool well = facts_span(replaying->app->store, brand, STR_NONE, &any, &r.first, &last, err) &&
                members_load(replaying->app, brand, &r.arena, &r.members, err);
    if (well && any && r.first < r.end) {
        r.open = arena_array(&r.arena, bool, (size_t)(r.end - r.first));
        well = replay_subject(&r, err) && replay_parts(&r, err);
    }
    arena_clear(&r.arena);
    return well;
}

bool replay(struct app *app, const char *rule_name, int64_t since,
            void (*take)(void *user, const struct replay_event *event), void *user, struct err *err)
{
    struct replaying replaying = {app, since, take, user};
    for (unsigned r = 0; r < app->config->rule_count; r++) {
        const struct config_rule *rule = &app->config->rules[r];
        if (rule_name && strcmp(rule_name, rule->name) != 0) {
            continue;
        }
        for (size_t b = 0; b < app->brand_count; b++) {
            if (config_has_brand(rule->brands, rule->brand_count, app->brands[b].p) &&
                !replay_brand(&replaying, rule, app->brands[b], err)) {
                return false;
            }
        }
    }
    return true;
}
