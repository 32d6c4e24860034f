#include "app/members.h"

#include "base/limits.h"
#include "detect/baseline.h"
#include "store/facts.h"

#include <math.h>
#include <stdlib.h>

#define HALF_LIFE   (7 * 24.0) /* hours, as of the level of a baseline */
#define USUAL_HOURS (28 * 24)
#define WORTH       0.02 /* of the mentions: a source below it may come and go */
#define MAKES_ANEW  0.2  /* of them: a brand with it is another brand */

enum { MEMBERS_VERSION = 2 };

/* ---- kept as lines: "up_to begins", then "source weight since first" of each ---- */

static int64_t number_take(struct str *line)
{
    struct str word;
    int64_t number = 0;
    return str_take(line, ' ', &word) && str_to_int(word, &number) ? number : 0;
}

static struct member member_read(struct str line, struct arena *arena)
{
    struct str weight;
    struct member member = {0};
    str_take(&line, ' ', &member.source);
    str_take(&line, ' ', &weight);
    member.weight = fmax(strtod(str_z(arena, weight), NULL), 0);
    member.since = number_take(&line);
    member.first = number_take(&line);
    return member;
}

static void members_read(struct members *members, struct str state, struct arena *arena)
{
    struct str line;
    str_take(&state, '\n', &line);
    members->up_to = number_take(&line);
    members->begins = number_take(&line);
    members->list = arena_array(arena, struct member, state.n / 4 + 1);
    while (str_take(&state, '\n', &line)) {
        if (line.n > 0) {
            members->list[members->count++] = member_read(line, arena);
        }
    }
}

static struct str state_key(struct arena *arena, struct str brand)
{
    return str_format(arena, "members//%.*s", STR_FMT(brand));
}

/* Source names are single words: nabz.yaml allows no others. */
bool members_save(struct app *app, struct str brand, const struct members *members, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    CLEANUP_BUF struct buf state = BUF_INIT(MIB);
    buf_addf(&state, "%lld %lld\n", (long long)members->up_to, (long long)members->begins);
    for (size_t i = 0; i < members->count; i++) {
        const struct member *member = &members->list[i];
        buf_addf(&state, "%.*s %.6g %lld %lld\n", STR_FMT(member->source), member->weight,
                 (long long)member->since, (long long)member->first);
    }
    return series_state_put(app->store, state_key(&arena, brand), buf_str(&state), MEMBERS_VERSION,
                            err);
}

/* ---- weighing ---- */

static struct member *find(const struct members *members, struct str source)
{
    for (size_t i = 0; i < members->count; i++) {
        if (str_eq(members->list[i].source, source)) {
            return &members->list[i];
        }
    }
    return NULL;
}

/* Adds the mentions of the hours that have settled since; those before count for less. */
static bool weigh(struct app *app, struct str brand, struct arena *arena, struct members *members,
                  int64_t until, struct err *err)
{
    struct source_fact *facts;
    size_t count;
    if (until <= members->up_to) {
        return true;
    }
    if (!facts_by_source(app->store, brand, members->up_to, until, arena, &facts, &count, err)) {
        return false;
    }
    for (size_t i = 0; i < members->count; i++) {
        members->list[i].weight *= exp2(-(double)(until - members->up_to) / HALF_LIFE);
    }
    for (size_t i = 0; i < count; i++) {
        struct member *member = find(members, facts[i].source);
        if (member) {
            member->weight += (double)facts[i].total;
        }
    }
    members->up_to = until;
    return true;
}

/* A new one is worth what it would be had it always brought as much. Not *there: it has brought
 * nothing yet. */
static bool join(struct app *app, struct str brand, struct str source, double total, int64_t end,
                 bool founding, struct member *member, bool *there, struct err *err)
{
    const double mass = HALF_LIFE / log(2);
    int64_t first, last;
    if (!facts_span(app->store, brand, source, there, &first, &last, err)) {
        return false;
    }
    *there = *there && first < end;
    int64_t week = first + BASELINE_WEEK, settled = end + BASELINE_SETTLED_AGE, hours = end - first;
    hours = hours < 24 ? 24 : hours > USUAL_HOURS ? USUAL_HOURS : hours;
    *member = (struct member){.source = source,
                              .weight = total / (double)hours * mass,
                              .since = founding         ? 0
                                       : week > settled ? week
                                                        : settled,
                              .first = first};
    return true;
}

static double total_of(const struct source_fact *facts, size_t count, struct str source)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(facts[i].source, source)) {
            return (double)facts[i].total;
        }
    }
    return 0;
}

/* Their mentions are only counted when there is a new one: it is asked in every run. */
static bool join_new(struct app *app, struct str brand, struct arena *arena,
                     struct members *members, bool founding, struct err *err)
{
    struct source_fact *facts = NULL;
    struct str *sources;
    size_t count, fact_count = 0, known = members->count;
    int64_t end = members->end;
    if (!facts_sources(app->store, brand, arena, &sources, &count, err)) {
        return false;
    }
    struct member *list = arena_array(arena, struct member, known + count);
    for (size_t i = 0; i < known; i++) {
        list[i] = members->list[i];
    }
    for (size_t i = 0; i < count; i++) {
        if (find(members, sources[i])) {
            continue;
        }
        if (!facts && !facts_by_source(app->store, brand, end - USUAL_HOURS, end, arena, &facts,
                                       &fact_count, err)) {
            return false;
        }
        bool there;
        if (!join(app, brand, sources[i], total_of(facts, fact_count, sources[i]), end, founding,
                  &list[known], &there, err)) {
            return false;
        }
        known += there;
    }
    members->list = list;
    members->count = known;
    return true;
}

/* Those whose time has come since it was last asked. */
static void take_in(struct members *members, int64_t asked)
{
    for (size_t i = 0; i < members->count; i++) {
        members->weight += member_counts(members, &members->list[i]) ? members->list[i].weight : 0;
    }
    for (size_t i = 0; i < members->count; i++) {
        const struct member *member = &members->list[i];
        if (member->since > asked && member_counts(members, member)) {
            members->joined = true;
            if (member->weight >= MAKES_ANEW * members->weight && member->first > members->begins) {
                members->begins = member->first;
            }
        }
    }
}

bool members_load(struct app *app, struct str brand, struct arena *arena, struct members *members,
                  struct err *err)
{
    struct str state;
    int version;
    int64_t end = app->now / HOUR + 1, settled = end - BASELINE_SETTLED_AGE;
    *members = (struct members){.up_to = settled, .end = end};
    if (!series_state_get(app->store, state_key(arena, brand), arena, &state, &version, err)) {
        return false;
    }
    bool known = state.p && version == MEMBERS_VERSION;
    if (known) {
        members_read(members, state, arena);
    }
    int64_t asked = members->up_to + BASELINE_SETTLED_AGE;
    if (!weigh(app, brand, arena, members, settled, err) ||
        !join_new(app, brand, arena, members, !known, err)) {
        return false;
    }
    take_in(members, asked);
    return true;
}

bool member_counts(const struct members *members, const struct member *member)
{
    return member->since <= members->end;
}

bool member_matters(const struct members *members, const struct member *member)
{
    return member_counts(members, member) && member->weight >= WORTH * members->weight;
}
