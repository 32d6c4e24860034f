/* Rows on stdout, as a person or a program wants them: an aligned table, one JSON array, a JSON
 * object a line, or CSV (with a byte order mark, so that a spreadsheet reads Persian). Text of the
 * outside is made harmless for a terminal; in JSON and CSV it is whole. */
#ifndef CMD_PRINTER_H
#define CMD_PRINTER_H

#include "store/search.h"

enum print_format { PRINT_TABLE, PRINT_JSON, PRINT_JSONL, PRINT_CSV };

/* The flags of the options --json, --jsonl, --csv; the last row of the option tables that use it.
 */
struct print_flags {
    bool json, jsonl, csv;
};
#define PRINT_OPTIONS(type, field)                                                                 \
    {"json", OPTION_FLAG, offsetof(type, field.json), NULL, "one JSON array"},                     \
        {"jsonl", OPTION_FLAG, offsetof(type, field.jsonl), NULL, "one JSON object a line"},       \
    {                                                                                              \
        "csv", OPTION_FLAG, offsetof(type, field.csv), NULL, "comma-separated, for spreadsheets"   \
    }
enum print_format print_format(const struct print_flags *flags);

struct printer {
    enum print_format format;
    const char *const *columns;
    size_t column_count;
    size_t rows;
    struct arena arena; /* the cells of a table, until it is aligned */
    struct str *cells;
    size_t capacity;
};

/* The column names are borrowed. */
void printer_open(struct printer *printer, enum print_format format, const char *const *columns,
                  size_t column_count);
void printer_row(struct printer *printer, const struct sql_value *values);
/* Ends the output; a table without a row says `nothing` on stderr when it is not NULL. */
void printer_close(struct printer *printer, const char *nothing);

struct sql_value print_text(struct str text); /* absent is null */
struct sql_value print_integer(int64_t value);
struct sql_value print_real(double value);
struct sql_value print_time(struct arena *arena, int64_t at); /* RFC 3339; TIME_NONE is null */

#endif
