#include "cmd/records.h"

#include "base/limits.h"
#include "base/nearest.h"

#include <assert.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>

enum { SHOWN = 60 };

void records_name(struct records *records, const char *const *names, size_t count)
{
    assert(count <= RECORD_FIELDS);
    *records = (struct records){.field_count = count};
    for (size_t i = 0; i < count; i++) {
        records->fields[i] = (struct record_field){.name = names[i], .column = str_of(names[i])};
    }
}

bool records_open(struct records *records, const char *path, const char *const *names, size_t count,
                  struct err *err)
{
    records_name(records, names, count);
    records->path = path;
    return rows_open(&records->rows, path, err);
}

void records_close(struct records *records)
{
    rows_close(&records->rows);
    csv_clear(&records->csv);
    arena_clear(&records->arena);
    arena_clear(&records->names);
}

static bool no_such_field(struct str field, const char *const *names, size_t count, struct err *err)
{
    struct buf known CLEANUP_BUF = BUF_INIT(KIB);
    const char *near = nearest_name(field, names, count);
    for (size_t i = 0; i < count; i++) {
        buf_addf(&known, "%s%s", i ? ", " : "", names[i]);
    }
    field = str_slice(field, 0, SHOWN);
    return near ? err_set(err, "no field '%.*s'; did you mean '%s'?", STR_FMT(field), near)
                : err_set(err, "no field '%.*s'; known here: %s", STR_FMT(field), known.p);
}

bool records_map(struct records *records, struct str field, struct str column, struct err *err)
{
    const char *names[RECORD_FIELDS] = {0};
    for (size_t i = 0; i < records->field_count; i++) {
        struct record_field *known = &records->fields[i];
        names[i] = known->name;
        if (str_eq(field, str_of(known->name)) && !known->mapped) {
            known->column = str_copy(&records->names, column);
            known->mapped = true;
            return column.n || err_set(err, "%s: no column named", known->name);
        }
        if (str_eq(field, str_of(known->name))) {
            return err_set(err, "%s: said twice", known->name);
        }
    }
    return no_such_field(field, names, records->field_count, err);
}

/* ---- faults ---- */

static void tell(struct records *records, size_t line, size_t column, const char *what)
{
    struct err err;
    err_set(&err, "%s:%zu:%zu: %s", records->path, line, column, what);
    if (!records->quiet) {
        fprintf(stderr, "nabz: %s\n", err.text);
    }
    records->bad++;
}

/* Of a field's name in a line of JSON, from 1; 1 when it is not there. */
static size_t key_column(struct str line, struct str name)
{
    char quoted[SHOWN + 3];
    snprintf(quoted, sizeof quoted, "\"%.*s\"", SHOWN, name.p);
    size_t at = str_find(line, str_of(quoted));
    return at == STR_NOT_FOUND ? 1 : at + 1;
}

void records_bad(struct records *records, const struct record *record, size_t field,
                 const char *format, ...)
{
    char what[ERR_TEXT_MAX];
    size_t line = record->line, column = 1;
    va_list list;
    va_start(list, format);
    int n = vsnprintf(what, sizeof what, format, list);
    va_end(list);
    if (field < records->field_count) {
        const struct record_field *f = &records->fields[field];
        char named[ERR_TEXT_MAX];
        snprintf(named, sizeof named, "field %.*s: %.*s", STR_FMT(f->column), n, what);
        memcpy(what, named, sizeof what);
        if (!records->rows.csv) {
            column = key_column(record->text, f->column);
        } else if (f->at < records->csv.count) {
            line = records->csv.fields[f->at].line;
            column = records->csv.fields[f->at].column;
        }
    }
    tell(records, line, column, what);
}

/* ---- the header of a CSV ---- */

static bool split(struct records *records, struct str text, size_t line, struct err *err)
{
    csv_clear(&records->csv);
    csv_init(&records->csv, records->path, text);
    records->csv.line = line;
    records->csv.separator = records->rows.separator;
    return csv_next(&records->csv, err) == CSV_ROW;
}

static const char *nearest_column(struct records *records, struct str column)
{
    const char *names[CSV_FIELDS];
    for (size_t i = 0; i < records->csv.count; i++) {
        names[i] = str_z(&records->arena, str_trim(records->csv.fields[i].text));
    }
    return nearest_name(column, names, records->csv.count);
}

static bool missing_column(struct records *records, const struct record_field *field,
                           struct err *err)
{
    const char *near = nearest_column(records, field->column);
    err_set(err, near ? "%s:1:1: no column '%.*s'; did you mean '%s'?" : "%s:1:1: no column '%.*s'",
            records->path, STR_FMT(field->column), near);
    return false;
}

static bool find_column(struct records *records, struct record_field *field, struct err *err)
{
    field->at = STR_NOT_FOUND;
    for (size_t i = 0; i < records->csv.count; i++) {
        struct str name = str_trim(records->csv.fields[i].text);
        if (!str_eq_nocase(name, field->column)) {
            continue;
        }
        if (field->at != STR_NOT_FOUND) {
            return csv_fault(&records->csv, i, err, "a second column '%.*s'", STR_FMT(name));
        }
        field->at = i;
    }
    return field->at != STR_NOT_FOUND || !field->mapped || missing_column(records, field, err);
}

static bool read_header(struct records *records, struct err *err)
{
    struct row row;
    if (!rows_next(&records->rows, &row)) {
        return err_set(err, "%s:1:1: empty: a header is wanted", records->path);
    }
    if (row.fault) {
        return err_set(err, "%s:%zu:1: the header: %s", records->path, row.line, row.fault);
    }
    struct str text = charset_row(&records->guess, &records->arena, row.text);
    if (!split(records, text, row.line, err)) {
        return false;
    }
    records->column_count = records->csv.count;
    for (size_t i = 0; i < records->field_count; i++) {
        if (!find_column(records, &records->fields[i], err)) {
            return false;
        }
    }
    return true;
}

bool records_begin(struct records *records, struct err *err)
{
    char first = rows_first(&records->rows);
    bool jsonl = first == '{' || str_ends(str_of(records->path), STR(".jsonl"));
    if (first == '[' && !jsonl) {
        return err_set(err, "%s:1:1: a list in JSON: an object a line is wanted", records->path);
    }
    records->rows.csv = !jsonl && (first || str_ends(str_of(records->path), STR(".csv")));
    return !records->rows.csv || read_header(records, err);
}

bool records_has(const struct records *records, size_t field)
{
    return !records->rows.csv || records->fields[field].at != STR_NOT_FOUND;
}

/* ---- rows ---- */

static bool take_cells(struct records *records, struct record *record)
{
    struct err err = ERR_NONE;
    if (!split(records, record->text, record->line, &err)) {
        records->bad++;
        if (!records->quiet) {
            fprintf(stderr, "nabz: %s\n", err.text);
        }
        return false;
    }
    if (records->csv.count != records->column_count) {
        records_bad(records, record, records->field_count, "%zu fields, the header has %zu",
                    records->csv.count, records->column_count);
        return false;
    }
    for (size_t i = 0; i < records->field_count; i++) {
        size_t at = records->fields[i].at;
        struct str cell = at == STR_NOT_FOUND ? STR_NONE : records->csv.fields[at].text;
        record->values[i] = cell.n ? cell : STR_NONE;
        record->is_said[i] = at != STR_NOT_FOUND;
    }
    return true;
}

static bool take_value(struct records *records, struct record *record, size_t field, json_t *value)
{
    struct str *text = &record->values[field];
    record->is_said[field] = value != NULL;
    record->is_number[field] = json_is_number(value);
    if (json_is_string(value)) {
        *text = str_copy(&records->arena,
                         (struct str){json_string_value(value), json_string_length(value)});
    } else if (json_is_integer(value)) {
        *text = str_format(&records->arena, "%lld", (long long)json_integer_value(value));
    } else if (json_is_real(value)) {
        *text = str_format(&records->arena, "%.15g", json_real_value(value));
    } else if (value && !json_is_null(value)) {
        records_bad(records, record, field, "neither a text nor a number");
        return false;
    }
    return true;
}

static bool take_object(struct records *records, struct record *record)
{
    json_error_t why;
    struct str text = str_trim(record->text);
    json_t *object = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &why);
    bool well = json_is_object(object);
    if (!well) {
        tell(records, record->line, object ? 1 : (size_t)why.position,
             object ? "not an object" : why.text);
    }
    for (size_t i = 0; well && i < records->field_count; i++) {
        const struct record_field *field = &records->fields[i];
        const char *key = str_z(&records->arena, field->column);
        well = take_value(records, record, i, json_object_get(object, key));
    }
    json_decref(object);
    return well;
}

bool records_next(struct records *records, struct record *record)
{
    struct row row;
    while (rows_next(&records->rows, &row)) {
        arena_reset(&records->arena);
        *record = (struct record){.line = row.line};
        if (row.fault) {
            tell(records, row.line, 1, row.fault);
            continue;
        }
        record->text = charset_row(&records->guess, &records->arena, row.text);
        if (str_trim(record->text).n == 0) {
            continue;
        }
        if (records->rows.csv ? take_cells(records, record) : take_object(records, record)) {
            return true;
        }
    }
    return false;
}
