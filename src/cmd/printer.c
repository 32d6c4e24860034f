#include "cmd/printer.h"

#include "base/clock.h"
#include "base/limits.h"
#include "report/html.h"
#include "text/utf8.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

/* A person reads tables; programs want numbers as they are, as far as decimal digits can say. */
enum { WIDEST_CELL = 60, TABLE_ROWS = 100000, TABLE_DIGITS = 6, WHOLE_DIGITS = 15 };

enum print_format print_format(const struct print_flags *flags)
{
    return flags->csv     ? PRINT_CSV
           : flags->jsonl ? PRINT_JSONL
           : flags->json  ? PRINT_JSON
                          : PRINT_TABLE;
}

static void csv_row(const struct printer *printer, const struct str *fields)
{
    CLEANUP_BUF struct buf line = BUF_INIT(LIMIT_LINE);
    for (size_t i = 0; i < printer->column_count; i++) {
        if (i) {
            buf_add_byte(&line, ',');
        }
        csv_field(&line, fields[i]);
    }
    buf_add_z(&line, "\r\n");
    fwrite(line.p, 1, line.n, stdout);
}

void printer_open(struct printer *printer, enum print_format format, const char *const *columns,
                  size_t column_count)
{
    *printer = (struct printer){.format = format, .columns = columns, .column_count = column_count};
    if (format == PRINT_CSV) {
        fputs("\xef\xbb\xbf", stdout);
        struct arena arena = {0};
        struct str *names = arena_array(&arena, struct str, column_count);
        for (size_t i = 0; i < column_count; i++) {
            names[i] = str_of(columns[i]);
        }
        csv_row(printer, names);
        arena_clear(&arena);
    }
}

static struct str cell_text(struct arena *arena, const struct sql_value *value, int digits)
{
    switch (value->kind) {
    case SQL_NULL:
        return STR_NONE;
    case SQL_INTEGER:
        return str_format(arena, "%lld", (long long)value->integer);
    case SQL_REAL:
        return str_format(arena, "%.*g", digits, value->real);
    case SQL_BLOB:
        return str_format(arena, "(%zu bytes)", value->text.n);
    case SQL_TEXT:
        break;
    }
    return value->text;
}

static json_t *json_value(const struct sql_value *value)
{
    json_t *json = NULL;
    switch (value->kind) {
    case SQL_INTEGER:
        return json_integer(value->integer);
    case SQL_REAL:
        json = json_real(value->real);
        break;
    case SQL_TEXT:
        json = json_stringn(value->text.p, value->text.n);
        break;
    case SQL_NULL:
    case SQL_BLOB:
        break;
    }
    return json ? json : json_null(); /* bytes that are no text have no JSON */
}

static void json_row(const struct printer *printer, const struct sql_value *values)
{
    json_t *object = json_object();
    for (size_t i = 0; i < printer->column_count; i++) {
        json_object_set_new(object, printer->columns[i], json_value(&values[i]));
    }
    if (printer->format == PRINT_JSON) {
        fputs(printer->rows ? ",\n " : "[", stdout);
    }
    json_dumpf(object, stdout, JSON_COMPACT | JSON_REAL_PRECISION(WHOLE_DIGITS));
    if (printer->format == PRINT_JSONL) {
        putchar('\n');
    }
    json_decref(object);
}

static void keep_row(struct printer *printer, const struct sql_value *values)
{
    size_t n = printer->column_count;
    if (printer->rows == printer->capacity) {
        printer->capacity = printer->capacity ? printer->capacity * 2 : 64;
        printer->cells = mem_resize(printer->cells, printer->capacity * n, sizeof *printer->cells);
    }
    for (size_t i = 0; i < n; i++) {
        struct str text = cell_text(&printer->arena, &values[i], TABLE_DIGITS);
        CLEANUP_BUF struct buf plain = BUF_INIT(LIMIT_MENTION_TEXT);
        text_line(&plain, text_cut(&printer->arena, text, WIDEST_CELL));
        printer->cells[printer->rows * n + i] = str_copy(&printer->arena, buf_str(&plain));
    }
}

void printer_row(struct printer *printer, const struct sql_value *values)
{
    struct arena arena = {0};
    if (printer->format == PRINT_TABLE && printer->rows < TABLE_ROWS) {
        keep_row(printer, values);
    } else if (printer->format == PRINT_CSV) {
        struct str *fields = arena_array(&arena, struct str, printer->column_count);
        for (size_t i = 0; i < printer->column_count; i++) {
            fields[i] = cell_text(&arena, &values[i], WHOLE_DIGITS);
        }
        csv_row(printer, fields);
    } else if (printer->format != PRINT_TABLE) {
        json_row(printer, values);
    }
    printer->rows++;
    arena_clear(&arena);
}

/* Columns a terminal uses: combining marks and joiners take none. */
static size_t width(struct str text)
{
    size_t columns = 0, n;
    for (size_t at = 0; at < text.n; at += n) {
        uint32_t code = utf8_decode(text, at, &n);
        bool none = (code >= 0x300 && code < 0x370) || (code >= 0x64b && code <= 0x65f) ||
                    (code >= 0x200b && code <= 0x200f) || (code >= 0xfe00 && code <= 0xfe0f);
        columns += none ? 0 : code >= 0x1f300 ? 2 : 1;
    }
    return columns;
}

static void print_line(const struct printer *printer, const struct str *cells, const size_t *widths)
{
    for (size_t i = 0; i < printer->column_count; i++) {
        bool last = i + 1 == printer->column_count;
        int pad = last ? 0 : (int)(widths[i] - width(cells[i])) + 2;
        printf("%.*s%*s", STR_FMT(cells[i]), pad, "");
    }
    putchar('\n');
}

static void print_table(struct printer *printer)
{
    size_t n = printer->column_count,
           rows = printer->rows < TABLE_ROWS ? printer->rows : TABLE_ROWS;
    size_t *widths = arena_array(&printer->arena, size_t, n);
    struct str *names = arena_array(&printer->arena, struct str, n);
    for (size_t i = 0; i < n; i++) {
        names[i] = str_of(printer->columns[i]);
        widths[i] = width(names[i]);
        for (size_t row = 0; row < rows; row++) {
            size_t w = width(printer->cells[row * n + i]);
            widths[i] = w > widths[i] ? w : widths[i];
        }
    }
    print_line(printer, names, widths);
    for (size_t row = 0; row < rows; row++) {
        print_line(printer, &printer->cells[row * n], widths);
    }
}

void printer_close(struct printer *printer, const char *nothing)
{
    if (printer->format == PRINT_JSON) {
        puts(printer->rows ? "]" : "[]");
    } else if (printer->format == PRINT_TABLE && printer->rows) {
        print_table(printer);
    } else if (printer->format == PRINT_TABLE && nothing) {
        fprintf(stderr, "%s\n", nothing);
    }
    free(printer->cells);
    arena_clear(&printer->arena);
}

struct sql_value print_text(struct str text)
{
    return (struct sql_value){.kind = text.p ? SQL_TEXT : SQL_NULL, .text = text};
}

struct sql_value print_integer(int64_t value)
{
    return (struct sql_value){.kind = SQL_INTEGER, .integer = value};
}

struct sql_value print_real(double value)
{
    return (struct sql_value){.kind = SQL_REAL, .real = value};
}

struct sql_value print_time(struct arena *arena, int64_t at)
{
    char text[TIME_TEXT_MAX];
    return at == TIME_NONE ? print_text(STR_NONE)
                           : print_text(str_copy(arena, str_of(time_format(at, text))));
}
