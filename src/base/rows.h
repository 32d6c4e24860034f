/* Lines, or rows of CSV that may hold line breaks in quotes (base/csv.h), of a file one after the
 * other: memory for a row, however long the file is. UTF-16 and UTF-32 become UTF-8 on the way;
 * other bytes are handed over as they are (feed/charset.h).
 *
 * A row that is broken spoils itself alone: reading goes on behind its first line, so that one
 * stray quote does not swallow what follows. On a hostile file, where that would read the same
 * bytes again and again, it goes on behind the broken row instead: the time is linear always. */
#ifndef BASE_ROWS_H
#define BASE_ROWS_H

#include "base/buf.h"
#include "base/err.h"

#define ROW_MAX (1024u * 1024u) /* bytes of one */

struct rows {
    bool csv;       /* quotes keep lines together; may be set until the first row is asked for */
    bool empty;     /* lines without anything are rows, too; the same */
    char separator; /* of CSV: of comma, semicolon, TAB and bar what parts the first line most */

    int fd;
    bool owned;            /* closed with the rows */
    void *iconv;           /* from what the file is written in; NULL: bytes are handed over */
    size_t width;          /* bytes of a unit of that, 2 or 4 */
    struct buf raw, bytes; /* raw: what is not converted yet */
    size_t at;             /* where the next row begins in bytes */
    size_t line;           /* its number, from 1 */
    size_t read, again;    /* bytes that came in; bytes that were looked at once more */
    bool begun, ended;
    int failed; /* errno of what ended it */
    char why[128];
};

struct row {
    size_t line;       /* where it begins */
    struct str text;   /* without the line end; until the next row */
    const char *fault; /* why it is none, until the next row; NULL when it is well */
};

/* "-" is stdin. False when there is no such file, or it is a directory; rows is {0} then. */
bool rows_open(struct rows *rows, const char *path, struct err *err) MUST_CHECK;
void rows_close(struct rows *rows); /* {0} is fine */

/* The first byte that is no white space, 0 when there is none within 64 KiB: to tell JSON from CSV
 * before the first row. */
char rows_first(struct rows *rows);

/* False at the end. A byte order mark is skipped. A file that cannot be read to its end has a last
 * row that is a fault. */
bool rows_next(struct rows *rows, struct row *row);

#endif
