/* Lines, or rows of CSV that may hold line breaks in quotes (base/csv.h), of a stream one after the
 * other: memory for a row, however long the file is.
 *
 * A row that is broken spoils itself alone: reading goes on behind its first line, so that one
 * stray quote does not swallow what follows. On a hostile file, where that would read the same
 * bytes again and again, it goes on behind the broken row instead: the time is linear always. */
#ifndef BASE_ROWS_H
#define BASE_ROWS_H

#include "base/buf.h"

#include <stdio.h>

#define ROW_MAX (1024u * 1024u) /* bytes of one */

struct rows {
    FILE *in; /* borrowed */
    bool csv; /* quotes keep lines together */
    struct buf bytes;
    size_t at;          /* where the next row begins in bytes */
    size_t line;        /* its number, from 1 */
    size_t read, again; /* bytes that came in; bytes that were looked at once more */
    bool ended;
};

struct row {
    size_t line;       /* where it begins */
    struct str text;   /* without the line end; until the next row */
    const char *fault; /* why it is none; NULL when it is well */
};

void rows_init(struct rows *rows, FILE *in, bool csv);
void rows_clear(struct rows *rows);

/* False at the end; what cannot be read is the end, and ferror(in) tells. A byte order mark is
 * skipped, lines without anything are. */
bool rows_next(struct rows *rows, struct row *row);

#endif
