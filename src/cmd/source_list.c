#include "cmd/source_list.h"

#include "app/poll.h"
#include "store/sources.h"
#include "store/troubles.h"

#include <unistd.h>

int source_list_open(struct session *session)
{
    struct err err = ERR_NONE;
    bool named = session->invocation->globals.db;
    int status = named ? session_config_if_any(session) : session_config(session);
    if (status == EXIT_WELL && session_has_store(session)) {
        status = session_store(session, STORE_READ);
    }
    if (status != EXIT_WELL) {
        return status;
    }
    if (!session->config) { /* --db alone: what is stored is all there is to tell */
        session->app.store = session->store;
        session->app.now = session->invocation->globals.now;
        return EXIT_WELL;
    }
    if (!app_open(&session->app, session->config, session->store, session->invocation->globals.now,
                  &err)) {
        return command_fail(EXIT_CONFIG, &err);
    }
    session->app_opened = true;
    return EXIT_WELL;
}

struct reading {
    struct session *session;
    struct arena *arena;
    struct trouble *troubles;
    size_t trouble_count;
};

/* They are listed with the gravest kind first. */
static const struct trouble *trouble_of(const struct reading *reading, struct str source)
{
    for (size_t i = 0; i < reading->trouble_count; i++) {
        if (str_eq(reading->troubles[i].source, source)) {
            return &reading->troubles[i];
        }
    }
    return NULL;
}

static bool read_row(struct reading *reading, struct source_row *row, struct err *err)
{
    struct app *app = &reading->session->app;
    row->newest_at = TIME_NONE;
    row->trouble = trouble_of(reading, row->status.name);
    if (app->store && !source_newest(app->store, row->status.name, &row->newest_at, err)) {
        return false;
    }
    if (!row->source) {
        return true;
    }
    const struct recipe *recipe = app_recipe(app, row->source->recipe, err);
    poll_renew(row->source, &row->status, reading->arena);
    return recipe &&
           budget_read(app, row->source, recipe, &row->status, reading->arena, &row->budget, err);
}

static bool read_configured(struct reading *reading, struct source_list *list, struct err *err)
{
    struct app *app = &reading->session->app;
    for (unsigned i = 0; i < app->config->source_count; i++) {
        struct source_row *row = &list->rows[list->count++];
        row->source = &app->config->sources[i];
        struct str name = str_of(row->source->name);
        row->status = (struct source_status){.name = name,
                                             .error = STR(""),
                                             .last_try_at = TIME_NONE,
                                             .last_success_at = TIME_NONE,
                                             .next_try_at = TIME_NONE,
                                             .token_ends_at = TIME_NONE,
                                             .habit.since_at = TIME_NONE};
        if ((app->store && !source_get(app->store, name, reading->arena, &row->status, err)) ||
            !read_row(reading, row, err)) {
            return err_wrap(err, "source %s", row->source->name);
        }
    }
    return true;
}

bool source_list_read(struct session *session, struct source_list *list, struct err *err)
{
    struct reading reading = {.session = session, .arena = &session->arena};
    struct store *store = session->app.store;
    const struct config *config = session->config;
    struct source_status *stored = NULL;
    size_t count = 0;
    if (store &&
        (!sources_list(store, &session->arena, &stored, &count, err) ||
         !troubles_open(store, &session->arena, &reading.troubles, &reading.trouble_count, err))) {
        return false;
    }
    size_t configured = config ? config->source_count : 0;
    *list = (struct source_list){
        arena_array(&session->arena, struct source_row, configured + count + 1), 0};
    if (config && !read_configured(&reading, list, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!config || !config_source(config, str_z(&session->arena, stored[i].name))) {
            struct source_row *row = &list->rows[list->count++];
            row->status = stored[i];
            if (!read_row(&reading, row, err)) {
                return false;
            }
        }
    }
    return true;
}

/* Money as people write it: at most four digits behind the point. */
static struct str money(struct arena *arena, int64_t millionths)
{
    return str_format(arena, "%.10g", (double)(millionths / 100) / (BUDGET_UNIT / 100.0));
}

static struct str and (struct arena * arena, struct str before, struct str next)
{
    return before.n ? str_format(arena, "%.*s, %.*s", STR_FMT(before), STR_FMT(next)) : next;
}

static struct str money_left(struct arena *arena, struct str before, const struct budget *budget,
                             int64_t limit, int64_t spent, const char *when)
{
    int64_t left = limit > spent ? limit - spent : 0;
    return limit == 0 ? before
                      : and(arena, before,
                            str_format(arena, "%.*s of %.*s %s %s", STR_FMT(money(arena, left)),
                                       STR_FMT(money(arena, limit)), budget->currency, when));
}

struct str source_list_left(const struct budget *budget, struct arena *arena)
{
    struct str text = STR_NONE;
    if (budget->items_a_day) {
        int64_t left = budget->items_a_day - budget->items_today;
        text = str_format(arena, "%lld of %lld items today", (long long)(left > 0 ? left : 0),
                          (long long)budget->items_a_day);
    }
    text = money_left(arena, text, budget, budget->cost_a_day, budget->cost_today, "today");
    text = money_left(arena, text, budget, budget->cost_a_month, budget->cost_this_month,
                      "this month");
    if (budget->allotted_most) {
        int64_t used = budget->allotted + budget->allotted_ours;
        text = and(arena, text,
                   str_format(arena, "%lld of %lld different ones",
                              (long long)(budget->allotted_most - used),
                              (long long)budget->allotted_most));
    }
    return text;
}
