/* nabz detect: counts in, verdicts out. A row is judged by itself and the rows before it, with the
 * lifecycle that incidents have, so that an analyst can try the detector on any history. */
#include "cmd/commands.h"

#include "base/csv.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/map.h"
#include "detect/lifecycle.h"
#include "report/html.h"

#include <math.h>
#include <stdio.h>

struct detect_options {
    const char *sensitivity;
};

enum { COLUMN_START, COLUMN_NEGATIVE, COLUMN_SERIES, COLUMN_BUCKET, COLUMN_TOTAL, COLUMNS };
#define COLUMNS_REQUIRED 2
static const char *const column_names[COLUMNS] = {"start", "negative", "series_id", "bucket",
                                                  "total"};

struct track {
    struct baseline baseline;
    struct lifecycle lifecycle;
    size_t rows;
};

struct table {
    struct csv csv;
    size_t columns[COLUMNS];
    struct policy policy;
    struct arena arena; /* tracks and their names */
    struct map tracks;
    struct buf out;
};

static bool read_header(struct table *table, struct err *err)
{
    enum csv_result result = csv_next(&table->csv, err);
    if (result != CSV_ROW) {
        return result == CSV_BROKEN
                   ? false
                   : csv_fault(&table->csv, 0, err, "no header: the file is empty");
    }
    for (size_t i = 0; i < COLUMNS; i++) {
        table->columns[i] = csv_find(&table->csv, column_names[i]);
        if (table->columns[i] == STR_NOT_FOUND && i < COLUMNS_REQUIRED) {
            return csv_fault(&table->csv, 0, err, "the header has no column \"%s\"",
                             column_names[i]);
        }
    }
    return true;
}

/* The field, trimmed; absent when the file has no such column. */
static struct str field(const struct table *table, size_t column)
{
    size_t at = table->columns[column];
    return at < table->csv.count ? str_trim(table->csv.fields[at].text) : STR_NONE;
}

static bool digits_at(struct str text, size_t at, size_t count, int *value)
{
    *value = 0;
    for (size_t i = at; i < at + count; i++) {
        if (i >= text.n || text.p[i] < '0' || text.p[i] > '9') {
            return false;
        }
        *value = *value * 10 + (text.p[i] - '0');
    }
    return true;
}

/* "2025-03-22 14:00", a wall clock without a zone, or what time_parse reads. */
static bool read_start(struct str text, int64_t *at)
{
    struct date date;
    int hour, minute;
    if (time_parse(text, at)) {
        return true;
    }
    if (!digits_at(text, 0, 4, &date.year) || !digits_at(text, 5, 2, &date.month) ||
        !digits_at(text, 8, 2, &date.day) || !digits_at(text, 11, 2, &hour) ||
        !digits_at(text, 14, 2, &minute) || !date_valid(date) || hour > 23 || minute > 59) {
        return false;
    }
    *at = date_to_days(date) * DAY + hour * HOUR + minute * 60;
    return true;
}

static bool read_count(const struct table *table, size_t column, uint32_t *count, struct err *err)
{
    int64_t value;
    struct str text = field(table, column);
    if (!str_to_int(text, &value) || value < 0 || value > UINT32_MAX) {
        return csv_fault(&table->csv, table->columns[column], err, "not a count: \"%.*s\"",
                         STR_FMT(str_slice(text, 0, 80)));
    }
    *count = (uint32_t)value;
    return true;
}

/* An empty count is an hour without data. */
static bool read_fact(const struct table *table, struct hour_fact *fact, struct err *err)
{
    int64_t at;
    struct str start = field(table, COLUMN_START);
    if (!read_start(start, &at)) {
        return csv_fault(&table->csv, table->columns[COLUMN_START], err, "not a time: \"%.*s\"",
                         STR_FMT(str_slice(start, 0, 80)));
    }
    *fact = (struct hour_fact){.hour = (at - ((at % HOUR) + HOUR) % HOUR) / HOUR,
                               .gap = field(table, COLUMN_NEGATIVE).n == 0};
    if (fact->gap) {
        return true;
    }
    if (!read_count(table, COLUMN_NEGATIVE, &fact->negative, err)) {
        return false;
    }
    fact->total = fact->negative;
    if (field(table, COLUMN_TOTAL).n > 0 && !read_count(table, COLUMN_TOTAL, &fact->total, err)) {
        return false;
    }
    return fact->total >= fact->negative ||
           csv_fault(&table->csv, table->columns[COLUMN_TOTAL], err,
                     "total %u is less than negative %u", fact->total, fact->negative);
}

static struct track *track_of(struct table *table, struct str series)
{
    union map_value *known = map_get(&table->tracks, series);
    if (known) {
        return known->pointer;
    }
    struct track *track = arena_new(&table->arena, struct track);
    baseline_init(&track->baseline);
    lifecycle_init(&track->lifecycle);
    map_put(&table->tracks, str_copy(&table->arena, series), NULL)->pointer = track;
    return track;
}

static const char *state_text(const struct lifecycle *lifecycle, enum lifecycle_step step, bool gap)
{
    if (gap) {
        return "gap";
    }
    if (step == STEP_OPENED || step == STEP_REOPENED) {
        return "opened";
    }
    if (step == STEP_RESOLVED) {
        return "resolved";
    }
    return lifecycle->open ? "open" : "calm";
}

static void write_row(struct table *table, const struct track *track, const struct hour_fact *fact,
                      const struct verdict *verdict, enum lifecycle_step step)
{
    struct buf *out = &table->out;
    csv_field(out, field(table, COLUMN_SERIES));
    buf_add_byte(out, ',');
    if (field(table, COLUMN_BUCKET).n > 0) {
        csv_field(out, field(table, COLUMN_BUCKET));
    } else {
        buf_addf(out, "%zu", track->rows);
    }
    buf_add_byte(out, ',');
    csv_field(out, field(table, COLUMN_START));
    if (fact->gap) {
        buf_add_z(out, ",,,,,,");
    } else {
        buf_addf(out, ",%u,%.3f,%.3g,%.3f,", fact->negative, verdict->hour_expected,
                 exp(verdict->log_p), fabs(verdict->log_p));
        buf_addf(out, "%s,", track->lifecycle.open ? severity_name(track->lifecycle.severity) : "");
    }
    buf_addf(out, "%s\n", state_text(&track->lifecycle, step, fact->gap));
    if (out->n > MIB / 2) {
        fwrite(out->p, 1, out->n, stdout);
        buf_reset(out);
    }
}

static bool judge_row(struct table *table, struct err *err)
{
    struct hour_fact fact;
    if (!read_fact(table, &fact, err)) {
        return false;
    }
    struct track *track = track_of(table, field(table, COLUMN_SERIES));
    if (track->rows > 0 && fact.hour <= track->baseline.last_hour) {
        return csv_fault(&table->csv, table->columns[COLUMN_START], err,
                         "not a later hour than the row before it of this series");
    }
    baseline_step(&track->baseline, &fact, baseline_week_hour("UTC", fact.hour), 1);
    struct verdict verdict = baseline_judge(&track->baseline);
    enum lifecycle_step step = lifecycle_step(&track->lifecycle, &table->policy, &verdict, true);
    write_row(table, track, &fact, &verdict, step);
    track->rows++;
    return true;
}

static bool judge_table(struct table *table, struct err *err)
{
    if (!read_header(table, err)) {
        return false;
    }
    buf_add_z(&table->out, "series_id,bucket,start,negative,expected,p,score,severity,state\n");
    enum csv_result result;
    while ((result = csv_next(&table->csv, err)) == CSV_ROW) {
        if (!judge_row(table, err)) {
            return false;
        }
    }
    return result == CSV_END;
}

static int run_detect(const struct invocation *invocation)
{
    const struct detect_options *options = invocation->options;
    const char *path = invocation->arguments[0];
    struct err err = ERR_NONE;
    struct table table = {.policy = POLICY_DEFAULT, .out = BUF_INIT(MIB)};
    if (options->sensitivity &&
        !sensitivity_from_name(str_of(options->sensitivity), &table.policy.sensitivity)) {
        err_set(&err, "--sensitivity: \"%s\" is none of calm, normal, keen", options->sensitivity);
        return command_fail(EXIT_USAGE, &err);
    }
    CLEANUP_BUF struct buf input = BUF_INIT(LIMIT_TABLE);
    if (!file_read(path, &input, &err)) {
        return command_fail(EXIT_USAGE, &err);
    }
    csv_init(&table.csv, strcmp(path, "-") == 0 ? "stdin" : path, buf_str(&input));
    bool well = judge_table(&table, &err);
    fwrite(buf_str(&table.out).p, 1, table.out.n, stdout);
    csv_clear(&table.csv);
    map_clear(&table.tracks);
    arena_clear(&table.arena);
    buf_clear(&table.out);
    return well ? EXIT_WELL : command_fail(EXIT_USAGE, &err);
}

static const struct option options[] = {
    {"sensitivity", OPTION_TEXT, offsetof(struct detect_options, sensitivity), "WORD",
     "calm, normal (the default) or keen"},
    {0},
};

const struct command command_detect = {
    .name = "detect",
    .summary = "judges hourly counts: CSV in, scores and incidents out",
    .arguments = "FILE",
    .argument_least = 1,
    .argument_most = 1,
    .options = options,
    .options_size = sizeof(struct detect_options),
    .example = "  nabz detect hours.csv\n"
               "  nabz detect --sensitivity keen - <hours.csv",
    .run = run_detect,
};
