/* nabz cases: what is being done, and how long that takes each team. */
#include "store/cases.h"
#include "app/quiet.h"
#include "cmd/case.h"
#include "cmd/commands.h"
#include "cmd/printer.h"

#include <math.h>
#include <stdlib.h>

struct options {
    const char *team, *assignee;
    struct when since, until;
    bool open, report;
    struct print_flags print;
};

static const char *const list_columns[] = {"case",   "team",         "state",        "assignee",
                                           "brand",  "opened",       "acknowledged", "answered",
                                           "closed", "working_hours"};
static const char *const report_columns[] = {"team",
                                             "cases",
                                             "new",
                                             "acknowledged",
                                             "ack_hours_median",
                                             "ack_hours_p90",
                                             "answered",
                                             "answer_hours_median",
                                             "answer_hours_p90",
                                             "closed",
                                             "close_hours_median",
                                             "close_hours_p90"};

/* A case knows its team; an incident nobody has touched belongs to the team of its rule. */
static struct str team_of(const struct config *config, const struct case_row *row)
{
    const struct config_team *team =
        row->team.n || !row->rule.p ? NULL : case_team(config, row->rule, STR_NONE);
    return row->team.n ? row->team : team ? str_of(team->name) : STR("");
}

static double worked_hours(struct session *session, struct str team, int64_t from, int64_t to)
{
    const char *name = str_z(&session->arena, team);
    return (double)quiet_working_s(config_team(session->config, name), session->config->time_zone,
                                   from, to) /
           HOUR;
}

static struct sql_value hours_value(double hours)
{
    return isnan(hours) ? print_text(STR_NONE) : print_real(round(hours * 100) / 100);
}

/* ---- the list ---- */

static void print_case(struct session *session, struct printer *printer, const struct case_row *row)
{
    struct arena *arena = &session->arena;
    struct str team = team_of(session->config, row);
    int64_t now = session->invocation->globals.now;
    int64_t end = row->closed_at == TIME_NONE ? now : row->closed_at;
    struct sql_value values[] = {
        print_text(str_format(arena, "%c%lld", row->subject.is_incident ? 'i' : 'm',
                              (long long)row->subject.id)),
        print_text(team),
        print_text(str_of(case_state_name(row->state))),
        print_text(row->assignee),
        print_text(row->brand),
        print_time(arena, row->opened_at),
        print_time(arena, row->acknowledged_at),
        print_time(arena, row->answered_at),
        print_time(arena, row->closed_at),
        hours_value(worked_hours(session, team, row->opened_at, end)),
    };
    printer_row(printer, values);
}

/* ---- the report ---- */

struct times {
    double *list; /* working hours */
    size_t count;
};

struct team_report {
    struct str team;
    size_t cases, untouched;
    struct times acknowledged, answered, closed;
};

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* The smallest time that so large a share is not longer than; NAN of none. */
static double quantile(struct times *times, double share)
{
    if (times->count == 0) {
        return NAN;
    }
    qsort(times->list, times->count, sizeof *times->list, by_size);
    double rank = ceil(share * (double)times->count);
    return times->list[rank < 1 ? 0 : (size_t)rank - 1];
}

static void note_time(struct session *session, struct str team, int64_t from, int64_t to,
                      struct times *times)
{
    if (to != TIME_NONE) {
        times->list[times->count++] = worked_hours(session, team, from, to);
    }
}

/* Room for the times of every case: nobody has more. */
static struct team_report *report_of(struct session *session, struct team_report *list,
                                     size_t *count, struct str team, size_t cases)
{
    size_t i = 0;
    while (i < *count && !str_eq(list[i].team, team)) {
        i++;
    }
    if (i == *count) {
        struct arena *arena = &session->arena;
        list[(*count)++] = (struct team_report){
            .team = team,
            .acknowledged = {arena_array(arena, double, cases), 0},
            .answered = {arena_array(arena, double, cases), 0},
            .closed = {arena_array(arena, double, cases), 0},
        };
    }
    return &list[i];
}

static void report_take(struct session *session, struct team_report *report,
                        const struct case_row *row)
{
    struct str team = report->team;
    report->cases++;
    report->untouched += row->state == CASE_NEW;
    note_time(session, team, row->opened_at, row->acknowledged_at, &report->acknowledged);
    note_time(session, team, row->opened_at, row->answered_at, &report->answered);
    if (row->state == CASE_CLOSED) {
        note_time(session, team, row->opened_at, row->closed_at, &report->closed);
    }
}

static void print_report(struct printer *printer, struct team_report *report)
{
    struct times *times[] = {&report->acknowledged, &report->answered, &report->closed};
    struct sql_value values[sizeof report_columns / sizeof *report_columns] = {
        print_text(report->team), print_integer((int64_t)report->cases),
        print_integer((int64_t)report->untouched)};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        values[3 + 3 * i] = print_integer((int64_t)times[i]->count);
        values[4 + 3 * i] = hours_value(quantile(times[i], 0.5));
        values[5 + 3 * i] = hours_value(quantile(times[i], 0.9));
    }
    printer_row(printer, values);
}

/* ---- the command ---- */

static void print_all(struct session *session, const struct case_row *rows, size_t count)
{
    const struct options *options = session->invocation->options;
    struct team_report *reports = arena_array(&session->arena, struct team_report, count + 1);
    size_t report_count = 0;
    struct printer printer;
    printer_open(&printer, print_format(&options->print),
                 options->report ? report_columns : list_columns,
                 options->report ? sizeof report_columns / sizeof *report_columns
                                 : sizeof list_columns / sizeof *list_columns);
    for (size_t i = 0; i < count; i++) {
        struct str team = team_of(session->config, &rows[i]);
        if (options->team && !str_eq(team, str_of(options->team))) {
            continue;
        }
        if (options->report) {
            report_take(session, report_of(session, reports, &report_count, team, count), &rows[i]);
        } else {
            print_case(session, &printer, &rows[i]);
        }
    }
    for (size_t i = 0; i < report_count; i++) {
        print_report(&printer, &reports[i]);
    }
    printer_close(&printer, "no such cases");
}

static int run(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    const struct options *options = invocation->options;
    struct err err = ERR_NONE;
    struct case_row *rows;
    size_t count;
    int status = session_config(&session);
    if (status == EXIT_WELL && options->team && !config_team(session.config, options->team)) {
        err_set(&err, "--team: no team '%s' in %s", options->team, session.config->path);
        return command_fail(EXIT_USAGE, &err);
    }
    status = status == EXIT_WELL ? session_store(&session, STORE_READ) : status;
    if (status != EXIT_WELL) {
        return status;
    }
    struct case_filter filter = {
        .since = session_when(&session, options->since, INT64_MIN),
        .until = session_when(&session, options->until, INT64_MAX),
        .open = options->open,
        .assignee = str_of(options->assignee),
    };
    if (!cases_list(session.store, &filter, &session.arena, &rows, &count, &err)) {
        return command_fail(EXIT_STORE, &err);
    }
    print_all(&session, rows, count);
    return EXIT_WELL;
}

static const struct option option_table[] = {
    {"open", OPTION_FLAG, offsetof(struct options, open), NULL, "only those not closed"},
    {"team", OPTION_TEXT, offsetof(struct options, team), "NAME", "of this team"},
    {"assignee", OPTION_TEXT, offsetof(struct options, assignee), "NAME", "given to this one"},
    {"since", OPTION_WHEN, offsetof(struct options, since), "TIME", "opened then or later"},
    {"until", OPTION_WHEN, offsetof(struct options, until), "TIME", "opened before"},
    {"report", OPTION_FLAG, offsetof(struct options, report), NULL,
     "how long it takes each team to acknowledge, answer, close, in hours it works"},
    PRINT_OPTIONS(struct options, print),
    {0},
};

const struct command command_cases = {
    .name = "cases",
    .summary = "incidents and mentions that somebody deals with, or should",
    .arguments = "",
    .options = option_table,
    .options_size = sizeof(struct options),
    .example = "  nabz cases --report --since 30d",
    .run = run,
};
