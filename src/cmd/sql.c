/* nabz sql: free questions to the views. */
#include "cmd/commands.h"
#include "cmd/printer.h"
#include "cmd/session.h"

#include <limits.h>
#include <signal.h>
#include <unistd.h>

struct options {
    int64_t limit_s, rows;
    struct print_flags print;
};

enum { USUAL_LIMIT_S = 30, USUAL_ROWS = 1000000 };

struct reading {
    struct printer printer;
    enum print_format format;
    struct arena arena;
    int64_t most; /* rows */
    bool open, cut;
};

static bool take_row(void *user, size_t count, const char *const *names,
                     const struct sql_value *values)
{
    struct reading *reading = user;
    if (names) {
        const char **kept = arena_array(&reading->arena, const char *, count);
        for (size_t i = 0; i < count; i++) {
            kept[i] = str_copy(&reading->arena, str_of(names[i])).p;
        }
        printer_open(&reading->printer, reading->format, kept, count);
        reading->open = true;
        return true;
    }
    reading->cut = (int64_t)reading->printer.rows == reading->most;
    if (!reading->cut) {
        printer_row(&reading->printer, values);
    }
    return !reading->cut;
}

static void sentiment(void *user, struct str text, struct buf *out, struct sql_value *value)
{
    struct app *app = user;
    struct score score;
    (void)out;
    score_text(&app->lexicons.scorer, &app->tokens, text, &score);
    *value = score.label == LABEL_NONE ? print_text(STR_NONE) : print_real(score.compound);
}

/* SQLite looks at the clock between its steps, and one step may search megabytes in megabytes. It
 * only reads, so it may end anywhere. */
static void out_of_time(int number)
{
    static const char words[] = "nabz: stopped, one step of it took longer than all of it may\n";
    (void)number;
    ssize_t written = write(STDERR_FILENO, words, sizeof words - 1);
    (void)written;
    _exit(EXIT_USAGE);
}

static void stop_at_last(int64_t seconds)
{
    struct sigaction action = {.sa_handler = out_of_time};
    sigaction(SIGALRM, &action, NULL);
    alarm(seconds < UINT_MAX - 1 ? (unsigned)seconds + 1 : 0);
}

static int run(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    const struct options *options = invocation->options;
    struct err err = ERR_NONE;
    struct app app = {0};
    struct reading reading = {.format = print_format(&options->print),
                              .most = options->rows ? options->rows : USUAL_ROWS};
    int64_t limit_ms = (options->limit_s ? options->limit_s : USUAL_LIMIT_S) * 1000;
    int status = session_store(&session, STORE_READ);
    if (status != EXIT_WELL) {
        return status;
    }
    if (!lexicons_open(&app.lexicons, session.config, &err)) {
        return command_fail(EXIT_CONFIG, &err);
    }
    stop_at_last(limit_ms / 1000);
    struct sql_function function = {"sentiment", sentiment, &app};
    struct sql_reader reader = {take_row, &reading};
    bool well = store_function(session.store, function, &err) &&
                sql_run(session.store, str_of(invocation->arguments[0]), limit_ms, reader, &err);
    if (reading.open) {
        printer_close(&reading.printer, well ? "no rows" : NULL);
    }
    arena_clear(&reading.arena);
    app_close(&app);
    if (well && reading.cut) {
        err_set(&err, "stopped after %lld rows", (long long)reading.most);
        return command_fail(EXIT_SOME_FAILED, &err);
    }
    return well ? EXIT_WELL : command_fail(EXIT_USAGE, &err);
}

static const struct option option_table[] = {
    {"seconds", OPTION_COUNT, offsetof(struct options, limit_s), "N",
     "stop a query that takes longer (30)"},
    {"rows", OPTION_COUNT, offsetof(struct options, rows), "N", "stop after so many (1000000)"},
    PRINT_OPTIONS(struct options, print),
    {0},
};

const struct command command_sql = {
    .name = "sql",
    .summary = "asks the database; reads only",
    .arguments = "QUERY",
    .argument_least = 1,
    .argument_most = 1,
    .options = option_table,
    .options_size = sizeof(struct options),
    .example =
        "  nabz sql 'SELECT day_local, brand, negative FROM v_daily ORDER BY 1 DESC LIMIT 7'",
    .run = run,
};
