#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/csv.h"

static struct csv csv;

static int start(void **state)
{
    (void)state;
    csv = (struct csv){0};
    return 0;
}

static int finish(void **state)
{
    (void)state;
    csv_clear(&csv);
    return 0;
}

static void expect_row(size_t count, const char *const *fields)
{
    struct err err = ERR_NONE;
    assert_int_equal(csv_next(&csv, &err), CSV_ROW);
    assert_int_equal(csv.count, count);
    for (size_t i = 0; i < count; i++) {
        assert_true(str_eq(csv.fields[i].text, str_of(fields[i])));
    }
}

static void expect_end(void)
{
    struct err err = ERR_NONE;
    assert_int_equal(csv_next(&csv, &err), CSV_END);
}

static void fields_are_parted_by_commas_and_rows_by_either_line_end(void **state)
{
    (void)state;
    csv_init(&csv, "t", STR("a,b,\r\n\n1,,3\nlast"));
    expect_row(3, (const char *const[]){"a", "b", ""});
    expect_row(3, (const char *const[]){"1", "", "3"});
    expect_row(1, (const char *const[]){"last"});
    expect_end();
}

static void quotes_hold_commas_breaks_and_quotes(void **state)
{
    (void)state;
    csv_init(&csv, "t", STR("\"a,b\",\"line\r\nbreak\",\"say \"\"x\"\"\",\"\"\n\"\"\"\"\n"));
    expect_row(4, (const char *const[]){"a,b", "line\r\nbreak", "say \"x\"", ""});
    expect_row(1, (const char *const[]){"\""});
    expect_end();
}

static void a_byte_order_mark_is_no_part_of_the_first_name(void **state)
{
    (void)state;
    csv_init(&csv, "t", STR("\xef\xbb\xbfStart ,negative\n"));
    expect_row(2, (const char *const[]){"Start ", "negative"});
    assert_int_equal(csv_find(&csv, "start"), 0);
    assert_int_equal(csv_find(&csv, "NEGATIVE"), 1);
    assert_int_equal(csv_find(&csv, "total"), STR_NOT_FOUND);
}

static void an_empty_file_has_no_row(void **state)
{
    (void)state;
    csv_init(&csv, "t", STR("\n\r\n\n"));
    expect_end();
    csv_init(&csv, "t", STR_NONE);
    expect_end();
}

static void faults_name_file_line_and_column(void **state)
{
    (void)state;
    struct err err = ERR_NONE;
    csv_init(&csv, "t.csv", STR("a,b\n\"x\ny\",bad\n"));
    expect_row(2, (const char *const[]){"a", "b"});
    expect_row(2, (const char *const[]){"x\ny", "bad"});
    assert_false(csv_fault(&csv, 1, &err, "not a count: \"%s\"", "bad"));
    assert_string_equal(err.text, "t.csv:3:4: not a count: \"bad\"");
    assert_false(csv_fault(&csv, 7, &err, "a field is missing"));
    assert_string_equal(err.text, "t.csv:3:7: a field is missing");
}

static void broken_quotes_are_faults(void **state)
{
    (void)state;
    struct err err = ERR_NONE;
    csv_init(&csv, "t", STR("a,\"never closed\nb,c\n"));
    assert_int_equal(csv_next(&csv, &err), CSV_BROKEN);
    assert_string_equal(err.text, "t:1:3: the quote is never closed");
    csv_init(&csv, "t", STR("\"a\"b,c\n"));
    assert_int_equal(csv_next(&csv, &err), CSV_BROKEN);
    assert_string_equal(err.text, "t:1:4: text behind a closing quote");
}

static void a_row_of_endless_fields_is_a_fault(void **state)
{
    (void)state;
    char commas[CSV_FIELDS + 8];
    struct err err = ERR_NONE;
    memset(commas, ',', sizeof commas);
    csv_init(&csv, "t", (struct str){commas, sizeof commas});
    assert_int_equal(csv_next(&csv, &err), CSV_BROKEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(fields_are_parted_by_commas_and_rows_by_either_line_end,
                                        start, finish),
        cmocka_unit_test_setup_teardown(quotes_hold_commas_breaks_and_quotes, start, finish),
        cmocka_unit_test_setup_teardown(a_byte_order_mark_is_no_part_of_the_first_name, start,
                                        finish),
        cmocka_unit_test_setup_teardown(an_empty_file_has_no_row, start, finish),
        cmocka_unit_test_setup_teardown(faults_name_file_line_and_column, start, finish),
        cmocka_unit_test_setup_teardown(broken_quotes_are_faults, start, finish),
        cmocka_unit_test_setup_teardown(a_row_of_endless_fields_is_a_fault, start, finish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
