#include "base/rows.h"

enum { PIECE = 64 * 1024, AGAIN_FACTOR = 4, AGAIN_FREE = 16 };

void rows_init(struct rows *rows, FILE *in, bool csv)
{
    *rows = (struct rows){.in = in, .csv = csv, .line = 1, .bytes = BUF_INIT(ROW_MAX + 2 * PIECE)};
}

void rows_clear(struct rows *rows)
{
    buf_clear(&rows->bytes);
}

/* Room is made by forgetting what lies before `at`. */
static bool fill(struct rows *rows)
{
    char piece[PIECE];
    size_t n = rows->ended ? 0 : fread(piece, 1, sizeof piece, rows->in);
    rows->ended = n == 0;
    if (rows->at > 0) {
        rows->bytes.n -= rows->at;
        memmove(rows->bytes.p, rows->bytes.p + rows->at, rows->bytes.n);
        rows->at = 0;
    }
    rows->read += n;
    return n && buf_add(&rows->bytes, (struct str){piece, n});
}

enum place { FIELD_BEGINS, PLAIN, QUOTED, QUOTE_SEEN, BROKEN };

static enum place step(enum place place, char byte)
{
    switch (place) {
    case FIELD_BEGINS:
        return byte == '"' ? QUOTED : byte == ',' ? FIELD_BEGINS : PLAIN;
    case PLAIN:
        return byte == ',' ? FIELD_BEGINS : PLAIN;
    case QUOTED:
        return byte == '"' ? QUOTE_SEEN : QUOTED;
    case QUOTE_SEEN:
        return byte == '"' ? QUOTED : byte == ',' ? FIELD_BEGINS : byte == '\r' ? place : BROKEN;
    case BROKEN:
        break;
    }
    return BROKEN;
}

struct extent {
    size_t n;                 /* bytes, with the line end */
    size_t lines, first_line; /* line ends in it; bytes of its first line */
    enum place place;         /* at its end */
};

/* Where the row at `at` ends. Bytes that were looked at are not looked at again when more come. */
static struct extent measure(struct rows *rows)
{
    struct extent e = {.place = rows->csv ? FIELD_BEGINS : PLAIN};
    for (;; e.n++) {
        if (rows->at + e.n == rows->bytes.n && !fill(rows)) {
            return e;
        }
        char byte = rows->bytes.p[rows->at + e.n];
        if (byte != '\n') {
            e.place = rows->csv ? step(e.place, byte) : PLAIN;
        } else if (e.lines++ == 0) {
            e.first_line = e.n + 1;
        }
        if (byte == '\n' && e.place != QUOTED) {
            e.n++;
            return e;
        }
        if (e.n >= ROW_MAX) {
            return e;
        }
    }
}

static struct str without_line_end(struct str text)
{
    while (text.n && (text.p[text.n - 1] == '\n' || text.p[text.n - 1] == '\r')) {
        text.n--;
    }
    return text;
}

/* The rest of a line that is too long. */
static void skip_line(struct rows *rows)
{
    for (;;) {
        struct str rest = str_slice(buf_str(&rows->bytes), rows->at, rows->bytes.n);
        size_t end = str_find_byte(rest, '\n');
        rows->at = end == STR_NOT_FOUND ? rows->bytes.n : rows->at + end + 1;
        if (end != STR_NOT_FOUND || !fill(rows)) {
            rows->line++;
            return;
        }
    }
}

static bool may_read_again(struct rows *rows, size_t n)
{
    rows->again += n;
    return rows->again <= AGAIN_FACTOR * rows->read + AGAIN_FREE * (size_t)ROW_MAX;
}

/* Goes behind a row that is broken, or behind its first line alone. */
static void skip_broken(struct rows *rows, const struct extent *e)
{
    bool several = e->first_line > 0 && e->first_line < e->n;
    if (several && may_read_again(rows, e->n)) {
        rows->at += e->first_line;
        rows->line++;
        return;
    }
    rows->at += e->n;
    rows->line += e->lines;
    if (e->n >= ROW_MAX) {
        skip_line(rows);
    }
}

static const char *fault_of(const struct extent *e)
{
    return e->place == QUOTED   ? "the quote is never closed"
           : e->place == BROKEN ? "text behind a closing quote"
           : e->n >= ROW_MAX    ? "longer than 1 MiB"
                                : NULL;
}

bool rows_next(struct rows *rows, struct row *row)
{
    if (rows->read == 0 && fill(rows) && str_starts(buf_str(&rows->bytes), STR("\xef\xbb\xbf"))) {
        rows->at = 3;
    }
    for (;;) {
        struct extent e = measure(rows);
        if (e.n == 0) {
            return false;
        }
        struct str text = str_slice(buf_str(&rows->bytes), rows->at, rows->at + e.n);
        *row = (struct row){rows->line, without_line_end(text), fault_of(&e)};
        if (row->fault) {
            skip_broken(rows, &e);
            row->text = STR_NONE; /* may be gone */
            return true;
        }
        rows->at += e.n;
        rows->line += e.lines;
        if (row->text.n) {
            return true;
        }
    }
}
