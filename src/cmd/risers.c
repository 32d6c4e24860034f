/* nabz risers: what is said more than before. */
#include "app/risers.h"
#include "cmd/commands.h"
#include "cmd/printer.h"
#include "cmd/session.h"

struct options {
    const char *brand, *need;
    struct when until;
    int64_t limit;
    struct print_flags print;
};

enum { USUAL_LIMIT = 20 };

static const char *const columns[] = {"brand", "need", "kind", "words", "mentions", "usual", "z"};

static void print_riser(struct printer *printer, struct str brand, const char *need,
                        const struct riser *riser)
{
    struct sql_value values[] = {
        print_text(brand),
        print_text(str_of(need)),
        print_text(str_of(riser_kind_name(riser->kind))),
        print_text(riser->words),
        print_integer((int64_t)riser->mentions),
        print_real(riser->usual),
        print_real(riser->z),
    };
    printer_row(printer, values);
}

static bool print_brand(struct session *session, const struct options *options, struct str brand,
                        struct printer *printer, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    enum need need = options->need ? need_from_name(options->need) : NEED_COUNT;
    size_t limit = (size_t)(options->limit ? options->limit : USUAL_LIMIT), count;
    int64_t until = session_when(session, options->until, session->app.now);
    struct riser *list;
    if (!risers_find(&session->app, brand, need, until, limit, &arena, &list, &count, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        print_riser(printer, brand, options->need, &list[i]);
    }
    return true;
}

static bool is_well(const struct session *session, const struct options *options, struct err *err)
{
    if (options->brand && !config_brand(session->config, options->brand)) {
        return config_no_brand(session->config, options->brand, err);
    }
    return !options->need || need_from_name(options->need) < NEED_COUNT ||
           err_set(err, "--need: no need '%s'; docs/needs.md lists them", options->need);
}

static int run(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    const struct options *options = invocation->options;
    struct err err = ERR_NONE;
    struct printer printer;
    int status = session_config(&session);
    if (status == EXIT_WELL && !is_well(&session, options, &err)) {
        return command_fail(EXIT_USAGE, &err);
    }
    status = status == EXIT_WELL ? session_app_as(&session, STORE_READ) : status;
    if (status != EXIT_WELL) {
        return status;
    }
    printer_open(&printer, print_format(&options->print), columns,
                 sizeof columns / sizeof *columns);
    bool well = true;
    for (size_t i = 0; well && i < session.app.brand_count; i++) {
        struct str brand = session.app.brands[i];
        if (!options->brand || str_eq(brand, str_of(options->brand))) {
            well = print_brand(&session, options, brand, &printer, &err);
        }
    }
    printer_close(&printer, "nothing rises");
    return well ? EXIT_WELL : command_fail(EXIT_STORE, &err);
}

static const struct option option_table[] = {
    {"brand", OPTION_TEXT, offsetof(struct options, brand), "NAME", "of this one alone"},
    {"need", OPTION_TEXT, offsetof(struct options, need), "NEED",
     "of the mentions that speak of it; docs/needs.md"},
    {"until", OPTION_WHEN, offsetof(struct options, until), "TIME",
     "the seven days before then (now)"},
    {"limit", OPTION_COUNT, offsetof(struct options, limit), "N", "of each brand, at most (20)"},
    PRINT_OPTIONS(struct options, print),
    {0},
};

const struct command command_risers = {
    .name = "risers",
    .summary = "words, phrases and hashtags said more in seven days than in the four weeks before",
    .arguments = "",
    .options = option_table,
    .options_size = sizeof(struct options),
    .example = "  nabz risers --brand zarinak --need price --csv",
    .run = run,
};
