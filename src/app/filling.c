#include "app/filling.h"

#include "base/limits.h"
#include "detect/baseline.h"
#include "store/facts.h"
#include "store/mentions.h"
#include "store/sources.h"

#include <math.h>
#include <stdlib.h>

#define LAGS        7
#define LAG_PRIOR   20.0       /* mentions: sources are prompt until they are seen not to be */
#define HALF_LIFE   (7 * 24.0) /* hours */
#define LEAST       0.25
#define LAG_VERSION 1
#define WALKS       "walks//"
#define LEARNED     "detect.arrived" /* setting: the newest mention whose lateness was counted */

/* Hours after the first walk that could have seen a mention, by which it was seen. */
static const int lags[LAGS] = {0, 1, 3, 6, 12, 24, BASELINE_SETTLED_AGE};

struct filling_source {
    struct str name;
    int64_t walked_at;  /* when it was last read whole; TIME_NONE: never */
    int64_t before_at;  /* the same at the last run */
    bool read;          /* what is below, when it is first asked for */
    int64_t learned_at; /* when `late` last decayed */
    double late[LAGS];  /* mentions by their lag, decayed */
};

static struct filling_source *source_named(struct filling *filling, struct str name)
{
    union map_value *known = map_get(&filling->sources, name);
    if (!known) {
        struct filling_source *made = arena_new(&filling->arena, struct filling_source);
        *made = (struct filling_source){.name = str_copy(&filling->arena, name),
                                        .walked_at = TIME_NONE,
                                        .before_at = TIME_NONE,
                                        .learned_at = filling->app->now};
        known = map_put(&filling->sources, made->name, NULL);
        known->pointer = made;
    }
    return known->pointer;
}

/* ---- what is kept of each that was ever late: "learned_at n n n n n n n" ---- */

static struct str state_key(struct arena *arena, struct str source)
{
    return str_format(arena, "lag//%.*s", STR_FMT(source));
}

static void state_read(struct filling_source *source, struct str state, struct arena *arena)
{
    struct str word;
    if (str_take(&state, ' ', &word) && str_to_int(word, &source->learned_at)) {
        for (size_t i = 0; i < LAGS && str_take(&state, ' ', &word); i++) {
            source->late[i] = fmax(strtod(str_z(arena, word), NULL), 0);
        }
    }
}

static bool state_save(struct filling *filling, const struct filling_source *source,
                       struct err *err)
{
    CLEANUP_BUF struct buf state = BUF_INIT(KIB);
    buf_addf(&state, "%lld", (long long)filling->app->now);
    for (size_t i = 0; i < LAGS; i++) {
        buf_addf(&state, " %.6g", source->late[i]);
    }
    return series_state_put(filling->app->store, state_key(&filling->arena, source->name),
                            buf_str(&state), LAG_VERSION, err);
}

static bool source_of(struct filling *filling, struct str name, struct filling_source **source,
                      struct err *err)
{
    struct str state;
    int version;
    *source = source_named(filling, name);
    if ((*source)->read) {
        return true;
    }
    (*source)->read = true;
    if (!series_state_get(filling->app->store, state_key(&filling->arena, name), &filling->arena,
                          &state, &version, err)) {
        return false;
    }
    if (state.p && version == LAG_VERSION) {
        state_read(*source, state, &filling->arena);
    }
    return true;
}

/* ---- the walks: of all sources in one state, lines of "source walked_at" ---- */

static bool walks_read(struct filling *filling, struct err *err)
{
    struct str state, line, name;
    int version;
    if (!series_state_get(filling->app->store, STR(WALKS), &filling->arena, &state, &version,
                          err)) {
        return false;
    }
    while (str_take(&state, '\n', &line)) {
        int64_t at;
        if (str_take(&line, ' ', &name) && str_to_int(line, &at)) {
            source_named(filling, name)->before_at = at;
        }
    }
    return true;
}

/* The next run must know when each source was last walked, news or not. */
static bool walks_take(struct filling *filling, struct err *err)
{
    CLEANUP_BUF struct buf lines = BUF_INIT(16 * MIB);
    struct source_walk *list;
    size_t count;
    bool moved = false;
    if (!sources_walked(filling->app->store, &filling->arena, &list, &count, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct filling_source *source = source_named(filling, list[i].source);
        source->walked_at = list[i].walked_at;
        moved = moved || source->walked_at != source->before_at;
        buf_addf(&lines, "%.*s %lld\n", STR_FMT(source->name), (long long)source->walked_at);
    }
    return !moved ||
           series_state_put(filling->app->store, STR(WALKS), buf_str(&lines), LAG_VERSION, err);
}

/* ---- learning ---- */

/* What was posted before the walk that did not see it came late. */
static void count_arrival(struct filling_source *source, const struct arrival *arrival)
{
    int64_t late = source->before_at / HOUR - arrival->hour;
    for (size_t i = 0; i < LAGS && source->before_at != TIME_NONE; i++) {
        if (late <= lags[i]) {
            source->late[i] += (double)arrival->count;
            return;
        }
    }
}

static void decay(const struct filling *filling, struct filling_source *source)
{
    double hours = (double)(filling->app->now - source->learned_at) / HOUR;
    for (size_t i = 0; i < LAGS; i++) {
        source->late[i] *= exp2(-fmax(hours, 0) / HALF_LIFE);
    }
}

static bool learn(struct filling *filling, int64_t newer, struct err *err)
{
    struct app *app = filling->app;
    struct arrival *list;
    size_t count;
    int64_t from = app->now / HOUR - BASELINE_SETTLED_AGE;
    if (!mentions_arrived(app->store, newer, from, &filling->arena, &list, &count, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct filling_source *source;
        bool first = i == 0 || !str_eq(list[i].source, list[i - 1].source);
        bool last = i + 1 == count || !str_eq(list[i].source, list[i + 1].source);
        if (!source_of(filling, list[i].source, &source, err)) {
            return false;
        }
        if (first) {
            decay(filling, source);
        }
        count_arrival(source, &list[i]);
        if (last && !state_save(filling, source, err)) {
            return false;
        }
    }
    return true;
}

bool filling_learn(struct app *app, struct filling *filling, struct err *err)
{
    struct str text;
    int64_t newer = 0, newest;
    *filling = (struct filling){.app = app};
    if (app->config->rule_count == 0) {
        return true; /* nobody asks */
    }
    if (!setting_get(app->store, LEARNED, &filling->arena, &text, err) ||
        !mentions_newest(app->store, &newest, err)) {
        return false;
    }
    if (text.p && !str_to_int(text, &newer)) {
        newer = 0;
    }
    return walks_read(filling, err) && walks_take(filling, err) &&
           (newest == newer ||
            (learn(filling, newer, err) &&
             setting_put(app->store, LEARNED,
                         str_format(&filling->arena, "%lld", (long long)newest), err)));
}

void filling_clear(struct filling *filling)
{
    map_clear(&filling->sources);
    arena_clear(&filling->arena);
}

/* ---- asking ---- */

/* The share of the source's mentions of the hour that is known; of one that was never walked, and
 * covers nothing that was imported, all. */
static double known_of(const struct filling *filling, const struct filling_source *source,
                       int64_t hour)
{
    int64_t now = filling->app->now, walked = source->walked_at;
    walked = walked == TIME_NONE || walked > now ? now : walked;
    double covered = fmin(fmax((double)(walked - hour * HOUR) / HOUR, 0), 1);
    double age = (double)(walked - (hour + 1) * HOUR) / HOUR;
    double known = LAG_PRIOR, all = LAG_PRIOR;
    for (size_t i = 0; i < LAGS; i++) {
        all += source->late[i];
        known += i == 0 || age >= lags[i] ? source->late[i] : 0;
    }
    return covered * known / all;
}

bool filling_hours(struct filling *filling, const struct subject *subject,
                   const struct members *members, int64_t from_hour, size_t count, double *complete,
                   struct err *err)
{
    double weight = 0;
    memset(complete, 0, count * sizeof *complete);
    for (size_t m = 0; m < members->count; m++) {
        const struct member *member = &members->list[m];
        struct filling_source *source;
        if (!part_has_source(subject->part, member->source) && subject->part.kind == PART_SOURCE) {
            continue;
        }
        if (!source_of(filling, member->source, &source, err)) {
            return false;
        }
        weight += member->weight;
        for (size_t i = 0; i < count; i++) {
            complete[i] += member->weight * known_of(filling, source, from_hour + (int64_t)i);
        }
    }
    for (size_t i = 0; i < count; i++) {
        complete[i] = weight > 0 ? fmin(fmax(complete[i] / weight, LEAST), 1) : 1;
    }
    return true;
}

bool filling_dark(struct filling *filling, struct str source, int64_t span_s, bool *dark,
                  struct err *err)
{
    struct source_status status;
    const struct config_source *config =
        config_source(filling->app->config, str_z(&filling->arena, source));
    if (!source_get(filling->app->store, source, &filling->arena, &status, err)) {
        return false;
    }
    *dark = config && !config->disabled && status.failures > 0 &&
            status.last_success_at != TIME_NONE &&
            filling->app->now - status.last_success_at >= span_s;
    return true;
}
