/* nabz import --survey: answers of a survey, through the same stages as mentions. */
#include "cmd/import_survey.h"

#include "app/survey.h"
#include "base/csv.h"
#include "base/rows.h"
#include "cmd/session.h"
#include "feed/survey.h"
#include "store/search.h"
#include "text/utf8.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

enum { SCALE_LEAST = 2, SCALE_MOST = 100 };

struct reading {
    const char *path;
    struct survey_form form;
    struct survey_import import;
    struct str names[SURVEY_FIELDS]; /* what the file calls each field */
    size_t columns[SURVEY_FIELDS];   /* of a CSV: where each is; STR_NOT_FOUND */
    size_t column_count;             /* of its header */
    struct csv csv;
    struct rows rows;
    struct arena arena; /* of the row in hand */
    size_t bad;
};

static void reading_clear(struct reading *reading)
{
    survey_clear(&reading->import);
    csv_clear(&reading->csv);
    rows_clear(&reading->rows);
    arena_clear(&reading->arena);
}

static void bad_row(struct reading *reading, size_t line, const char *why)
{
    fprintf(stderr, "nabz: %s:%zu: %s\n", reading->path, line, why);
    reading->bad++;
}

/* ---- what the command line says ---- */

static bool names_read(struct reading *reading, const char *columns, struct err *err)
{
    struct str rest = str_of(columns), pair, field;
    for (int i = 0; i < SURVEY_FIELDS; i++) {
        reading->names[i] = str_of(survey_field_names[i]);
    }
    while (columns && str_take(&rest, ',', &pair)) {
        int i = 0;
        str_take(&pair, '=', &field);
        while (i < SURVEY_FIELDS && !str_eq(str_trim(field), str_of(survey_field_names[i]))) {
            i++;
        }
        if (i == SURVEY_FIELDS || !str_trim(pair).n) {
            return err_set(err,
                           "--columns: '%.*s': wanted FIELD=NAME, with id, time, kind, score, nps, "
                           "csat, ces, touchpoint, text or author for FIELD",
                           STR_FMT(field));
        }
        reading->names[i] = str_trim(pair);
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
        return err_set(err, "--brand: no brand '%s' in %s", options->brand, config->path);
    }
    if (options->counted && !options->brand) {
        return err_set(err, "--count wants a --brand to count for");
    }
    return scale_read("csat-best", options->csat_best, 5, &form->best[SURVEY_CSAT], err) &&
           scale_read("ces-best", options->ces_best, 7, &form->best[SURVEY_CES], err) &&
           names_read(reading, options->columns, err);
}

/* ---- a row ---- */

static bool take_values(struct reading *reading, size_t line,
                        const struct str values[SURVEY_FIELDS], struct err *err)
{
    struct survey_row row;
    enum survey_field field;
    struct err why = ERR_NONE;
    if (!survey_read(&reading->form, values, &reading->arena, &row, &field, &why)) {
        err_wrap(&why, "%.*s", STR_FMT(reading->names[field]));
        bad_row(reading, line, why.text);
        return true;
    }
    return survey_take(&reading->import, &row, err);
}

static struct str json_text(struct reading *reading, json_t *value)
{
    if (json_is_string(value)) {
        return (struct str){json_string_value(value), json_string_length(value)};
    }
    return json_is_number(value) ? str_format(&reading->arena, "%.15g", json_number_value(value))
                                 : STR_NONE;
}

static bool take_object(struct reading *reading, const struct row *row, struct err *err)
{
    struct str values[SURVEY_FIELDS];
    json_error_t why;
    json_t *object = json_loadb(row->text.p, row->text.n, JSON_REJECT_DUPLICATES, &why);
    bool well = true;
    if (!json_is_object(object)) {
        bad_row(reading, row->line, object ? "not an object" : why.text);
    } else {
        for (int i = 0; i < SURVEY_FIELDS; i++) {
            const char *name = str_z(&reading->arena, reading->names[i]);
            values[i] = json_text(reading, json_object_get(object, name));
        }
        well = take_values(reading, row->line, values, err);
    }
    json_decref(object);
    return well;
}

/* Splits a row of CSV; what is wrong with it is told. */
static bool split(struct reading *reading, const struct row *row)
{
    struct err why = ERR_NONE;
    csv_clear(&reading->csv);
    csv_init(&reading->csv, reading->path, row->text);
    reading->csv.line = row->line;
    if (csv_next(&reading->csv, &why) == CSV_ROW) {
        return true;
    }
    fprintf(stderr, "nabz: %s\n", why.text);
    reading->bad++;
    return false;
}

static bool take_cells(struct reading *reading, const struct row *row, struct err *err)
{
    struct str values[SURVEY_FIELDS];
    if (!split(reading, row)) {
        return true;
    }
    if (reading->csv.count != reading->column_count) {
        struct err why;
        err_set(&why, "%zu fields, the header has %zu", reading->csv.count, reading->column_count);
        bad_row(reading, row->line, why.text);
        return true;
    }
    for (int i = 0; i < SURVEY_FIELDS; i++) {
        size_t column = reading->columns[i];
        values[i] = column == STR_NOT_FOUND ? STR_NONE : reading->csv.fields[column].text;
    }
    return take_values(reading, row->line, values, err);
}

/* ---- the file ---- */

static size_t column_of(const struct csv *csv, struct str name)
{
    for (size_t i = 0; i < csv->count; i++) {
        if (str_eq_nocase(str_trim(csv->fields[i].text), name)) {
            return i;
        }
    }
    return STR_NOT_FOUND;
}

static bool header_use(struct reading *reading, struct err *err)
{
    const size_t *columns = reading->columns;
    for (int i = 0; i < SURVEY_FIELDS; i++) {
        reading->columns[i] = column_of(&reading->csv, reading->names[i]);
    }
    reading->column_count = reading->csv.count;
    bool scores = columns[SURVEY_NPS_SCORE] != STR_NOT_FOUND ||
                  columns[SURVEY_CSAT_SCORE] != STR_NOT_FOUND ||
                  columns[SURVEY_CES_SCORE] != STR_NOT_FOUND ||
                  (columns[SURVEY_SCORE] != STR_NOT_FOUND &&
                   (columns[SURVEY_KIND] != STR_NOT_FOUND || reading->form.has_kind));
    return (scores && columns[SURVEY_TIME] != STR_NOT_FOUND) ||
           err_set(err,
                   "%s:1: the header must have the columns time and nps, csat or ces (or score, "
                   "with a column kind or --kind); --columns tells how they are called here",
                   reading->path);
}

static bool header_read(struct reading *reading, struct err *err)
{
    struct row row;
    if (!rows_next(&reading->rows, &row)) {
        return err_set(err, "%s: empty: a header is wanted", reading->path);
    }
    if (str_starts(row.text, STR("\xff\xfe")) || str_starts(row.text, STR("\xfe\xff"))) {
        return err_set(err, "%s:1: UTF-16: save it as CSV in UTF-8", reading->path);
    }
    if (row.fault || !utf8_valid(row.text)) {
        return err_set(err, "%s:1: the header: %s", reading->path,
                       row.fault ? row.fault : "not UTF-8: save it as CSV in UTF-8");
    }
    return (split(reading, &row) && header_use(reading, err)) ||
           (err->text[0] ? false : err_set(err, "%s:1: no header", reading->path));
}

static bool take_rows(struct reading *reading, struct err *err)
{
    struct row row;
    while (rows_next(&reading->rows, &row)) {
        arena_reset(&reading->arena);
        if (row.fault) {
            bad_row(reading, row.line, row.fault);
        } else if (!(reading->rows.csv ? take_cells(reading, &row, err)
                                       : take_object(reading, &row, err))) {
            return false;
        }
    }
    if (ferror(reading->rows.in)) {
        bad_row(reading, reading->rows.line, "cannot be read beyond here");
    }
    return survey_end(&reading->import, err) && search_index(reading->import.app->store, err);
}

static bool is_csv(const char *path, FILE *in)
{
    int first = getc(in);
    ungetc(first, in);
    return first != '{' && !str_ends(str_of(path), STR(".jsonl"));
}

static int read_stream(struct reading *reading, FILE *in)
{
    struct err err = ERR_NONE;
    rows_init(&reading->rows, in, is_csv(reading->path, in));
    if (reading->rows.csv && !header_read(reading, &err)) {
        return command_fail(EXIT_USAGE, &err);
    }
    if (!take_rows(reading, &err)) {
        return command_fail(EXIT_STORE, &err);
    }
    printf("%zu answers new, %zu changed, %zu known; %zu texts new; %zu rows bad\n",
           reading->import.answers.added, reading->import.answers.changed,
           reading->import.answers.known, reading->import.texts.added, reading->bad);
    return reading->bad ? EXIT_SOME_FAILED : EXIT_WELL;
}

static int import_file(struct reading *reading)
{
    struct err err = ERR_NONE;
    bool piped = strcmp(reading->path, "-") == 0;
    FILE *in = piped ? stdin : fopen(reading->path, "r");
    if (!in) {
        err_set(&err, "%s: %s", reading->path, strerror(errno));
        return command_fail(EXIT_USAGE, &err);
    }
    int status = read_stream(reading, in);
    if (!piped) {
        fclose(in);
    }
    return status;
}

int import_survey(const struct invocation *invocation, const char *survey,
                  const struct survey_options *options)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    CLEANUP(reading_clear) struct reading reading = {.path = invocation->arguments[0]};
    struct err err = ERR_NONE;
    int status = session_config(&session);
    if (status != EXIT_WELL) {
        return status;
    }
    if (!survey || !config_name_valid(survey)) {
        err_set(&err, "--survey wants its name as --source: at most 64 of a-z A-Z 0-9 and - _ .");
        return command_fail(EXIT_USAGE, &err);
    }
    if (!form_read(&reading, session.config, invocation->globals.now, options, &err)) {
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
