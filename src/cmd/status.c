/* nabz status: what state everything is in. */
#include "cmd/commands.h"
#include "cmd/printer.h"
#include "cmd/session.h"
#include "store/incidents.h"
#include "store/mentions.h"
#include "store/outbox.h"
#include "store/sources.h"

#include <stdio.h>

struct options {
    struct print_flags print;
};

static const char *const columns[] = {"source",       "state",    "failures",
                                      "last_success", "next_try", "error"};

static bool print_sources(struct session *session, enum print_format format, struct err *err)
{
    struct source_status *list;
    struct printer printer;
    size_t count;
    if (!sources_list(session->store, &session->arena, &list, &count, err)) {
        return false;
    }
    printer_open(&printer, format, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < count; i++) {
        struct sql_value values[] = {
            print_text(list[i].name),
            print_text(str_of(source_state_name(list[i].state))),
            print_integer(list[i].failures),
            print_time(&session->arena, list[i].last_success_at),
            print_time(&session->arena, list[i].next_try_at),
            print_text(list[i].error.n ? list[i].error : STR_NONE),
        };
        printer_row(&printer, values);
    }
    printer_close(&printer, "no source was ever polled");
    return true;
}

static bool print_summary(struct session *session, struct err *err)
{
    struct run last;
    struct incident *open;
    size_t open_count;
    int64_t newest, deliveries[DELIVERY_STATES];
    char at[TIME_TEXT_MAX];
    if (!run_last(session->store, &last, err) || !mentions_newest(session->store, &newest, err) ||
        !incidents_list(session->store, true, 0, &session->arena, &open, &open_count, err) ||
        !outbox_counts(session->store, deliveries, err)) {
        return false;
    }
    if (last.id) {
        printf("last run    %s%s: %lld sources, %lld failed, %lld new mentions\n",
               time_format(last.started_at, at),
               last.finished_at == TIME_NONE ? " (not finished)" : "",
               (long long)last.sources_tried, (long long)last.sources_failed,
               (long long)last.mentions_added);
    } else {
        printf("last run    never\n");
    }
    printf("newest id   %lld\n", (long long)newest);
    printf("incidents   %zu open\n", open_count);
    printf("deliveries  %lld waiting, %lld sent, %lld refused or given up\n\n",
           (long long)(deliveries[DELIVERY_PENDING] + deliveries[DELIVERY_SENDING] +
                       deliveries[DELIVERY_UNKNOWN]),
           (long long)deliveries[DELIVERY_SENT],
           (long long)(deliveries[DELIVERY_REFUSED] + deliveries[DELIVERY_GIVEN_UP]));
    return true;
}

static int run(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    const struct options *options = invocation->options;
    enum print_format format = print_format(&options->print);
    struct err err = ERR_NONE;
    int status = session_store(&session, STORE_READ);
    if (status != EXIT_WELL) {
        return status;
    }
    bool well = (format != PRINT_TABLE || print_summary(&session, &err)) &&
                print_sources(&session, format, &err);
    return well ? EXIT_WELL : command_fail(EXIT_STORE, &err);
}

static const struct option option_table[] = {
    PRINT_OPTIONS(struct options, print),
    {0},
};

const struct command command_status = {
    .name = "status",
    .summary = "tells what state everything is in",
    .arguments = "",
    .options = option_table,
    .options_size = sizeof(struct options),
    .example = "  nabz status",
    .run = run,
};
