/* nabz crawl: the main job, once. Made for cron: silent when all is well. */
#include "app/crawl.h"

#include "app/care.h"
#include "app/catch_up.h"
#include "app/deliver.h"
#include "app/digest.h"
#include "app/evaluate.h"
#include "app/health.h"
#include "app/poll.h"
#include "app/remind.h"
#include "app/risers.h"
#include "app/stories.h"
#include "base/version.h"
#include "cmd/commands.h"
#include "cmd/printer.h"
#include "cmd/session.h"
#include "cmd/source_list.h"
#include "store/search.h"

#include <stdio.h>
#include <unistd.h>

struct options {
    const char *source;
    bool all, no_fetch, only_fetch, dry_run;
    struct print_flags print; /* of the dry run */
};

struct job {
    struct session *session;
    const struct options *options;
    struct run run;
    bool trouble; /* an item or a delivery, beside the sources that failed */
    bool drawing; /* the line of progress has no end yet */
};

static void tell(void *user, const char *text)
{
    struct job *job = user;
    job->trouble = true;
    fprintf(stderr, "%snabz: %s\n", job->drawing ? "\n" : "", text);
    job->drawing = false;
}

static void show_progress(void *user, size_t done, size_t count)
{
    struct job *job = user;
    job->drawing = done < count;
    fprintf(stderr, "\r%zu of %zu sources%s", done, count, job->drawing ? "" : "\n");
}

static bool fetch(struct job *job, struct err *err)
{
    struct crawl_options options = {
        .source = job->options->source,
        .all = job->options->all,
        .trouble = tell,
        .progress = isatty(STDERR_FILENO) ? show_progress : NULL,
        .user = job,
    };
    return job->options->no_fetch || crawl(&job->session->app, &options, &job->run, err);
}

/* What is stored becomes one story, and can be found. */
static bool take_in(struct job *job, struct err *err)
{
    struct app *app = &job->session->app;
    return fetch(job, err) && stories_find(app->store, err) && search_index(app->store, err);
}

/* What it means, and who is told. */
static bool tell_all(struct job *job, struct err *err)
{
    struct app *app = &job->session->app;
    struct evaluation evaluation;
    struct delivered delivered = {0};
    struct deliver_options options = {tell, job};
    if (!evaluate(app, &evaluation, err) || !remind(app, err) || !health_tell(app, err) ||
        !catch_up_tell(app, err) || !risers_renew(app, err) || !digest_all_due(app, err) ||
        !deliver(app, &options, &delivered, err) || !care_daily(app, err)) {
        return false;
    }
    job->run.incidents_opened = (int64_t)evaluation.opened;
    job->run.deliveries_sent = (int64_t)delivered.sent;
    job->run.deliveries_failed = (int64_t)(delivered.failed + delivered.later);
    return true;
}

static bool work(struct job *job, struct err *err)
{
    struct app *app = &job->session->app;
    job->run.started_at = app->now;
    if (!run_start(app->store, &job->run, err) || !take_in(job, err) ||
        (!job->options->only_fetch && !tell_all(job, err))) {
        return false;
    }
    job->run.finished_at = app->now;
    return run_finish(app->store, &job->run, err);
}

static int outcome(const struct job *job)
{
    const struct run *run = &job->run;
    if (run->sources_tried > 0 && run->sources_failed == run->sources_tried) {
        return EXIT_ALL_FAILED;
    }
    return run->sources_failed || run->deliveries_failed || job->trouble ? EXIT_SOME_FAILED
                                                                         : EXIT_WELL;
}

static const char *const dry_columns[] = {"source", "due", "next_try", "price", "left"};

static struct str price_of(const struct budget *budget, struct arena *arena)
{
    return budget->currency ? str_format(arena, "%g %s an item, %g a request",
                                         (double)budget->price_item / BUDGET_UNIT, budget->currency,
                                         (double)budget->price_request / BUDGET_UNIT)
                            : STR_NONE;
}

/* What a run would do now, and what it could spend. Locks nothing, makes no file. */
static int dry_run(struct session *session)
{
    const struct options *options = session->invocation->options;
    struct arena *arena = &session->arena;
    struct err err = ERR_NONE;
    struct source_list list;
    struct printer printer;
    if (!source_list_read(session, &list, &err)) {
        return command_fail(EXIT_STORE, &err);
    }
    printer_open(&printer, print_format(&options->print), dry_columns,
                 sizeof dry_columns / sizeof *dry_columns);
    for (size_t i = 0; i < list.count; i++) {
        const struct source_row *row = &list.rows[i];
        bool named =
            options->source && row->source && strcmp(row->source->name, options->source) == 0;
        if (!row->source || (options->source && !named)) {
            continue;
        }
        bool due = named || options->all || poll_due(&row->status, session->app.now);
        const char *word = row->source->disabled && !named ? "disabled"
                           : row->budget.spent             ? row->budget.spent
                           : due                           ? "yes"
                                                           : "no";
        struct sql_value values[] = {
            print_text(row->status.name),
            print_text(str_of(word)),
            print_time(arena, row->budget.spent ? row->budget.until : row->status.next_try_at),
            print_text(price_of(&row->budget, arena)),
            print_text(source_list_left(&row->budget, arena)),
        };
        printer_row(&printer, values);
    }
    printer_close(&printer, "no sources");
    return EXIT_WELL;
}

static int crawl_locked(struct session *session)
{
    struct err err = ERR_NONE;
    struct job job = {.session = session, .options = session->invocation->options};
    return work(&job, &err) ? outcome(&job) : command_fail(EXIT_STORE, &err);
}

/* A machine without a clock of its own begins in 1970. What it fetched then would stay there, and
 * the next run, at the right time, would take all the years between for read. */
static bool clock_can_be_right(int64_t now, struct err *err)
{
    char at[TIME_TEXT_MAX];
    return clock_now() >= NABZ_WRITTEN_AT || now >= NABZ_WRITTEN_AT ||
           err_set(err, "the clock says %s, which is before this program was written",
                   time_format(now, at));
}

static int run(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    const struct options *options = invocation->options;
    struct err err = ERR_NONE;
    int status = session_config(&session);
    if (status != EXIT_WELL) {
        return status;
    }
    if (options->no_fetch && options->only_fetch) {
        err_set(&err, "--no-fetch and --only-fetch leave nothing to do");
        return command_fail(EXIT_USAGE, &err);
    }
    if (options->source && !config_source(session.config, options->source)) {
        config_no_source(session.config, options->source, &err);
        return command_fail(EXIT_USAGE, &err);
    }
    if (!clock_can_be_right(invocation->globals.now, &err)) {
        return command_fail(EXIT_CONFIG, &err);
    }
    if (options->dry_run) {
        status = source_list_open(&session);
        return status == EXIT_WELL ? dry_run(&session) : status;
    }
    status = session_lock(&session);
    if (status == EXIT_WELL) {
        status = session_app(&session);
    }
    return status == EXIT_WELL ? crawl_locked(&session) : status;
}

static const struct option option_table[] = {
    {"source", OPTION_TEXT, offsetof(struct options, source), "NAME", "only this one, due or not"},
    {"all", OPTION_FLAG, offsetof(struct options, all), NULL, "every source, due or not"},
    {"no-fetch", OPTION_FLAG, offsetof(struct options, no_fetch), NULL,
     "only look for incidents and deliver what waits"},
    {"only-fetch", OPTION_FLAG, offsetof(struct options, only_fetch), NULL,
     "only poll, score and store; a later run looks for incidents and tells"},
    {"dry-run", OPTION_FLAG, offsetof(struct options, dry_run), NULL,
     "only tell which sources are due, and what they may spend"},
    PRINT_OPTIONS(struct options, print),
    {0},
};

const struct command command_crawl = {
    .name = "crawl",
    .summary = "the main job, once: poll, score, store, detect, mail",
    .arguments = "",
    .options = option_table,
    .options_size = sizeof(struct options),
    .example = "  nabz crawl\n  */15 * * * * /usr/local/bin/nabz crawl --config "
               "/etc/nabz/nabz.yaml   (in crontab)",
    .run = run,
};
