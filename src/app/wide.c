#include "app/wide.h"

#include "app/announce.h"
#include "app/causes.h"
#include "store/facts.h"
#include "store/incidents.h"

#include <math.h>
#include <stdlib.h>

static bool is_wide(const struct incident *incident)
{
    return str_eq(incident->brand, STR(INCIDENT_MANY_BRANDS));
}

static const struct config_rule *rule_of(const struct app *app, struct str name)
{
    for (unsigned i = 0; i < app->config->rule_count; i++) {
        if (str_eq(str_of(app->config->rules[i].name), name)) {
            return &app->config->rules[i];
        }
    }
    return NULL;
}

static bool tell(struct app *app, struct incident *wide, enum incident_event event, unsigned size,
                 struct evaluation *evaluation, struct err *err)
{
    const struct config_rule *rule = rule_of(app, wide->rule);
    evaluation->opened += event == EVENT_OPENED || event == EVENT_REOPENED;
    return !rule || announce_kept(app, config_team(app->config, rule->team), wide, event, size,
                                  NULL, &evaluation->messages, err);
}

bool wide_parent(struct app *app, const struct incident *incident, struct arena *arena,
                 struct incident *parent, bool *found, struct err *err)
{
    *found = false;
    if (incident->parent &&
        !incident_get(app->store, incident->parent, arena, parent, found, err)) {
        return false;
    }
    *found = *found && is_wide(parent) && parent->state != INCIDENT_RESOLVED;
    return true;
}

bool wide_find(struct app *app, const struct incident *incident, struct arena *arena,
               struct incident *parent, bool *found, struct err *err)
{
    struct str source = incident_lead_source(incident);
    *found = false;
    return !source.p || incident_open_get(app->store, incident->rule, STR(INCIDENT_MANY_BRANDS),
                                          part_text((struct part){PART_SOURCE, source}, arena),
                                          arena, parent, found, err);
}

/* ---- its numbers are the sums of its brands' ---- */

static int more_first(const void *a, const void *b)
{
    const struct driver *x = a, *y = b;
    double dx = x->observed - x->expected, dy = y->observed - y->expected;
    return dx > dy ? -1 : dx < dy ? 1 : str_cmp(x->name, y->name);
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static void add_numbers(struct incident *wide, const struct incident *one)
{
    bool first = wide->window_end == 0;
    wide->window_start = first ? one->window_start : earlier(wide->window_start, one->window_start);
    wide->window_end = -earlier(-wide->window_end, -one->window_end);
    wide->opened_at = first ? one->opened_at : earlier(wide->opened_at, one->opened_at);
    wide->observed += one->observed;
    wide->expected += one->expected;
    wide->total += one->total;
    wide->total_expected += one->total_expected;
    wide->p = first ? one->p : fmin(wide->p, one->p);
    wide->severity = wide->severity > one->severity ? wide->severity : one->severity;
    wide->volume = (first || wide->volume) && one->volume;
    wide->no_data = wide->no_data || one->no_data;
}

/* The brands with the largest excess, and their shares of that of all. */
static void list_brands(struct incident *wide, struct driver *brands, size_t count)
{
    double excess = 0;
    qsort(brands, count, sizeof *brands, more_first);
    for (size_t i = 0; i < count; i++) {
        excess += fabs(brands[i].observed - brands[i].expected);
    }
    wide->brand_count = count < INCIDENT_DRIVERS ? count : INCIDENT_DRIVERS;
    for (size_t i = 0; i < wide->brand_count; i++) {
        wide->brands[i] = brands[i];
        wide->brands[i].share =
            excess > 0 ? fabs(brands[i].observed - brands[i].expected) / excess : 0;
    }
}

/* ---- opening ---- */

/* What may be shared: openings of this run, and whole brands' incidents that are not much older. */
struct candidate {
    const struct incident *incident;
    struct str source;       /* that it is about */
    struct telling *opening; /* of this run; NULL: told of before */
};

struct candidates {
    struct app *app;
    struct arena arena;
    struct candidate *list;
    size_t count;
    struct arena *begun_arena;
    struct wide_begun **begun;
};

static void add_candidate(struct candidates *c, const struct incident *incident,
                          struct telling *opening)
{
    struct str source = incident_lead_source(incident);
    if (source.p && !kind_picks(incident->kind) && str_find_byte(source, '+') == STR_NOT_FOUND) {
        c->list[c->count++] = (struct candidate){incident, source, opening};
    }
}

static bool find_candidates(struct candidates *c, struct telling *const *openings, size_t count,
                            struct err *err)
{
    struct incident *open;
    size_t open_count;
    int64_t since = c->app->now - WIDE_HOURS * HOUR;
    if (!incidents_list(c->app->store, true, 0, &c->arena, &open, &open_count, err)) {
        return false;
    }
    c->list = arena_array(&c->arena, struct candidate, count + open_count);
    for (size_t i = 0; i < count; i++) {
        add_candidate(c, &openings[i]->incident, openings[i]);
    }
    for (size_t i = 0; i < open_count; i++) {
        if (!open[i].backfill && !open[i].parent && open[i].opened_at >= since &&
            !is_wide(&open[i])) {
            add_candidate(c, &open[i], NULL);
        }
    }
    return true;
}

static bool together(const struct candidate *a, const struct candidate *b)
{
    return str_eq(a->incident->rule, b->incident->rule) && str_eq(a->source, b->source);
}

/* By rule and source, then brand, and of a brand the whole first. */
static int together_first(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    int by = str_cmp(x->incident->rule, y->incident->rule);
    by = by ? by : str_cmp(x->source, y->source);
    by = by ? by : str_cmp(x->incident->brand, y->incident->brand);
    return by ? by : str_cmp(x->incident->part, y->incident->part);
}

/* Sums candidates of one rule and source, one for each brand: a part and its whole are one. */
static size_t gather(const struct candidate *list, size_t count, struct incident *wide,
                     struct driver *brands)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        const struct incident *one = list[i].incident;
        if (i == 0 || !str_eq(one->brand, list[i - 1].incident->brand)) {
            brands[found++] = (struct driver){one->brand, one->observed, one->expected, 0};
            add_numbers(wide, one);
        }
    }
    return found;
}

/* What is behind the numbers it has. */
static bool describe(struct candidates *c, struct incident *wide, struct str source,
                     struct driver *brands, size_t brand_count, struct err *err)
{
    list_brands(wide, brands, brand_count);
    wide->sources[0] = (struct driver){source, wide->observed, wide->expected, 1};
    wide->source_count = 1;
    return wide->kind == KIND_SILENCE || causes_find(c->app, &c->arena, wide, err);
}

/* All it came from stands below it from now on, told one by one before or not yet stored. */
static bool adopt(struct app *app, const struct candidate *list, size_t count, int64_t parent,
                  struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        struct incident incident = *list[i].incident;
        incident.parent = parent;
        if (list[i].opening) {
            list[i].opening->incident.parent = parent;
        } else if (!incident_put(app->store, &incident, err)) {
            return false;
        }
    }
    return true;
}

/* One that was over and has come back before its cooldown was is the same. */
static bool take_back(struct candidates *c, struct incident *wide, struct err *err)
{
    const struct config_rule *rule = rule_of(c->app, wide->rule);
    struct incident last;
    bool found;
    if (!incident_last_get(c->app->store, wide->rule, wide->brand, wide->part, &c->arena, &last,
                           &found, err)) {
        return false;
    }
    if (found && rule && last.state == INCIDENT_RESOLVED && last.ending != ENDING_REMOVED &&
        c->app->now - last.resolved_at <= rule->cooldown_s) {
        wide->id = last.id;
        wide->opened_at = last.opened_at;
        wide->grown_at = last.grown_at;
        wide->reopened_at = c->app->now;
        wide->returns = last.returns + 1;
    }
    return true;
}

static void add_begun(struct candidates *c, int64_t id)
{
    struct wide_begun *one = arena_new(c->begun_arena, struct wide_begun);
    *one = (struct wide_begun){*c->begun, id};
    *c->begun = one;
}

static bool open_one(struct candidates *c, const struct candidate *list, size_t count,
                     struct err *err)
{
    const struct incident *like = list->incident;
    struct incident wide = {.kind = like->kind,
                            .rule = like->rule,
                            .brand = STR(INCIDENT_MANY_BRANDS),
                            .part = part_text((struct part){PART_SOURCE, list->source}, &c->arena),
                            .stories = like->stories,
                            .state = INCIDENT_OPEN,
                            .grown_at = TIME_NONE,
                            .reopened_at = TIME_NONE,
                            .resolved_at = TIME_NONE},
                    parent;
    struct driver *brands = arena_array(&c->arena, struct driver, count);
    size_t brand_count = gather(list, count, &wide, brands), known;
    bool found;
    if (!facts_brand_count(c->app->store, list->source, &known, err) ||
        !wide_find(c->app, like, &c->arena, &parent, &found, err)) {
        return false;
    }
    if (found || brand_count < WIDE_BRANDS || (double)brand_count <= WIDE_SHARE * (double)known) {
        return true;
    }
    if (!take_back(c, &wide, err) || !describe(c, &wide, list->source, brands, brand_count, err) ||
        !incident_put(c->app->store, &wide, err)) {
        return false;
    }
    add_begun(c, wide.id);
    return adopt(c->app, list, count, wide.id, err);
}

static bool open_groups(struct candidates *c, struct err *err)
{
    size_t count = 1;
    qsort(c->list, c->count, sizeof *c->list, together_first);
    for (size_t i = 0; i < c->count; i += count) {
        bool fresh = false;
        for (count = 0; i + count < c->count && together(&c->list[i], &c->list[i + count]);
             count++) {
            fresh = fresh || c->list[i + count].opening;
        }
        if (fresh && !open_one(c, &c->list[i], count, err)) {
            return false;
        }
    }
    return true;
}

bool wide_open(struct app *app, struct telling *const *openings, size_t count, struct arena *arena,
               struct wide_begun **begun, struct err *err)
{
    struct candidates c = {.app = app, .begun_arena = arena, .begun = begun};
    bool well = count == 0 || (find_candidates(&c, openings, count, err) &&
                               (c.count == 0 || open_groups(&c, err)));
    arena_clear(&c.arena);
    return well;
}

/* ---- afterwards ---- */

/* One whose brands are all over is: calm when one of them is. */
static enum incident_ending ending_of(const struct incident *below, size_t count)
{
    bool removed = count > 0;
    for (size_t i = 0; i < count; i++) {
        if (below[i].state != INCIDENT_RESOLVED) {
            return ENDING_NONE;
        }
        removed = removed && below[i].ending == ENDING_REMOVED;
    }
    return removed ? ENDING_REMOVED : ENDING_CALM;
}

static bool end_one(struct app *app, struct incident *wide, enum incident_ending ending,
                    struct err *err)
{
    wide->state = INCIDENT_RESOLVED;
    wide->ending = ending;
    wide->resolved_at = app->now;
    return incident_put(app->store, wide, err);
}

static double excess(const struct incident *incident)
{
    return fabs(incident->observed - incident->expected);
}

static void take_numbers(struct incident *wide, const struct incident *now)
{
    wide->window_start = now->window_start;
    wide->window_end = now->window_end;
    wide->observed = now->observed;
    wide->expected = now->expected;
    wide->total = now->total;
    wide->total_expected = now->total_expected;
    wide->p = now->p;
    wide->volume = now->volume;
    wide->no_data = now->no_data;
}

/* The brands of it that are not over, as they are together now. */
static size_t sum_open(struct candidates *c, struct str source, const struct incident *below,
                       size_t count, struct incident *now, struct driver **brands)
{
    c->list = arena_array(&c->arena, struct candidate, count);
    *brands = arena_array(&c->arena, struct driver, count);
    for (size_t i = 0; i < count; i++) {
        if (below[i].state != INCIDENT_RESOLVED) {
            c->list[c->count++] = (struct candidate){&below[i], source, NULL};
        }
    }
    qsort(c->list, c->count, sizeof *c->list, together_first);
    return gather(c->list, c->count, now, *brands);
}

static bool grow_one(struct candidates *c, struct incident *wide, const struct incident *below,
                     size_t count, struct evaluation *evaluation, struct err *err)
{
    struct incident now = {.kind = wide->kind};
    struct str source = part_of_text(wide->part).name;
    struct driver *brands;
    size_t brand_count = sum_open(c, source, below, count, &now, &brands);
    bool worse = now.severity > wide->severity, more = excess(&now) > excess(wide);
    if (!worse && !more) {
        return !incident_has_outgrown(wide) || /* while it was muted */
               tell(c->app, wide, EVENT_GROWN, incident_size(wide), evaluation, err);
    }
    take_numbers(wide, &now);
    wide->severity = worse ? now.severity : wide->severity;
    wide->grown_at = worse ? c->app->now : wide->grown_at;
    unsigned size = !worse && incident_has_outgrown(wide) ? incident_size(wide) : 0;
    return describe(c, wide, source, brands, brand_count, err) &&
           incident_put(c->app->store, wide, err) &&
           ((!worse && !size) || tell(c->app, wide, EVENT_GROWN, size, evaluation, err));
}

static bool has_begun(const struct wide_begun *begun, const struct incident *wide)
{
    while (begun && begun->id != wide->id) {
        begun = begun->next;
    }
    return begun;
}

static bool follow_one(struct candidates *c, struct incident *wide, bool begun,
                       struct evaluation *evaluation, struct err *err)
{
    struct incident *below;
    size_t count;
    if (!incidents_below(c->app->store, wide->id, &c->arena, &below, &count, err)) {
        return false;
    }
    enum incident_ending ending = ending_of(below, count);
    if (ending != ENDING_NONE && !end_one(c->app, wide, ending, err)) {
        return false;
    }
    if (begun) {
        enum incident_event event = wide->returns ? EVENT_REOPENED : EVENT_OPENED;
        return tell(c->app, wide, event, 0, evaluation, err);
    }
    return ending == ENDING_NONE
               ? grow_one(c, wide, below, count, evaluation, err)
               : ending == ENDING_REMOVED || tell(c->app, wide, EVENT_RESOLVED, 0, evaluation, err);
}

bool wide_follow(struct app *app, const struct wide_begun *begun, struct evaluation *evaluation,
                 struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    struct incident *open;
    size_t count;
    if (!incidents_list(app->store, true, 0, &arena, &open, &count, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct candidates c = {.app = app};
        bool well = !is_wide(&open[i]) ||
                    follow_one(&c, &open[i], has_begun(begun, &open[i]), evaluation, err);
        arena_clear(&c.arena);
        if (!well) {
            return false;
        }
    }
    return true;
}
