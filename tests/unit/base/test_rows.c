#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/csv.h"
#include "base/rows.h"

#include <stdlib.h>
#include <unistd.h>

/* A file of these bytes; unlinked by who reads it. */
static const char *file_of(const char *bytes, size_t n)
{
    static char path[] = "/tmp/nabz-rows-XXXXXX";
    memcpy(path + sizeof path - 7, "XXXXXX", 6);
    int fd = mkstemp(path);
    assert_int_equal(write(fd, bytes, n), n);
    close(fd);
    return path;
}

static void rows_of(struct rows *rows, const char *path, bool csv)
{
    struct err err;
    assert_true(rows_open(rows, path, &err));
    unlink(path);
    rows->csv = csv;
}

/* The rows of a text, "line:text" or "line!fault", a bar between two. */
static void reads_as(struct str text, bool csv, bool empty, const char *expected)
{
    struct buf got = BUF_INIT(1u << 20);
    struct rows rows;
    struct row row;
    rows_of(&rows, file_of(text.p, text.n), csv);
    rows.empty = empty;
    while (rows_next(&rows, &row)) {
        buf_addf(&got, "%s%zu%s", got.n ? "|" : "", row.line, row.fault ? "!" : ":");
        buf_add(&got, row.fault ? str_of(row.fault) : row.text);
    }
    assert_string_equal(buf_str(&got).p, expected);
    rows_close(&rows);
    buf_clear(&got);
}

static void reads(struct str text, bool csv, const char *expected)
{
    reads_as(text, csv, false, expected);
}

static void lines_are_given_without_their_ends(void **state)
{
    (void)state;
    reads(STR("\xef\xbb\xbfone\r\ntwo\n\n\nfive"), false, "1:one|2:two|5:five");
    reads(STR(""), false, "");
    reads(STR("\n\r\n"), true, "");
}

static void quotes_keep_the_lines_of_a_row_together(void **state)
{
    (void)state;
    reads(STR("a,\"b\nc\"\nd"), true, "1:a,\"b\nc\"|3:d");
    reads(STR("a,\"b \"\"x\"\"\n\",c\nd"), true, "1:a,\"b \"\"x\"\"\n\",c|3:d");
    reads(STR("5\" tube,b\"\nd"), true, "1:5\" tube,b\"|2:d");
    reads(STR("a,\"b\nc\"\nd"), false, "1:a,\"b|2:c\"|3:d");
}

static void a_broken_row_spoils_itself_alone(void **state)
{
    (void)state;
    reads(STR("\"a\nb\nc"), true, "1!the quote is never closed|2:b|3:c");
    reads(STR("\"a\"b\nc"), true, "1!text behind a closing quote|2:c");
    reads(STR("\"a\nx\"y\nc"), true, "1!text behind a closing quote|2:x\"y|3:c");
}

static char *repeated(const char *part, size_t times, size_t *n)
{
    size_t length = strlen(part);
    char *text = malloc(length * times);
    for (size_t i = 0; i < times; i++) {
        memcpy(text + i * length, part, length);
    }
    *n = length * times;
    return text;
}

static void empty_lines_are_rows_where_they_count(void **state)
{
    (void)state;
    reads_as(STR("a\n\n\r\nb"), false, true, "1:a|2:|3:|4:b");
    reads_as(STR(""), false, true, "");
}

static void wide_encodings_are_read_as_utf8(void **state)
{
    (void)state;
    reads(STR("\xff\xfe\x33\x06\n\0b\0"), false, "1:\u0633|2:b");
    reads(STR("\xfe\xff\x06\x33\0\n\0b"), false, "1:\u0633|2:b");
    reads(STR("\xff\xfe\0\0a\0\0\0\n\0\0\0b\0\0\0"), false, "1:a|2:b");
    reads(STR("a\0,\0\"\0\n\0\"\0\n\0b\0"), true, "1:a,\"\n\"|3:b");
    reads(STR("\0a\0\n\0b"), false, "1:a|2:b");
}

static void wide_text_that_makes_no_sense_costs_a_character(void **state)
{
    (void)state;
    reads(STR("\xff\xfe\x61\0\0\xdc\x62\0\n\0c"), false, "1:a\ufffdb|2:\ufffd");
}

static void a_nul_is_a_byte_as_any(void **state)
{
    (void)state;
    struct rows rows;
    struct row row;
    rows_of(&rows, file_of("ab\0c\nd", 6), false);
    assert_true(rows_next(&rows, &row) && str_eq(row.text, STR("ab\0c")));
    assert_true(rows_next(&rows, &row) && str_eq(row.text, STR("d")));
    rows_close(&rows);
}

static void the_first_byte_tells_json_from_csv(void **state)
{
    (void)state;
    const struct {
        struct str text;
        char first;
    } cases[] = {{STR("\xef\xbb\xbf \n\t{\"a\":1}"), '{'},
                 {STR("\xff\xfe[\0"), '['},
                 {STR(" \n "), 0},
                 {STR(""), 0},
                 {STR("id,text"), 'i'}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rows rows;
        rows_of(&rows, file_of(cases[i].text.p, cases[i].text.n), false);
        assert_int_equal(rows_first(&rows), cases[i].first);
        rows_close(&rows);
    }
}

static void the_separator_is_the_one_of_the_header(void **state)
{
    (void)state;
    reads(STR("a;b\n\"x;\ny\";z\n1"), true, "1:a;b|2:\"x;\ny\";z|4:1");
    reads(STR("a\tb\n1\t\"x\ty\n\""), true, "1:a\tb|2:1\t\"x\ty\n\"");
    assert_int_equal(csv_separator(STR("\"a,b,c\";d")), ';');
    assert_int_equal(csv_separator(STR("text")), ',');
    assert_int_equal(csv_separator(STR("")), ',');
}

static void what_cannot_be_read_is_the_last_row(void **state)
{
    (void)state;
    struct rows rows;
    struct row row;
    struct err err;
    assert_true(rows_open(&rows, "/proc/self/mem", &err));
    assert_true(rows_next(&rows, &row));
    assert_string_equal(row.fault, "cannot be read from here on: Input/output error");
    assert_false(rows_next(&rows, &row));
    rows_close(&rows);
    assert_false(rows_open(&rows, "/", &err));
    assert_string_equal(err.text, "/: Is a directory");
    assert_false(rows_open(&rows, "/nowhere/at/all", &err));
    assert_string_equal(err.text, "/nowhere/at/all: No such file or directory");
    rows_close(&rows);
}

static const char *file_with(const char *before, const char *part, size_t times, const char *after)
{
    struct buf all CLEANUP_BUF = BUF_INIT(64u << 20);
    size_t n;
    char *text = repeated(part, times, &n);
    buf_add_z(&all, before);
    buf_add(&all, (struct str){text, n});
    buf_add_z(&all, after);
    free(text);
    return file_of(all.p, all.n);
}

static void a_row_that_is_too_long_is_left_out_and_memory_stays_small(void **state)
{
    (void)state;
    struct rows rows;
    struct row row;
    rows_of(&rows, file_with("first\n", "0123456789", ROW_MAX, "\nlast\n"), false);
    assert_true(rows_next(&rows, &row) && row.line == 1);
    assert_true(rows_next(&rows, &row) && row.line == 2);
    assert_string_equal(row.fault, "longer than 1 MiB: 10485760 bytes");
    assert_true(rows_next(&rows, &row) && row.line == 3 && str_eq(row.text, STR("last")));
    assert_false(rows_next(&rows, &row));
    assert_true(rows.bytes.capacity < 3 * ROW_MAX);
    rows_close(&rows);
}

static void a_quote_that_is_open_for_too_long_spoils_its_line_alone(void **state)
{
    (void)state;
    struct rows rows;
    struct row row;
    rows_of(&rows, file_with("a,\"b\n", "line\n", ROW_MAX, ""), true);
    assert_true(rows_next(&rows, &row) && row.line == 1);
    assert_string_equal(row.fault, "a quote that is not closed within 1 MiB");
    assert_true(rows_next(&rows, &row) && row.line == 2 && str_eq(row.text, STR("line")));
    rows_close(&rows);
}

/* Every line opens a quote that every next one seems to go on with: read naively, each line costs a
 * megabyte. */
static void hostile_quotes_are_read_a_bounded_number_of_times(void **state)
{
    (void)state;
    enum { LINES = 5000000 };
    struct rows rows;
    struct row row;
    rows_of(&rows, file_with("", "x\",\"y\n", LINES, ""), true);
    while (rows_next(&rows, &row)) {
    }
    assert_true(rows.read >= 6 * (size_t)LINES);
    assert_true(rows.again <= 6 * rows.read + 20 * (size_t)ROW_MAX);
    rows_close(&rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_given_without_their_ends),
        cmocka_unit_test(quotes_keep_the_lines_of_a_row_together),
        cmocka_unit_test(a_broken_row_spoils_itself_alone),
        cmocka_unit_test(empty_lines_are_rows_where_they_count),
        cmocka_unit_test(wide_encodings_are_read_as_utf8),
        cmocka_unit_test(wide_text_that_makes_no_sense_costs_a_character),
        cmocka_unit_test(a_nul_is_a_byte_as_any),
        cmocka_unit_test(the_first_byte_tells_json_from_csv),
        cmocka_unit_test(the_separator_is_the_one_of_the_header),
        cmocka_unit_test(what_cannot_be_read_is_the_last_row),
        cmocka_unit_test(a_quote_that_is_open_for_too_long_spoils_its_line_alone),
        cmocka_unit_test(a_row_that_is_too_long_is_left_out_and_memory_stays_small),
        cmocka_unit_test(hostile_quotes_are_read_a_bounded_number_of_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
