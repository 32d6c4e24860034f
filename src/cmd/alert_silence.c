/* nabz alert silence: what a team wants not to be told of for a while. */
#include "cmd/commands.h"
#include "cmd/printer.h"
#include "cmd/session.h"
#include "store/silences.h"

#include <stdio.h>

struct options {
    const char *for_time, *reason, *rule;
    struct print_flags print;
};

static bool has_rule(const struct config *config, const char *name)
{
    bool has = false;
    for (unsigned i = 0; i < config->rule_count; i++) {
        has |= strcmp(config->rules[i].name, name) == 0;
    }
    return has;
}

static bool put(struct session *session, const struct silence *silence, struct err *err)
{
    return store_begin(session->store, err) && silence_put(session->store, silence, err) &&
           store_commit(session->store, err);
}

static const char *const columns[] = {"brand", "rule", "from", "until", "author", "reason"};

static int list(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    const struct options *options = invocation->options;
    struct err err = ERR_NONE;
    struct silence *running;
    struct printer printer;
    size_t count;
    int status = session_store(&session, STORE_READ);
    if (status != EXIT_WELL) {
        return status;
    }
    if (!silences_running(session.store, invocation->globals.now, &session.arena, &running, &count,
                          &err)) {
        return command_fail(EXIT_STORE, &err);
    }
    printer_open(&printer, print_format(&options->print), columns,
                 sizeof columns / sizeof *columns);
    for (size_t i = 0; i < count; i++) {
        struct sql_value values[] = {print_text(running[i].brand),
                                     print_text(running[i].rule),
                                     print_time(&session.arena, running[i].from_at),
                                     print_time(&session.arena, running[i].until_at),
                                     print_text(running[i].author),
                                     print_text(running[i].reason)};
        printer_row(&printer, values);
    }
    printer_close(&printer, "nothing is silenced");
    return EXIT_WELL;
}

static int silence(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    const struct options *options = invocation->options;
    const char *brand = invocation->arguments[0];
    int64_t span = DAY, now = invocation->globals.now;
    struct err err = ERR_NONE;
    if (options->for_time && !duration_parse(str_of(options->for_time), &span)) {
        err_set(&err, "--for: not a span of time: '%s' (as 12h, 3d)", options->for_time);
        return command_fail(EXIT_USAGE, &err);
    }
    int status = session_config(&session);
    if (status != EXIT_WELL) {
        return status;
    }
    if (!config_brand(session.config, brand) ||
        (options->rule && !has_rule(session.config, options->rule))) {
        bool known = config_brand(session.config, brand) != NULL;
        err_set(&err, "no %s '%s' in %s", known ? "rule" : "brand", known ? options->rule : brand,
                session.config->path);
        return command_fail(EXIT_USAGE, &err);
    }
    status = session_store(&session, STORE_WRITE);
    if (status != EXIT_WELL) {
        return status;
    }
    struct silence wanted = {
        .brand = str_of(brand),
        .rule = options->rule ? str_of(options->rule) : STR(""),
        .from_at = now,
        .until_at = now + span,
        .author = user_name(&session.arena, NULL),
        .reason = str_of(options->reason ? options->reason : ""),
    };
    return put(&session, &wanted, &err) ? EXIT_WELL : command_fail(EXIT_STORE, &err);
}

static int run(const struct invocation *invocation)
{
    return invocation->argument_count ? silence(invocation) : list(invocation);
}

static const struct option option_table[] = {
    {"for", OPTION_TEXT, offsetof(struct options, for_time), "SPAN",
     "how long (24h); 0s ends a silence"},
    {"rule", OPTION_TEXT, offsetof(struct options, rule), "NAME", "of this rule alone"},
    {"reason", OPTION_TEXT, offsetof(struct options, reason), "TEXT", "why"},
    PRINT_OPTIONS(struct options, print),
    {0},
};

const struct command command_alert_silence = {
    .name = "alert silence",
    .summary =
        "records the incidents of a brand for a while without telling of them; without one, lists "
        "what is silenced",
    .arguments = "[BRAND]",
    .argument_most = 1,
    .options = option_table,
    .options_size = sizeof(struct options),
    .example = "  nabz alert silence zarinak --for 3d --reason 'campaign until Thursday'",
    .run = run,
};
