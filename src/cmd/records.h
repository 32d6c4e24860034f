/* Files of rows that people bring: JSONL, or CSV with a header. A caller names its fields; a
 * record has their values, whatever the columns or keys are called there. One reader for imports,
 * surveys and labelled texts: rows are capped (base/rows.h), and UTF-8 whatever they were
 * (feed/charset.h).
 *
 * A row that cannot be used is told on stderr as file:line:column with its reason, and counted. */
#ifndef CMD_RECORDS_H
#define CMD_RECORDS_H

#include "base/csv.h"
#include "base/rows.h"
#include "feed/charset.h"

#define RECORD_FIELDS 16

struct record_field {
    const char *name;  /* the caller's */
    struct str column; /* how it is called in the file */
    size_t at;         /* of CSV: which column; STR_NOT_FOUND */
    bool mapped;       /* somebody said how it is called, so that it must be there */
};

struct records {
    const char *path;
    bool quiet; /* bad rows are counted, not told */
    size_t bad;
    struct record_field fields[RECORD_FIELDS];
    size_t field_count;

    struct rows rows;
    struct charset_guess guess;
    struct csv csv;      /* of the row in hand */
    size_t column_count; /* of the header */
    struct arena arena;  /* of the row in hand */
    struct arena names;
};

struct record {
    size_t line;
    struct str text; /* the row */
    /* Of the caller's fields. UTF-8 in shape; absent where the row has none, which of CSV an empty
     * cell is too. Until the next record. */
    struct str values[RECORD_FIELDS];
    bool is_said[RECORD_FIELDS];   /* of JSON: the key is there; of CSV: the column */
    bool is_number[RECORD_FIELDS]; /* of JSON: written without quotes */
};

/* Without a file: to check maps. The names must live as long. */
void records_name(struct records *records, const char *const *names, size_t count);
/* False when the file cannot be opened. */
bool records_open(struct records *records, const char *path, const char *const *names, size_t count,
                  struct err *err) MUST_CHECK;
void records_close(struct records *records); /* {0} is fine */

/* Says how a field is called in the file. False when there is no such field, or it was said. */
bool records_map(struct records *records, struct str field, struct str column,
                 struct err *err) MUST_CHECK;

/* After the last records_map: reads the header of a CSV. False when there is none, a column that
 * was named is not there (with the one that may be meant), or stands there twice. */
bool records_begin(struct records *records, struct err *err) MUST_CHECK;
/* Whether rows may have that field: any of JSONL, the columns of a CSV. */
bool records_has(const struct records *records, size_t field);

/* False at the end of the file. */
bool records_next(struct records *records, struct record *record);

/* Tells that a record cannot be used because of a field; field_count: because of all of it. */
void records_bad(struct records *records, const struct record *record, size_t field,
                 const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
