#include "app/evaluate.h"

#include "app/removed.h"
#include "app/wide.h"
#include "detect/discovery.h"
#include "store/facts.h"
#include "store/incidents.h"
#include "store/rehearsal.h"

#include <math.h>

#define EVALUATED "evaluated" /* setting: the last change of facts that was looked at */

/* A brand that opens something: kept until it is known what to believe. */
struct pending {
    struct pending *next;
    struct judgement judgement;
};

struct brand_news {
    bool any;
    struct part_news *parts;
};

struct evaluating {
    struct app *app;
    struct evaluation *evaluation;
    struct filling filling;
    struct arena arena;
    struct map brands;       /* name to index of the configuration */
    struct brand_news *news; /* by that index */
    struct pending *pending;
    struct wide_begun *begun;
    size_t openings, tests;
    int64_t latest; /* change of facts */
};

/* ---- what is to be judged ---- */

static void add_part(struct evaluating *e, struct brand_news *news, struct part part)
{
    for (const struct part_news *one = news->parts; one; one = one->next) {
        if (one->part.kind == part.kind && str_eq(one->part.name, part.name)) {
            return;
        }
    }
    struct part_news *made = arena_new(&e->arena, struct part_news);
    *made = (struct part_news){news->parts, part};
    news->parts = made;
}

static void add_news(struct evaluating *e, struct str brand, struct part part)
{
    union map_value *index = map_get(&e->brands, brand);
    if (!index) {
        return; /* nabz.yaml no longer has it */
    }
    struct brand_news *news = &e->news[index->number];
    news->any = true;
    if (part.kind != PART_ALL) {
        add_part(e, news, part);
    }
}

/* Needs move with their brand: they are few. */
static bool add_needs(struct evaluating *e, struct err *err)
{
    unsigned wanted = 0;
    for (unsigned i = 0; i < e->app->config->rule_count; i++) {
        wanted |= e->app->config->rules[i].parts & 1u << PART_NEED;
    }
    for (size_t i = 0; wanted && i < e->app->brand_count; i++) {
        struct part *list;
        size_t count = 0;
        if (e->news[i].any &&
            !subject_parts(e->app, e->app->brands[i], PART_NEED, &e->arena, &list, &count, err)) {
            return false;
        }
        for (size_t k = 0; k < count; k++) {
            add_part(e, &e->news[i], list[k]);
        }
    }
    return true;
}

/* No news of a brand whose silence is watched is news. */
static void add_watched(struct evaluating *e)
{
    for (unsigned i = 0; i < e->app->config->rule_count; i++) {
        const struct config_rule *rule = &e->app->config->rules[i];
        for (size_t b = 0; rule->kind == KIND_SILENCE && b < e->app->brand_count; b++) {
            e->news[b].any |=
                config_has_brand(rule->brands, rule->brand_count, e->app->brands[b].p);
        }
    }
}

/* The series whose facts have changed since the last run; in a rehearsal, in which they are all
 * there, those with facts since. */
static bool list_news(struct evaluating *e, struct series_name **list, size_t *count,
                      struct err *err)
{
    struct app *app = e->app;
    struct str since_text;
    int64_t since = 0;
    if (app->news_since != TIME_NONE) {
        return facts_active(app->store, app->news_since / HOUR, app->now / HOUR + 1, &e->arena,
                            list, count, err);
    }
    if (!setting_get(app->store, EVALUATED, &e->arena, &since_text, err)) {
        return false;
    }
    if (since_text.p && !str_to_int(since_text, &since)) {
        since = 0;
    }
    return facts_news(app->store, since, &e->arena, list, count, &e->latest, err);
}

/* Series with news, and those with an open incident, because calm must be noticed too. */
static bool find_news(struct evaluating *e, struct err *err)
{
    struct app *app = e->app;
    struct series_name *list;
    struct incident *open;
    size_t count, open_count;
    if (!list_news(e, &list, &count, err) ||
        !incidents_list(app->store, true, 0, &e->arena, &open, &open_count, err)) {
        return false;
    }
    for (size_t i = 0; i < app->brand_count; i++) {
        map_put(&e->brands, app->brands[i], NULL)->number = i;
    }
    for (size_t i = 0; i < count; i++) {
        bool part = list[i].source.p;
        add_news(e, list[i].brand,
                 (struct part){part ? PART_SOURCE : PART_ALL, part ? list[i].source : STR("")});
    }
    for (size_t i = 0; i < open_count; i++) {
        add_news(e, open[i].brand, part_of_text(open[i].part));
    }
    add_watched(e);
    return add_needs(e, err);
}

/* ---- judging ---- */

static size_t count_openings(const struct judgement *judgement)
{
    size_t count = 0;
    for (const struct judged *one = judgement->list; one; one = one->next) {
        count += life_opening(&one->life) != NULL;
    }
    return count;
}

static bool judge_first(struct evaluating *e, size_t brand, struct err *err)
{
    struct watch watch = {e->app, &e->filling, 0};
    struct pending *pending = arena_new(&e->arena, struct pending);
    struct judgement *judgement = &pending->judgement;
    bool well = judge_brand(&watch, e->app->brands[brand], e->news[brand].parts, judgement, err);
    size_t openings = well ? count_openings(judgement) : 0;
    e->tests += judgement->tests;
    if (openings > 0) {
        e->openings += openings;
        pending->next = e->pending;
        e->pending = pending;
        return true;
    }
    well = well && judgement_keep(e->app, judgement, e->evaluation, err);
    judgement_clear(judgement);
    return well;
}

static bool judge_all(struct evaluating *e, struct err *err)
{
    for (size_t i = 0; i < e->app->brand_count; i++) {
        if (e->news[i].any && !judge_first(e, i, err)) {
            return false;
        }
    }
    return true;
}

/* ---- what to believe ---- */

/* How many series are under watch: those without news were asked before, and had nothing to say. */
static bool count_tests(struct evaluating *e, struct err *err)
{
    size_t brands, series, tests = 0;
    if (!facts_series_count(e->app->store, &brands, &series, err)) {
        return false;
    }
    for (unsigned i = 0; i < e->app->config->rule_count; i++) {
        const struct config_rule *rule = &e->app->config->rules[i];
        if (rule_asks_chance(rule)) {
            tests += rule->brand_count ? rule->brand_count : brands;
            tests += rule->parts & 1u << PART_SOURCE ? series : 0;
        }
    }
    e->tests = e->tests > tests ? e->tests : tests;
    return true;
}

/* The opening whose chance counts; NULL when there is none. */
static struct telling *asked_opening(const struct judged *judged)
{
    struct telling *opening = life_opening(&judged->life);
    bool asked = opening && rule_asks_chance(judged->config) && !opening->incident.no_data;
    return asked ? opening : NULL;
}

static double find_cut(struct evaluating *e)
{
    double *log_p = arena_array(&e->arena, double, e->openings);
    size_t count = 0;
    for (const struct pending *one = e->pending; one; one = one->next) {
        for (const struct judged *judged = one->judgement.list; judged; judged = judged->next) {
            const struct telling *opening = asked_opening(judged);
            if (opening) {
                log_p[count++] = log(opening->incident.p);
            }
        }
    }
    return count > 0 ? discovery_cut(log_p, count, e->tests, DISCOVERY_FALSE) : 0;
}

static bool is_doubtful(const struct judgement *judgement, double cut)
{
    for (const struct judged *judged = judgement->list; judged; judged = judged->next) {
        const struct telling *opening = asked_opening(judged);
        if (opening && log(opening->incident.p) > cut) {
            return true;
        }
    }
    return false;
}

/* Brands with an opening that is not believed are judged again, as if it had to be rarer. */
static bool judge_doubtful(struct evaluating *e, struct err *err)
{
    struct watch watch = {e->app, &e->filling, find_cut(e)};
    for (struct pending *one = e->pending; one; one = one->next) {
        struct judgement *judgement = &one->judgement;
        if (is_doubtful(judgement, watch.cut)) {
            struct str brand = judgement->brand;
            size_t index = map_get(&e->brands, brand)->number;
            judgement_clear(judgement);
            if (!judge_brand(&watch, brand, e->news[index].parts, judgement, err)) {
                return false;
            }
        }
    }
    return true;
}

/* ---- telling ---- */

static bool find_causes(const struct judgement *judgement, struct err *err)
{
    for (struct judged *judged = judgement->list; judged; judged = judged->next) {
        struct telling *opening = life_opening(&judged->life);
        if (opening && !life_causes(&judged->life, opening, err)) {
            return false;
        }
    }
    return true;
}

/* Whether an incident of its own brand tells of what is opened. */
static bool is_told(const struct judgement *judgement, struct judged *judged,
                    const struct telling *opening, bool *told, struct err *err)
{
    *told = false;
    for (const struct judged *one = judgement->list; one && !*told; one = one->next) {
        *told = life_tells_of(&one->life, &judged->life);
    }
    return *told || life_is_told(&judged->life, &opening->incident, told, err);
}

static bool open_wide(struct evaluating *e, struct err *err)
{
    struct telling **openings = arena_array(&e->arena, struct telling *, e->openings);
    size_t count = 0;
    for (struct pending *one = e->pending; one; one = one->next) {
        if (!find_causes(&one->judgement, err)) {
            return false;
        }
        for (struct judged *judged = one->judgement.list; judged; judged = judged->next) {
            struct telling *opening = life_opening(&judged->life);
            bool told = !opening || count == e->openings;
            if (!told && !is_told(&one->judgement, judged, opening, &told, err)) {
                return false;
            }
            if (!told) {
                openings[count++] = opening;
            }
        }
    }
    return wide_open(e->app, openings, count, &e->arena, &e->begun, err);
}

static bool keep_all(struct evaluating *e, struct err *err)
{
    for (struct pending *one = e->pending; one; one = one->next) {
        if (!judgement_keep(e->app, &one->judgement, e->evaluation, err)) {
            return false;
        }
        judgement_clear(&one->judgement);
    }
    return true;
}

static bool evaluate_inside(struct evaluating *e, struct err *err)
{
    struct app *app = e->app;
    int64_t settled = app->now / HOUR + 1 - BASELINE_SETTLED_AGE;
    e->news = arena_array(&e->arena, struct brand_news, app->brand_count);
    return removed_close(app, err) && filling_learn(app, &e->filling, err) && find_news(e, err) &&
           judge_all(e, err) && count_tests(e, err) && judge_doubtful(e, err) &&
           open_wide(e, err) && keep_all(e, err) &&
           wide_follow(app, e->begun, e->evaluation, err) &&
           facts_settle(app->store, settled, err) &&
           setting_put(app->store, EVALUATED, str_format(&e->arena, "%lld", (long long)e->latest),
                       err);
}

static void evaluating_clear(struct evaluating *e)
{
    for (struct pending *one = e->pending; one; one = one->next) {
        judgement_clear(&one->judgement);
    }
    filling_clear(&e->filling);
    map_clear(&e->brands);
    arena_clear(&e->arena);
}

bool evaluate(struct app *app, struct evaluation *evaluation, struct err *err)
{
    CLEANUP(evaluating_clear) struct evaluating e = {.app = app, .evaluation = evaluation};
    *evaluation = (struct evaluation){0};
    if (!store_begin(app->store, err)) {
        return false;
    }
    if (!evaluate_inside(&e, err)) {
        store_rollback(app->store);
        return false;
    }
    return store_commit(app->store, err);
}
