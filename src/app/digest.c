#include "app/digest.h"

#include "app/brand_title.h"
#include "app/causes.h"
#include "app/quiet.h"
#include "store/facts.h"
#include "store/incidents.h"
#include "store/mentions.h"
#include "store/risers.h"
#include "store/silences.h"
#include "store/sources.h"

#include <stdlib.h>

enum { READ_MOST = 5000 /* mentions, for the best and the worst */, WEEK = 7, RISERS_TOLD = 5 };

/* ---- when ---- */

static int64_t local_time(const char *zone, int64_t days, int minutes)
{
    return moment_to_time(zone, (struct moment){.date = date_from_days(days),
                                                .hour = minutes / 60,
                                                .minute = minutes % 60});
}

struct digest_period digest_period(const struct config_digest *settings, const char *zone,
                                   int64_t now)
{
    struct moment m = moment_in(zone, now);
    bool weekly = settings->every == CONFIG_WEEKLY;
    int64_t end = date_to_days(m.date) - (weekly ? m.weekday : 0);
    return (struct digest_period){
        .from = local_time(zone, end - (weekly ? WEEK : 1), 0),
        .to = local_time(zone, end, 0),
        .due_at = local_time(zone, end, settings->at_minutes),
    };
}

/* ---- what ---- */

struct gathering {
    struct app *app;
    struct arena *arena;
    int64_t from, to, from_before, to_before; /* before: the same days of the week before */
    double right, labels;                     /* of the labels counted, how many are right */
};

static bool ours(const struct config *config, const struct config_team *team, const char *brand)
{
    bool any_rule = false;
    for (unsigned i = 0; i < config->rule_count; i++) {
        const struct config_rule *rule = &config->rules[i];
        if (strcmp(rule->team, team->name) == 0) {
            any_rule = true;
            if (config_has_brand(rule->brands, rule->brand_count, brand)) {
                return true;
            }
        }
    }
    return !any_rule;
}

static struct digest_source *source_of(struct digest_source *list, size_t *count, struct str name)
{
    for (size_t i = 0; i < *count; i++) {
        if (str_eq(list[i].name, name)) {
            return &list[i];
        }
    }
    list[*count].name = name;
    return &list[(*count)++];
}

static bool read_counts(struct gathering *g, struct str name, struct digest_brand *brand,
                        struct err *err)
{
    struct source_fact *now, *before;
    size_t now_count, before_count;
    if (!facts_by_source_between(g->app->store, name, g->from, g->to, g->arena, &now, &now_count,
                                 err) ||
        !facts_by_source_between(g->app->store, name, g->from_before, g->to_before, g->arena,
                                 &before, &before_count, err)) {
        return false;
    }
    struct digest_source *sources =
        arena_array(g->arena, struct digest_source, now_count + before_count + 1);
    for (size_t i = 0; i < now_count; i++) {
        struct digest_source *source = source_of(sources, &brand->source_count, now[i].source);
        brand->count.total += source->count.total = (double)now[i].total;
        brand->count.negative += source->count.negative = (double)now[i].negative;
    }
    for (size_t i = 0; i < before_count; i++) {
        struct digest_source *source = source_of(sources, &brand->source_count, before[i].source);
        brand->count.total_before += source->count.total_before = (double)before[i].total;
        brand->count.negative_before += source->count.negative_before = (double)before[i].negative;
    }
    brand->sources = sources;
    return true;
}

static int by_mentions(const void *a, const void *b)
{
    const struct digest_source *one = a, *other = b;
    return one->count.total < other->count.total ? 1 : -(one->count.total > other->count.total);
}

static bool read_needs(struct gathering *g, struct str name, struct digest_brand *brand,
                       struct err *err)
{
    struct need_fact now[NEED_COUNT], before[NEED_COUNT];
    struct store *store = g->app->store;
    struct digest_source *needs = arena_array(g->arena, struct digest_source, NEED_COUNT);
    if (!facts_by_need_between(store, name, g->from, g->to, now, err) ||
        !facts_by_need_between(store, name, g->from_before, g->to_before, before, err)) {
        return false;
    }
    for (int i = 0; i < NEED_COUNT; i++) {
        if (now[i].total || before[i].total) {
            needs[brand->need_count++] =
                (struct digest_source){str_of(need_name((enum need)i)),
                                       {(double)now[i].total, (double)now[i].negative,
                                        (double)before[i].total, (double)before[i].negative}};
        }
    }
    qsort(needs, brand->need_count, sizeof *needs, by_mentions);
    brand->needs = needs;
    return true;
}

/* The mention whose score is farthest to the side of `label`, of those of that label. */
static bool read_extreme(struct gathering *g, struct str brand, enum label label,
                         struct mention *best, struct err *err)
{
    struct mention_filter filter = MENTION_FILTER;
    filter.brand = brand;
    filter.label = label;
    filter.since = g->from;
    filter.until = g->to;
    filter.limit = READ_MOST;
    CLEANUP_MENTION_QUERY struct mention_query *query = NULL;
    const struct mention_row *row;
    double sign = label == LABEL_NEGATIVE ? -1 : 1, most = -2;
    bool well = mention_query_open(g->app->store, &filter, &query, err);
    while (well && (well = mention_query_next(query, &row, err)) && row) {
        if (sign * row->mention.score.compound > most && row->mention.text.n) {
            most = sign * row->mention.score.compound;
            *best = row->mention;
            best->text = str_copy(g->arena, row->mention.text);
            best->author = str_copy(g->arena, row->mention.author);
            best->source = str_copy(g->arena, row->mention.source);
            best->url = str_copy(g->arena, row->mention.url);
            best->title = str_copy(g->arena, row->mention.title);
            best->native_id = str_copy(g->arena, row->mention.native_id);
        }
    }
    return well;
}

static bool read_brand(struct gathering *g, const struct config_brand *about,
                       struct digest_brand *brand, struct err *err)
{
    struct str name = str_of(about->name);
    struct incident *window = arena_new(g->arena, struct incident);
    struct riser *risers;
    *brand = (struct digest_brand){
        .name = name, .title_fa = str_of(about->title_fa), .title_en = str_of(about->title_en)};
    window->brand = name;
    window->window_start = g->from;
    window->window_end = g->to;
    if (!read_counts(g, name, brand, err) || !read_needs(g, name, brand, err) ||
        !risers_get(g->app->store, name, STR(""), g->app->now - 2 * DAY, RISERS_TOLD, g->arena,
                    &risers, &brand->riser_count, err) ||
        !causes_find(g->app, g->arena, window, err) ||
        !read_extreme(g, name, LABEL_NEGATIVE, &brand->worst, err) ||
        !read_extreme(g, name, LABEL_POSITIVE, &brand->best, err)) {
        return err_wrap(err, "brand %s", about->name);
    }
    brand->risers = risers;
    g->right += window->accuracy * brand->count.total;
    g->labels += window->accuracy > 0 ? brand->count.total : 0;
    brand->words = window->words;
    brand->word_count = window->word_count;
    return true;
}

static bool read_brands(struct gathering *g, const struct config_team *team, struct digest *digest,
                        struct err *err)
{
    const struct config *config = g->app->config;
    struct digest_brand *brands = arena_array(g->arena, struct digest_brand, config->brand_count);
    for (unsigned i = 0; i < config->brand_count; i++) {
        if (ours(config, team, config->brands[i].name) &&
            !read_brand(g, &config->brands[i], &brands[digest->brand_count++], err)) {
            return false;
        }
    }
    digest->brands = brands;
    return true;
}

static bool of_team(const struct config *config, const struct config_team *team, struct str rule)
{
    for (unsigned i = 0; i < config->rule_count; i++) {
        if (str_eq(str_of(config->rules[i].name), rule)) {
            return strcmp(config->rules[i].team, team->name) == 0;
        }
    }
    return false;
}

static bool describe(struct gathering *g, const struct incident *incident,
                     struct digest_incident *told, struct err *err)
{
    struct mute mute;
    if (!incident_mute_get(g->app->store, incident->id, g->arena, &mute, err)) {
        return false;
    }
    bool muted = mute.until != TIME_NONE && mute.until > g->app->now;
    *told = (struct digest_incident){
        .incident = *incident,
        .titles = brand_titles(g->app->config, incident, g->arena),
        .muted_until = muted ? mute.until : TIME_NONE,
        .muted_because = mute.reason,
        .muted_by = mute.author,
    };
    return true;
}

static bool read_open(struct gathering *g, const struct config_team *team, struct digest *digest,
                      struct err *err)
{
    struct incident *list;
    size_t count;
    if (!incidents_list(g->app->store, true, 0, g->arena, &list, &count, err)) {
        return false;
    }
    struct digest_incident *open = arena_array(g->arena, struct digest_incident, count);
    for (size_t i = 0; i < count; i++) {
        bool told =
            of_team(g->app->config, team, list[i].rule) && !list[i].backfill && !list[i].parent;
        if (told && !describe(g, &list[i], &open[digest->incident_count++], err)) {
            return false;
        }
    }
    digest->incidents = open;
    return true;
}

static bool read_ended(struct gathering *g, const struct config_team *team, struct digest *digest,
                       struct err *err)
{
    struct incident *list;
    size_t count;
    if (!incidents_ended(g->app->store, str_of(team->name), g->from, g->to, g->arena, &list, &count,
                         err)) {
        return false;
    }
    struct digest_incident *over = arena_array(g->arena, struct digest_incident, count);
    struct digest_incident *removed = arena_array(g->arena, struct digest_incident, count);
    for (size_t i = 0; i < count; i++) {
        bool gone = list[i].ending == ENDING_REMOVED;
        if (gone ? list[i].resolved_at >= g->to : list[i].parent != 0) {
            continue; /* this morning: of the next digest; told of by a wider one */
        }
        struct digest_incident *told =
            gone ? &removed[digest->removed_count++] : &over[digest->over_count++];
        if (!describe(g, &list[i], told, err)) {
            return false;
        }
    }
    digest->removed = removed;
    digest->over = over;
    return true;
}

static bool read_silences(struct gathering *g, const struct config_team *team,
                          struct digest *digest, struct err *err)
{
    struct silence *list;
    size_t count;
    if (!silences_running(g->app->store, g->app->now, g->arena, &list, &count, err)) {
        return false;
    }
    struct digest_silence *silences = arena_array(g->arena, struct digest_silence, count);
    for (size_t i = 0; i < count; i++) {
        const struct config_brand *brand =
            config_brand(g->app->config, str_z(g->arena, list[i].brand));
        bool concerns = brand && ours(g->app->config, team, brand->name) &&
                        (!list[i].rule.n || of_team(g->app->config, team, list[i].rule));
        if (concerns) {
            silences[digest->silence_count++] = (struct digest_silence){
                str_of(brand->title_fa), str_of(brand->title_en), list[i].rule,
                list[i].until_at,        list[i].reason,          list[i].author};
        }
    }
    digest->silences = silences;
    return true;
}

static bool read_sources(struct gathering *g, struct digest *digest, struct err *err)
{
    struct source_status *all;
    size_t count;
    if (!sources_list(g->app->store, g->arena, &all, &count, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const struct config_source *source =
            config_source(g->app->config, str_z(g->arena, all[i].name));
        if (source && !source->disabled) {
            all[digest->source_count++] = all[i];
        }
    }
    digest->sources = all;
    return true;
}

bool digest_gather(struct app *app, const struct config_team *team,
                   const struct digest_period *period, struct arena *arena, struct digest *digest,
                   struct err *err)
{
    const char *zone = app->config->time_zone;
    struct gathering g = {app,
                          arena,
                          period->from,
                          period->to,
                          midnight_before(zone, period->from, -WEEK),
                          midnight_before(zone, period->to, -WEEK),
                          0,
                          0};
    *digest = (struct digest){.weekly = team->digest.every == CONFIG_WEEKLY,
                              .several = period->several,
                              .from = period->from,
                              .to = period->to};
    if (!read_brands(&g, team, digest, err) || !read_open(&g, team, digest, err) ||
        !read_ended(&g, team, digest, err) || !read_silences(&g, team, digest, err) ||
        !read_sources(&g, digest, err)) {
        return false;
    }
    digest->accuracy = g.labels > 0 ? g.right / g.labels : 0;
    return true;
}

/* ---- for every team whose time has come ---- */

static struct str day_text(struct arena *arena, const char *zone, int64_t at)
{
    struct date day = moment_in(zone, at).date;
    return str_format(arena, "%04d-%02d-%02d", day.year, day.month, day.day);
}

/* Days that no run saw are told of together with the last one, a week of them at most. */
static void reach_back(struct digest_period *period, struct str last, const char *zone)
{
    int64_t at, week = midnight_before(zone, period->to, -WEEK);
    if (time_parse(last, &at)) {
        struct moment m = moment_in("UTC", at);
        int64_t told_to = local_time(zone, date_to_days(m.date), 0);
        int64_t from = told_to > week ? told_to : week;
        period->several = from < period->from;
        period->from = period->several ? from : period->from;
    }
}

/* What was made last is remembered, so that a run need not gather to see that it is there. */
static bool add_due(struct app *app, const struct config_team *team, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    const char *zone = app->config->time_zone;
    struct digest_period period = digest_period(&team->digest, zone, app->now);
    struct str last, today = day_text(&arena, zone, period.to);
    const char *setting = str_format(&arena, "digest %s", team->name).p;
    struct digest digest;
    size_t messages = 0;
    if (app->now < period.due_at) {
        return true;
    }
    if (!setting_get(app->store, setting, &arena, &last, err)) {
        return false;
    }
    if (str_eq(last, today)) {
        return true;
    }
    if (team->digest.every == CONFIG_DAILY) {
        reach_back(&period, last, zone);
    }
    if (!digest_gather(app, team, &period, &arena, &digest, err)) {
        return false;
    }
    bool wanted = !team->digest.not_empty || !digest_empty(&digest);
    struct str key = str_format(&arena, "digest %s %.*s", team->name, STR_FMT(today));
    return (!wanted || digest_add(app, team, key, &digest, &arena, &messages, err)) &&
           setting_put(app->store, setting, today, err);
}

static bool add_all_due(struct app *app, struct err *err)
{
    for (unsigned i = 0; i < app->config->team_count; i++) {
        const struct config_team *team = &app->config->teams[i];
        if (team->digest.every != CONFIG_NEVER && !add_due(app, team, err)) {
            return err_wrap(err, "digest of team %s", team->name);
        }
    }
    return true;
}

bool digest_all_due(struct app *app, struct err *err)
{
    if (!store_begin(app->store, err)) {
        return false;
    }
    if (!add_all_due(app, err)) {
        store_rollback(app->store);
        return false;
    }
    return store_commit(app->store, err);
}
