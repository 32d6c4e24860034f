#include "app/replay.h"

#include "app/evaluate.h"
#include "app/hits.h"
#include "store/facts.h"

struct replaying {
    struct app *app;
    int64_t since;
    void (*take)(void *user, const struct replay_event *event);
    void *user;
};

static void replay_hours(const struct replaying *replaying, const struct config_rule *rule,
                         struct str brand, struct hour_fact *facts, size_t count)
{
    struct rule_walk walk = {
        .rule = evaluate_rule(rule), .hours = facts, .zone = replaying->app->config->time_zone};
    struct lifecycle lifecycle;
    baseline_init(&walk.baseline);
    lifecycle_init(&lifecycle);
    while (walk.seen < count) {
        struct finding finding = rule_walk_next(&walk, 1);
        enum lifecycle_step step =
            lifecycle_take(&lifecycle, walk.rule.policy.cooldown_hours, &finding, true);
        if (step != STEP_NONE && finding.verdict.hour * HOUR >= replaying->since) {
            replaying->take(
                replaying->user,
                &(struct replay_event){rule, brand, step, lifecycle.severity, finding.verdict});
        }
    }
}

static bool replay_picked(const struct replaying *replaying, const struct config_rule *rule,
                          struct str brand, struct hour_fact *hours, size_t count, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        hours[i].negative = 0;
    }
    return hits_count(replaying->app, rule, brand, 0, hours, count, err);
}

static bool replay_brand(const struct replaying *replaying, const struct config_rule *rule,
                         struct str brand, struct err *err)
{
    struct arena arena = {0};
    int64_t first, last, end = replaying->app->now / HOUR; /* the hour in progress is not judged */
    bool any, well = facts_span(replaying->app->store, brand, STR_NONE, &any, &first, &last, err);
    if (well && any && first < end) {
        size_t count = (size_t)(end - first);
        struct hour_fact *facts = arena_array(&arena, struct hour_fact, count);
        well = facts_read(replaying->app->store, brand, STR_NONE, first, end, facts, err);
        rule_count(rule->kind, facts, count, facts);
        if (well && rule->kind == KIND_SILENCE) {
            well = history_gaps(replaying->app, brand, facts, count, err);
        }
        if (well && kind_picks(rule->kind)) {
            well = replay_picked(replaying, rule, brand, facts, count, err);
        }
        if (well) {
            replay_hours(replaying, rule, brand, facts, count);
        }
    }
    arena_clear(&arena);
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
