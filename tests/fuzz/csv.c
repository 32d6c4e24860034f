/* CSV. Where nothing is quoted, the fields joined by commas are the line. */
#include "fuzz.h"

#include "base/csv.h"

static void check_row(const struct csv *csv, size_t *line)
{
    EXPECT(csv->count > 0 && csv->count <= CSV_FIELDS);
    size_t column = 0;
    for (size_t i = 0; i < csv->count; i++) {
        const struct csv_field *field = &csv->fields[i];
        EXPECT(field->line > *line || (field->line == *line && field->column > column));
        *line = field->line;
        column = field->column;
    }
    struct err err = ERR_NONE;
    csv_fault(csv, csv->count - 1, &err, "wrong");
    EXPECT(str_starts(str_of(err.text), STR("f.csv:")));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct csv csv;
    struct err err = ERR_NONE;
    size_t line = 0;
    enum csv_result result;
    csv_init(&csv, "f.csv", fuzz_input(data, size));
    while ((result = csv_next(&csv, &err)) == CSV_ROW) {
        check_row(&csv, &line);
        csv_find(&csv, "start");
    }
    if (result == CSV_BROKEN) {
        EXPECT(str_starts(str_of(err.text), STR("f.csv:")));
    }
    csv_clear(&csv);
    return 0;
}
