#include "app/evaluate.h"

#include "app/history.h"
#include "app/hits.h"
#include "store/facts.h"
#include "store/incidents.h"

enum { STATE_VERSION = 1 };

/* A brand under judgement. */
struct subject {
    struct app *app;
    struct evaluation *evaluation;
    struct str brand;
    struct history history;
    struct arena arena;
};

struct rule evaluate_rule(const struct config_rule *rule)
{
    static const enum sensitivity words[] = {
        [CONFIG_NORMAL] = SENSITIVITY_NORMAL,
        [CONFIG_CALM] = SENSITIVITY_CALM,
        [CONFIG_KEEN] = SENSITIVITY_KEEN,
    };
    return (struct rule){
        .kind = rule->kind,
        .policy = {words[rule->sensitivity], (double)rule->floor, (int)(rule->cooldown_s / HOUR)},
        .window_hours = (int)(rule->window_s / HOUR)};
}

/* How much of the hour has passed: not too little, or three posts in its first minute are a spike.
 */
static double completeness(const struct app *app, int64_t hour)
{
    const double least = 0.25;
    double part = (double)(app->now - hour * HOUR) / HOUR;
    return part >= 1 ? 1 : part < least ? least : part;
}

static bool step_all(struct subject *subject, const struct config_rule *config,
                     struct lifecycle *lifecycle, struct err *err)
{
    const struct app *app = subject->app;
    const struct history *history = &subject->history;
    struct rule rule = evaluate_rule(config);
    struct rule_walk walk = history_walk(app, history, &rule);
    enum history_count which = history_count_of(rule.kind);
    struct life life = {.app = subject->app,
                        .evaluation = subject->evaluation,
                        .rule = config,
                        .brand = subject->brand,
                        .usual = &history->settled[which],
                        .first = history->first[which],
                        .arena = &subject->arena};
    if (rule.kind == KIND_SILENCE &&
        !history_gaps(subject->app, subject->brand, subject->history.hours[which], history->count,
                      err)) {
        return false;
    }
    if (kind_picks(rule.kind)) {
        struct hour_fact *hours;
        bool first;
        if (!hits_load(subject->app, config, subject->brand, history, &subject->arena, &hours,
                       &first, err)) {
            return false;
        }
        walk.hours = hours;
        life.first = life.first || first;
    }
    while (walk.seen < history->count) {
        double complete = completeness(app, walk.hours[walk.seen].hour);
        if (rule.kind == KIND_SILENCE && complete < 1) {
            break; /* what is still to come is not silence */
        }
        struct finding finding = rule_walk_next(&walk, complete);
        enum lifecycle_step step =
            lifecycle_take(lifecycle, rule.policy.cooldown_hours, &finding, complete == 1);
        if (!life_take(&life, step, &finding, lifecycle->severity, err)) {
            return false;
        }
    }
    return life_flush(&life, err);
}

static bool apply_rule(struct subject *subject, const struct config_rule *rule, struct err *err)
{
    struct store *store = subject->app->store;
    struct str key = str_format(&subject->arena, "lifecycle/%s/%.*s", rule->name,
                                STR_FMT(subject->brand)),
               state;
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

static bool is_for(const struct config_rule *rule, struct str brand)
{
    return config_has_brand(rule->brands, rule->brand_count, brand.p);
}

/* What the rules of the brand want to know of its past. */
static void find_wants(const struct subject *subject, bool *all, int *back)
{
    const struct config *config = subject->app->config;
    *all = false;
    *back = 0;
    for (unsigned i = 0; i < config->rule_count; i++) {
        struct rule rule = evaluate_rule(&config->rules[i]);
        if (is_for(&config->rules[i], subject->brand)) {
            *all = *all || kind_counts_all(rule.kind);
            *back = rule.window_hours > *back ? rule.window_hours : *back;
        }
    }
}

static bool judge_brand(struct subject *subject, struct err *err)
{
    const struct config *config = subject->app->config;
    bool all;
    int back;
    find_wants(subject, &all, &back);
    if (!history_load(subject->app, subject->brand, all, back, &subject->arena, &subject->history,
                      err)) {
        return false;
    }
    for (unsigned i = 0; subject->history.open > 0 && i < config->rule_count; i++) {
        if (is_for(&config->rules[i], subject->brand) &&
            !apply_rule(subject, &config->rules[i], err)) {
            return false;
        }
    }
    return history_save(subject->app, subject->brand, &subject->history, err);
}

/* Whether no news of the brand is news. */
static bool is_watched(const struct config *config, struct str brand)
{
    bool watched = false;
    for (unsigned i = 0; i < config->rule_count; i++) {
        const struct config_rule *rule = &config->rules[i];
        watched = watched || (rule->kind == KIND_SILENCE && is_for(rule, brand));
    }
    return watched;
}

/* Brands with new facts, those with an open incident, because calm must be noticed too, and those
 * whose silence is watched. */
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
    for (size_t i = 0; i < app->brand_count; i++) {
        news[i] = news[i] || is_watched(app->config, app->brands[i]);
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
