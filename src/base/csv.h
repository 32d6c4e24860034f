/* CSV as RFC 4180 and as spreadsheets write it: fields in quotes may hold separators, line breaks
 * and doubled quotes; lines end in LF or CRLF; a byte order mark is skipped, empty lines too. Every
 * field knows its line and column, so that a fault can be told as file:line:column.
 *
 * Pure, over bytes in memory. */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/err.h"
#include "base/str.h"

#define CSV_FIELDS 256 /* of one row */

struct csv_field {
    struct str text;     /* of the row's arena where quotes were undone, else of the input */
    size_t line, column; /* of its first byte, from 1; columns count bytes */
};

struct csv {
    const char *name; /* of the file, for errors */
    struct str input;
    char separator; /* a comma, unless it is changed before the first row */
    size_t at, line, line_start;
    struct csv_field fields[CSV_FIELDS];
    size_t count;
    struct arena row; /* reset by the next row */
};

/* Of comma, semicolon, TAB and bar the one that stands most often outside quotes in a header line;
 * a comma when none does. Spreadsheets write the list separator of their country. */
char csv_separator(struct str line);

/* The name and the input must live as long. */
void csv_init(struct csv *csv, const char *name, struct str input);
void csv_clear(struct csv *csv);

enum csv_result { CSV_ROW, CSV_END, CSV_BROKEN };
/* Reads the next row into fields. The error is filled on CSV_BROKEN only. */
enum csv_result csv_next(struct csv *csv, struct err *err) MUST_CHECK;

/* Which field of the row just read is that name (ASCII case and outer space aside), or
 * STR_NOT_FOUND: to find the columns in a header. */
size_t csv_find(const struct csv *csv, const char *name);

/* err_set with "name:line:column: " of that field of the row in front; a field the row lacks is
 * placed at the end of the row. Always false. */
bool csv_fault(const struct csv *csv, size_t field, struct err *err, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
