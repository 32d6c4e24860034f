/* nabz alert test, nabz alert replay: alerts tried out. */
#include "app/announce.h"
#include "app/deliver.h"
#include "app/replay.h"
#include "cmd/commands.h"
#include "cmd/printer.h"
#include "cmd/session.h"

#include <stdio.h>

static void tell(void *user, const char *text)
{
    (void)user;
    fprintf(stderr, "nabz: %s\n", text);
}

static bool queue_test(struct session *session, const struct config_team *team, size_t *messages,
                       struct err *err)
{
    if (!store_begin(session->store, err)) {
        return false;
    }
    if (!announce_test(&session->app, team, messages, err)) {
        store_rollback(session->store);
        return false;
    }
    return store_commit(session->store, err);
}

static int run_test(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    struct err err = ERR_NONE;
    struct deliver_options options = {.trouble = tell};
    struct delivered delivered;
    size_t messages = 0;
    int status = session_config(&session);
    if (status == EXIT_WELL) {
        status = session_lock(&session);
    }
    if (status == EXIT_WELL) {
        status = session_app(&session);
    }
    if (status != EXIT_WELL) {
        return status;
    }
    const struct config_team *team = config_team(session.config, invocation->arguments[0]);
    if (!team || !session.app.brand_count) {
        err_set(&err, team ? "no brand is configured" : "no team '%s' in %s",
                invocation->arguments[0], session.config->path);
        return command_fail(EXIT_USAGE, &err);
    }
    if (!queue_test(&session, team, &messages, &err)) {
        return command_fail(EXIT_CONFIG, &err);
    }
    if (!deliver(&session.app, &options, &delivered, &err)) {
        return command_fail(EXIT_STORE, &err);
    }
    printf("%zu of %zu sent\n", delivered.sent,
           delivered.sent + delivered.later + delivered.failed);
    return delivered.later || delivered.failed ? EXIT_SOME_FAILED : EXIT_WELL;
}

struct replay_options {
    const char *rule;
    int64_t since;
    struct print_flags print;
};

struct replayed {
    struct printer printer;
    struct arena arena; /* the printer keeps cells until they are aligned */
};

static const char *const columns[] = {"run",   "event",    "severity", "rule",  "brand",
                                      "part",  "observed", "expected", "hours", "p",
                                      "mails", "held",     "programs"};

static void print_event(void *user, const struct replay_event *event)
{
    struct replayed *replayed = user;
    struct arena *arena = &replayed->arena;
    const struct incident *i = event->incident;
    struct sql_value nothing = print_text(STR_NONE);
    struct sql_value values[] = {
        print_time(arena, event->at),
        print_text(event->told ? str_copy(arena, event->event)
                               : str_format(arena, "%.*s, untold", STR_FMT(event->event))),
        i ? print_text(str_of(severity_name(i->severity))) : nothing,
        i ? print_text(str_copy(arena, i->rule)) : nothing,
        i ? print_text(str_copy(arena, i->brand)) : nothing,
        i ? print_text(str_copy(arena, i->part)) : nothing,
        i ? print_real(i->observed) : nothing,
        i ? print_real(i->expected) : nothing,
        i ? print_integer((i->window_end - i->window_start) / HOUR) : nothing,
        i ? print_real(i->p) : nothing,
        print_integer((int64_t)event->mails),
        print_integer((int64_t)event->held),
        print_integer((int64_t)event->programs),
    };
    printer_row(&replayed->printer, values);
}

static double a_week(size_t count, double weeks)
{
    return weeks > 0 ? (double)count / weeks : 0;
}

static void print_sums(const struct replay_sums *sums, double weeks)
{
    fprintf(stderr, "%zu mails in %.1f weeks: %.1f a week", sums->mails, weeks,
            a_week(sums->mails, weeks));
    if (sums->mails > 0) {
        fprintf(stderr, ", %.1f to %.*s", a_week(sums->most, weeks), STR_FMT(sums->most_to));
    }
    if (sums->programs > 0) {
        fprintf(stderr, "; to programs %.1f a week", a_week(sums->programs, weeks));
    }
    fputs("\n", stderr);
}

static bool check_rule(const struct config *config, const char *rule, struct err *err)
{
    bool known = !rule;
    for (unsigned i = 0; i < config->rule_count; i++) {
        known = known || strcmp(config->rules[i].name, rule) == 0;
    }
    return known || err_set(err, "no rule '%s' in %s", rule, config->path);
}

static bool check_since(int64_t since, int64_t now, struct err *err)
{
    return since < now || err_set(err, "--since: nothing has happened since then");
}

static int run_replay(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    const struct replay_options *options = invocation->options;
    struct err err = ERR_NONE;
    struct replay_sums sums;
    int64_t now = invocation->globals.now, since = options->since ? options->since : now - 28 * DAY;
    int status = session_config(&session);
    if (status == EXIT_WELL &&
        (!check_rule(session.config, options->rule, &err) || !check_since(since, now, &err))) {
        status = command_fail(EXIT_USAGE, &err);
    }
    if (status == EXIT_WELL) {
        status = session_app_as(&session, STORE_READ);
    }
    if (status != EXIT_WELL) {
        return status;
    }
    struct replayed replayed = {0};
    printer_open(&replayed.printer, print_format(&options->print), columns,
                 sizeof columns / sizeof *columns);
    bool well = replay(&session.app, options->rule, since, print_event, &replayed, &sums, &err);
    printer_close(&replayed.printer, "nothing would have been sent");
    arena_clear(&replayed.arena);
    if (!well) {
        return command_fail(EXIT_STORE, &err);
    }
    print_sums(&sums, (double)(now - since) / (7.0 * DAY));
    return EXIT_WELL;
}

static const struct option replay_table[] = {
    {"rule", OPTION_TEXT, offsetof(struct replay_options, rule), "NAME", "only this rule"},
    {"since", OPTION_TIME, offsetof(struct replay_options, since), "TIME", "from then on (28d)"},
    PRINT_OPTIONS(struct replay_options, print),
    {0},
};

const struct command command_alert_test = {
    .name = "alert test",
    .summary = "mails a team an alert with invented figures",
    .arguments = "TEAM",
    .argument_least = 1,
    .argument_most = 1,
    .example = "  nabz alert test care",
    .run = run_test,
};

const struct command command_alert_replay = {
    .name = "alert replay",
    .summary = "tells what the rules would have sent of the stored past",
    .arguments = "",
    .options = replay_table,
    .options_size = sizeof(struct replay_options),
    .example = "  nabz alert replay --since 60d --rule negative-spike",
    .run = run_replay,
};
