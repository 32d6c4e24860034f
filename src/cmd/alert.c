/* nabz alert ...: incidents, and what a person does with them. */
#include "cmd/case.h"
#include "cmd/commands.h"
#include "cmd/incident_print.h"
#include "cmd/printer.h"
#include "cmd/session.h"
#include "store/incidents.h"

#include <stdio.h>

struct list_options {
    bool open;
    int64_t limit;
    struct print_flags print;
};

static const char *const list_columns[] = {"id",      "state",  "severity", "brand",
                                           "part",    "rule",   "observed", "expected",
                                           "told by", "opened", "resolved"};

static int run_list(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    const struct list_options *options = invocation->options;
    struct err err = ERR_NONE;
    struct incident *list;
    struct printer printer;
    size_t count;
    int status = session_store(&session, STORE_READ);
    if (status != EXIT_WELL) {
        return status;
    }
    if (!incidents_list(session.store, options->open, (size_t)options->limit, &session.arena, &list,
                        &count, &err)) {
        return command_fail(EXIT_STORE, &err);
    }
    printer_open(&printer, print_format(&options->print), list_columns,
                 sizeof list_columns / sizeof *list_columns);
    for (size_t i = 0; i < count; i++) {
        struct sql_value values[] = {
            print_integer(list[i].id),
            print_text(str_of(list[i].backfill ? "history" : incident_state_name(list[i].state))),
            print_text(str_of(severity_name(list[i].severity))),
            print_text(list[i].brand),
            print_text(list[i].part),
            print_text(list[i].rule),
            print_real(list[i].observed),
            print_real(list[i].expected),
            list[i].parent ? print_integer(list[i].parent) : print_text(STR_NONE),
            print_time(&session.arena, list[i].opened_at),
            print_time(&session.arena, list[i].resolved_at),
        };
        printer_row(&printer, values);
    }
    printer_close(&printer, "no incidents");
    return EXIT_WELL;
}

/* Opens the store and reads the incident the first argument names; to write, in a transaction, so
 * that what a crawl beside it has found is not put back. The session's end rolls it back. */
static int find_incident(struct session *session, enum store_mode mode, struct incident *incident)
{
    struct err err = ERR_NONE;
    const char *text = session->invocation->arguments[0];
    int64_t id;
    bool found;
    if (!str_to_int(str_of(text), &id)) {
        err_set(&err, "not the number of an incident: '%s'", text);
        return command_fail(EXIT_USAGE, &err);
    }
    int status = session_store(session, mode);
    if (status != EXIT_WELL) {
        return status;
    }
    if ((mode == STORE_WRITE && !store_begin(session->store, &err)) ||
        !incident_get(session->store, id, &session->arena, incident, &found, &err)) {
        return command_fail(EXIT_STORE, &err);
    }
    if (!found) {
        err_set(&err, "no incident %s; 'nabz alert list' shows them", text);
        return command_fail(EXIT_SOME_FAILED, &err);
    }
    return EXIT_WELL;
}

static int run_show(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    struct err err = ERR_NONE;
    struct incident incident;
    int status = find_incident(&session, STORE_READ, &incident);
    if (status != EXIT_WELL) {
        return status;
    }
    return incident_print(&session, &incident, &err) ? EXIT_WELL : command_fail(EXIT_STORE, &err);
}

static bool put_state(struct session *session, struct incident *incident, enum incident_state state,
                      struct err *err)
{
    incident->state = state;
    if (state == INCIDENT_RESOLVED) {
        incident->ending = ENDING_BY_HAND;
        incident->resolved_at = session->invocation->globals.now;
    }
    return incident_put(session->store, incident, err);
}

/* What was told of with it is dealt with, too. */
static bool put_below(struct session *session, int64_t id, enum incident_state state,
                      struct err *err)
{
    struct incident *list;
    size_t count;
    bool well = incidents_below(session->store, id, &session->arena, &list, &count, err);
    for (size_t i = 0; well && i < count; i++) {
        well = list[i].state == INCIDENT_RESOLVED || put_state(session, &list[i], state, err);
    }
    return well;
}

static int change_state(const struct invocation *invocation, enum incident_state state)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    struct err err = ERR_NONE;
    struct incident incident;
    int status = find_incident(&session, STORE_WRITE, &incident);
    if (status != EXIT_WELL) {
        return status;
    }
    if (incident.state == INCIDENT_RESOLVED) {
        err_set(&err, "incident %lld is resolved already", (long long)incident.id);
        return command_fail(EXIT_SOME_FAILED, &err);
    }
    enum case_state done = state == INCIDENT_RESOLVED ? CASE_CLOSED : CASE_ACKNOWLEDGED;
    return put_below(&session, incident.id, state, &err) &&
                   put_state(&session, &incident, state, &err) &&
                   case_follow(&session, incident.id, incident.rule, done, &err) &&
                   store_commit(session.store, &err)
               ? EXIT_WELL
               : command_fail(EXIT_STORE, &err);
}

static int run_ack(const struct invocation *invocation)
{
    return change_state(invocation, INCIDENT_ACKNOWLEDGED);
}

static int run_resolve(const struct invocation *invocation)
{
    return change_state(invocation, INCIDENT_RESOLVED);
}

struct mute_options {
    const char *for_time, *reason;
};

static int run_mute(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    const struct mute_options *options = invocation->options;
    int64_t span = DAY;
    struct err err = ERR_NONE;
    struct incident incident;
    if (options->for_time && !duration_parse(str_of(options->for_time), &span)) {
        err_set(&err, "--for: not a span of time: '%s' (as 12h, 3d)", options->for_time);
        return command_fail(EXIT_USAGE, &err);
    }
    int status = find_incident(&session, STORE_WRITE, &incident);
    if (status != EXIT_WELL) {
        return status;
    }
    struct mute mute = {
        .until = invocation->globals.now + span,
        .author = user_name(&session.arena, NULL),
        .reason = str_of(options->reason ? options->reason : ""),
    };
    return incident_mute(session.store, incident.id, &mute, &err) &&
                   store_commit(session.store, &err)
               ? EXIT_WELL
               : command_fail(EXIT_STORE, &err);
}

static const struct option list_table[] = {
    {"open", OPTION_FLAG, offsetof(struct list_options, open), NULL, "only those not resolved"},
    {"limit", OPTION_COUNT, offsetof(struct list_options, limit), "N", "at most so many"},
    PRINT_OPTIONS(struct list_options, print),
    {0},
};

static const struct option mute_table[] = {
    {"for", OPTION_TEXT, offsetof(struct mute_options, for_time), "SPAN", "how long (24h)"},
    {"reason", OPTION_TEXT, offsetof(struct mute_options, reason), "TEXT", "why"},
    {0},
};

const struct command command_alert_list = {
    .name = "alert list",
    .summary = "lists the incidents, newest first",
    .arguments = "",
    .options = list_table,
    .options_size = sizeof(struct list_options),
    .example = "  nabz alert list --open",
    .run = run_list,
};

const struct command command_alert_show = {
    .name = "alert show",
    .summary = "shows an incident: why it is one, what drove it, who was told",
    .arguments = "ID",
    .argument_least = 1,
    .argument_most = 1,
    .example = "  nabz alert show 7",
    .run = run_show,
};

const struct command command_alert_ack = {
    .name = "alert ack",
    .summary = "says that somebody has taken an incident up",
    .arguments = "ID",
    .argument_least = 1,
    .argument_most = 1,
    .example = "  nabz alert ack 7",
    .run = run_ack,
};

const struct command command_alert_mute = {
    .name = "alert mute",
    .summary = "sends no more mails of an incident for a while",
    .arguments = "ID",
    .argument_least = 1,
    .argument_most = 1,
    .options = mute_table,
    .options_size = sizeof(struct mute_options),
    .example = "  nabz alert mute 7 --for 2d --reason 'known: strike of the couriers'",
    .run = run_mute,
};

const struct command command_alert_resolve = {
    .name = "alert resolve",
    .summary = "closes an incident by hand",
    .arguments = "ID",
    .argument_least = 1,
    .argument_most = 1,
    .example = "  nabz alert resolve 7",
    .run = run_resolve,
};
