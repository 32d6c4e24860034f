/* nabz status: what state everything is in, for a person, a program and a monitor. */
#include "base/file.h"
#include "base/limits.h"
#include "cmd/commands.h"
#include "cmd/printer.h"
#include "cmd/source_list.h"
#include "cmd/status_metrics.h"
#include "store/incidents.h"
#include "store/mentions.h"
#include "store/outbox.h"

#include <stdio.h>

struct options {
    struct print_flags print;
    const char *prometheus;
};

static const char *const columns[] = {"source",     "state",   "failures", "last_success",
                                      "newest",     "lag_h",   "next_try", "left",
                                      "token_ends", "trouble", "moved_to", "error"};

/* Hours from the newest posting until now, with one digit. */
static struct sql_value lag(const struct source_row *row, int64_t now)
{
    if (row->newest_at == TIME_NONE) {
        return print_text(STR_NONE);
    }
    int64_t tenths = (now - row->newest_at) * 10 / HOUR;
    return print_real((double)(tenths > 0 ? tenths : 0) / 10);
}

static const char *state_of(const struct source_row *row)
{
    return !row->source            ? "imported"
           : row->source->disabled ? "disabled"
                                   : source_state_name(row->status.state);
}

static void print_sources(struct session *session, const struct source_list *list,
                          enum print_format format)
{
    struct arena *arena = &session->arena;
    struct printer printer;
    printer_open(&printer, format, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < list->count; i++) {
        const struct source_row *row = &list->rows[i];
        const struct source_status *status = &row->status;
        struct sql_value values[] = {
            print_text(status->name),
            print_text(str_of(state_of(row))),
            print_integer(status->failures),
            print_time(arena, status->last_success_at),
            print_time(arena, row->newest_at),
            lag(row, session->app.now),
            print_time(arena, status->next_try_at),
            print_text(source_list_left(&row->budget, arena)),
            print_time(arena, status->token_ends_at),
            print_text(row->trouble ? str_of(trouble_kind_name(row->trouble->kind)) : STR_NONE),
            print_text(status->moved_times ? status->moved_to : STR_NONE),
            print_text(status->error.n ? status->error : STR_NONE),
        };
        printer_row(&printer, values);
    }
    printer_close(&printer, "no source is in nabz.yaml, and none was ever imported");
}

static bool read_summary(struct session *session, struct status_summary *summary, struct err *err)
{
    struct incident *open;
    struct store *store = session->store;
    *summary = (struct status_summary){.last.started_at = TIME_NONE, .last.finished_at = TIME_NONE};
    return !store ||
           (run_last(store, &summary->last, err) &&
            mentions_newest(store, &summary->newest_id, err) &&
            incidents_list(store, true, 0, &session->arena, &open, &summary->incidents_open, err) &&
            outbox_counts(store, summary->deliveries, err));
}

static void print_summary(const struct status_summary *summary)
{
    const struct run *last = &summary->last;
    const int64_t *deliveries = summary->deliveries;
    char at[TIME_TEXT_MAX];
    if (last->id) {
        printf("last run    %s%s: %lld sources, %lld failed, %lld new mentions\n",
               time_format(last->started_at, at),
               last->finished_at == TIME_NONE ? " (not finished)" : "",
               (long long)last->sources_tried, (long long)last->sources_failed,
               (long long)last->mentions_added);
    } else {
        printf("last run    never\n");
    }
    printf("newest id   %lld\n", (long long)summary->newest_id);
    printf("incidents   %zu open\n", summary->incidents_open);
    printf("deliveries  %lld waiting, %lld sent, %lld refused or given up\n\n",
           (long long)(deliveries[DELIVERY_PENDING] + deliveries[DELIVERY_SENDING] +
                       deliveries[DELIVERY_UNKNOWN]),
           (long long)deliveries[DELIVERY_SENT],
           (long long)(deliveries[DELIVERY_REFUSED] + deliveries[DELIVERY_GIVEN_UP]));
}

static int write_metrics(struct session *session, const struct source_list *list,
                         const struct status_summary *summary, const char *path)
{
    CLEANUP_BUF struct buf text = BUF_INIT(64u * MIB);
    struct err err = ERR_NONE;
    status_metrics(list, summary, session->app.now, &text);
    if (strcmp(path, "-") == 0) {
        fwrite(text.p, 1, text.n, stdout);
    } else if (!file_write(path, buf_str(&text), 0644, &err)) {
        return command_fail(EXIT_STORE, &err);
    }
    return EXIT_WELL;
}

/* What a monitor wants to know: 1 when a source has trouble, 6 when all of them have. */
static int outcome(const struct source_list *list)
{
    size_t sources = 0, troubled = 0;
    for (size_t i = 0; i < list->count; i++) {
        bool polled = list->rows[i].source && !list->rows[i].source->disabled;
        sources += polled;
        troubled += polled && list->rows[i].trouble;
    }
    return troubled == 0 ? EXIT_WELL : troubled == sources ? EXIT_ALL_FAILED : EXIT_SOME_FAILED;
}

static int run(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    const struct options *options = invocation->options;
    enum print_format format = print_format(&options->print);
    struct status_summary summary;
    struct source_list list;
    struct err err = ERR_NONE;
    int status = source_list_open(&session);
    if (status != EXIT_WELL) {
        return status;
    }
    if (!source_list_read(&session, &list, &err) || !read_summary(&session, &summary, &err)) {
        return command_fail(EXIT_STORE, &err);
    }
    if (options->prometheus) {
        status = write_metrics(&session, &list, &summary, options->prometheus);
        return status == EXIT_WELL ? outcome(&list) : status;
    }
    if (format == PRINT_TABLE) {
        print_summary(&summary);
    }
    print_sources(&session, &list, format);
    return outcome(&list);
}

static const struct option option_table[] = {
    {"prometheus", OPTION_TEXT, offsetof(struct options, prometheus), "FILE",
     "metrics for Prometheus, replaced whole; - for stdout"},
    PRINT_OPTIONS(struct options, print),
    {0},
};

const struct command command_status = {
    .name = "status",
    .summary = "tells what state everything is in; 1 when a source has trouble",
    .arguments = "",
    .options = option_table,
    .options_size = sizeof(struct options),
    .example = "  nabz status --prometheus /var/lib/node_exporter/nabz.prom",
    .run = run,
};
