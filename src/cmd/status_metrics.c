#include "cmd/status_metrics.h"

/* One metric of every source that is polled; `value` is false where there is nothing to tell. */
struct metric {
    const char *name, *help;
    bool (*value)(const struct source_row *row, int64_t now, double *value);
};

static bool tell_up(const struct source_row *row, int64_t now, double *value)
{
    (void)now;
    *value = row->status.state == SOURCE_OK;
    return row->status.state != SOURCE_NEW;
}

static bool tell_failures(const struct source_row *row, int64_t now, double *value)
{
    (void)now;
    *value = row->status.failures;
    return true;
}

static bool tell_success(const struct source_row *row, int64_t now, double *value)
{
    (void)now;
    *value = (double)row->status.last_success_at;
    return row->status.last_success_at != TIME_NONE;
}

static bool tell_lag(const struct source_row *row, int64_t now, double *value)
{
    if (row->newest_at == TIME_NONE) {
        return false;
    }
    *value = now > row->newest_at ? (double)(now - row->newest_at) : 0;
    return true;
}

static bool tell_next(const struct source_row *row, int64_t now, double *value)
{
    (void)now;
    *value = (double)row->status.next_try_at;
    return row->status.next_try_at != TIME_NONE;
}

static bool tell_items_left(const struct source_row *row, int64_t now, double *value)
{
    (void)now;
    *value = (double)budget_items(&row->budget);
    return *value >= 0;
}

static bool tell_cost(const struct source_row *row, int64_t now, double *value)
{
    (void)now;
    *value = (double)row->budget.cost_this_month / BUDGET_UNIT;
    return row->budget.currency != NULL;
}

static bool tell_token(const struct source_row *row, int64_t now, double *value)
{
    (void)now;
    *value = (double)row->status.token_ends_at;
    return row->status.token_ends_at != TIME_NONE;
}

static bool tell_trouble(const struct source_row *row, int64_t now, double *value)
{
    (void)now;
    *value = row->trouble != NULL;
    return true;
}

static const struct metric metrics[] = {
    {"nabz_source_up", "1 when the last poll went well", tell_up},
    {"nabz_source_failures", "polls that failed in a row", tell_failures},
    {"nabz_source_last_success_seconds", "when a poll last went well", tell_success},
    {"nabz_source_lag_seconds", "since the posting of the newest mention", tell_lag},
    {"nabz_source_next_try_seconds", "not before then", tell_next},
    {"nabz_source_items_left", "that the budget still allows", tell_items_left},
    {"nabz_source_cost_month", "spent this month, in the currency of the recipe", tell_cost},
    {"nabz_source_token_ends_seconds", "when the access ends", tell_token},
    {"nabz_source_trouble", "1 when the operator should look at it", tell_trouble},
};

/* Names of nabz.yaml need no escapes; those of imports may. */
static void add_label(struct str name, struct buf *out)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (c == '\\' || c == '"') {
            buf_add_byte(out, '\\');
        }
        buf_add_byte(out, c == '\n' ? ' ' : c);
    }
}

static void add_metric(const struct metric *metric, const struct source_list *list, int64_t now,
                       struct buf *out)
{
    buf_addf(out, "# HELP %s %s\n# TYPE %s gauge\n", metric->name, metric->help, metric->name);
    for (size_t i = 0; i < list->count; i++) {
        const struct source_row *row = &list->rows[i];
        double value;
        if (row->source && !row->source->disabled && metric->value(row, now, &value)) {
            buf_addf(out, "%s{source=\"", metric->name);
            add_label(row->status.name, out);
            buf_addf(out, "\"} %.15g\n", value);
        }
    }
}

static void add_one(struct buf *out, const char *name, const char *help, double value)
{
    buf_addf(out, "# HELP %s %s\n# TYPE %s gauge\n%s %.15g\n", name, help, name, name, value);
}

void status_metrics(const struct source_list *list, const struct status_summary *summary,
                    int64_t now, struct buf *out)
{
    const struct run *last = &summary->last;
    const int64_t *deliveries = summary->deliveries;
    for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++) {
        add_metric(&metrics[i], list, now, out);
    }
    if (last->id) {
        add_one(out, "nabz_run_started_seconds", "when the last run began",
                (double)last->started_at);
        add_one(out, "nabz_run_finished", "1 when it came to its end",
                last->finished_at != TIME_NONE);
        add_one(out, "nabz_run_sources_failed", "in the last run", (double)last->sources_failed);
        add_one(out, "nabz_run_mentions_added", "in the last run", (double)last->mentions_added);
    }
    add_one(out, "nabz_incidents_open", "of all rules", (double)summary->incidents_open);
    add_one(out, "nabz_deliveries_waiting", "messages that are still to be sent",
            (double)(deliveries[DELIVERY_PENDING] + deliveries[DELIVERY_SENDING] +
                     deliveries[DELIVERY_UNKNOWN]));
    add_one(out, "nabz_deliveries_failed", "messages that were refused or given up",
            (double)(deliveries[DELIVERY_REFUSED] + deliveries[DELIVERY_GIVEN_UP]));
}
