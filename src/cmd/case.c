/* nabz case ...: who does what about an incident or a mention. */
#include "cmd/case.h"

#include "cmd/commands.h"
#include "store/cases.h"
#include "store/incidents.h"
#include "store/mentions.h"

#include <stdio.h>

struct options {
    const char *note, *by, *team;
};

const struct config_team *case_team(const struct config *config, struct str rule, struct str brand)
{
    for (unsigned i = 0; config && i < config->rule_count; i++) {
        const struct config_rule *one = &config->rules[i];
        bool same = rule.p ? str_eq(rule, str_of(one->name))
                           : brand.p && config_has_brand(one->brands, one->brand_count, brand.p);
        if (same) {
            return config_team(config, one->team);
        }
    }
    return NULL;
}

static struct str team_name(const struct config_team *team)
{
    return team ? str_of(team->name) : STR_NONE;
}

bool case_follow(struct session *session, int64_t incident, struct str rule, enum case_state state,
                 struct err *err)
{
    struct case_subject subject = {true, incident};
    struct case_row row = {0};
    bool found;
    if (!case_get(session->store, subject, &session->arena, &row, &found, err)) {
        return false;
    }
    struct case_change change = {
        .state = state,
        .team = team_name(case_team(session->config, rule, STR_NONE)),
        .author = user_name(&session->arena, NULL),
        .at = session->invocation->globals.now,
    };
    return row.state == CASE_CLOSED || case_change(session->store, subject, &change, &found, err);
}

/* ---- what somebody does ---- */

static bool subject_team(struct session *session, struct case_subject subject, struct str *team,
                         struct err *err)
{
    struct incident incident;
    struct mention_row mention = {0};
    bool found;
    *team = STR_NONE;
    if (subject.is_incident) {
        if (!incident_get(session->store, subject.id, &session->arena, &incident, &found, err)) {
            return false;
        }
        *team = found ? team_name(case_team(session->config, incident.rule, STR_NONE)) : *team;
        return true;
    }
    if (!mention_get(session->store, subject.id, &session->arena, &mention, &found, err)) {
        return false;
    }
    for (size_t i = 0; i < mention.brand_count && !team->p; i++) {
        *team = team_name(case_team(session->config, STR_NONE, mention.brands[i]));
    }
    return true;
}

static bool change(struct session *session, struct case_subject subject, enum case_state state,
                   const char *assignee, bool *found, struct err *err)
{
    const struct options *options = session->invocation->options;
    struct case_change change = {
        .state = state,
        .team = str_of(options->team),
        .assignee = str_of(assignee),
        .author = user_name(&session->arena, options->by),
        .note = str_of(options->note),
        .at = session->invocation->globals.now,
    };
    if (!store_begin(session->store, err) ||
        (!change.team.p && !subject_team(session, subject, &change.team, err)) ||
        !case_change(session->store, subject, &change, found, err)) {
        return false; /* the session's end rolls back */
    }
    return store_commit(session->store, err);
}

static int subject_read(struct session *session, enum store_mode mode, struct case_subject *subject)
{
    const char *text = session->invocation->arguments[0];
    struct err err = ERR_NONE;
    if (!case_subject_read(text, subject)) {
        err_set(&err, "'%s' is neither an incident, as i7, nor a mention, as m42", text);
        return command_fail(EXIT_USAGE, &err);
    }
    int status = session_config(session);
    return status == EXIT_WELL ? session_store(session, mode) : status;
}

static int change_case(const struct invocation *invocation, enum case_state state,
                       const char *assignee)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    const struct options *options = invocation->options;
    const char *name = invocation->arguments[0];
    struct case_subject subject;
    struct err err = ERR_NONE;
    bool found = false;
    int status = subject_read(&session, STORE_WRITE, &subject);
    if (status != EXIT_WELL) {
        return status;
    }
    if (options->team && !config_team(session.config, options->team)) {
        err_set(&err, "--team: no team '%s' in %s", options->team, session.config->path);
        return command_fail(EXIT_USAGE, &err);
    }
    if (!change(&session, subject, state, assignee, &found, &err)) {
        err_wrap(&err, "%s", name);
        return command_fail(EXIT_SOME_FAILED, &err);
    }
    if (!found) {
        err_set(&err, "there is no %s %s", subject.is_incident ? "incident" : "mention", name + 1);
        return command_fail(EXIT_SOME_FAILED, &err);
    }
    return EXIT_WELL;
}

static int run_assign(const struct invocation *invocation)
{
    return change_case(invocation, CASE_ASSIGNED, invocation->arguments[1]);
}

static int run_ack(const struct invocation *invocation)
{
    return change_case(invocation, CASE_ACKNOWLEDGED, NULL);
}

static int run_answer(const struct invocation *invocation)
{
    return change_case(invocation, CASE_ANSWERED, NULL);
}

static int run_close(const struct invocation *invocation)
{
    return change_case(invocation, CASE_CLOSED, NULL);
}

/* ---- its history ---- */

static void print_event(const struct case_event *event)
{
    char at[TIME_TEXT_MAX];
    printf("%s  %-12s  %.*s", time_format(event->happened_at, at), case_state_name(event->state),
           STR_FMT(event->author));
    printf("%s%.*s", event->assignee.p ? ", for " : "", STR_FMT(event->assignee));
    printf("%s%.*s\n", event->note.p ? ": " : "", STR_FMT(event->note));
}

static int run_show(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    struct case_subject subject;
    struct case_row row;
    struct case_event *events;
    struct err err = ERR_NONE;
    bool found;
    size_t count;
    int status = subject_read(&session, STORE_READ, &subject);
    if (status != EXIT_WELL) {
        return status;
    }
    if (!case_get(session.store, subject, &session.arena, &row, &found, &err) ||
        (found && !case_events(session.store, row.id, &session.arena, &events, &count, &err))) {
        return command_fail(EXIT_STORE, &err);
    }
    if (!found) {
        err_set(&err, "nobody has done anything about %s yet", invocation->arguments[0]);
        return command_fail(EXIT_SOME_FAILED, &err);
    }
    for (size_t i = 0; i < count; i++) {
        print_event(&events[i]);
    }
    return EXIT_WELL;
}

static const struct option option_table[] = {
    {"note", OPTION_TEXT, offsetof(struct options, note), "TEXT", "what there is to say"},
    {"by", OPTION_TEXT, offsetof(struct options, by), "NAME", "who does it ($USER)"},
    {"team", OPTION_TEXT, offsetof(struct options, team), "NAME",
     "whose case it is, else the team of the rule or of the brand"},
    {0},
};

#define CASE_COMMAND(verb, what, takes, least, shown, function)                                    \
    {                                                                                              \
        .name = "case " verb, .summary = what, .arguments = takes, .argument_least = (least),      \
        .argument_most = (least), .options = option_table, .options_size = sizeof(struct options), \
        .example = "  nabz case " verb " " shown, .run = (function)                                \
    }

const struct command command_case_assign =
    CASE_COMMAND("assign", "gives an incident or a mention to somebody, or opens it again",
                 "SUBJECT NAME", 2, "m42 sara --note 'ask for the order number'", run_assign);
const struct command command_case_ack =
    CASE_COMMAND("ack", "says that somebody has taken it up", "SUBJECT", 1, "i7", run_ack);
const struct command command_case_answer =
    CASE_COMMAND("answer", "says that the customers were answered", "SUBJECT", 1,
                 "m42 --note 'refunded'", run_answer);
const struct command command_case_close =
    CASE_COMMAND("close", "says that there is nothing left to do", "SUBJECT", 1, "i7", run_close);

const struct command command_case_show = {
    .name = "case show",
    .summary = "tells what was done about an incident or a mention, and by whom",
    .arguments = "SUBJECT",
    .argument_least = 1,
    .argument_most = 1,
    .example = "  nabz case show i7",
    .run = run_show,
};
