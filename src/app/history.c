#include "app/history.h"

#include "app/members.h"
#include "store/facts.h"

enum { STATE_VERSION = 1 };

enum history_count history_count_of(enum incident_kind kind)
{
    return kind_counts_all(kind) ? HISTORY_ALL : HISTORY_NEGATIVE;
}

static struct str state_key(struct arena *arena, size_t which, struct str brand)
{
    static const char *const names[HISTORY_COUNTS] = {"", "all"};
    return str_format(arena, "baseline/%s/%.*s", names[which], STR_FMT(brand));
}

/* What the loading needs. */
struct loading {
    struct app *app;
    struct str brand;
    struct arena *arena;
    struct history *history;
    size_t counts;                /* how many ways to count are wanted */
    int64_t first, end;           /* hours with facts, up to the one in progress */
    int64_t from[HISTORY_COUNTS]; /* the first hour each baseline has not taken in */
};

bool history_kept(struct app *app, struct str brand, enum history_count which, struct arena *arena,
                  struct baseline *settled, bool *known, struct err *err)
{
    struct str state;
    int version;
    baseline_init(settled);
    if (!series_state_get(app->store, state_key(arena, which, brand), arena, &state, &version,
                          err)) {
        return false;
    }
    *known = state.p && baseline_load(settled, state, NULL);
    return true;
}

static bool load_baseline(struct loading *l, size_t which, struct err *err)
{
    bool known;
    struct baseline *settled = &l->history->settled[which];
    if (!history_kept(l->app, l->brand, (enum history_count)which, l->arena, settled, &known,
                      err)) {
        return false;
    }
    l->history->first[which] = !known;
    l->from[which] = known ? settled->last_hour + 1 : l->first;
    return true;
}

static bool load_baselines(struct loading *l, struct err *err)
{
    bool joined;
    for (size_t k = 0; k < l->counts; k++) {
        if (!load_baseline(l, k, err)) {
            return false;
        }
    }
    if (!members_joined(l->app, l->brand, l->from[0], l->end, &joined, err)) {
        return false;
    }
    for (size_t k = 0; k < l->counts; k++) {
        if (joined || l->history->first[k]) {
            baseline_init(&l->history->settled[k]);
            l->history->first[k] = true;
            l->from[k] = l->first;
        }
    }
    return true;
}

/* Learns the hours before the open ones. */
static void settle(struct loading *l, size_t which)
{
    struct history *history = l->history;
    for (size_t i = 0; i < history->count - history->open; i++) {
        const struct hour_fact *fact = &history->hours[which][i];
        if (fact->hour >= l->from[which]) {
            int week_hour = baseline_week_hour(l->app->config->time_zone, fact->hour);
            baseline_step(&history->settled[which], fact, week_hour, 1);
        }
    }
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static bool load_facts(struct loading *l, int back, struct err *err)
{
    static const enum incident_kind like[HISTORY_COUNTS] = {KIND_SPIKE, KIND_VOLUME};
    struct history *history = l->history;
    int64_t open = later(l->end - BASELINE_SETTLED_AGE, l->first);
    int64_t start = open - back;
    for (size_t k = 0; k < l->counts; k++) {
        open = later(open, l->from[k]);
        start = l->from[k] < start ? l->from[k] : start;
    }
    start = later(start, l->first);
    if (open >= l->end) {
        return true;
    }
    history->count = (size_t)(l->end - start);
    history->open = (size_t)(l->end - open);
    struct hour_fact *facts = arena_array(l->arena, struct hour_fact, history->count);
    if (!facts_read(l->app->store, l->brand, STR_NONE, start, l->end, facts, err)) {
        return false;
    }
    for (size_t k = 0; k < l->counts; k++) {
        history->hours[k] = arena_array(l->arena, struct hour_fact, history->count);
        rule_count(like[k], facts, history->count, history->hours[k]);
        settle(l, k);
    }
    return true;
}

bool history_load(struct app *app, struct str brand, bool all, int back, struct arena *arena,
                  struct history *history, struct err *err)
{
    struct loading l = {.app = app, .brand = brand, .arena = arena, .history = history};
    int64_t last;
    *history = (struct history){0};
    l.counts = all ? HISTORY_COUNTS : 1;
    l.end = app->now / HOUR + 1;
    return facts_span(app->store, brand, STR_NONE, &history->any, &l.first, &last, err) &&
           (!history->any || (load_baselines(&l, err) && load_facts(&l, back, err)));
}

bool history_save(struct app *app, struct str brand, const struct history *history, struct err *err)
{
    for (size_t k = 0; k < HISTORY_COUNTS; k++) {
        if (!history->hours[k] || history->settled[k].last_hour == BASELINE_NEW) {
            continue;
        }
        CLEANUP(arena_clear) struct arena arena = {0};
        CLEANUP_BUF struct buf bytes = BUF_INIT(BASELINE_BYTES_MAX);
        baseline_save(&history->settled[k], &bytes);
        if (!series_state_put(app->store, state_key(&arena, k, brand), buf_str(&bytes),
                              STATE_VERSION, err)) {
            return false;
        }
    }
    return true;
}

static bool mark_gaps(struct app *app, struct str brand, struct hour_fact *hours, size_t count,
                      struct arena *arena, struct err *err)
{
    enum { USUAL_DAYS = 28 };
    int64_t from = hours[0].hour, to = from + (int64_t)count;
    struct source_fact *sources;
    size_t source_count;
    struct hour_fact *facts = arena_array(arena, struct hour_fact, count);
    if (!facts_by_source(app->store, brand, to - USUAL_DAYS * 24, to, arena, &sources,
                         &source_count, err)) {
        return false;
    }
    for (size_t s = 0; s < source_count; s++) {
        if (!facts_read(app->store, brand, sources[s].source, from, to, facts, err)) {
            return false;
        }
        for (size_t i = 0; i < count; i++) {
            hours[i].gap = hours[i].gap || facts[i].gap;
        }
    }
    return true;
}

bool history_gaps(struct app *app, struct str brand, struct hour_fact *hours, size_t count,
                  struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    return count == 0 || mark_gaps(app, brand, hours, count, &arena, err);
}

struct rule_walk history_walk(const struct app *app, const struct history *history,
                              const struct rule *rule)
{
    enum history_count which = history_count_of(rule->kind);
    return (struct rule_walk){*rule, history->settled[which], history->hours[which],
                              history->count - history->open, app->config->time_zone};
}
