/* nabz import --survey: answers of a survey, through the same stages as mentions. */
#include "cmd/import_survey.h"

#include "app/survey.h"
#include "cmd/records.h"
#include "cmd/session.h"
#include "feed/survey.h"
#include "store/search.h"

#include <stdio.h>

enum { SCALE_LEAST = 2, SCALE_MOST = 100 };

struct reading {
    struct survey_form form;
    struct survey_import import;
    struct records records;
    struct arena arena; /* of the row in hand */
};

static void reading_clear(struct reading *reading)
{
    survey_clear(&reading->import);
    records_close(&reading->records);
    arena_clear(&reading->arena);
}

/* ---- what the command line says ---- */

static bool names_read(struct reading *reading, const char *columns, struct err *err)
{
    struct str rest = str_of(columns), column, field;
    while (columns && str_take(&rest, ',', &column)) {
        str_take(&column, '=', &field);
        if (!records_map(&reading->records, str_trim(field), str_trim(column), err)) {
            return err_wrap(err, "--columns");
        }
    }
    return true;
}

static bool scale_read(const char *option, int64_t given, int usual, int *best, struct err *err)
{
    *best = given ? (int)given : usual;
    return given == 0 || (given >= SCALE_LEAST && given <= SCALE_MOST) ||
           err_set(err, "--%s: %d to %d", option, SCALE_LEAST, SCALE_MOST);
}

static bool form_read(struct reading *reading, const struct config *config, int64_t now,
                      const struct survey_options *options, struct err *err)
{
    struct survey_form *form = &reading->form;
    form->zone = config->time_zone;
    form->now = now;
    form->touchpoint = options->touchpoint;
    form->has_kind = options->kind;
    form->best[SURVEY_NPS] = 10;
    if (options->kind && !survey_kind_from_name(str_of(options->kind), &form->kind)) {
        return err_set(err, "--kind: not nps, csat or ces: '%s'", options->kind);
    }
    if (options->brand && !config_brand(config, options->brand)) {
        return config_no_brand(config, options->brand, err);
    }
    if (options->counted && !options->brand) {
        return err_set(err, "--count wants a --brand to count for");
    }
    return scale_read("csat-best", options->csat_best, 5, &form->best[SURVEY_CSAT], err) &&
           scale_read("ces-best", options->ces_best, 7, &form->best[SURVEY_CES], err);
}

/* ---- the file ---- */

static bool take_record(struct reading *reading, const struct record *record, struct err *err)
{
    struct survey_row row;
    enum survey_field field;
    struct err why = ERR_NONE;
    arena_reset(&reading->arena);
    if (!survey_read(&reading->form, record->values, &reading->arena, &row, &field, &why)) {
        records_bad(&reading->records, record, field, "%s", why.text);
        return true;
    }
    return survey_take(&reading->import, &row, err);
}

static bool take_records(struct reading *reading, struct err *err)
{
    struct record record;
    while (records_next(&reading->records, &record)) {
        if (!take_record(reading, &record, err)) {
            return false;
        }
    }
    return survey_end(&reading->import, err) && search_index(reading->import.app->store, err);
}

static bool columns_check(const struct reading *reading, struct err *err)
{
    const struct records *records = &reading->records;
    bool one = records_has(records, SURVEY_SCORE) &&
               (records_has(records, SURVEY_KIND) || reading->form.has_kind);
    bool scores = one || records_has(records, SURVEY_NPS_SCORE) ||
                  records_has(records, SURVEY_CSAT_SCORE) || records_has(records, SURVEY_CES_SCORE);
    return (scores && records_has(records, SURVEY_TIME)) ||
           err_set(err,
                   "%s:1:1: the header must have the columns time and nps, csat or ces (or score, "
                   "with a column kind or --kind); --columns tells how they are called here",
                   records->path);
}

static bool file_begin(struct reading *reading, const struct survey_options *options,
                       const char *path, struct err *err)
{
    struct records *records = &reading->records;
    return records_open(records, path, survey_field_names, SURVEY_FIELDS, err) &&
           names_read(reading, options->columns, err) && records_begin(records, err) &&
           columns_check(reading, err);
}

static int import_file(struct reading *reading)
{
    struct err err = ERR_NONE;
    const struct records *records = &reading->records;
    if (!take_records(reading, &err)) {
        return command_fail(EXIT_STORE, &err);
    }
    printf("%zu answers new, %zu changed, %zu known; %zu texts new; %zu rows bad\n",
           reading->import.answers.added, reading->import.answers.changed,
           reading->import.answers.known, reading->import.texts.added, records->bad);
    return records->bad ? EXIT_SOME_FAILED : EXIT_WELL;
}

int import_survey(const struct invocation *invocation, const char *survey,
                  const struct survey_options *options)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    CLEANUP(reading_clear) struct reading reading = {0};
    struct err err = ERR_NONE;
    int status = session_config(&session);
    if (status != EXIT_WELL) {
        return status;
    }
    if (!survey || !config_name_valid(survey)) {
        err_set(&err, "--survey wants its name as --source: at most 64 of a-z A-Z 0-9 and - _ .");
        return command_fail(EXIT_USAGE, &err);
    }
    if (!form_read(&reading, session.config, invocation->globals.now, options, &err) ||
        !file_begin(&reading, options, invocation->arguments[0], &err)) {
        return command_fail(EXIT_USAGE, &err);
    }
    status = session_app(&session);
    if (status != EXIT_WELL) {
        return status;
    }
    reading.import = (struct survey_import){.app = &session.app,
                                            .survey = str_of(survey),
                                            .brand = options->brand,
                                            .counted = options->counted};
    memcpy(reading.import.best, reading.form.best, sizeof reading.import.best);
    return import_file(&reading);
}
