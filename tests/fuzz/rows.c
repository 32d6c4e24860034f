/* Rows of a file, as lines and as CSV. The first byte of the input says how: bit 0 CSV, bit 1 empty
 * rows too. Each row is told with its line, and what was read is never more than what there was. */
#include "fuzz.h"

#include "base/csv.h"
#include "base/rows.h"

#include <sys/mman.h>
#include <unistd.h>

static int file_of(struct str bytes)
{
    int fd = memfd_create("rows", 0);
    EXPECT(fd >= 0);
    EXPECT(write(fd, bytes.p, bytes.n) == (ssize_t)bytes.n);
    EXPECT(lseek(fd, 0, SEEK_SET) == 0);
    return fd;
}

/* A row alone is never two. */
static void check_csv(const struct row *row, char separator)
{
    struct csv csv;
    struct err err = ERR_NONE;
    csv_init(&csv, "f.csv", row->text);
    csv.separator = separator;
    if (csv_next(&csv, &err) == CSV_BROKEN) {
        expect_message(err.text);
    }
    csv_clear(&csv);
}

static void check_row(const struct rows *rows, const struct row *row)
{
    EXPECT(row->text.n <= ROW_MAX);
    if (row->fault) {
        expect_message(row->fault);
    } else if (rows->csv) {
        check_csv(row, rows->separator);
    } else {
        EXPECT(str_find_byte(row->text, '\n') == STR_NOT_FOUND);
    }
    EXPECT(rows->empty || row->fault || row->text.n > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    char path[32];
    int fd = file_of(fuzz_input(data + 1, size - 1));
    snprintf(path, sizeof path, "/dev/fd/%d", fd);
    struct rows rows;
    struct row row;
    struct err err = ERR_NONE;
    EXPECT(rows_open(&rows, path, &err));
    rows.csv = data[0] & 1;
    rows.empty = data[0] & 2;
    size_t line = 0, bytes = 0;
    while (rows_next(&rows, &row)) {
        EXPECT(row.line > line);
        line = row.line;
        bytes += row.text.n;
        check_row(&rows, &row);
    }
    EXPECT(bytes <= 3 * size); /* UTF-16 grows by half */
    rows_close(&rows);
    close(fd);
    return 0;
}
