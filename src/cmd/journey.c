/* nabz journey: where customers meet a brand on their way, how that goes, and where it hurts.
 *
 * A low point is a touchpoint at a stage that goes worse than the brand does at large and is
 * criticised more than praised, by more than accident: a sign test each, held together to one false
 * in twenty (detect/discovery.h). */
#include "cmd/commands.h"
#include "cmd/trend.h"
#include "detect/contrast.h"
#include "detect/discovery.h"

#include <stdio.h>
#include <stdlib.h>

struct options {
    const char *brand;
    struct trend_options trend;
    struct print_flags print;
};

static const char *const columns[] = {"brand",    "period",      "stage",    "touchpoint",
                                      "mentions", TREND_COLUMNS, "low_point"};
static const char *const grid_columns[] = {"period",   "touchpoint",      "awareness",
                                           "research", "before-purchase", "after-purchase",
                                           "no stage"};

enum {
    COLUMNS = sizeof columns / sizeof *columns,
    GRID = sizeof grid_columns / sizeof *grid_columns,
    LOWEST = 5, /* told in words */
};

struct journey {
    struct sums_filter filter;
    struct aspect_sum *points; /* by period, touchpoint, stage */
    size_t count;
    bool *low; /* of each point */
    struct arena arena;
};

static void journey_clear(struct journey *journey)
{
    arena_clear(&journey->arena);
}

/* ---- low points ---- */

static double net(const struct aspect_sum *sum)
{
    return sum->scored ? (double)(sum->positive - sum->negative) / (double)sum->scored : 0;
}

/* What the points of [from, to), all of one period, say together. */
static double net_at_large(const struct journey *journey, size_t from, size_t to)
{
    struct aspect_sum all = {0};
    for (size_t i = from; i < to; i++) {
        all.scored += journey->points[i].scored;
        all.positive += journey->points[i].positive;
        all.negative += journey->points[i].negative;
    }
    return net(&all);
}

static double low_log_p(const struct aspect_sum *point)
{
    return criticised_log_p((struct opinions){(double)point->positive, (double)point->negative});
}

static void find_low(struct journey *journey, size_t from, size_t to)
{
    double *log_p = arena_array(&journey->arena, double, to - from);
    double large = net_at_large(journey, from, to);
    for (size_t i = from; i < to; i++) {
        log_p[i - from] = low_log_p(&journey->points[i]);
    }
    double cut = discovery_cut(log_p, to - from, to - from, CONTRAST_FALSE);
    for (size_t i = from; i < to; i++) {
        const struct aspect_sum *point = &journey->points[i];
        journey->low[i] = low_log_p(point) <= cut && net(point) <= large;
    }
}

/* The first point after `from` that is of another period. */
static size_t period_end(const struct journey *journey, size_t from)
{
    size_t to = from;
    while (to < journey->count &&
           str_eq(journey->points[to].period, journey->points[from].period)) {
        to++;
    }
    return to;
}

static bool journey_read(struct session *session, struct journey *journey, struct err *err)
{
    if (!aspect_sums(session->store, &journey->filter, &journey->arena, &journey->points,
                     &journey->count, err)) {
        return false;
    }
    journey->low = arena_array(&journey->arena, bool, journey->count);
    for (size_t from = 0, to; from < journey->count; from = to) {
        to = period_end(journey, from);
        find_low(journey, from, to);
    }
    return true;
}

/* ---- for a program ---- */

static void print_rows(const struct journey *journey, struct printer *printer)
{
    for (size_t i = 0; i < journey->count; i++) {
        const struct aspect_sum *point = &journey->points[i];
        struct sql_value values[COLUMNS] = {
            print_text(journey->filter.brand),
            print_text(point->period.n ? point->period : STR_NONE),
            print_text(str_of(stage_name(point->stage))),
            print_text(point->name),
            print_integer(point->total),
        };
        trend_cells(point, values + COLUMNS - 1 - TREND_CELLS);
        values[COLUMNS - 1] = print_integer(journey->low[i]);
        printer_row(printer, values);
    }
}

/* ---- for a person: touchpoints down, stages across ---- */

static struct str place_of(const struct aspect_sum *point)
{
    return point->name.p ? point->name : STR("(none)");
}

static void print_grid(struct journey *journey, struct printer *printer)
{
    for (size_t i = 0; i < journey->count;) {
        const struct aspect_sum *first = &journey->points[i];
        struct sql_value values[GRID] = {print_text(first->period), print_text(place_of(first))};
        for (size_t stage = 2; stage < GRID; stage++) {
            values[stage] = print_text(STR_NONE);
        }
        for (; i < journey->count && str_eq(journey->points[i].period, first->period) &&
               str_eq(place_of(&journey->points[i]), place_of(first));
             i++) {
            enum stage stage = journey->points[i].stage;
            struct str text = trend_text(&journey->arena, &journey->points[i]);
            text = journey->low[i] ? str_format(&journey->arena, "%.*s !", STR_FMT(text)) : text;
            values[stage == STAGE_NONE ? GRID - 1 : (size_t)stage + 1] = print_text(text);
        }
        printer_row(printer, journey->filter.by == SUMS_WHOLE ? values + 1 : values);
    }
}

static int by_harm(const void *a, const void *b)
{
    const struct aspect_sum *const *left = a, *const *right = b;
    int64_t x = (*left)->negative - (*left)->positive, y = (*right)->negative - (*right)->positive;
    return (x < y) - (x > y);
}

static void print_low(struct journey *journey)
{
    const struct aspect_sum **low =
        arena_array(&journey->arena, const struct aspect_sum *, journey->count);
    size_t count = 0;
    for (size_t i = 0; i < journey->count; i++) {
        if (journey->low[i]) {
            low[count++] = &journey->points[i];
        }
    }
    if (count) {
        qsort(low, count, sizeof *low, by_harm);
        puts("\nlow points (!), the worst first:");
    }
    for (size_t i = 0; i < count && i < LOWEST; i++) {
        const char *stage = stage_name(low[i]->stage);
        struct str place = place_of(low[i]);
        printf("  %.*s%s%.*s, %s: %lld of %lld negative\n", STR_FMT(low[i]->period),
               low[i]->period.n ? " " : "", STR_FMT(place), stage ? stage : "no stage",
               (long long)low[i]->negative, (long long)low[i]->scored);
    }
}

static void print_journey(struct journey *journey, enum print_format format)
{
    struct printer printer;
    size_t skipped = journey->filter.by == SUMS_WHOLE;
    if (format != PRINT_TABLE) {
        printer_open(&printer, format, columns, COLUMNS);
        print_rows(journey, &printer);
        printer_close(&printer, NULL);
        return;
    }
    printer_open(&printer, format, grid_columns + skipped, GRID - skipped);
    print_grid(journey, &printer);
    printer_close(&printer, "nothing was said then");
    print_low(journey);
}

/* The only brand, when nobody says which. */
static const struct config_brand *brand_of(const struct session *session, const char *name,
                                           struct err *err)
{
    if (name) {
        return trend_brand(session, name, err);
    }
    if (session->config->brand_count == 1) {
        return &session->config->brands[0];
    }
    err_set(err, "--brand: there are %u; a journey is of one", session->config->brand_count);
    return NULL;
}

static int run(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    CLEANUP(journey_clear) struct journey journey = {0};
    const struct options *options = invocation->options;
    const struct config_brand *brand = NULL;
    struct err err = ERR_NONE;
    journey.filter = (struct sums_filter){.about = ABOUT_TOUCHPOINT, .by_stage = true};
    if (!trend_read(&options->trend, SUMS_WHOLE, &journey.filter, &err)) {
        return command_fail(EXIT_USAGE, &err);
    }
    int status = session_config(&session);
    if (status == EXIT_WELL && !(brand = brand_of(&session, options->brand, &err))) {
        return command_fail(EXIT_USAGE, &err);
    }
    status = status == EXIT_WELL ? session_store(&session, STORE_READ) : status;
    if (status != EXIT_WELL) {
        return status;
    }
    journey.filter.brand = str_of(brand->name);
    trend_span(&session, &options->trend, &journey.filter);
    if (!journey_read(&session, &journey, &err)) {
        return command_fail(EXIT_STORE, &err);
    }
    print_journey(&journey, print_format(&options->print));
    return EXIT_WELL;
}

static const struct option option_table[] = {
    {"brand", OPTION_TEXT, offsetof(struct options, brand), "NAME",
     "whose; the only one if left out"},
    TREND_OPTIONS(struct options, trend),
    PRINT_OPTIONS(struct options, print),
    {0},
};

const struct command command_journey = {
    .name = "journey",
    .summary = "where customers meet a brand, stage by stage, with its low points",
    .arguments = "",
    .options = option_table,
    .options_size = sizeof(struct options),
    .example = "  nabz journey --brand zarinak --since 90d --by month",
    .run = run,
};
