#include "app/history.h"

#include "store/facts.h"

#define LATE_PART 0.05 /* of the mentions of LATE_HOURS: beyond it the state is learned anew */

enum { STATE_VERSION = 1, LATE_VERSION = 1, LATE_HOURS = 28 * 24 };

static const char *const way_names[COUNT_WAYS] = {"", "all", "stories", "all-stories"};

static struct str state_key(struct arena *arena, enum count_way way, const struct subject *subject)
{
    return subject_key(arena, "baseline", way_names[way], subject);
}

/* What the loading needs. */
struct loading {
    struct filling *filling;
    struct app *app;
    const struct subject *subject;
    const struct members *members;
    const struct history_wants *wants;
    struct arena *arena;
    struct history *history;
    int64_t first, end;       /* hours with facts, up to the one in progress */
    int64_t from[COUNT_WAYS]; /* the first hour each baseline has not taken in */
};

bool history_kept(struct app *app, const struct subject *subject, enum count_way way,
                  struct arena *arena, struct baseline *settled, bool *known, struct err *err)
{
    struct str state;
    int version;
    baseline_init(settled);
    if (!series_state_get(app->store, state_key(arena, way, subject), arena, &state, &version,
                          err)) {
        return false;
    }
    *known = state.p && baseline_load(settled, state, NULL) &&
             settled->last_hour <= app->now / HOUR; /* else by a clock that was ahead */
    if (!*known) {
        baseline_init(settled);
    }
    return true;
}

/* ---- late mentions ---- */

static bool late_seen(struct loading *l, int64_t *seen, struct err *err)
{
    struct str state;
    int version;
    *seen = 0;
    if (!series_state_get(l->app->store, subject_key(l->arena, "late", "", l->subject), l->arena,
                          &state, &version, err)) {
        return false;
    }
    if (state.p && !str_to_int(state, seen)) {
        *seen = 0;
    }
    return true;
}

static bool recent_total(struct loading *l, double *total, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    struct hour_fact *facts = arena_array(&arena, struct hour_fact, LATE_HOURS);
    *total = 0;
    if (!subject_facts(l->app, l->subject, l->end - LATE_HOURS, l->end, facts, err)) {
        return false;
    }
    for (size_t i = 0; i < LATE_HOURS; i++) {
        *total += facts[i].total;
    }
    return true;
}

static bool too_late(struct loading *l, bool *rebuild, struct err *err)
{
    int64_t seen;
    double total;
    *rebuild = false;
    if (!subject_late(l->app, l->subject, &l->history->late, err) || !late_seen(l, &seen, err)) {
        return false;
    }
    if (l->history->late == seen) {
        return true;
    }
    if (!recent_total(l, &total, err)) {
        return false;
    }
    *rebuild = (double)(l->history->late - seen) > LATE_PART * total;
    return true;
}

/* ---- loading ---- */

static bool load_baselines(struct loading *l, struct err *err)
{
    bool rebuild;
    if (!too_late(l, &rebuild, err)) {
        return false;
    }
    /* A part by source begins by itself. */
    bool joined = l->members->joined && l->subject->part.kind != PART_SOURCE;
    l->history->rebuilt = rebuild || joined;
    for (size_t way = 0; way < COUNT_WAYS; way++) {
        bool known = false;
        struct baseline *settled = &l->history->settled[way];
        if (l->wants->ways[way] && !history_kept(l->app, l->subject, (enum count_way)way, l->arena,
                                                 settled, &known, err)) {
            return false;
        }
        l->history->first[way] = !known;
        if (!known || l->history->rebuilt) {
            baseline_init(settled);
        }
        l->from[way] = settled->last_hour == BASELINE_NEW ? l->first : settled->last_hour + 1;
    }
    return true;
}

/* Learns the hours before the open ones. */
static void settle(struct loading *l, size_t way)
{
    struct history *history = l->history;
    for (size_t i = 0; i < history->count - history->open; i++) {
        const struct hour_fact *fact = &history->hours[way][i];
        if (fact->hour >= l->from[way]) {
            int week_hour = baseline_week_hour(l->app->config->time_zone, fact->hour);
            baseline_step(&history->settled[way], fact, week_hour, 1);
        }
    }
}

/* Takes off what sources that do not count yet have brought. */
static bool leave_out_new(struct loading *l, struct hour_fact *facts, struct err *err)
{
    struct history *history = l->history;
    for (size_t m = 0; l->subject->part.kind == PART_ALL && m < l->members->count; m++) {
        const struct member *member = &l->members->list[m];
        if (member_counts(l->members, member)) {
            continue;
        }
        struct hour_fact *theirs = arena_array(l->arena, struct hour_fact, history->count);
        if (!facts_read(l->app->store, l->subject->brand, member->source, facts[0].hour, l->end,
                        theirs, err)) {
            return false;
        }
        for (size_t i = 0; i < history->count; i++) {
            facts[i].total -= theirs[i].total;
            facts[i].negative -= theirs[i].negative;
            facts[i].stories -= theirs[i].stories;
            facts[i].negative_stories -= theirs[i].negative_stories;
        }
    }
    return true;
}

static bool take_facts(struct loading *l, struct hour_fact *facts, struct err *err)
{
    struct history *history = l->history;
    if (!leave_out_new(l, facts, err)) {
        return false;
    }
    for (size_t way = 0; way < COUNT_WAYS; way++) {
        if (l->wants->ways[way]) {
            history->hours[way] = arena_array(l->arena, struct hour_fact, history->count);
            rule_count((enum count_way)way, facts, history->count, history->hours[way]);
            settle(l, way);
        }
    }
    history->complete = arena_array(l->arena, double, history->count);
    return filling_hours(l->filling, l->subject, l->members, facts[0].hour, history->count,
                         history->complete, err);
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static bool load_facts(struct loading *l, struct err *err)
{
    struct history *history = l->history;
    int64_t open = later(l->end - BASELINE_SETTLED_AGE, l->first);
    int64_t start = open - l->wants->back;
    for (size_t way = 0; way < COUNT_WAYS; way++) {
        if (l->wants->ways[way]) {
            open = later(open, l->from[way]);
            start = l->from[way] < start ? l->from[way] : start;
        }
    }
    start = later(start, l->first);
    if (open >= l->end) {
        return true;
    }
    history->count = (size_t)(l->end - start);
    history->open = (size_t)(l->end - open);
    struct hour_fact *facts = arena_array(l->arena, struct hour_fact, history->count);
    return subject_facts(l->app, l->subject, start, l->end, facts, err) &&
           take_facts(l, facts, err);
}

bool history_load(struct filling *filling, const struct subject *subject,
                  const struct members *members, const struct history_wants *wants,
                  struct arena *arena, struct history *history, struct err *err)
{
    struct loading l = {.filling = filling,
                        .app = filling->app,
                        .subject = subject,
                        .members = members,
                        .wants = wants,
                        .arena = arena,
                        .history = history,
                        .end = filling->app->now / HOUR + 1};
    int64_t last;
    *history = (struct history){.subject = *subject};
    if (!subject_span(l.app, subject, &history->any, &l.first, &last, err)) {
        return false;
    }
    if (!history->any) {
        return true;
    }
    if (subject->part.kind != PART_SOURCE) {
        l.first = later(l.first, members->begins);
    }
    return load_baselines(&l, err) && load_facts(&l, err);
}

bool history_save(struct app *app, const struct history *history, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    bool first = false;
    for (size_t way = 0; way < COUNT_WAYS; way++) {
        if (!history->hours[way] || history->settled[way].last_hour == BASELINE_NEW) {
            continue;
        }
        first = first || history->first[way];
        CLEANUP_BUF struct buf bytes = BUF_INIT(BASELINE_BYTES_MAX);
        baseline_save(&history->settled[way], &bytes);
        if (!series_state_put(app->store, state_key(&arena, (enum count_way)way, &history->subject),
                              buf_str(&bytes), STATE_VERSION, err)) {
            return false;
        }
    }
    return !(first || history->rebuilt) ||
           series_state_put(app->store, subject_key(&arena, "late", "", &history->subject),
                            str_format(&arena, "%lld", (long long)history->late), LATE_VERSION,
                            err);
}

static bool mark_gaps(struct app *app, const struct subject *subject, const struct member *member,
                      struct hour_fact *hours, size_t count, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    struct hour_fact *facts = arena_array(&arena, struct hour_fact, count);
    int64_t from = hours[0].hour;
    if (!facts_read(app->store, subject->brand, member->source, from, from + (int64_t)count, facts,
                    err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        hours[i].gap = hours[i].gap || facts[i].gap;
    }
    return true;
}

bool history_gaps(struct app *app, const struct subject *subject, const struct members *members,
                  struct hour_fact *hours, size_t count, struct err *err)
{
    for (size_t m = 0; count > 0 && m < members->count; m++) {
        const struct member *member = &members->list[m];
        bool ours = subject->part.kind == PART_SOURCE
                        ? part_has_source(subject->part, member->source)
                        : member_matters(members, member);
        if (ours && !mark_gaps(app, subject, member, hours, count, err)) {
            return false;
        }
    }
    return true;
}

struct rule_walk history_walk(const struct app *app, const struct history *history,
                              const struct rule *rule)
{
    enum count_way way = rule_way(rule->kind, rule->stories);
    return (struct rule_walk){.rule = *rule,
                              .baseline = history->settled[way],
                              .hours = history->hours[way],
                              .complete = history->complete,
                              .seen = history->count - history->open,
                              .zone = app->config->time_zone};
}
