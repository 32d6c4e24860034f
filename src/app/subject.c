#include "app/subject.h"

#include "base/limits.h"
#include "store/facts.h"

/* ---- sources, one or several with a plus between them ---- */

static bool each_source(struct app *app, const struct subject *subject, int64_t from_hour,
                        int64_t to_hour, struct hour_fact *out, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    size_t count = (size_t)(to_hour - from_hour);
    struct hour_fact *facts = arena_array(&arena, struct hour_fact, count);
    struct str rest = subject->part.name, source;
    for (bool more = false; str_take(&rest, '+', &source); more = true) {
        if (!facts_read(app->store, subject->brand, source, from_hour, to_hour, more ? facts : out,
                        err)) {
            return false;
        }
        for (size_t i = 0; more && i < count; i++) {
            out[i].total += facts[i].total;
            out[i].negative += facts[i].negative;
            out[i].stories += facts[i].stories;
            out[i].negative_stories += facts[i].negative_stories;
            out[i].compound += facts[i].compound;
            out[i].gap = out[i].gap && facts[i].gap;
        }
    }
    return true;
}

static bool each_source_span(struct app *app, const struct subject *subject, bool *any,
                             int64_t *first, int64_t *last, struct err *err)
{
    struct str rest = subject->part.name, source;
    *any = false;
    while (str_take(&rest, '+', &source)) {
        bool one;
        int64_t from, to;
        if (!facts_span(app->store, subject->brand, source, &one, &from, &to, err)) {
            return false;
        }
        *first = one && (!*any || from < *first) ? from : *any ? *first : 0;
        *last = one && (!*any || to > *last) ? to : *any ? *last : 0;
        *any = *any || one;
    }
    return true;
}

static bool source_parts(struct app *app, struct str brand, struct arena *arena, struct part **list,
                         size_t *count, struct err *err)
{
    struct str *names;
    if (!facts_sources(app->store, brand, arena, &names, count, err)) {
        return false;
    }
    *list = arena_array(arena, struct part, *count);
    for (size_t i = 0; i < *count; i++) {
        (*list)[i] = (struct part){PART_SOURCE, names[i]};
    }
    return true;
}

/* ---- needs: hours and gaps are those of the brand ---- */

static bool need_facts(struct app *app, const struct subject *subject, int64_t from_hour,
                       int64_t to_hour, struct hour_fact *out, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    enum need need = need_from_name(str_z(&arena, subject->part.name));
    if (need == NEED_COUNT) {
        return err_set(err, "no need \"%.*s\"", STR_FMT(subject->part.name));
    }
    if (!facts_read_need(app->store, subject->brand, need, from_hour, to_hour, out, err)) {
        return false;
    }
    for (int64_t hour = from_hour; hour < to_hour; hour++) {
        struct hour_fact *fact = &out[hour - from_hour];
        fact->stories = fact->total; /* stories are not told apart by need */
        fact->negative_stories = fact->negative;
    }
    return true;
}

static bool need_parts(struct app *app, struct str brand, struct arena *arena, struct part **list,
                       size_t *count, struct err *err)
{
    uint32_t needs;
    if (!facts_needs(app->store, brand, &needs, err)) {
        return false;
    }
    *list = arena_array(arena, struct part, NEED_COUNT);
    *count = 0;
    for (int need = 0; need < NEED_COUNT; need++) {
        if (needs & 1u << need) {
            (*list)[(*count)++] = (struct part){PART_NEED, str_of(need_name((enum need)need))};
        }
    }
    return true;
}

/* ---- all ---- */

static bool all_facts(struct app *app, const struct subject *subject, int64_t from_hour,
                      int64_t to_hour, struct hour_fact *out, struct err *err)
{
    return facts_read(app->store, subject->brand, STR_NONE, from_hour, to_hour, out, err);
}

static bool all_span(struct app *app, const struct subject *subject, bool *any, int64_t *first,
                     int64_t *last, struct err *err)
{
    return facts_span(app->store, subject->brand, STR_NONE, any, first, last, err);
}

/* ---- the table ---- */

static const struct {
    bool (*facts)(struct app *app, const struct subject *subject, int64_t from_hour,
                  int64_t to_hour, struct hour_fact *out, struct err *err);
    bool (*span)(struct app *app, const struct subject *subject, bool *any, int64_t *first,
                 int64_t *last, struct err *err);
    bool (*parts)(struct app *app, struct str brand, struct arena *arena, struct part **list,
                  size_t *count, struct err *err);
} kinds[PART_KINDS] = {
    [PART_ALL] = {all_facts, all_span, NULL},
    [PART_SOURCE] = {each_source, each_source_span, source_parts},
    [PART_NEED] = {need_facts, all_span, need_parts},
};

bool subject_facts(struct app *app, const struct subject *subject, int64_t from_hour,
                   int64_t to_hour, struct hour_fact *out, struct err *err)
{
    return kinds[subject->part.kind].facts(app, subject, from_hour, to_hour, out, err);
}

bool subject_span(struct app *app, const struct subject *subject, bool *any, int64_t *first,
                  int64_t *last, struct err *err)
{
    return kinds[subject->part.kind].span(app, subject, any, first, last, err);
}

bool subject_parts(struct app *app, struct str brand, enum part_kind kind, struct arena *arena,
                   struct part **list, size_t *count, struct err *err)
{
    *list = NULL;
    *count = 0;
    return !kinds[kind].parts || kinds[kind].parts(app, brand, arena, list, count, err);
}

bool subject_late(struct app *app, const struct subject *subject, int64_t *late, struct err *err)
{
    struct str rest = subject->part.name, source;
    if (subject->part.kind != PART_SOURCE) {
        return facts_late(app->store, subject->brand, STR_NONE, late, err);
    }
    *late = 0;
    while (str_take(&rest, '+', &source)) {
        int64_t one;
        if (!facts_late(app->store, subject->brand, source, &one, err)) {
            return false;
        }
        *late += one;
    }
    return true;
}

struct str subject_key(struct arena *arena, const char *what, const char *which,
                       const struct subject *subject)
{
    return str_format(arena, "%s/%s/%.*s/%.*s", what, which, STR_FMT(subject->brand),
                      STR_FMT(part_text(subject->part, arena)));
}

struct subject subject_of_rule(const struct config_rule *rule, struct str brand,
                               struct arena *arena)
{
    CLEANUP_BUF struct buf names = BUF_INIT(MIB);
    for (unsigned i = 0; i < rule->source_count; i++) {
        buf_addf(&names, "%s%s", i ? "+" : "", rule->sources[i]);
    }
    return (struct subject){
        brand, {rule->source_count ? PART_SOURCE : PART_ALL, str_copy(arena, buf_str(&names))}};
}

bool part_has_source(struct part part, struct str source)
{
    struct str rest = part.name, one;
    bool has = part.kind == PART_ALL;
    while (!has && part.kind == PART_SOURCE && str_take(&rest, '+', &one)) {
        has = str_eq(one, source);
    }
    return has;
}
