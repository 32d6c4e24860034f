#include "config/yaml.h"

#include "base/limits.h"
#include "cases.h"

struct bed {
    char *name;
    int *rows;
    unsigned rows_count;
};

struct garden {
    char *title, *note;
    bool open;
    uint8_t trees;
    int16_t depth;
    double height;
    int soil;
    unsigned colours;
    struct bed *beds;
    unsigned beds_count;
    int size[2];
};

static const struct cyaml_strval soils[] = {{"clay", 1}, {"sand", 2}, {"loam", 3}};
static const struct cyaml_strval colours[] = {{"red", 1}, {"green", 2}, {"blue", 4}};
static const struct cyaml_schema_value number = {CYAML_VALUE_INT(CYAML_FLAG_DEFAULT, int)};

static const struct cyaml_schema_field bed_fields[] = {
    CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, struct bed, name, 1, 100),
    CYAML_FIELD_SEQUENCE("rows", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct bed, rows,
                         &number, 0, 100),
    CYAML_FIELD_END,
};
static const struct cyaml_schema_value bed = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct bed, bed_fields)};

static const struct cyaml_schema_field garden_fields[] = {
    CYAML_FIELD_STRING_PTR("title", CYAML_FLAG_POINTER, struct garden, title, 1, 20),
    CYAML_FIELD_BOOL("open", CYAML_FLAG_OPTIONAL, struct garden, open),
    CYAML_FIELD_UINT("trees", CYAML_FLAG_OPTIONAL, struct garden, trees),
    CYAML_FIELD_INT("depth", CYAML_FLAG_OPTIONAL, struct garden, depth),
    CYAML_FIELD_FLOAT("height", CYAML_FLAG_OPTIONAL, struct garden, height),
    CYAML_FIELD_ENUM("soil", CYAML_FLAG_OPTIONAL | CYAML_FLAG_STRICT, struct garden, soil, soils,
                     CYAML_ARRAY_LEN(soils)),
    CYAML_FIELD_FLAGS("colours", CYAML_FLAG_OPTIONAL | CYAML_FLAG_STRICT, struct garden, colours,
                      colours, CYAML_ARRAY_LEN(colours)),
    CYAML_FIELD_SEQUENCE("beds", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct garden, beds,
                         &bed, 0, CYAML_UNLIMITED),
    CYAML_FIELD_SEQUENCE_FIXED("size", CYAML_FLAG_OPTIONAL, struct garden, size, &number, 2),
    CYAML_FIELD_STRING_PTR("note", CYAML_FLAG_POINTER_NULL | CYAML_FLAG_OPTIONAL, struct garden,
                           note, 0, 100),
    CYAML_FIELD_IGNORE("legacy", CYAML_FLAG_OPTIONAL),
    CYAML_FIELD_END,
};
static const struct cyaml_schema_value schema = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct garden, garden_fields)};

static char path[] = "/tmp/nabz-yaml-XXXXXX";

static int make_file(void **state)
{
    (void)state;
    int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

static bool load_and_free(const char *file, struct err *err)
{
    void *data = NULL;
    if (!yaml_load(file, &schema, &data, err)) {
        assert_null(data);
        return false;
    }
    yaml_drop(&schema, data);
    return true;
}

/* Writes the text to the file, loads it, returns the error, "" for none. */
static const char *error_of(struct str text, struct err *err)
{
    assert_true(file_write(path, text, 0600, err));
    err->text[0] = 0;
    return load_and_free(path, err) ? "" : err->text;
}

static void every_case_of_the_file_ends_as_it_says(void **state)
{
    (void)state;
    assert_in_range(run_cases(TEST_DATA "/config/yaml.txt", load_and_free), 40, 1000);
}

static void values_arrive_in_the_struct(void **state)
{
    (void)state;
    struct err err = ERR_NONE;
    void *data = NULL;
    assert_true(file_write(path,
                           STR("title: Rose\nopen: yes\ntrees: 255\ndepth: -32768\nheight: 1.5e2\n"
                               "soil: loam\ncolours: [red, blue]\nbeds: [{name: no, rows: [7]}]\n"
                               "size: [3, 4]\n"),
                           0600, &err));
    assert_true(yaml_load(path, &schema, &data, &err));
    const struct garden *garden = data;
    assert_string_equal(garden->title, "Rose");
    assert_true(garden->open);
    assert_int_equal(garden->trees, 255);
    assert_int_equal(garden->depth, -32768);
    assert_true(garden->height > 149.9 && garden->height < 150.1);
    assert_int_equal(garden->soil, 3);
    assert_int_equal(garden->colours, 5);
    assert_int_equal(garden->beds_count, 1);
    assert_string_equal(garden->beds[0].name, "no");
    assert_int_equal(garden->beds[0].rows[0], 7);
    assert_int_equal(garden->size[1], 4);
    assert_null(garden->note);
    yaml_drop(&schema, data);
}

static void what_is_no_yaml_text_is_refused(void **state)
{
    (void)state;
    struct err err = ERR_NONE;
    assert_contains(error_of(STR(""), &err), "the file is empty");
    assert_contains(error_of(STR("# only a comment\n"), &err), "the file is empty");
    assert_contains(error_of(STR("title: \xff\n"), &err), "byte 7: invalid leading UTF-8 octet");
    assert_contains(error_of(STR("title: \xd9\n"), &err), "UTF-8");
    assert_contains(error_of(STR("\xff\xfet\0i\0"), &err), "UTF-8");
    assert_contains(error_of(STR("title: a\0b\n"), &err), "control characters");
    assert_string_equal(error_of(STR("\xEF\xBB\xBFtitle: Rose\n"), &err), "");
}

static void a_missing_file_is_named(void **state)
{
    (void)state;
    struct err err = ERR_NONE;
    assert_false(load_and_free("/nowhere/nabz.yaml", &err));
    assert_contains(err.text, "/nowhere/nabz.yaml: No such file");
}

static void a_file_over_the_cap_is_refused(void **state)
{
    (void)state;
    struct err err = ERR_NONE;
    struct buf text = BUF_INIT(LIMIT_CONFIG_FILE + 100);
    assert_true(buf_add_z(&text, "title: Rose\n"));
    while (text.n <= LIMIT_CONFIG_FILE) {
        assert_true(buf_add_z(&text, "# a comment of thirty bytes..\n"));
    }
    assert_contains(error_of(buf_str(&text), &err), "larger than");
    buf_clear(&text);
}

static void a_list_without_end_meets_the_cap_of_values(void **state)
{
    (void)state;
    struct err err = ERR_NONE;
    struct buf text = BUF_INIT(LIMIT_CONFIG_FILE);
    assert_true(buf_add_z(&text, "title: Rose\nsize:\n"));
    for (unsigned i = 0; i <= LIMIT_YAML_VALUES; i++) {
        assert_true(buf_add_z(&text, "- 1\n"));
    }
    assert_contains(error_of(buf_str(&text), &err), "too many values");
    buf_clear(&text);
}

/* Cut anywhere, a good file loads or is refused with a message; it never harms (sanitizers). */
static void a_file_cut_anywhere_does_no_harm(void **state)
{
    (void)state;
    struct err err = ERR_NONE;
    struct str text = STR("title: \"R\\u06a9\"\nopen: yes\nbeds:\n  - name: 'a'\n    rows: [1, 2]\n"
                          "size: [3, 4]\nsoil: loam\ncolours:\n- red\nnote: |\n  two\n  lines\n");
    for (size_t n = 0; n <= text.n; n++) {
        const char *error = error_of(str_slice(text, 0, n), &err);
        assert_true(*error == 0 || strncmp(error, path, strlen(path)) == 0);
    }
    assert_string_equal(err.text, "");
}

static void a_complaint_finds_its_place(void **state)
{
    (void)state;
    struct err err = ERR_NONE;
    char want[64];
    assert_true(file_write(
        path, STR("title: Rose\nbeds:\n  - name: a\n  - name: b\n    rows: []\n"), 0600, &err));
    const struct {
        const char *place, *want;
    } cases[] = {
        {"beds/1/name", ":4:11: bad 7"},
        {"beds/1/rows/3", ":5:11: bad 7"},
        {"beds/1", ":4:5: bad 7"},
        {"beds/9/name", ":3:3: bad 7"},
        {"title", ":1:8: bad 7"},
        {"nothing", ":1:1: bad 7"},
        {"beds/1/name/x/y", ":4:11: bad 7"},
    };
    for (size_t i = 0; i < CYAML_ARRAY_LEN(cases); i++) {
        assert_false(yaml_complain(&err, path, cases[i].place, "bad %d", 7));
        snprintf(want, sizeof want, "%s%s", path, cases[i].want);
        assert_string_equal(err.text, want);
    }
    assert_false(yaml_complain(&err, "/nowhere", "title", "bad"));
    assert_string_equal(err.text, "/nowhere:1:1: bad");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_of_the_file_ends_as_it_says),
        cmocka_unit_test(values_arrive_in_the_struct),
        cmocka_unit_test(what_is_no_yaml_text_is_refused),
        cmocka_unit_test(a_missing_file_is_named),
        cmocka_unit_test(a_file_over_the_cap_is_refused),
        cmocka_unit_test(a_list_without_end_meets_the_cap_of_values),
        cmocka_unit_test(a_file_cut_anywhere_does_no_harm),
        cmocka_unit_test(a_complaint_finds_its_place),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
