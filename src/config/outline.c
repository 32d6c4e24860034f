#include "config/outline.h"

#include "base/limits.h"
#include "config/yaml.h"

#include <yaml.h>

struct reader {
    yaml_parser_t parser;
    struct arena *arena;
    const char *name;
    struct err *err;
    size_t nodes, depth;
};

static void event_clear(yaml_event_t *event)
{
    if (event->type != YAML_NO_EVENT) {
        yaml_event_delete(event);
    }
}

static struct place place_of(yaml_mark_t mark)
{
    return (struct place){mark.line + 1, mark.column + 1};
}

static bool fail_at(struct reader *reader, yaml_mark_t mark, const char *what)
{
    struct place at = place_of(mark);
    return err_set(reader->err, "%s:%zu:%zu: %s", reader->name, at.line, at.column, what);
}

static bool next_event(struct reader *reader, yaml_event_t *event)
{
    const yaml_parser_t *parser = &reader->parser;
    if (yaml_parser_parse(&reader->parser, event)) {
        return true;
    }
    event->type = YAML_NO_EVENT;
    if (parser->error == YAML_MEMORY_ERROR) {
        mem_out();
    }
    if (parser->error == YAML_READER_ERROR) {
        return err_set(reader->err, "%s: byte %zu: %s", reader->name, parser->problem_offset,
                       parser->problem);
    }
    return fail_at(reader, parser->problem_mark, parser->problem);
}

static bool read_value(struct reader *reader, yaml_event_t *event, struct node *node);

static struct node *node_append(struct reader *reader, struct node *parent, struct node *last)
{
    struct node *node = arena_new(reader->arena, struct node);
    *(last ? &last->next : &parent->children) = node;
    parent->count++;
    return node;
}

static bool read_scalar(struct reader *reader, const yaml_event_t *event, struct str *text)
{
    struct str value = {(const char *)event->data.scalar.value, event->data.scalar.length};
    if (str_find_byte(value, 0) != STR_NOT_FOUND) {
        return fail_at(reader, event->start_mark, "a value holds a NUL character");
    }
    *text = str_copy(reader->arena, value);
    return true;
}

static bool read_list(struct reader *reader, struct node *list)
{
    for (struct node *last = NULL;;) {
        CLEANUP(event_clear) yaml_event_t event = {0};
        if (!next_event(reader, &event)) {
            return false;
        }
        if (event.type == YAML_SEQUENCE_END_EVENT) {
            return true;
        }
        last = node_append(reader, list, last);
        if (!read_value(reader, &event, last)) {
            return false;
        }
    }
}

static bool read_mapping(struct reader *reader, struct node *mapping)
{
    for (struct node *last = NULL;;) {
        CLEANUP(event_clear) yaml_event_t key = {0}, event = {0};
        if (!next_event(reader, &key)) {
            return false;
        }
        if (key.type == YAML_MAPPING_END_EVENT) {
            return true;
        }
        if (key.type != YAML_SCALAR_EVENT) {
            return fail_at(reader, key.start_mark, "a key must be a plain word");
        }
        last = node_append(reader, mapping, last);
        last->key_at = place_of(key.start_mark);
        if (!read_scalar(reader, &key, &last->key) || !next_event(reader, &event) ||
            !read_value(reader, &event, last)) {
            return false;
        }
    }
}

static bool read_deeper(struct reader *reader, const yaml_event_t *event, struct node *node)
{
    if (reader->depth == YAML_DEPTH) {
        return fail_at(reader, event->start_mark, "lists and mappings are nested too deep");
    }
    reader->depth++;
    bool read = node->kind == NODE_LIST ? read_list(reader, node) : read_mapping(reader, node);
    reader->depth--;
    return read;
}

static bool read_value(struct reader *reader, yaml_event_t *event, struct node *node)
{
    if (++reader->nodes > LIMIT_YAML_VALUES) {
        return fail_at(reader, event->start_mark, "the file holds too many values");
    }
    node->at = place_of(event->start_mark);
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        node->kind = NODE_SCALAR;
        node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
        return read_scalar(reader, event, &node->text);
    case YAML_SEQUENCE_START_EVENT:
        node->kind = NODE_LIST;
        return read_deeper(reader, event, node);
    case YAML_MAPPING_START_EVENT:
        node->kind = NODE_MAPPING;
        return read_deeper(reader, event, node);
    default:
        return fail_at(reader, event->start_mark, "aliases (*name) are not supported");
    }
}

/* The next event that is not the border of a stream or the end of a document. */
static bool skip_to_document(struct reader *reader, yaml_event_t *event)
{
    do {
        event_clear(event);
        if (!next_event(reader, event)) {
            return false;
        }
    } while (event->type == YAML_STREAM_START_EVENT || event->type == YAML_DOCUMENT_END_EVENT);
    return true;
}

static struct node *read_document(struct reader *reader)
{
    CLEANUP(event_clear) yaml_event_t event = {0};
    if (!skip_to_document(reader, &event)) {
        return NULL;
    }
    if (event.type == YAML_STREAM_END_EVENT) {
        err_set(reader->err, "%s: the file is empty", reader->name);
        return NULL;
    }
    event_clear(&event);
    struct node *root = arena_new(reader->arena, struct node);
    if (!next_event(reader, &event) || !read_value(reader, &event, root) ||
        !skip_to_document(reader, &event)) {
        return NULL;
    }
    if (event.type != YAML_STREAM_END_EVENT) {
        fail_at(reader, event.start_mark, "only one document is allowed in a file");
        return NULL;
    }
    return root;
}

struct node *outline_read(struct str text, const char *name, struct arena *arena, struct err *err)
{
    struct reader reader = {.arena = arena, .name = name, .err = err};
    if (!yaml_parser_initialize(&reader.parser)) {
        mem_out();
    }
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader.parser, (const unsigned char *)text.p, text.n);
    struct node *root = read_document(&reader);
    yaml_parser_delete(&reader.parser);
    return root;
}

static const struct node *child_find(const struct node *node, struct str step)
{
    const struct node *child = node->children;
    int64_t index;
    if (node->kind == NODE_LIST && str_to_int(step, &index)) {
        while (child && index-- > 0) {
            child = child->next;
        }
        return child;
    }
    while (child && !str_eq(child->key, step)) {
        child = child->next;
    }
    return child;
}

const struct node *outline_find(const struct node *root, struct str way)
{
    struct str step;
    while (str_take(&way, '/', &step)) {
        const struct node *child = child_find(root, step);
        if (!child) {
            break;
        }
        root = child;
    }
    return root;
}
