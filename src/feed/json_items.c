/* Items of a JSON page by the paths of the recipe. */
#include "base/buf.h"
#include "base/limits.h"
#include "base/map.h"
#include "feed/json_path.h"
#include "feed/json_read.h"
#include "feed/reading.h"

struct paths {
    struct json_path **list;
    size_t count;
};

struct join {
    struct str name;
    struct json_path *id, *key;
    struct paths among;
    struct map by_key; /* to json_t *, borrowed */
};

/* One alternative of a field: a path in the item, or in what a join leads to. */
struct source {
    struct join *join;
    struct json_path *path;
};

struct field {
    const struct recipe_field *recipe;
    struct source *from;
    struct str join_with; /* of the join filter */
};

struct program { /* the recipe with its paths compiled, in the arena of the batch */
    struct paths items, where, next, total, first_page, only_if;
    struct join *joins;
    size_t join_count;
    struct field *fields;
    size_t field_count;
};

static bool compile_paths(struct arena *arena, char *const *texts, size_t count,
                          struct paths *paths, struct err *err)
{
    paths->list = arena_array(arena, struct json_path *, count);
    paths->count = count;
    for (size_t i = 0; i < count; i++) {
        if (!json_path_read(arena, str_of(texts[i]), &paths->list[i], err)) {
            return false;
        }
    }
    return true;
}

static bool compile_one(struct arena *arena, char *const *text, struct paths *paths,
                        struct err *err)
{
    return compile_paths(arena, text, *text != NULL, paths, err);
}

static bool compile_join(struct arena *arena, const struct recipe_join *from, struct join *to,
                         struct err *err)
{
    to->name = str_of(from->name);
    return (json_path_read(arena, str_of(from->id), &to->id, err) &&
            json_path_read(arena, str_of(from->key), &to->key, err) &&
            compile_paths(arena, from->among, from->among_count, &to->among, err)) ||
           err_wrap(err, "join %s", from->name);
}

/* "author:username" is a path behind the join "author"; a path alone has no colon before a name. */
static bool compile_source(struct arena *arena, struct program *p, const char *text,
                           struct source *source, struct err *err)
{
    struct str path = str_of(text), name;
    for (size_t i = 0; i < p->join_count; i++) {
        name = p->joins[i].name;
        if (path.n > name.n && str_starts(path, name) && path.p[name.n] == ':') {
            source->join = &p->joins[i];
            path = str_slice(path, name.n + 1, path.n);
            break;
        }
    }
    return json_path_read(arena, path, &source->path, err);
}

static bool compile_field(struct arena *arena, struct program *p, const struct recipe_field *from,
                          struct field *to, struct err *err)
{
    to->recipe = from;
    to->from = arena_array(arena, struct source, from->from_count);
    to->join_with = filters_join(from->filters, from->filter_count);
    for (size_t i = 0; i < from->from_count; i++) {
        if (!compile_source(arena, p, from->from[i], &to->from[i], err)) {
            return err_wrap(err, "field %s", recipe_field_word(from->name));
        }
    }
    return true;
}

static bool compile_lists(struct arena *arena, const struct recipe *recipe, struct program *p,
                          struct err *err)
{
    const struct recipe_paging *paging = &recipe->paging;
    return compile_paths(arena, recipe->items, recipe->item_count, &p->items, err) &&
           compile_paths(arena, recipe->where, recipe->where_count, &p->where, err) &&
           compile_paths(arena, paging->next, paging->next_count, &p->next, err) &&
           compile_one(arena, &paging->only_if, &p->only_if, err) &&
           compile_one(arena, &paging->total, &p->total, err) &&
           compile_one(arena, &recipe->incremental.path, &p->first_page, err);
}

static bool compile(struct arena *arena, const struct recipe *recipe, struct program *p,
                    struct err *err)
{
    p->joins = arena_array(arena, struct join, recipe->join_count);
    p->join_count = recipe->join_count;
    p->fields = arena_array(arena, struct field, recipe->field_count);
    p->field_count = recipe->field_count;
    if (!compile_lists(arena, recipe, p, err)) {
        return false;
    }
    for (size_t i = 0; i < p->join_count; i++) {
        if (!compile_join(arena, &recipe->joins[i], &p->joins[i], err)) {
            return false;
        }
    }
    for (size_t i = 0; i < p->field_count; i++) {
        if (!compile_field(arena, p, &recipe->fields[i], &p->fields[i], err)) {
            return false;
        }
    }
    return true;
}

bool json_items_check(const struct recipe *recipe, struct err *err)
{
    struct arena arena = {0};
    struct program program = {0};
    bool fine = compile(&arena, recipe, &program, err);
    arena_clear(&arena);
    return fine;
}

static void index_join(struct arena *arena, struct join *join, json_t *root)
{
    struct json_nodes nodes = {0};
    for (size_t i = 0; i < join->among.count; i++) {
        json_path_find(join->among.list[i], root, root, &nodes);
    }
    for (size_t i = 0; i < nodes.count; i++) {
        struct str key = json_text(arena, json_path_first(join->key, root, nodes.list[i]));
        if (key.n) {
            map_put(&join->by_key, key, NULL)->pointer = nodes.list[i];
        }
    }
    json_nodes_clear(&nodes);
}

/* The values a path may find: scalars, and the scalars of arrays and objects one level down, which
 * is how some sites send a list depending on the day. */
static void add_scalars(struct arena *arena, json_t *node, struct str with, struct buf *out)
{
    struct str text = json_text(arena, node);
    if (text.n) {
        buf_add(out, out->n ? with : STR(""));
        buf_add(out, text);
        return;
    }
    size_t i;
    const char *key;
    json_t *child;
    json_array_foreach(node, i, child)
    {
        text = json_text(arena, child);
        buf_add(out, out->n && text.n ? with : STR(""));
        buf_add(out, text);
    }
    json_object_foreach(node, key, child)
    {
        text = json_text(arena, child);
        buf_add(out, out->n && text.n ? with : STR(""));
        buf_add(out, text);
    }
}

static struct str joined_text(struct arena *arena, const struct json_path *path, json_t *root,
                              json_t *item, struct str with)
{
    struct buf out CLEANUP_BUF = BUF_INIT(LIMIT_MENTION_TEXT);
    struct json_nodes nodes = {0};
    json_path_find(path, root, item, &nodes);
    for (size_t i = 0; i < nodes.count; i++) {
        add_scalars(arena, nodes.list[i], with, &out);
    }
    json_nodes_clear(&nodes);
    return out.n ? str_copy(arena, buf_str(&out)) : STR_NONE;
}

static json_t *follow(struct arena *arena, const struct join *join, json_t *root, json_t *item)
{
    if (!join) {
        return item;
    }
    struct str id = json_text(arena, json_path_first(join->id, root, item));
    union map_value *found = id.n ? map_get(&join->by_key, id) : NULL;
    return found ? found->pointer : NULL;
}

/* jansson's strings are valid UTF-8 but may hold NULs; reading_set cleans them. */
static struct str find_text(struct reading *r, const struct field *field, const struct source *from,
                            json_t *root, json_t *item)
{
    struct arena *arena = &r->batch->arena;
    json_t *at = follow(arena, from->join, root, item);
    if (!at) {
        return STR_NONE;
    }
    if (field->join_with.p) {
        return joined_text(arena, from->path, root, at, field->join_with);
    }
    json_t *node = json_path_first(from->path, root, at);
    struct str text = json_text(arena, node);
    if (json_is_object(node) || json_is_array(node)) {
        reading_problem(r, recipe_field_word(field->recipe->name), "a single value was expected");
    }
    return text.n ? text : STR_NONE;
}

static void read_field(struct reading *r, const struct field *field, json_t *root, json_t *item,
                       struct mention *mention)
{
    const struct recipe_field *recipe = field->recipe;
    struct filter_context context = {&r->batch->arena, r->zone, r->context->now};
    struct err err = ERR_NONE;
    for (size_t i = 0; i < recipe->from_count; i++) {
        struct value value = {.text = find_text(r, field, &field->from[i], root, item)};
        if (!value.text.p) {
            continue;
        }
        if (!filters_apply(recipe->filters, recipe->filter_count, &context, &value, &err)) {
            reading_problem(r, recipe_field_word(recipe->name), "%s", err.text);
            return;
        }
        if (value.text.n || value.is_time || value.is_number) {
            reading_set(r, mention, recipe->name, value);
            return;
        }
    }
}

static bool is_item(const struct program *p, json_t *root, json_t *item)
{
    for (size_t i = 0; i < p->where.count; i++) {
        json_t *found = json_path_first(p->where.list[i], root, item);
        if (!found || json_is_null(found)) {
            return false;
        }
    }
    return true;
}

static void read_item(struct reading *r, const struct program *p, json_t *root, json_t *item)
{
    if (json_is_null(item) || (json_is_object(item) && !is_item(p, root, item))) {
        return;
    }
    struct mention *mention = reading_item(r);
    if (!mention) {
        return;
    }
    if (!json_is_object(item)) {
        reading_problem(r, NULL, "not an object");
        r->batch->count--;
        return;
    }
    for (size_t i = 0; i < p->field_count; i++) {
        read_field(r, &p->fields[i], root, item, mention);
    }
    reading_finish(r, mention);
}

static void read_items(struct reading *r, const struct program *p, json_t *root)
{
    struct json_nodes nodes = {0};
    for (size_t i = 0; i < p->items.count; i++) {
        json_path_find(p->items.list[i], root, root, &nodes);
    }
    for (size_t i = 0; i < nodes.count; i++) {
        if (!json_is_array(nodes.list[i])) {
            read_item(r, p, root, nodes.list[i]);
            continue;
        }
        size_t k;
        json_t *item;
        json_array_foreach(nodes.list[i], k, item)
        {
            read_item(r, p, root, item);
        }
    }
    json_nodes_clear(&nodes);
}

static struct str first_text(struct reading *r, const struct paths *paths, json_t *root)
{
    for (size_t i = 0; i < paths->count; i++) {
        struct str text = json_text(&r->batch->arena, json_path_first(paths->list[i], root, root));
        if (text.n) {
            return str_copy(&r->batch->arena, text);
        }
    }
    return STR_NONE;
}

static void read_info(struct reading *r, const struct program *p, json_t *root)
{
    struct feed_info *info = &r->page->info;
    info->first_page = first_text(r, &p->first_page, root);
    bool last = p->only_if.count && !json_path_first(p->only_if.list[0], root, root);
    info->next = last ? STR_NONE : first_text(r, &p->next, root);
    str_to_int(first_text(r, &p->total, root), &info->page_total);
}

bool json_items_read(struct reading *r, struct err *err)
{
    struct program program = {0};
    if (!compile(&r->batch->arena, r->recipe, &program, err)) {
        return false;
    }
    json_t *root CLEANUP_JSON = json_read(r->body, JSON_OF_API, err);
    if (!root) {
        bool html = str_starts(str_trim(r->body), STR("<"));
        return html ? err_set(err, "HTML or XML instead of JSON") : false;
    }
    for (size_t i = 0; i < program.join_count; i++) {
        index_join(&r->batch->arena, &program.joins[i], root);
    }
    read_items(r, &program, root);
    read_info(r, &program, root);
    for (size_t i = 0; i < program.join_count; i++) {
        map_clear(&program.joins[i].by_key);
    }
    return true;
}
