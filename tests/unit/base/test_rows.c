#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rows.h"

#include <stdlib.h>

/* The rows of a text, "line:text" or "line!fault", a bar between two. */
static void reads(struct str text, bool csv, const char *expected)
{
    struct buf got = BUF_INIT(1u << 20);
    struct rows rows;
    struct row row;
    FILE *in = tmpfile();
    assert_int_equal(fwrite(text.p, 1, text.n, in), text.n);
    rewind(in);
    rows_init(&rows, in, csv);
    while (rows_next(&rows, &row)) {
        buf_addf(&got, "%s%zu%s", got.n ? "|" : "", row.line, row.fault ? "!" : ":");
        buf_add(&got, row.fault ? str_of(row.fault) : row.text);
    }
    assert_string_equal(buf_str(&got).p, expected);
    rows_clear(&rows);
    fclose(in);
    buf_clear(&got);
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

static FILE *stream_of(const char *before, const char *part, size_t times, const char *after)
{
    FILE *in = tmpfile();
    size_t n;
    char *text = repeated(part, times, &n);
    fputs(before, in);
    fwrite(text, 1, n, in);
    fputs(after, in);
    rewind(in);
    free(text);
    return in;
}

static void a_row_that_is_too_long_is_left_out_and_memory_stays_small(void **state)
{
    (void)state;
    FILE *in = stream_of("first\n", "0123456789", ROW_MAX, "\nlast\n");
    struct rows rows;
    struct row row;
    rows_init(&rows, in, false);
    assert_true(rows_next(&rows, &row) && row.line == 1);
    assert_true(rows_next(&rows, &row) && row.line == 2);
    assert_string_equal(row.fault, "longer than 1 MiB");
    assert_true(rows_next(&rows, &row) && row.line == 3 && str_eq(row.text, STR("last")));
    assert_false(rows_next(&rows, &row));
    assert_true(rows.bytes.capacity < 3 * ROW_MAX);
    rows_clear(&rows);
    fclose(in);
}

/* Every line opens a quote that every next one seems to go on with: read naively, each line costs a
 * megabyte. */
static void hostile_quotes_are_read_a_bounded_number_of_times(void **state)
{
    (void)state;
    enum { LINES = 5000000 };
    FILE *in = stream_of("", "x\",\"y\n", LINES, "");
    struct rows rows;
    struct row row;
    rows_init(&rows, in, true);
    while (rows_next(&rows, &row)) {
    }
    assert_true(rows.read >= 6 * (size_t)LINES);
    assert_true(rows.again <= 6 * rows.read + 20 * (size_t)ROW_MAX);
    rows_clear(&rows);
    fclose(in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_given_without_their_ends),
        cmocka_unit_test(quotes_keep_the_lines_of_a_row_together),
        cmocka_unit_test(a_broken_row_spoils_itself_alone),
        cmocka_unit_test(a_row_that_is_too_long_is_left_out_and_memory_stays_small),
        cmocka_unit_test(hostile_quotes_are_read_a_bounded_number_of_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
