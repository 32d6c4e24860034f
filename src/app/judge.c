#include "app/judge.h"

#include "store/facts.h"

#include <math.h>

enum { STATE_VERSION = 1 };

struct rule judge_rule(const struct config_rule *rule)
{
    static const enum sensitivity words[] = {
        [CONFIG_NORMAL] = SENSITIVITY_NORMAL,
        [CONFIG_CALM] = SENSITIVITY_CALM,
        [CONFIG_KEEN] = SENSITIVITY_KEEN,
    };
    return (struct rule){
        .kind = rule->kind,
        .policy = {words[rule->sensitivity], (double)rule->floor, (int)(rule->cooldown_s / HOUR)},
        .window_hours = (int)(rule->window_s / HOUR),
        .stories = rule->stories};
}

const struct config_rule *judge_rule_of(const struct config *config,
                                        const struct incident *incident)
{
    for (unsigned i = 0; config && i < config->rule_count; i++) {
        const struct config_rule *rule = &config->rules[i];
        if (rule->kind == incident->kind && str_eq(str_of(rule->name), incident->rule)) {
            return rule;
        }
    }
    return NULL;
}

struct severity_terms judge_terms(const struct config *config, const struct incident *incident)
{
    const struct config_rule *found = judge_rule_of(config, incident);
    struct severity_terms terms = {.why[TERMS_NO_DATA] = incident->no_data};
    if (!found || incident->no_data) {
        return terms;
    }
    struct rule rule = judge_rule(found);
    struct severity_demand demand = severity_demand(incident->severity);
    if (!kind_compares(incident->kind)) {
        terms.count = rule_times(incident->kind, incident->severity) * rule.policy.floor;
        return terms;
    }
    terms.p = exp(-sensitivity_threshold(rule.policy.sensitivity) - demand.beyond);
    if (rule.kind != KIND_SHARE && rule.kind != KIND_SILENCE) {
        terms.count = fmax(demand.floor, rule.policy.floor);
        terms.ratio = demand.ratio;
    }
    terms.why[TERMS_VOLUME] = incident->volume;
    terms.why[TERMS_ONE_AUTHOR] = incident_is_of_one_author(incident);
    return terms;
}

/* What a rule of one source looks at is that source already; several together are no part. */
static bool has_source(const struct config_rule *rule, struct str source)
{
    bool listed = rule->source_count == 0;
    for (unsigned i = 0; rule->source_count > 1 && i < rule->source_count; i++) {
        listed = listed || str_eq(source, str_of(rule->sources[i]));
    }
    return listed && str_find_byte(source, '+') == STR_NOT_FOUND;
}

bool rule_has_part(const struct config_rule *rule, struct part part)
{
    return part.kind != PART_ALL && rule->parts & 1u << part.kind &&
           (part.kind != PART_SOURCE || has_source(rule, part.name));
}

bool rule_asks_chance(const struct config_rule *rule)
{
    return kind_compares(rule->kind);
}

static bool is_for(const struct config_rule *rule, struct str brand)
{
    return config_has_brand(rule->brands, rule->brand_count, brand.p);
}

/* ---- the hours ---- */

/* What the rules of the brand want to know of its past. */
static struct history_wants find_wants(const struct app *app, struct str brand)
{
    struct history_wants wants = {0};
    for (unsigned i = 0; i < app->config->rule_count; i++) {
        struct rule rule = judge_rule(&app->config->rules[i]);
        if (is_for(&app->config->rules[i], brand)) {
            wants.ways[rule_way(rule.kind, rule.stories)] = true;
            wants.back = rule.window_hours > wants.back ? rule.window_hours : wants.back;
        }
    }
    return wants;
}

/* Loaded when the first rule asks for it. */
static bool history_of(const struct watch *watch, struct judgement *j,
                       const struct subject *subject, struct history **history, struct err *err)
{
    struct series *one = j->series;
    while (one && (one->history.subject.part.kind != subject->part.kind ||
                   !str_eq(one->history.subject.part.name, subject->part.name))) {
        one = one->next;
    }
    if (!one) {
        struct history_wants wants = find_wants(watch->app, j->brand);
        one = arena_new(&j->arena, struct series);
        if (!history_load(watch->filling, subject, &j->members, &wants, &j->arena, &one->history,
                          err)) {
            return false;
        }
        one->next = j->series;
        j->series = one;
    }
    *history = &one->history;
    return true;
}

/* ---- a rule on a series ---- */

static bool is_over(const struct app *app, int64_t hour)
{
    return (hour + 1) * HOUR <= app->now;
}

/* Whether nobody can know what is said there: the source, or for the whole every source that
 * matters, cannot be read. */
static bool find_dark(const struct watch *watch, const struct judgement *j,
                      const struct judged *judged, bool *dark, struct err *err)
{
    struct part part = judged->history->subject.part;
    size_t ours = 0;
    *dark = judged->config->parts & 1u << PART_SOURCE;
    for (size_t i = 0; *dark && i < j->members.count; i++) {
        const struct member *member = &j->members.list[i];
        if (part.kind == PART_SOURCE ? !part_has_source(part, member->source)
                                     : !member_matters(&j->members, member)) {
            continue;
        }
        ours++;
        if (!filling_dark(watch->filling, member->source, judged->config->window_s, dark, err)) {
            return false;
        }
    }
    *dark = *dark && ours > 0;
    return true;
}

/* What a dark source would have brought, were it read. */
static struct finding finding_dark(const struct app *app, const struct judged *judged)
{
    const struct rule *rule = &judged->rule;
    struct finding finding = {.verdict = {.hour = app->now / HOUR - 1,
                                          .window_hours = rule->window_hours,
                                          .judged = true,
                                          .no_data = true}};
    struct verdict *verdict = &finding.verdict;
    enum count_way way = rule_way(rule->kind, rule->stories);
    for (int i = 0; i < rule->window_hours; i++) {
        double count, total;
        baseline_usual(&judged->history->settled[way],
                       baseline_week_hour(app->config->time_zone, verdict->hour - i), &count,
                       &total);
        verdict->expected += count;
        verdict->total_expected += total;
    }
    finding.severity = verdict->expected >= rule->policy.floor ? SEVERITY_WATCH : SEVERITY_NONE;
    return finding;
}

static bool take(const struct watch *watch, struct judged *judged, struct finding *finding,
                 struct err *err)
{
    struct lifecycle *lifecycle = &judged->lifecycle;
    bool asked = rule_asks_chance(judged->config) && !finding->verdict.no_data;
    if (asked && !lifecycle->open && finding->verdict.log_p > watch->cut) {
        finding->severity = SEVERITY_NONE;
    }
    enum lifecycle_step step = lifecycle_take(lifecycle, judged->rule.policy.cooldown_hours,
                                              finding, is_over(watch->app, finding->verdict.hour));
    return life_take(&judged->life, step, finding, lifecycle, err);
}

static bool walk(const struct watch *watch, const struct judgement *j, struct judged *judged,
                 struct err *err)
{
    const struct history *history = judged->history;
    struct rule_walk walk = history_walk(watch->app, history, &judged->rule);
    bool dark = false;
    walk.hours = judged->hits.hours ? judged->hits.hours : walk.hours;
    if (judged->rule.kind == KIND_SILENCE) {
        struct hour_fact *hours = arena_array(judged->life.arena, struct hour_fact, history->count);
        memcpy(hours, walk.hours, history->count * sizeof *hours);
        walk.hours = hours;
        if (!history_gaps(watch->app, &history->subject, &j->members, hours, history->count, err) ||
            !find_dark(watch, j, judged, &dark, err)) {
            return false;
        }
    }
    while (walk.seen < history->count) {
        if (judged->rule.kind == KIND_SILENCE && !is_over(watch->app, walk.hours[walk.seen].hour)) {
            break; /* what is still to come is not silence */
        }
        struct finding finding = rule_walk_next(&walk);
        if (!take(watch, judged, &finding, err)) {
            return false;
        }
    }
    struct finding finding = dark ? finding_dark(watch->app, judged) : (struct finding){0};
    return !dark || take(watch, judged, &finding, err);
}

static bool load_lifecycle(struct app *app, struct judged *judged, struct arena *arena,
                           struct err *err)
{
    struct str state;
    int version;
    judged->key = subject_key(arena, "lifecycle", judged->config->name, &judged->history->subject);
    if (!series_state_get(app->store, judged->key, arena, &state, &version, err)) {
        return false;
    }
    if (!state.p || !lifecycle_load(&judged->lifecycle, state, NULL) ||
        judged->lifecycle.last_hour > app->now / HOUR) { /* by a clock that was ahead */
        lifecycle_init(&judged->lifecycle);
    }
    return true;
}

static bool judge_series(const struct watch *watch, struct judgement *j,
                         const struct config_rule *config, const struct subject *subject,
                         struct err *err)
{
    struct judged *judged = arena_new(&j->arena, struct judged);
    *judged = (struct judged){.config = config, .rule = judge_rule(config)};
    if (!history_of(watch, j, subject, &judged->history, err)) {
        return false;
    }
    if (judged->history->open == 0) {
        return true;
    }
    enum count_way way = rule_way(judged->rule.kind, judged->rule.stories);
    judged->life = (struct life){.app = watch->app,
                                 .rule = config,
                                 .subject = judged->history->subject,
                                 .usual = &judged->history->settled[way],
                                 .first = judged->history->first[way],
                                 .arena = &j->arena};
    if (!load_lifecycle(watch->app, judged, &j->arena, err) ||
        (kind_picks(config->kind) &&
         !hits_load(watch->app, config, judged->history, &j->arena, &judged->hits, err))) {
        return false;
    }
    judged->life.first = judged->life.first || judged->hits.first;
    j->tests += rule_asks_chance(config);
    *j->end = judged;
    j->end = &judged->next;
    return walk(watch, j, judged, err) || err_wrap(err, "rule %s", config->name);
}

/* ---- a rule on a brand ---- */

static bool judge_parts(const struct watch *watch, struct judgement *j,
                        const struct config_rule *rule, const struct part_news *news,
                        struct err *err)
{
    struct part *all;
    size_t count = 0;
    if (rule->kind == KIND_SILENCE && rule->parts &&
        !subject_parts(watch->app, j->brand, PART_SOURCE, &j->arena, &all, &count, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct subject subject = {j->brand, all[i]};
        if (rule_has_part(rule, all[i]) && !judge_series(watch, j, rule, &subject, err)) {
            return false;
        }
    }
    for (; news && rule->kind != KIND_SILENCE; news = news->next) {
        struct subject subject = {j->brand, news->part};
        if (rule_has_part(rule, news->part) && !judge_series(watch, j, rule, &subject, err)) {
            return err_wrap(err, "part %.*s", STR_FMT(news->part.name));
        }
    }
    return true;
}

bool judge_brand(const struct watch *watch, struct str brand, const struct part_news *news,
                 struct judgement *judgement, struct err *err)
{
    const struct config *config = watch->app->config;
    *judgement = (struct judgement){.brand = brand};
    judgement->end = &judgement->list;
    bool well = members_load(watch->app, brand, &judgement->arena, &judgement->members, err);
    for (unsigned i = 0; well && i < config->rule_count; i++) {
        const struct config_rule *rule = &config->rules[i];
        struct subject whole = subject_of_rule(rule, brand, &judgement->arena);
        well = !is_for(rule, brand) || (judge_series(watch, judgement, rule, &whole, err) &&
                                        judge_parts(watch, judgement, rule, news, err));
    }
    return well || err_wrap(err, "brand %.*s", STR_FMT(brand));
}

static bool keep_judged(struct app *app, struct judged *judged, struct evaluation *evaluation,
                        struct err *err)
{
    CLEANUP_BUF struct buf bytes = BUF_INIT(LIFECYCLE_TEXT_MAX);
    lifecycle_save(&judged->lifecycle, &bytes);
    return (life_flush(&judged->life, evaluation, err) && hits_save(app, &judged->hits, err) &&
            series_state_put(app->store, judged->key, buf_str(&bytes), STATE_VERSION, err)) ||
           err_wrap(err, "rule %s", judged->config->name);
}

/* Spikes of the whole first, then the whole by other rules, then its parts: each must find what
 * tells of it. */
static int turn_of(const struct judged *judged)
{
    return judged->history->subject.part.kind != PART_ALL ? 2 : judged->rule.kind != KIND_SPIKE;
}

static bool keep_all(struct app *app, struct judgement *j, struct evaluation *evaluation,
                     struct err *err)
{
    for (int turn = 0; turn <= 2; turn++) {
        for (struct judged *judged = j->list; judged; judged = judged->next) {
            if (turn_of(judged) == turn && !keep_judged(app, judged, evaluation, err)) {
                return false;
            }
        }
    }
    return true;
}

bool judgement_keep(struct app *app, struct judgement *j, struct evaluation *evaluation,
                    struct err *err)
{
    if (!keep_all(app, j, evaluation, err)) {
        return err_wrap(err, "brand %.*s", STR_FMT(j->brand));
    }
    for (struct series *series = j->series; series; series = series->next) {
        if (!history_save(app, &series->history, err)) {
            return false;
        }
    }
    return j->members.count == 0 || members_save(app, j->brand, &j->members, err);
}

void judgement_clear(struct judgement *judgement)
{
    arena_clear(&judgement->arena);
    *judgement = (struct judgement){0};
}
