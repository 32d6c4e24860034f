#include "cmd/labelled.h"

#include "base/csv.h"
#include "base/file.h"
#include "base/limits.h"
#include "text/utf8.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

static bool is_unlabelled(struct str label)
{
    return label.n == 0;
}

static enum label label_of(struct str text)
{
    static const struct {
        const char *name;
        enum label label;
    } names[] = {{"positive", LABEL_POSITIVE}, {"pos", LABEL_POSITIVE},
                 {"neutral", LABEL_NEUTRAL},   {"neu", LABEL_NEUTRAL},
                 {"neg", LABEL_NEGATIVE},      {"negative", LABEL_NEGATIVE}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (str_eq_nocase(text, str_of(names[i].name))) {
            return names[i].label;
        }
    }
    return LABEL_NONE;
}

static void bad_row(struct labelled_reading *reading, const struct err *err)
{
    if (!reading->quiet) {
        fprintf(stderr, "nabz: %s\n", err->text);
    }
    reading->bad++;
}

/* Hands a row on, or says that its label is none: false then. */
static bool take_row(struct labelled_reading *reading, struct str id, struct str text,
                     struct str label)
{
    struct labelled_row row = {id, text, label_of(label)};
    if (is_unlabelled(label)) {
        reading->unlabelled++;
    } else if (row.gold) {
        reading->rows++;
        reading->visit(reading->user, &row);
    }
    return is_unlabelled(label) || row.gold;
}

/* ---- JSONL ---- */

struct line {
    const char *path;
    size_t number;
    struct str text;
};

/* Of a field's name in the line, from 1; 1 when it is not there. */
static size_t column_of(const struct line *line, const char *field)
{
    char quoted[32];
    snprintf(quoted, sizeof quoted, "\"%s\"", field);
    size_t at = str_find(line->text, str_of(quoted));
    return at == STR_NOT_FOUND ? 1 : at + 1;
}

static void bad_field(struct labelled_reading *reading, const struct line *line, const char *field,
                      const char *what)
{
    struct err err;
    err_set(&err, "%s:%zu:%zu: field %s: %s", line->path, line->number, column_of(line, field),
            field, what);
    bad_row(reading, &err);
}

static struct str text_field(json_t *row, const char *name)
{
    json_t *value = json_object_get(row, name);
    return json_is_string(value) ? (struct str){json_string_value(value), json_string_length(value)}
                                 : STR_NONE;
}

static bool is_of_split(const struct labelled_reading *reading, struct str split)
{
    return !reading->split || str_eq(split, str_of(reading->split));
}

static void take_object(struct labelled_reading *reading, const struct line *line, json_t *row)
{
    json_t *label = json_object_get(row, "label"), *id = json_object_get(row, "id");
    struct str text = text_field(row, "text"), name = text_field(row, "id");
    char number[32];
    if (json_is_integer(id)) {
        snprintf(number, sizeof number, "%lld", (long long)json_integer_value(id));
        name = str_of(number);
    }
    if (!is_of_split(reading, text_field(row, "split"))) {
        return;
    }
    if (!text.p) {
        bad_field(reading, line, "text", "no text here");
    } else if (!json_is_string(label) && !json_is_null(label)) {
        bad_field(reading, line, "label", "neither a label nor null");
    } else if (!take_row(reading, name, text, text_field(row, "label"))) {
        bad_field(reading, line, "label", "not one of positive, neutral, negative, pos, neu, neg");
    }
}

static void take_line(struct labelled_reading *reading, const struct line *line)
{
    json_error_t why;
    json_t *row = json_loadb(line->text.p, line->text.n, JSON_ALLOW_NUL, &why);
    if (json_is_object(row)) {
        take_object(reading, line, row);
    } else {
        struct err err;
        err_set(&err, "%s:%zu:%d: %s", line->path, line->number, row ? 1 : why.position,
                row ? "not an object" : why.text);
        bad_row(reading, &err);
    }
    json_decref(row);
}

static void read_lines(struct labelled_reading *reading, const char *path, FILE *in)
{
    struct line line = {.path = path};
    char *bytes = NULL;
    size_t capacity = 0;
    ssize_t n;
    while ((n = getline(&bytes, &capacity, in)) >= 0) {
        line.number++;
        line.text = str_trim((struct str){bytes, (size_t)n});
        if (line.text.n) {
            take_line(reading, &line);
        }
    }
    free(bytes);
}

static bool read_jsonl(struct labelled_reading *reading, const char *path, struct err *err)
{
    FILE *in = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
    if (!in) {
        return err_set(err, "%s: %s", path, strerror(errno));
    }
    read_lines(reading, path, in);
    if (in != stdin) {
        fclose(in);
    }
    return true;
}

/* ---- CSV ---- */

struct columns {
    size_t id, text, label, split;
};

static struct str cell(const struct csv *csv, size_t column)
{
    return column < csv->count ? csv->fields[column].text : STR_NONE;
}

static void take_cells(struct labelled_reading *reading, const struct csv *csv,
                       const struct columns *columns)
{
    struct err err;
    struct str text = cell(csv, columns->text), label = str_trim(cell(csv, columns->label));
    if (!is_of_split(reading, cell(csv, columns->split))) {
        return;
    }
    if (!text.p) {
        csv_fault(csv, columns->text, &err, "no text here");
        bad_row(reading, &err);
    } else if (!utf8_valid(text)) {
        csv_fault(csv, columns->text, &err, "not UTF-8");
        bad_row(reading, &err);
    } else if (!take_row(reading, cell(csv, columns->id), text, label)) {
        csv_fault(csv, columns->label, &err,
                  "not one of positive, neutral, negative, pos, neu, neg: \"%.*s\"",
                  STR_FMT(str_slice(label, 0, 40)));
        bad_row(reading, &err);
    }
}

static enum csv_result read_header(struct csv *csv, struct columns *columns, struct err *err)
{
    enum csv_result result = csv_next(csv, err);
    if (result == CSV_END) {
        err_set(err, "%s:1:1: empty: a header with text and label is wanted", csv->name);
        return CSV_BROKEN;
    }
    *columns = (struct columns){csv_find(csv, "id"), csv_find(csv, "text"), csv_find(csv, "label"),
                                csv_find(csv, "split")};
    if (result == CSV_ROW && (columns->text == STR_NOT_FOUND || columns->label == STR_NOT_FOUND)) {
        csv_fault(csv, 0, err, "the header must have the columns text and label");
        return CSV_BROKEN;
    }
    return result;
}

static bool read_csv(struct labelled_reading *reading, const char *path, struct err *err)
{
    struct file_map map;
    struct columns columns;
    if (!file_map(path, LIMIT_TABLE, &map, err)) {
        return false;
    }
    CLEANUP_FREE struct csv *csv = mem_zalloc(1, sizeof *csv);
    struct err why;
    csv_init(csv, path, (struct str){map.bytes, map.n});
    enum csv_result result = read_header(csv, &columns, &why);
    while (result == CSV_ROW && (result = csv_next(csv, &why)) == CSV_ROW) {
        take_cells(reading, csv, &columns);
    }
    if (result == CSV_BROKEN) {
        bad_row(reading, &why);
    }
    csv_clear(csv);
    file_unmap(&map);
    return true;
}

bool labelled_read_file(struct labelled_reading *reading, const char *path, struct err *err)
{
    return str_ends(str_of(path), STR(".csv")) ? read_csv(reading, path, err)
                                               : read_jsonl(reading, path, err);
}

/* ---- the database ---- */

bool labelled_read_corrections(struct labelled_reading *reading, struct store *store,
                               struct err *err)
{
    CLEANUP_MENTION_QUERY struct mention_query *query = NULL;
    CLEANUP(arena_clear) struct arena arena = {0};
    const struct mention_row *row;
    if (!mention_query_open(store, &MENTION_FILTER, &query, err)) {
        return false;
    }
    while (mention_query_next(query, &row, err)) {
        if (!row) {
            return true;
        }
        if (row->corrected) {
            struct labelled_row one = {str_format(&arena, "%lld", (long long)row->mention.id),
                                       mention_words(&row->mention, &arena),
                                       row->mention.score.label};
            reading->rows++;
            reading->visit(reading->user, &one);
            arena_reset(&arena);
        }
    }
    return false;
}
