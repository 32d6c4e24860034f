#include "base/rows.h"

#include "base/csv.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 64 * 1024, AGAIN_FACTOR = 4, AGAIN_FREE = 16, MARK_MAX = 4 };

#define BYTE_ORDER_MARK STR("\xef\xbb\xbf")

bool rows_open(struct rows *rows, const char *path, struct err *err)
{
    bool piped = strcmp(path, "-") == 0;
    int fd = piped ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    *rows = (struct rows){0};
    if (fd < 0) {
        return err_set(err, "%s: %s", path, strerror(errno));
    }
    struct stat file;
    if (fstat(fd, &file) == 0 && S_ISDIR(file.st_mode)) {
        if (!piped) {
            close(fd);
        }
        return err_set(err, "%s: %s", path, strerror(EISDIR));
    }
    *rows = (struct rows){
        .fd = fd,
        .owned = !piped,
        .line = 1,
        .raw = BUF_INIT(PIECE + MARK_MAX),
        .bytes = BUF_INIT(ROW_MAX + 4 * PIECE),
    };
    return true;
}

void rows_close(struct rows *rows)
{
    if (rows->iconv) {
        iconv_close(rows->iconv);
    }
    if (rows->owned) {
        close(rows->fd);
    }
    buf_clear(&rows->raw);
    buf_clear(&rows->bytes);
    *rows = (struct rows){0};
}

/* ---- from the file to UTF-8 ---- */

static void convert_from(struct rows *rows, const char *name, size_t width)
{
    iconv_t with = iconv_open("UTF-8", name);
    if (with != (iconv_t)-1) {
        rows->iconv = with;
        rows->width = width;
    }
}

/* By the byte order mark, else by where the NULs of an ASCII beginning stand. */
static void find_encoding(struct rows *rows)
{
    static const struct {
        const char *bytes;
        size_t n, width;
        const char *name;
    } marks[] = {{"\xFF\xFE\0\0", 4, 4, "UTF-32LE"},
                 {"\0\0\xFE\xFF", 4, 4, "UTF-32BE"},
                 {"\xFF\xFE", 2, 2, "UTF-16LE"},
                 {"\xFE\xFF", 2, 2, "UTF-16BE"}};
    struct str head = buf_str(&rows->raw);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (str_starts(head, (struct str){marks[i].bytes, marks[i].n})) {
            convert_from(rows, marks[i].name, marks[i].width);
            return;
        }
    }
    if (head.n >= 4 && head.p[0] && !head.p[1] && head.p[2] && !head.p[3]) {
        convert_from(rows, "UTF-16LE", 2);
    } else if (head.n >= 4 && !head.p[0] && head.p[1] && !head.p[2] && head.p[3]) {
        convert_from(rows, "UTF-16BE", 2);
    }
}

/* What makes no sense costs a unit; what is cut short waits for the rest of it. */
static void convert(struct rows *rows)
{
    char *in = rows->raw.p;
    size_t left = rows->raw.n;
    while (left > 0) {
        char chunk[4096], *to = chunk;
        size_t room = sizeof chunk;
        size_t result = iconv(rows->iconv, &in, &left, &to, &room);
        int why = errno;
        buf_add(&rows->bytes, (struct str){chunk, sizeof chunk - room});
        if (result != (size_t)-1 || why == E2BIG) {
            continue;
        }
        if (why == EINVAL && !rows->ended) {
            break;
        }
        size_t skipped = left < rows->width ? left : rows->width;
        buf_add(&rows->bytes, STR("\xEF\xBF\xBD"));
        in += skipped;
        left -= skipped;
    }
    memmove(rows->raw.p, in, left);
    rows->raw.n = left;
}

static void read_piece(struct rows *rows)
{
    char piece[PIECE];
    ssize_t n;
    do {
        n = read(rows->fd, piece, sizeof piece);
    } while (n < 0 && errno == EINTR);
    rows->failed = n < 0 ? errno : 0;
    rows->ended = n <= 0;
    rows->read += n > 0 ? (size_t)n : 0;
    buf_add(&rows->raw, (struct str){piece, n > 0 ? (size_t)n : 0});
}

/* Room is made by forgetting what lies before `at`. */
static void forget(struct rows *rows)
{
    if (rows->at > 0) {
        rows->bytes.n -= rows->at;
        memmove(rows->bytes.p, rows->bytes.p + rows->at, rows->bytes.n);
        rows->at = 0;
    }
}

/* False when nothing more comes. */
static bool fill(struct rows *rows)
{
    forget(rows);
    size_t before = rows->bytes.n;
    while (rows->bytes.n == before && !rows->ended) {
        read_piece(rows);
        if (rows->iconv) {
            convert(rows);
        } else {
            buf_add(&rows->bytes, buf_str(&rows->raw));
            buf_reset(&rows->raw);
        }
    }
    return rows->bytes.n > before;
}

/* What a pipe gives at first may be less than a byte order mark. */
static void begin(struct rows *rows)
{
    if (rows->begun) {
        return;
    }
    rows->begun = true;
    while (rows->raw.n < MARK_MAX && !rows->ended) {
        read_piece(rows);
    }
    find_encoding(rows);
    if (rows->iconv) {
        convert(rows);
    } else {
        buf_add(&rows->bytes, buf_str(&rows->raw));
        buf_reset(&rows->raw);
    }
    rows->at = str_starts(buf_str(&rows->bytes), BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.n : 0;
}

char rows_first(struct rows *rows)
{
    begin(rows);
    for (size_t i = 0; i < PIECE; i++) {
        if (rows->at + i == rows->bytes.n && !fill(rows)) {
            return 0;
        }
        if (!isspace((unsigned char)rows->bytes.p[rows->at + i])) {
            return rows->bytes.p[rows->at + i];
        }
    }
    return 0;
}

/* ---- from UTF-8 to rows ---- */

enum place { FIELD_BEGINS, PLAIN, QUOTED, QUOTE_SEEN, BROKEN };

static enum place step(enum place place, char byte, char separator)
{
    switch (place) {
    case FIELD_BEGINS:
        return byte == '"' ? QUOTED : byte == separator ? FIELD_BEGINS : PLAIN;
    case PLAIN:
        return byte == separator ? FIELD_BEGINS : PLAIN;
    case QUOTED:
        return byte == '"' ? QUOTE_SEEN : QUOTED;
    case QUOTE_SEEN:
        return byte == '"'         ? QUOTED
               : byte == separator ? FIELD_BEGINS
               : byte == '\r'      ? place
                                   : BROKEN;
    case BROKEN:
        break;
    }
    return BROKEN;
}

struct extent {
    size_t n;                 /* bytes, with the line end */
    size_t lines, first_line; /* line ends in it; bytes of its first line */
    enum place place;         /* at its end */
    bool ended;               /* by the end of a line, not by the cap or the end of the file */
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
            e.place = rows->csv ? step(e.place, byte, rows->separator) : PLAIN;
        } else if (e.lines++ == 0) {
            e.first_line = e.n + 1;
        }
        if (byte == '\n' && e.place != QUOTED) {
            e.n++;
            e.ended = true;
            return e;
        }
        if (e.n >= ROW_MAX) {
            return e;
        }
    }
}

static struct str without_line_end(struct str text)
{
    text.n -= text.n && text.p[text.n - 1] == '\n';
    text.n -= text.n && text.p[text.n - 1] == '\r';
    return text;
}

/* The rest of a line that is too long; its bytes without the line end. */
static size_t skip_line(struct rows *rows)
{
    for (size_t n = 0;;) {
        struct str rest = str_slice(buf_str(&rows->bytes), rows->at, rows->bytes.n);
        size_t end = str_find_byte(rest, '\n');
        n += end == STR_NOT_FOUND ? rest.n : end;
        rows->at = end == STR_NOT_FOUND ? rows->bytes.n : rows->at + end + 1;
        if (end != STR_NOT_FOUND || !fill(rows)) {
            rows->line++;
            return n;
        }
    }
}

static bool may_read_again(struct rows *rows, size_t n)
{
    rows->again += n;
    return rows->again <= AGAIN_FACTOR * rows->read + AGAIN_FREE * (size_t)ROW_MAX;
}

/* Says what is wrong with a row, and goes behind it, or behind its first line alone. */
static const char *skip_broken(struct rows *rows, const struct extent *e)
{
    bool several = e->first_line > 0 && e->first_line < e->n, too_long = e->n >= ROW_MAX;
    const char *why = e->place == BROKEN   ? "text behind a closing quote"
                      : e->place != QUOTED ? ""
                      : too_long           ? "a quote that is not closed within 1 MiB"
                                           : "the quote is never closed";
    snprintf(rows->why, sizeof rows->why, "%s", why);
    if (several && may_read_again(rows, e->n)) {
        rows->at += e->first_line;
        rows->line++;
        return rows->why;
    }
    rows->at += e->n;
    rows->line += e->lines;
    if (too_long) {
        size_t n = e->n + (e->ended ? 0 : skip_line(rows));
        snprintf(rows->why, sizeof rows->why, "longer than 1 MiB: %zu bytes", n);
    }
    return rows->why;
}

static bool is_broken(const struct extent *e)
{
    return e->place == QUOTED || e->place == BROKEN || e->n >= ROW_MAX;
}

/* The end; once before it, that the file could not be read to there. */
static bool end(struct rows *rows, struct row *row)
{
    if (!rows->failed) {
        return false;
    }
    snprintf(rows->why, sizeof rows->why, "cannot be read from here on: %s",
             strerror(rows->failed));
    rows->failed = 0;
    *row = (struct row){.line = rows->line, .fault = rows->why};
    return true;
}

static void find_separator(struct rows *rows)
{
    struct str rest;
    size_t line;
    do {
        rest = str_slice(buf_str(&rows->bytes), rows->at, rows->bytes.n);
        line = str_find_byte(rest, '\n');
    } while (line == STR_NOT_FOUND && rest.n < ROW_MAX && fill(rows));
    rows->separator = csv_separator(str_slice(rest, 0, line));
}

bool rows_next(struct rows *rows, struct row *row)
{
    begin(rows);
    if (rows->csv && !rows->separator) {
        find_separator(rows);
    }
    for (;;) {
        struct extent e = measure(rows);
        *row = (struct row){.line = rows->line};
        if (e.n == 0) {
            return end(rows, row);
        }
        if (is_broken(&e)) {
            row->fault = skip_broken(rows, &e);
            return true;
        }
        struct str text = str_slice(buf_str(&rows->bytes), rows->at, rows->at + e.n);
        row->text = without_line_end(text);
        rows->at += e.n;
        rows->line += e.lines;
        if (row->text.n || rows->empty) {
            return true;
        }
    }
}
