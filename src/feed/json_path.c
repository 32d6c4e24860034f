#include "feed/json_path.h"

#include <assert.h>
#include <ctype.h>

enum selector_kind { SELECT_NAME, SELECT_INDEX, SELECT_ALL, SELECT_WHERE };
enum comparison { EXISTS, EQUALS, DIFFERS };

struct selector {
    enum selector_kind kind;
    struct str name;
    int64_t index;
    struct json_path *operand; /* SELECT_WHERE: what is looked at in each child... */
    enum comparison comparison;
    struct str literal; /* ...and compared with, as text */
    struct selector *next;
};

struct segment {
    bool descendant;
    struct selector *selectors;
    struct segment *next;
};

struct json_path {
    bool from_root;
    struct segment *segments;
};

/* The reader: what is left of the path's text, and where compiled things go. */
struct reader {
    struct arena *arena;
    struct str whole, rest;
    bool descended;
    struct err *err;
};

static bool fail(struct reader *r, const char *what)
{
    return err_set(r->err, "path \"%.*s\": %s at \"%.*s\"", STR_FMT(r->whole), what,
                   STR_FMT(r->rest));
}

static bool take(struct reader *r, const char *token)
{
    struct str t = str_of(token);
    if (!str_starts(r->rest, t)) {
        return false;
    }
    r->rest = str_slice(r->rest, t.n, r->rest.n);
    return true;
}

static void skip_space(struct reader *r)
{
    while (take(r, " ")) {
    }
}

static bool name_byte(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '-' || (unsigned char)c >= 0x80;
}

static struct str take_name(struct reader *r)
{
    size_t n = 0;
    while (n < r->rest.n && name_byte(r->rest.p[n])) {
        n++;
    }
    struct str name = str_slice(r->rest, 0, n);
    r->rest = str_slice(r->rest, n, r->rest.n);
    return name;
}

/* 'text' or "text"; a backslash has no meaning, so the other quote is for a quote inside. */
static bool take_quoted(struct reader *r, struct str *text)
{
    char quote = r->rest.n ? r->rest.p[0] : 0;
    if (quote != '\'' && quote != '"') {
        return false;
    }
    struct str inside = str_slice(r->rest, 1, r->rest.n);
    size_t end = str_find_byte(inside, quote);
    if (end == STR_NOT_FOUND) {
        return false;
    }
    *text = str_slice(inside, 0, end);
    r->rest = str_slice(inside, end + 1, inside.n);
    return true;
}

static bool read_path(struct reader *r, struct json_path **path);

/* After "[?": @.path, and perhaps == or != and a literal. */
static bool read_where(struct reader *r, struct selector *s)
{
    s->kind = SELECT_WHERE;
    skip_space(r);
    if (!read_path(r, &s->operand)) {
        return false;
    }
    skip_space(r);
    if (take(r, "==")) {
        s->comparison = EQUALS;
    } else if (take(r, "!=")) {
        s->comparison = DIFFERS;
    } else {
        return true;
    }
    skip_space(r);
    if (take_quoted(r, &s->literal)) {
        return true;
    }
    s->literal = take_name(r);
    return s->literal.n ? true : fail(r, "expected a value");
}

static bool read_selector(struct reader *r, struct selector *s)
{
    skip_space(r);
    if (take(r, "?")) {
        return read_where(r, s);
    }
    if (take(r, "*")) {
        s->kind = SELECT_ALL;
        return true;
    }
    if (take_quoted(r, &s->name)) {
        s->kind = SELECT_NAME;
        return true;
    }
    s->kind = SELECT_INDEX;
    return str_to_int(take_name(r), &s->index) ? true : fail(r, "expected a selector");
}

/* After "[": one selector or several with commas, and "]". */
static bool read_bracket(struct reader *r, struct segment *segment)
{
    struct selector **end = &segment->selectors;
    do {
        *end = arena_new(r->arena, struct selector);
        if (!read_selector(r, *end)) {
            return false;
        }
        end = &(*end)->next;
        skip_space(r);
    } while (take(r, ","));
    return take(r, "]") ? true : fail(r, "expected ]");
}

static bool read_dotted(struct reader *r, struct segment *segment)
{
    struct selector *s = segment->selectors = arena_new(r->arena, struct selector);
    if (take(r, "*")) {
        s->kind = SELECT_ALL;
        return true;
    }
    s->kind = SELECT_NAME;
    s->name = take_name(r);
    return s->name.n ? true : fail(r, "expected a name");
}

static bool read_segment(struct reader *r, struct segment *segment)
{
    if (take(r, "..")) {
        if (r->descended) {
            return fail(r, "a second ..");
        }
        segment->descendant = r->descended = true;
        return take(r, "[") ? read_bracket(r, segment) : read_dotted(r, segment);
    }
    if (take(r, "[")) {
        return read_bracket(r, segment);
    }
    return take(r, ".") ? read_dotted(r, segment) : fail(r, "expected . or [");
}

/* Ends where no segment begins, so that an operand can stand before "==" or "]". */
static bool read_path(struct reader *r, struct json_path **path)
{
    *path = arena_new(r->arena, struct json_path);
    struct segment **end = &(*path)->segments;
    (*path)->from_root = take(r, "$");
    if (!(*path)->from_root && !take(r, "@") && r->rest.n && r->rest.p[0] != '[') {
        *end = arena_new(r->arena, struct segment);
        if (!read_dotted(r, *end)) {
            return false;
        }
        end = &(*end)->next;
    }
    while (r->rest.n && (r->rest.p[0] == '.' || r->rest.p[0] == '[')) {
        *end = arena_new(r->arena, struct segment);
        if (!read_segment(r, *end)) {
            return false;
        }
        end = &(*end)->next;
    }
    return true;
}

bool json_path_read(struct arena *arena, struct str text, struct json_path **path, struct err *err)
{
    struct reader r = {.arena = arena, .whole = text, .rest = text, .err = err};
    if (text.n == 0) {
        return err_set(err, "an empty path");
    }
    return read_path(&r, path) && (r.rest.n == 0 || fail(&r, "unexpected text"));
}

void json_nodes_add(struct json_nodes *nodes, json_t *node)
{
    if (nodes->count == JSON_NODES_MAX) {
        return;
    }
    if (nodes->count == nodes->capacity) {
        nodes->capacity = nodes->capacity ? nodes->capacity * 2 : 16;
        nodes->list = mem_resize(nodes->list, nodes->capacity, sizeof *nodes->list);
    }
    nodes->list[nodes->count++] = node;
}

void json_nodes_clear(struct json_nodes *nodes)
{
    mem_free_at(&nodes->list);
    *nodes = (struct json_nodes){0};
}

/* Compared as text: a literal 5 equals the number 5 and the string "5", which is what the sites
 * that cannot decide between the two need. */
static bool where_holds(const struct selector *s, json_t *root, json_t *child)
{
    json_t *found = json_path_first(s->operand, root, child);
    if (s->comparison == EXISTS) {
        return found && !json_is_null(found);
    }
    struct arena scratch = {0};
    struct str text = json_is_null(found) ? STR("null") : json_text(&scratch, found);
    bool equal = found && str_eq(text, s->literal);
    arena_clear(&scratch);
    return equal == (s->comparison == EQUALS);
}

typedef void visit_child(const struct selector *s, json_t *root, json_t *child,
                         struct json_nodes *out);

static void keep_any(const struct selector *s, json_t *root, json_t *child, struct json_nodes *out)
{
    (void)s, (void)root;
    json_nodes_add(out, child);
}

static void keep_where(const struct selector *s, json_t *root, json_t *child,
                       struct json_nodes *out)
{
    if (where_holds(s, root, child)) {
        json_nodes_add(out, child);
    }
}

static void each_child(const struct selector *s, json_t *root, json_t *node, visit_child *visit,
                       struct json_nodes *out)
{
    size_t i;
    const char *key;
    json_t *child;
    json_array_foreach(node, i, child)
    {
        visit(s, root, child, out);
    }
    json_object_foreach(node, key, child)
    {
        visit(s, root, child, out);
    }
}

static void select_name(const struct selector *s, json_t *node, struct json_nodes *out)
{
    json_t *child = json_object_getn(node, s->name.p, s->name.n);
    if (child) {
        json_nodes_add(out, child);
    }
}

static void select_index(const struct selector *s, json_t *node, struct json_nodes *out)
{
    int64_t size = (int64_t)json_array_size(node);
    int64_t index = s->index < 0 ? s->index + size : s->index;
    if (index >= 0 && index < size) {
        json_nodes_add(out, json_array_get(node, (size_t)index));
    }
}

static void apply(const struct segment *segment, json_t *root, json_t *node, struct json_nodes *out)
{
    for (const struct selector *s = segment->selectors; s; s = s->next) {
        switch (s->kind) {
        case SELECT_NAME:
            select_name(s, node, out);
            break;
        case SELECT_INDEX:
            select_index(s, node, out);
            break;
        case SELECT_ALL:
            each_child(s, root, node, keep_any, out);
            break;
        case SELECT_WHERE:
            each_child(s, root, node, keep_where, out);
            break;
        }
    }
}

/* Depth is bounded by LIMIT_JSON_DEPTH, which the document was held to when it was read. */
static void apply_below(const struct segment *segment, json_t *root, json_t *node,
                        struct json_nodes *out)
{
    apply(segment, root, node, out);
    size_t i;
    const char *key;
    json_t *child;
    json_array_foreach(node, i, child)
    {
        apply_below(segment, root, child, out);
    }
    json_object_foreach(node, key, child)
    {
        apply_below(segment, root, child, out);
    }
}

void json_path_find(const struct json_path *path, json_t *root, json_t *at,
                    struct json_nodes *nodes)
{
    struct json_nodes from = {0}, to = {0};
    json_nodes_add(&from, path->from_root ? root : at);
    for (const struct segment *s = path->segments; s && from.count; s = s->next) {
        to.count = 0;
        for (size_t i = 0; i < from.count; i++) {
            (s->descendant ? apply_below : apply)(s, root, from.list[i], &to);
        }
        struct json_nodes swap = from;
        from = to;
        to = swap;
    }
    for (size_t i = 0; i < from.count; i++) {
        json_nodes_add(nodes, from.list[i]);
    }
    json_nodes_clear(&from);
    json_nodes_clear(&to);
}

/* A path of single names, as most are, without any list. */
static bool walk_names(const struct json_path *path, json_t **node)
{
    for (const struct segment *s = path->segments; s; s = s->next) {
        if (s->descendant || s->selectors->next || s->selectors->kind != SELECT_NAME) {
            return false;
        }
    }
    for (const struct segment *s = path->segments; s && *node; s = s->next) {
        *node = json_object_getn(*node, s->selectors->name.p, s->selectors->name.n);
    }
    return true;
}

json_t *json_path_first(const struct json_path *path, json_t *root, json_t *at)
{
    json_t *node = path->from_root ? root : at;
    if (walk_names(path, &node)) {
        return node;
    }
    struct json_nodes nodes = {0};
    json_path_find(path, root, at, &nodes);
    node = nodes.count ? nodes.list[0] : NULL;
    json_nodes_clear(&nodes);
    return node;
}

struct str json_text(struct arena *arena, const json_t *node)
{
    switch (node ? json_typeof(node) : JSON_NULL) {
    case JSON_STRING:
        return (struct str){json_string_value(node), json_string_length(node)};
    case JSON_INTEGER:
        return str_format(arena, "%" JSON_INTEGER_FORMAT, json_integer_value(node));
    case JSON_REAL:
        return str_format(arena, "%.17g", json_real_value(node));
    case JSON_TRUE:
        return STR("true");
    case JSON_FALSE:
        return STR("false");
    default:
        return STR_NONE;
    }
}
