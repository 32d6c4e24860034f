#include "config/yaml.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/nearest.h"
#include "config/outline.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { NAMES_MAX = 64 }; /* of a mapping or an enumeration */

/* ---- what is wrong, and where ---- */

struct checker {
    const char *path;
    struct err *err;
};

static bool vfail(struct err *err, const char *path, struct place at, const char *format,
                  va_list args) __attribute__((format(printf, 4, 0)));
static bool fail(const struct checker *checker, struct place at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static bool vfail(struct err *err, const char *path, struct place at, const char *format,
                  va_list args)
{
    char what[ERR_TEXT_MAX];
    vsnprintf(what, sizeof what, format, args);
    return err_set(err, "%s:%zu:%zu: %s", path, at.line, at.column, what);
}

static bool fail(const struct checker *checker, struct place at, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vfail(checker->err, checker->path, at, format, args);
    va_end(args);
    return false;
}

const char *yaml_choices(struct str word, const char *const *names, size_t count,
                         char words[YAML_CHOICES_MAX])
{
    const char *nearest = nearest_name(word, names, count);
    if (nearest) {
        snprintf(words, YAML_CHOICES_MAX, ": did you mean \"%s\"?", nearest);
        return words;
    }
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        const char *before = n ? ", " : ": known here: ";
        if (n + strlen(before) + strlen(names[i]) + sizeof ", ..." > YAML_CHOICES_MAX) {
            snprintf(words + n, YAML_CHOICES_MAX - n, ", ...");
            return words;
        }
        n += (size_t)snprintf(words + n, YAML_CHOICES_MAX - n, "%s%s", before, names[i]);
    }
    words[n] = 0;
    return words;
}

/* ---- scalars ---- */

/* Whether a number of that many bytes can hold the value. */
static bool fits(int64_t value, size_t bytes, bool is_signed)
{
    if (!is_signed) {
        return value >= 0 && (bytes >= 8 || value < (int64_t)1 << (8 * bytes));
    }
    int64_t bound = bytes >= 8 ? INT64_MAX : ((int64_t)1 << (8 * bytes - 1)) - 1;
    return value <= bound && value >= -bound - 1;
}

static bool check_whole(const struct checker *checker, const struct node *node,
                        const struct cyaml_schema_value *schema)
{
    struct str digits = str_slice(node->text, str_starts(node->text, STR("-")), node->text.n);
    int64_t value;
    if (!str_to_int(node->text, &value) || (digits.n > 1 && digits.p[0] == '0')) {
        return fail(checker, node->at, "not a whole number: \"%.*s\"", STR_FMT(node->text));
    }
    if (!fits(value, schema->data_size, schema->type == CYAML_INT)) {
        return fail(checker, node->at, "the number is out of range: %.*s", STR_FMT(node->text));
    }
    bool refused = value == 0 && (schema->flags & YAML_FLAG_NOT_ZERO);
    return !refused || fail(checker, node->at, "the number must not be 0");
}

static bool check_bool(const struct checker *checker, const struct node *node,
                       const struct cyaml_schema_value *schema)
{
    (void)schema;
    static const char *const words[] = {"yes", "no", "true", "false"};
    for (size_t i = 0; i < CYAML_ARRAY_LEN(words); i++) {
        if (str_eq(node->text, str_of(words[i]))) {
            return true;
        }
    }
    return fail(checker, node->at, "not yes or no: \"%.*s\"", STR_FMT(node->text));
}

static bool check_float(const struct checker *checker, const struct node *node,
                        const struct cyaml_schema_value *schema)
{
    (void)schema;
    double value;
    return str_to_double(node->text, &value) ||
           fail(checker, node->at, "not a number: \"%.*s\"", STR_FMT(node->text));
}

static bool check_word(const struct checker *checker, const struct node *node,
                       const struct cyaml_schema_value *schema)
{
    const char *names[NAMES_MAX];
    size_t count = schema->enumeration.count;
    assert(count <= NAMES_MAX);
    for (size_t i = 0; i < count; i++) {
        names[i] = schema->enumeration.strings[i].str;
        if (str_eq(node->text, str_of(names[i]))) {
            return true;
        }
    }
    char words[YAML_CHOICES_MAX];
    return fail(checker, node->at, "unknown word \"%.*s\"%s", STR_FMT(node->text),
                yaml_choices(node->text, names, count, words));
}

static bool check_string(const struct checker *checker, const struct node *node,
                         const struct cyaml_schema_value *schema)
{
    if (node->text.n >= schema->string.min && node->text.n <= schema->string.max) {
        return true;
    }
    if (node->text.n == 0) {
        return fail(checker, node->at, "the value is empty");
    }
    bool few = node->text.n < schema->string.min;
    return fail(checker, node->at, "the text has %s than %u bytes", few ? "less" : "more",
                few ? schema->string.min : schema->string.max);
}

/* ---- structure ---- */

static bool check_value(const struct checker *checker, const struct node *node,
                        const struct cyaml_schema_value *schema);

static bool check_list(const struct checker *checker, const struct node *node,
                       const struct cyaml_schema_value *schema)
{
    if (node->count < schema->sequence.min || node->count > schema->sequence.max) {
        bool few = node->count < schema->sequence.min;
        return fail(checker, node->at, "the list has %s than %u entries", few ? "less" : "more",
                    few ? schema->sequence.min : schema->sequence.max);
    }
    for (const struct node *child = node->children; child; child = child->next) {
        if (!check_value(checker, child, schema->sequence.entry)) {
            return false;
        }
    }
    return true;
}

/* A list of words of which each sets a bit. */
static bool check_flags(const struct checker *checker, const struct node *node,
                        const struct cyaml_schema_value *schema)
{
    for (const struct node *child = node->children; child; child = child->next) {
        if (child->kind != NODE_SCALAR || !check_word(checker, child, schema)) {
            return child->kind == NODE_SCALAR ? false : fail(checker, child->at, "not a word");
        }
    }
    return true;
}

static const struct cyaml_schema_field *field_find(const struct cyaml_schema_field *fields,
                                                   struct str key)
{
    while (fields->key && !str_eq(str_of(fields->key), key)) {
        fields++;
    }
    return fields->key ? fields : NULL;
}

static bool unknown_key(const struct checker *checker, const struct node *child,
                        const struct cyaml_schema_field *fields)
{
    const char *names[NAMES_MAX];
    size_t count = 0;
    for (; fields[count].key; count++) {
        assert(count < NAMES_MAX);
        names[count] = fields[count].key;
    }
    char words[YAML_CHOICES_MAX];
    return fail(checker, child->key_at, "unknown key \"%.*s\"%s", STR_FMT(child->key),
                yaml_choices(child->key, names, count, words));
}

static const struct node *node_with_key(const struct node *from, const struct node *until,
                                        struct str key)
{
    while (from != until && !str_eq(from->key, key)) {
        from = from->next;
    }
    return from == until ? NULL : from;
}

/* Stops at the first unknown or repeated key, so that no mapping costs more than its schema is
 * long, squared. */
static bool check_mapping(const struct checker *checker, const struct node *node,
                          const struct cyaml_schema_value *schema)
{
    const struct cyaml_schema_field *fields = schema->mapping.fields;
    for (const struct node *child = node->children; child; child = child->next) {
        const struct cyaml_schema_field *field = field_find(fields, child->key);
        if (!field) {
            return unknown_key(checker, child, fields);
        }
        const struct node *before = node_with_key(node->children, child, child->key);
        if (before) {
            return fail(checker, child->key_at, "key \"%s\" stands here again, first in line %zu",
                        field->key, before->key_at.line);
        }
        if (!check_value(checker, child, &field->value)) {
            return false;
        }
    }
    for (; fields->key; fields++) {
        if (!(fields->value.flags & CYAML_FLAG_OPTIONAL) &&
            !node_with_key(node->children, NULL, str_of(fields->key))) {
            return fail(checker, node->at, "\"%s\" is missing", fields->key);
        }
    }
    return true;
}

static const struct {
    enum node_kind kind;
    const char *wanted;
    bool (*check)(const struct checker *, const struct node *, const struct cyaml_schema_value *);
} kinds[CYAML__TYPE_COUNT] = {
    [CYAML_INT] = {NODE_SCALAR, "a whole number", check_whole},
    [CYAML_UINT] = {NODE_SCALAR, "a whole number", check_whole},
    [CYAML_BOOL] = {NODE_SCALAR, "yes or no", check_bool},
    [CYAML_ENUM] = {NODE_SCALAR, "a word", check_word},
    [CYAML_FLAGS] = {NODE_LIST, "a list of words", check_flags},
    [CYAML_FLOAT] = {NODE_SCALAR, "a number", check_float},
    [CYAML_STRING] = {NODE_SCALAR, "a text", check_string},
    [CYAML_MAPPING] = {NODE_MAPPING, "a mapping (key: value)", check_mapping},
    [CYAML_SEQUENCE] = {NODE_LIST, "a list (- entry)", check_list},
    [CYAML_SEQUENCE_FIXED] = {NODE_LIST, "a list (- entry)", check_list},
};

static bool check_value(const struct checker *checker, const struct node *node,
                        const struct cyaml_schema_value *schema)
{
    static const char *const found[] = {
        [NODE_SCALAR] = "a single value", [NODE_LIST] = "a list", [NODE_MAPPING] = "a mapping"};
    if (schema->type == CYAML_IGNORE) {
        return true;
    }
    bool empty = node->kind == NODE_SCALAR && node->plain && node->text.n == 0;
    bool may_be_null = (schema->flags & CYAML_FLAG_POINTER_NULL) == (int)CYAML_FLAG_POINTER_NULL;
    if (empty && may_be_null) {
        return true;
    }
    assert(kinds[schema->type].check);
    if (node->kind != kinds[schema->type].kind) {
        return fail(checker, node->at, "%s is wanted, not %s", kinds[schema->type].wanted,
                    empty ? "nothing" : found[node->kind]);
    }
    return kinds[schema->type].check(checker, node, schema);
}

/* ---- loading ---- */

/* libcyaml wants size 0 to free; ours never fails. */
static void *memory(void *context, void *old, size_t size)
{
    (void)context;
    if (size == 0) {
        free(old);
        return NULL;
    }
    return mem_resize(old, size, 1);
}

static const struct cyaml_config settings = {
    .mem_fn = memory,
    .flags = CYAML_CFG_NO_ALIAS,
};

/* Windows' editors put a byte order mark in front, which libyaml takes for a document of its own.
 */
static bool yaml_read(const char *path, struct buf *bytes, struct str *text, struct err *err)
{
    bool well = file_read(path, bytes, err);
    *text = buf_str(bytes);
    *text = str_slice(*text, str_starts(*text, STR("\xEF\xBB\xBF")) ? 3 : 0, text->n);
    return well;
}

bool yaml_load(const char *path, const struct cyaml_schema_value *schema, void **data,
               struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    CLEANUP_BUF struct buf bytes = BUF_INIT(LIMIT_CONFIG_FILE);
    struct str text;
    if (!yaml_read(path, &bytes, &text, err)) {
        return false;
    }
    const struct node *root = outline_read(text, path, &arena, err);
    struct checker checker = {path, err};
    if (!root || !check_value(&checker, root, schema)) {
        return false;
    }
    void *loaded = NULL;
    cyaml_err_t why =
        cyaml_load_data((const uint8_t *)text.p, text.n, &settings, schema, &loaded, NULL);
    if (why != CYAML_OK || !loaded) {
        return err_set(err, "%s: %s", path, loaded ? cyaml_strerror(why) : "the file is empty");
    }
    *data = loaded;
    return true;
}

void yaml_drop(const struct cyaml_schema_value *schema, void *data)
{
    if (data) {
        cyaml_free(&settings, schema, data, 0);
    }
}

bool yaml_complain(struct err *err, const char *path, const char *place, const char *format, ...)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    CLEANUP_BUF struct buf bytes = BUF_INIT(LIMIT_CONFIG_FILE);
    struct str text;
    const struct node *root =
        yaml_read(path, &bytes, &text, NULL) ? outline_read(text, path, &arena, NULL) : NULL;
    struct place at = root ? outline_find(root, str_of(place))->at : (struct place){1, 1};
    va_list args;
    va_start(args, format);
    vfail(err, path, at, format, args);
    va_end(args);
    return false;
}
