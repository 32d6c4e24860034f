#include "app/removed.h"

#include "app/judge.h"
#include "store/facts.h"
#include "store/incidents.h"
#include "store/sources.h"

enum { STATE_VERSION = 1 };

/* Whether somebody asks the source, or, as those of imports, nobody ever did. */
static bool is_asked(struct app *app, struct str source, struct arena *arena, bool *asked,
                     struct err *err)
{
    const struct config_source *found = config_source(app->config, str_z(arena, source));
    struct source_status status;
    if (!source_get(app->store, source, arena, &status, err)) {
        return false;
    }
    *asked = found ? !found->disabled : status.last_success_at == TIME_NONE;
    return true;
}

/* Whether one of the sources it was found on is left. */
static bool has_sources(struct app *app, const struct incident *incident, struct arena *arena,
                        bool *has, struct err *err)
{
    struct part part = part_of_text(incident->part);
    struct str rest = part.name, source, *list;
    size_t count;
    *has = false;
    while (part.kind == PART_SOURCE && !*has && str_take(&rest, '+', &source)) {
        if (!is_asked(app, source, arena, has, err)) {
            return false;
        }
    }
    if (part.kind == PART_SOURCE) {
        return true;
    }
    if (!facts_sources(app->store, incident->brand, arena, &list, &count, err)) {
        return false;
    }
    for (size_t i = 0; i < count && !*has; i++) {
        if (!is_asked(app, list[i], arena, has, err)) {
            return false;
        }
    }
    return true;
}

/* Whether a rule of nabz.yaml looks at what the incident is about. */
static bool has_rule(const struct app *app, const struct incident *incident, struct arena *arena)
{
    struct part part = part_of_text(incident->part);
    bool wide = str_eq(incident->brand, STR(INCIDENT_MANY_BRANDS));
    for (unsigned i = 0; i < app->config->rule_count; i++) {
        const struct config_rule *rule = &app->config->rules[i];
        if (!str_eq(str_of(rule->name), incident->rule)) {
            continue;
        }
        struct subject whole = subject_of_rule(rule, incident->brand, arena);
        bool ours = wide || str_eq(part_text(whole.part, arena), incident->part) ||
                    rule_has_part(rule, part);
        bool brand = wide || (app_brand(app, incident->brand) < app->brand_count &&
                              config_has_brand(rule->brands, rule->brand_count,
                                               str_z(arena, incident->brand)));
        return ours && brand && rule->kind == incident->kind;
    }
    return false;
}

static bool close_one(struct app *app, struct incident *incident, struct arena *arena,
                      struct err *err)
{
    CLEANUP_BUF struct buf bytes = BUF_INIT(LIFECYCLE_TEXT_MAX);
    struct subject subject = {incident->brand, part_of_text(incident->part)};
    struct lifecycle lifecycle;
    lifecycle_init(&lifecycle);
    lifecycle_save(&lifecycle, &bytes);
    incident->state = INCIDENT_RESOLVED;
    incident->ending = ENDING_REMOVED;
    incident->resolved_at = app->now;
    return incident_put(app->store, incident, err) &&
           series_state_put(app->store,
                            subject_key(arena, "lifecycle", str_z(arena, incident->rule), &subject),
                            buf_str(&bytes), STATE_VERSION, err);
}

bool removed_close(struct app *app, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    struct incident *open;
    size_t count;
    if (!incidents_list(app->store, true, 0, &arena, &open, &count, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        bool has;
        if (!has_sources(app, &open[i], &arena, &has, err) ||
            (!(has && has_rule(app, &open[i], &arena)) && !close_one(app, &open[i], &arena, err))) {
            return false;
        }
    }
    return true;
}
