#include "base/csv.h"

#include <stdarg.h>
#include <stdio.h>

#define BYTE_ORDER_MARK STR("\xef\xbb\xbf")

char csv_separator(struct str line)
{
    static const char separators[] = {',', ';', '\t', '|'};
    size_t counts[sizeof separators] = {0}, most = 0;
    bool quoted = false;
    for (size_t i = 0; i < line.n; i++) {
        quoted ^= line.p[i] == '"';
        const char *found = memchr(separators, line.p[i], sizeof separators);
        counts[found ? found - separators : 0] += found && !quoted;
    }
    for (size_t i = 1; i < sizeof separators; i++) {
        most = counts[i] > counts[most] ? i : most;
    }
    return separators[most];
}

void csv_init(struct csv *csv, const char *name, struct str input)
{
    *csv = (struct csv){.name = name, .input = input, .separator = ',', .line = 1};
    if (str_starts(input, BYTE_ORDER_MARK)) {
        csv->at = csv->line_start = BYTE_ORDER_MARK.n;
    }
}

void csv_clear(struct csv *csv)
{
    arena_clear(&csv->row);
}

static bool fault_at(const struct csv *csv, size_t line, size_t column, struct err *err,
                     const char *what)
{
    return err_set(err, "%s:%zu:%zu: %s", csv->name, line, column, what);
}

bool csv_fault(const struct csv *csv, size_t field, struct err *err, const char *format, ...)
{
    char what[ERR_TEXT_MAX];
    va_list list;
    va_start(list, format);
    vsnprintf(what, sizeof what, format, list);
    va_end(list);
    if (field < csv->count) {
        return fault_at(csv, csv->fields[field].line, csv->fields[field].column, err, what);
    }
    if (csv->count == 0) {
        return fault_at(csv, csv->line, 1, err, what);
    }
    const struct csv_field *last = &csv->fields[csv->count - 1];
    return fault_at(csv, last->line, last->column + last->text.n, err, what);
}

static int byte_at(const struct csv *csv, size_t at)
{
    return at < csv->input.n ? (unsigned char)csv->input.p[at] : -1;
}

static bool at_line_end(const struct csv *csv)
{
    int byte = byte_at(csv, csv->at);
    return byte == -1 || byte == '\n' || (byte == '\r' && byte_at(csv, csv->at + 1) == '\n');
}

/* Steps over the end of a line. */
static void next_line(struct csv *csv)
{
    csv->at += byte_at(csv, csv->at) == '\r' ? 2 : 1;
    csv->line++;
    csv->line_start = csv->at;
}

static void read_plain(struct csv *csv, struct csv_field *field)
{
    size_t from = csv->at;
    while (!at_line_end(csv) && byte_at(csv, csv->at) != csv->separator) {
        csv->at++;
    }
    field->text = str_slice(csv->input, from, csv->at);
}

/* Past the closing quote. The text is copied only where a quote in it was doubled. */
static bool read_quoted(struct csv *csv, struct csv_field *field, struct err *err)
{
    size_t from = ++csv->at, doubled = 0;
    for (;; csv->at++) {
        int byte = byte_at(csv, csv->at);
        if (byte == -1) {
            return fault_at(csv, field->line, field->column, err, "the quote is never closed");
        }
        if (byte == '"' && byte_at(csv, csv->at + 1) != '"') {
            break;
        }
        if (byte == '"') {
            doubled++;
            csv->at++;
        } else if (byte == '\n') {
            csv->line++;
            csv->line_start = csv->at + 1;
        }
    }
    field->text = str_slice(csv->input, from, csv->at++);
    if (doubled > 0) {
        char *copy = arena_array(&csv->row, char, field->text.n);
        size_t n = 0;
        for (size_t i = 0; i < field->text.n; i++) {
            copy[n++] = field->text.p[i];
            i += field->text.p[i] == '"';
        }
        field->text = (struct str){copy, n};
    }
    if (!at_line_end(csv) && byte_at(csv, csv->at) != csv->separator) {
        return fault_at(csv, csv->line, csv->at - csv->line_start + 1, err,
                        "text behind a closing quote");
    }
    return true;
}

static bool read_field(struct csv *csv, struct err *err)
{
    if (csv->count == CSV_FIELDS) {
        return fault_at(csv, csv->line, csv->at - csv->line_start + 1, err, "too many fields");
    }
    struct csv_field *field = &csv->fields[csv->count++];
    *field = (struct csv_field){.line = csv->line, .column = csv->at - csv->line_start + 1};
    if (byte_at(csv, csv->at) == '"') {
        return read_quoted(csv, field, err);
    }
    read_plain(csv, field);
    return true;
}

enum csv_result csv_next(struct csv *csv, struct err *err)
{
    arena_reset(&csv->row);
    csv->count = 0;
    while (csv->at < csv->input.n && at_line_end(csv)) {
        next_line(csv);
    }
    if (csv->at >= csv->input.n) {
        return CSV_END;
    }
    for (;;) {
        if (!read_field(csv, err)) {
            return CSV_BROKEN;
        }
        if (at_line_end(csv)) {
            break;
        }
        csv->at++;
    }
    if (csv->at < csv->input.n) {
        next_line(csv);
    }
    return CSV_ROW;
}

size_t csv_find(const struct csv *csv, const char *name)
{
    for (size_t i = 0; i < csv->count; i++) {
        if (str_eq_nocase(str_trim(csv->fields[i].text), str_of(name))) {
            return i;
        }
    }
    return STR_NOT_FOUND;
}
