/* nabz import: mentions from a file, through the same stages as those of a crawl. */
#include "base/limits.h"
#include "base/nearest.h"
#include "cmd/commands.h"
#include "cmd/import_batch.h"
#include "cmd/import_map.h"
#include "cmd/import_page.h"
#include "cmd/import_survey.h"
#include "cmd/records.h"
#include "cmd/session.h"

#include <stdio.h>

struct options {
    const char *source, *map;
    int64_t since, until;
    bool sample, survey;
    struct import_page_options page;
    struct survey_options answers;
};

struct import {
    struct import_batch batch;
    struct import_map map;
    struct records records;
    const char *default_source;
};

static void import_clear(struct import *import)
{
    import_batch_clear(&import->batch);
    import_map_clear(&import->map);
    records_close(&import->records);
}

/* The source of a row, NULL when it cannot be told, which then is told. */
static const char *source_of(struct import *import, const struct record *record)
{
    struct str named = record->values[IMPORT_SOURCE];
    const char *source = named.p ? str_z(&import->records.arena, named) : import->default_source;
    if (!source) {
        records_bad(&import->records, record, IMPORT_SOURCE, "missing, and no --source given");
        return NULL;
    }
    if (!config_name_valid(source)) {
        records_bad(&import->records, record, IMPORT_SOURCE,
                    "no name: at most 64 of a-z A-Z 0-9 and, inside, - _ .");
        return NULL;
    }
    return source;
}

/* What nabz extract prints beside mentions: the feed, requests. */
static bool is_other_kind(const struct record *record)
{
    struct str kind = record->values[IMPORT_KIND];
    return kind.p && !str_eq(kind, STR("mention"));
}

static bool take_record(struct import *import, const struct record *record, struct err *err)
{
    struct records *records = &import->records;
    enum recipe_field_name field;
    bool clamped;
    struct err wrong = ERR_NONE;
    const char *source = is_other_kind(record) ? NULL : source_of(import, record);
    if (!source) {
        return true;
    }
    if (!import_batch_of(&import->batch, source, err)) {
        return false;
    }
    if (!import_map_read(&import->map, record, &import->batch.batch, &clamped, &field, &wrong)) {
        records_bad(records, record, field, "%s", wrong.text);
    } else if (clamped) {
        fprintf(stderr, "nabz: %s:%zu: a time to come: taken as now\n", records->path,
                record->line);
    }
    import->batch.unnamed |= !record->values[FIELD_ID].n;
    return true;
}

static bool take_records(struct import *import, struct err *err)
{
    struct record record;
    while (records_next(&import->records, &record)) {
        if (!take_record(import, &record, err)) {
            return false;
        }
    }
    return import_batch_end(&import->batch, err);
}

static int report(const struct mention_counts *counts, size_t bad)
{
    printf("%zu new, %zu changed, %zu known, %zu bad\n", counts->added, counts->edited,
           counts->duplicate, bad);
    return bad ? EXIT_SOME_FAILED : EXIT_WELL;
}

/* What can be told without the database is told before there is one. */
static bool rows_begin(struct session *session, struct import *import, struct err *err)
{
    const struct options *options = session->invocation->options;
    const char *path = session->invocation->arguments[0];
    return records_open(&import->records, path, import_field_names, IMPORT_FIELDS, err) &&
           import_map_use(&import->map, session->config, options->map, &import->records, err) &&
           records_begin(&import->records, err) && import_map_check(&import->records, err);
}

static int import_rows(struct session *session, struct import *import)
{
    const struct options *options = session->invocation->options;
    struct err err = ERR_NONE;
    if (!rows_begin(session, import, &err)) {
        return command_fail(EXIT_USAGE, &err);
    }
    int status = session_app(session);
    if (status != EXIT_WELL) {
        return status;
    }
    import->batch.covers = !options->sample;
    import->batch.since = options->since ? options->since : TIME_NONE;
    import->batch.until = options->until ? options->until : TIME_NONE;
    import->map.form.now = session->invocation->globals.now;
    import->default_source = options->source ? options->source : import->map.source;
    if (!take_records(import, &err)) {
        return command_fail(EXIT_STORE, &err);
    }
    return report(&import->batch.counts, import->records.bad);
}

static int import_one_page(struct session *session, struct import *import)
{
    const struct options *options = session->invocation->options;
    size_t bad;
    int status = session_app(session);
    if (status == EXIT_WELL) {
        status = import_page(&import->batch, &options->page, options->source,
                             session->invocation->arguments[0], &bad);
    }
    return status == EXIT_WELL ? report(&import->batch.counts, bad) : status;
}

/* Hours are covered by rows alone; a page has an address, rows have none. */
static bool options_fit(const struct options *options, struct err *err)
{
    bool page = options->page.recipe != NULL;
    bool hours = options->since || options->until || options->sample;
    if (options->survey + page + (options->map != NULL) > 1) {
        return err_set(err, "one of --survey, --recipe and --map alone");
    }
    if (hours && (options->survey || page)) {
        return err_set(err, "--since, --until and --sample are of mentions in rows: %s",
                       page ? "a saved page covers no hours" : "a survey has none");
    }
    return page || !(options->page.url || options->page.content_type) ||
           err_set(err, "--url and --content-type are of a saved page: they want --recipe");
}

static int run(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    CLEANUP(import_clear) struct import import = {.batch.app = &session.app};
    const struct options *options = invocation->options;
    struct err err = ERR_NONE;
    if (!options_fit(options, &err)) {
        return command_fail(EXIT_USAGE, &err);
    }
    if (options->survey) {
        return import_survey(invocation, options->source, &options->answers);
    }
    int status = session_config(&session);
    if (status != EXIT_WELL) {
        return status;
    }
    return options->page.recipe ? import_one_page(&session, &import)
                                : import_rows(&session, &import);
}

static const struct option option_table[] = {
    {"source", OPTION_TEXT, offsetof(struct options, source), "NAME",
     "of mentions that name no source; the name of a survey"},
    {"map", OPTION_TEXT, offsetof(struct options, map), "FIELD=COLUMN,...",
     "how the export of another tool calls its columns, or the name of a map of nabz.yaml"},
    {"recipe", OPTION_TEXT, offsetof(struct options, page.recipe), "NAME",
     "FILE is a saved page of that recipe, or a whole answer with its headers"},
    {"url", OPTION_TEXT, offsetof(struct options, page.url), "BASE",
     "where the page came from, for relative links"},
    {"content-type", OPTION_TEXT, offsetof(struct options, page.content_type), "TYPE",
     "the Content-Type it was sent with"},
    {"since", OPTION_TIME, offsetof(struct options, since), "TIME",
     "the file has everything from then on (its first mention)"},
    {"until", OPTION_TIME, offsetof(struct options, until), "TIME",
     "and up to then (its last mention)"},
    {"sample", OPTION_FLAG, offsetof(struct options, sample), NULL,
     "it is a selection: an hour without a mention says nothing"},
    {"survey", OPTION_FLAG, offsetof(struct options, survey), NULL,
     "answers of a survey, CSV or JSONL: nps, csat, ces, time, touchpoint, text, author, id"},
    SURVEY_OPTIONS(struct options, answers),
    {0},
};

const struct command command_import = {
    .name = "import",
    .summary = "takes mentions from JSONL, CSV or a saved page, or answers of a survey",
    .arguments = "FILE",
    .argument_least = 1,
    .argument_most = 1,
    .options = option_table,
    .options_size = sizeof(struct options),
    .example = "  nabz extract --recipe digikala page.json | nabz import --source shop -\n"
               "  nabz import --recipe digikala --source shop page.json\n"
               "  nabz import --source tool --map 'text=Body,author=From,rating=Stars|scale:1-5' "
               "export.csv\n"
               "  nabz import --since 2026-11-21 --until 2026-11-22 yesterday.jsonl\n"
               "  nabz import --survey --source after-delivery answers.csv",
    .run = run,
};
