#include "app/hits.h"

#include "store/facts.h"
#include "store/mentions.h"

#include <stdlib.h>

enum { HITS_VERSION = 1, HITS_BYTES = 64 * 1024, WORDS_OF_A_MENTION = 32 };

static bool is_watched(const struct config_rule *rule, struct str source)
{
    bool watched = false;
    for (unsigned i = 0; i < rule->source_count && !watched; i++) {
        watched = str_eq(source, str_of(rule->sources[i]));
    }
    return watched;
}

/* Which of the rule's words the mention says; for reach the one index 0. Returns how many. */
static size_t pick(struct app *app, const struct config_rule *rule, const struct mention *mention,
                   size_t *found, size_t max)
{
    if (rule->source_count > 0 && !is_watched(rule, mention->source)) {
        return 0;
    }
    if (rule->kind == KIND_REACH) {
        found[0] = 0;
        return mention->score.label == LABEL_NEGATIVE && mention->reach >= rule->followers;
    }
    CLEANUP(arena_clear) struct arena arena = {0};
    tokens_read(&app->tokens, mention_words(mention, &arena));
    size_t count =
        matcher_find(app->rule_words[rule - app->config->rules], &app->tokens, found, max);
    return count < max ? count : max;
}

static struct mention_filter filter_of(const struct config_rule *rule, struct str brand,
                                       int64_t since, int64_t until)
{
    struct mention_filter filter = MENTION_FILTER;
    filter.brand = brand;
    filter.since = since;
    filter.until = until;
    filter.label = rule->kind == KIND_REACH ? LABEL_NEGATIVE : LABEL_NONE;
    return filter;
}

bool hits_count(struct app *app, const struct config_rule *rule, struct str brand, int64_t newer,
                struct hour_fact *hours, size_t count, struct err *err)
{
    int64_t first = count > 0 ? hours[0].hour : 0;
    struct mention_filter filter =
        filter_of(rule, brand, first * HOUR, (first + (int64_t)count) * HOUR);
    filter.newer = newer;
    CLEANUP_MENTION_QUERY struct mention_query *query = NULL;
    const struct mention_row *row;
    size_t found;
    bool well = mention_query_open(app->store, &filter, &query, err);
    while (well && (well = mention_query_next(query, &row, err)) && row) {
        if (pick(app, rule, &row->mention, &found, 1)) {
            struct hour_fact *hour = &hours[row->posted_at / HOUR - first];
            hour->negative++;
            hour->gap = false;
        }
    }
    return well;
}

/* ---- what was counted before: a line with the newest id looked at, then "hour count" ---- */

static int64_t number_of(struct str text)
{
    int64_t number = 0;
    return str_to_int(text, &number) ? number : 0;
}

static int64_t state_read(struct str state, struct hour_fact *hours, size_t count)
{
    struct str line, hour;
    str_take(&state, '\n', &line);
    int64_t newest = number_of(line);
    while (str_take(&state, '\n', &line)) {
        str_take(&line, ' ', &hour);
        int64_t i = number_of(hour) - hours[0].hour, hits = number_of(line);
        if (i >= 0 && i < (int64_t)count && hits > 0) {
            hours[i].negative = (uint32_t)hits;
            hours[i].gap = false;
        }
    }
    return newest;
}

static void state_write(int64_t newest, const struct hour_fact *hours, size_t count,
                        struct buf *state)
{
    buf_addf(state, "%lld\n", (long long)newest);
    for (size_t i = 0; i < count; i++) {
        if (hours[i].negative > 0) {
            buf_addf(state, "%lld %u\n", (long long)hours[i].hour, hours[i].negative);
        }
    }
}

/* What has arrived since the last run, and may be of any open hour. In a rehearsal every mention
 * has arrived, and those that were posted since are new. */
static bool count_new(struct app *app, const struct config_rule *rule, struct str brand,
                      int64_t before, struct hits *hits, const struct history *history,
                      struct err *err)
{
    size_t from = history->count - history->open;
    bool rehearsed = app->news_since != TIME_NONE && !hits->first;
    while (rehearsed && from < history->count && hits->hours[from].hour < app->news_since / HOUR) {
        from++;
    }
    return from == history->count || hits_count(app, rule, brand, rehearsed ? 0 : before,
                                                hits->hours + from, history->count - from, err);
}

bool hits_load(struct app *app, const struct config_rule *rule, const struct history *history,
               struct arena *arena, struct hits *hits, struct err *err)
{
    CLEANUP_BUF struct buf bytes = BUF_INIT(HITS_BYTES);
    struct str brand = history->subject.brand, state;
    /* Older hours are settled for every rule: nothing that arrives of them is news. */
    size_t count = history->count;
    int64_t before = 0, newest;
    int version;
    *hits = (struct hits){
        .hours = arena_array(arena, struct hour_fact, count),
        .key = str_format(arena, "hits/%s/%.*s", rule->name, STR_FMT(brand)),
    };
    for (size_t i = 0; i < count; i++) {
        hits->hours[i] = history->hours[COUNT_NEGATIVE][i];
        hits->hours[i].negative = 0;
    }
    if (!series_state_get(app->store, hits->key, arena, &state, &version, err) ||
        !mentions_newest(app->store, &newest, err)) {
        return false;
    }
    hits->first = !state.p;
    if (state.p) {
        before = state_read(state, hits->hours, count);
    }
    if (!count_new(app, rule, brand, before, hits, history, err)) {
        return false;
    }
    state_write(newest, hits->hours, count, &bytes);
    hits->state = str_copy(arena, buf_str(&bytes));
    return true;
}

bool hits_save(struct app *app, const struct hits *hits, struct err *err)
{
    return !hits->key.p || series_state_put(app->store, hits->key, hits->state, HITS_VERSION, err);
}

/* ---- causes ---- */

struct causes {
    struct app *app;
    const struct config_rule *rule;
    struct arena *arena;
    struct incident *incident;
    struct driver *words; /* of the rule, in its order */
    struct driver *sources;
    size_t source_count;
    double hits;
};

/* The most followed first, else the newest, which come first. */
static void keep_sample(struct causes *causes, const struct mention *mention)
{
    struct incident *incident = causes->incident;
    size_t at = incident->sample_count;
    while (causes->rule->kind == KIND_REACH && at > 0 &&
           incident->samples[at - 1].reach < mention->reach) {
        at--;
    }
    if (at >= INCIDENT_SAMPLES) {
        return;
    }
    incident->sample_count += incident->sample_count < INCIDENT_SAMPLES;
    for (size_t i = incident->sample_count - 1; i > at; i--) {
        incident->samples[i] = incident->samples[i - 1];
    }
    incident->samples[at] = mention_copy(mention, causes->arena);
}

static void add_source(struct causes *causes, struct str name)
{
    size_t i = 0;
    while (i < causes->source_count && !str_eq(causes->sources[i].name, name)) {
        i++;
    }
    if (i == causes->app->config->source_count + 1u) {
        return; /* sources that nabz.yaml no longer has */
    }
    if (i == causes->source_count) {
        causes->sources[causes->source_count++].name = str_copy(causes->arena, name);
    }
    causes->sources[i].observed++;
}

static void add_hit(struct causes *causes, const struct mention *mention)
{
    size_t found[WORDS_OF_A_MENTION];
    size_t count = pick(causes->app, causes->rule, mention, found, WORDS_OF_A_MENTION);
    if (count == 0) {
        return;
    }
    causes->hits++;
    for (size_t i = 0; i < count && causes->rule->kind == KIND_WORDS; i++) {
        causes->words[found[i]].observed++;
    }
    add_source(causes, mention->source);
    keep_sample(causes, mention);
}

static int more_first(const void *a, const void *b)
{
    const struct driver *x = a, *y = b;
    return (x->observed < y->observed) - (x->observed > y->observed);
}

/* The largest counts with their shares of the picked mentions. */
static size_t largest(struct driver *from, size_t count, double hits, struct driver *to)
{
    size_t kept = 0;
    qsort(from, count, sizeof *from, more_first);
    while (kept < count && kept < INCIDENT_DRIVERS && from[kept].observed > 0) {
        to[kept] = from[kept];
        to[kept].share = from[kept].observed / hits;
        kept++;
    }
    return kept;
}

bool hits_causes(struct app *app, const struct config_rule *rule, struct arena *arena,
                 struct incident *incident, struct err *err)
{
    struct causes causes = {.app = app, .rule = rule, .arena = arena, .incident = incident};
    struct mention_filter filter =
        filter_of(rule, incident->brand, incident->window_start, incident->window_end);
    CLEANUP_MENTION_QUERY struct mention_query *query = NULL;
    const struct mention_row *row;
    causes.sources = arena_array(arena, struct driver, app->config->source_count + 1u);
    causes.words = arena_array(arena, struct driver, rule->word_count + 1u);
    for (unsigned i = 0; i < rule->word_count; i++) {
        causes.words[i].name = str_of(rule->words[i]);
    }
    incident->sample_count = 0;
    bool well = mention_query_open(app->store, &filter, &query, err);
    while (well && (well = mention_query_next(query, &row, err)) && row) {
        add_hit(&causes, &row->mention);
    }
    incident->source_count =
        largest(causes.sources, causes.source_count, causes.hits, incident->sources);
    incident->word_count = largest(causes.words, rule->word_count, causes.hits, incident->words);
    return well;
}
