/* nabz trends: the same report again and again, by week or month. */
#include "cmd/commands.h"
#include "cmd/trend.h"

struct options {
    const char *brand, *of;
    struct trend_options trend;
    struct print_flags print;
};

static const char *const columns[] = {"brand", "period", "about", "mentions", TREND_COLUMNS};

enum { COLUMNS = sizeof columns / sizeof *columns };

static bool of_read(const char *of, struct sums_filter *filter, struct err *err)
{
    static const struct {
        const char *name;
        enum about about;
    } kinds[] = {{"all", ABOUT_COUNT},
                 {"needs", ABOUT_NEED},
                 {"touchpoints", ABOUT_TOUCHPOINT},
                 {"intents", ABOUT_INTENT}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!of || strcmp(of, kinds[i].name) == 0) {
            filter->about = kinds[i].about;
            return true;
        }
    }
    return err_set(err, "--of: not all, needs, touchpoints or intents: '%s'", of);
}

static void print_sum(struct printer *printer, const struct sums_filter *filter,
                      const struct aspect_sum *sum)
{
    struct sql_value values[COLUMNS] = {
        print_text(filter->brand),
        print_text(sum->period.n ? sum->period : STR_NONE),
        print_text(filter->about == ABOUT_COUNT ? STR("all") : sum->name),
        print_integer(sum->total),
    };
    trend_cells(sum, values + COLUMNS - TREND_CELLS);
    printer_row(printer, values);
}

static bool print_brand(struct session *session, const struct sums_filter *filter,
                        struct printer *printer, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    struct aspect_sum *list;
    size_t count;
    if (!aspect_sums(session->store, filter, &arena, &list, &count, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        print_sum(printer, filter, &list[i]);
    }
    return true;
}

static bool print_brands(struct session *session, struct sums_filter *filter,
                         const struct options *options, struct err *err)
{
    struct printer printer;
    bool well = true;
    printer_open(&printer, print_format(&options->print), columns, COLUMNS);
    for (unsigned i = 0; well && i < session->config->brand_count; i++) {
        const char *name = session->config->brands[i].name;
        if (!options->brand || strcmp(options->brand, name) == 0) {
            filter->brand = str_of(name);
            well = print_brand(session, filter, &printer, err);
        }
    }
    printer_close(&printer, "nothing was said then");
    return well;
}

static int run(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    const struct options *options = invocation->options;
    struct sums_filter filter = {0};
    struct err err = ERR_NONE;
    if (!of_read(options->of, &filter, &err) ||
        !trend_read(&options->trend, SUMS_WEEK, &filter, &err)) {
        return command_fail(EXIT_USAGE, &err);
    }
    int status = session_config(&session);
    if (status == EXIT_WELL && options->brand && !trend_brand(&session, options->brand, &err)) {
        return command_fail(EXIT_USAGE, &err);
    }
    status = status == EXIT_WELL ? session_store(&session, STORE_READ) : status;
    if (status != EXIT_WELL) {
        return status;
    }
    trend_span(&session, &options->trend, &filter);
    return print_brands(&session, &filter, options, &err) ? EXIT_WELL
                                                          : command_fail(EXIT_STORE, &err);
}

static const struct option option_table[] = {
    {"brand", OPTION_TEXT, offsetof(struct options, brand), "NAME", "of this one alone"},
    {"of", OPTION_TEXT, offsetof(struct options, of), "WHAT",
     "all mentions (as usual), or those of each of the needs, touchpoints, intents"},
    TREND_OPTIONS(struct options, trend),
    PRINT_OPTIONS(struct options, print),
    {0},
};

const struct command command_trends = {
    .name = "trends",
    .summary = "praise and criticism by week or month: of all, by need, touchpoint or intent",
    .arguments = "",
    .options = option_table,
    .options_size = sizeof(struct options),
    .example = "  nabz trends --of needs --by month --calendar jalali --since 180d",
    .run = run,
};
