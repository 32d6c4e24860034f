#include "feed/reviews.h"

#include "feed/xml.h"

#include <ctype.h>
#include <libxml/valid.h>

#define NESTING_MAX 16
/* Of elements and references, all items together, and of text in steps of so many bytes: nesting
 * and itemref can have a page read itself over and over. */
#define VISITS_MAX  200000
#define VISIT_BYTES 256

/* Microdata and RDFa Lite say the same with other attributes. */
struct syntax {
    const char *scope, *type, *property;
};

struct reader {
    const struct syntax *syntax;
    struct arena *arena;
    size_t visits;
    const xmlNode *open[NESTING_MAX + 1]; /* the items being read, the outermost first */
};

static json_t *read_scope(struct reader *r, xmlNode *scope, int depth);

/* The next node of any kind in document order. */
static const xmlNode *next_node(const xmlNode *root, const xmlNode *node)
{
    if (node->children) {
        return node->children;
    }
    while (node != root && !node->next) {
        node = node->parent;
    }
    return node == root ? NULL : node->next;
}

xmlNode *next_element(const xmlNode *root, const xmlNode *node)
{
    do {
        node = next_node(root, node);
    } while (node && node->type != XML_ELEMENT_NODE);
    return (xmlNode *)(uintptr_t)node;
}

struct str next_word(struct str *rest)
{
    size_t i = 0;
    while (i < rest->n && isspace((unsigned char)rest->p[i])) {
        i++;
    }
    size_t from = i;
    while (i < rest->n && !isspace((unsigned char)rest->p[i])) {
        i++;
    }
    struct str word = str_slice(*rest, from, i);
    *rest = str_slice(*rest, i, rest->n);
    return word;
}

bool has_word(struct arena *arena, const xmlNode *node, const char *attribute, struct str name)
{
    struct str rest = xml_attribute(arena, node, attribute), word;
    while ((word = next_word(&rest)).n) {
        if (str_eq(word, name)) {
            return true;
        }
    }
    return false;
}

struct str inner_html(struct arena *arena, const xmlNode *node)
{
    xmlBuffer *buffer = xmlBufferCreate();
    if (!buffer) {
        mem_out();
    }
    for (xmlNode *child = node->children; child; child = child->next) {
        xmlNodeDump(buffer, node->doc, child, 0, 0);
    }
    struct str html = str_copy(arena, str_of((const char *)xmlBufferContent(buffer)));
    xmlBufferFree(buffer);
    return html;
}

static bool has(const xmlNode *node, const char *attribute)
{
    return xmlHasProp((xmlNode *)(uintptr_t)node, (const xmlChar *)attribute) != NULL;
}

/* The value of a property that is no item: by the element, as the specification lists them. */
static struct str value_of(struct reader *r, const xmlNode *node)
{
    static const char *const attributes[] = {"content", "datetime", "href", "src", "value", "data"};
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
        if (has(node, attributes[i])) {
            return xml_attribute(r->arena, node, attributes[i]);
        }
    }
    return inner_html(r->arena, node);
}

/* RDFa: "v:summary", "http://rdf.data-vocabulary.org/#summary". */
static struct str without_prefix(struct str name)
{
    for (size_t i = name.n; i > 1; i--) {
        if (strchr(":#/", name.p[i - 1])) {
            return str_slice(name, i, name.n);
        }
    }
    return name;
}

static void add_value(json_t *item, struct str name, json_t *value)
{
    json_t *there = json_object_getn(item, name.p, name.n);
    if (!there) {
        json_object_setn_new(item, name.p, name.n, value);
    } else if (json_is_array(there)) {
        json_array_append_new(there, value);
    } else {
        json_object_setn_new(item, name.p, name.n, json_pack("[O, o]", there, value));
    }
}

static void read_property(struct reader *r, xmlNode *node, json_t *item, int depth)
{
    struct str names = xml_attribute(r->arena, node, r->syntax->property), name;
    json_t *value;
    if (++r->visits > VISITS_MAX) {
        return;
    }
    if (has(node, r->syntax->scope)) {
        value = read_scope(r, node, depth + 1);
    } else {
        struct str text = value_of(r, node);
        r->visits += text.n / VISIT_BYTES;
        value = json_stringn(text.p ? text.p : "", text.n);
    }
    while (value && (name = next_word(&names)).n) {
        add_value(item, without_prefix(name), json_incref(value));
    }
    json_decref(value);
}

static void read_properties(struct reader *r, xmlNode *parent, json_t *item, int depth)
{
    for (xmlNode *node = parent->children; node; node = node->next) {
        if (node->type != XML_ELEMENT_NODE || ++r->visits > VISITS_MAX) {
            continue;
        }
        if (has(node, r->syntax->property)) {
            read_property(r, node, item, depth);
        }
        if (!has(node, r->syntax->scope)) {
            read_properties(r, node, item, depth);
        }
    }
}

static void read_references(struct reader *r, xmlNode *scope, json_t *item, int depth)
{
    struct str rest = xml_attribute(r->arena, scope, "itemref"), id;
    while ((id = next_word(&rest)).n) {
        xmlAttr *found = xmlGetID(scope->doc, (const xmlChar *)str_z(r->arena, id));
        if (found && found->parent != scope && r->visits < VISITS_MAX) {
            if (has(found->parent, r->syntax->property)) {
                read_property(r, found->parent, item, depth);
            }
            if (!has(found->parent, r->syntax->scope)) {
                read_properties(r, found->parent, item, depth);
            }
        }
    }
}

static bool is_open(const struct reader *r, const xmlNode *scope, int depth)
{
    for (int i = 0; i < depth; i++) {
        if (r->open[i] == scope) {
            return true;
        }
    }
    return false;
}

/* NULL where items nest deeper than any page needs, and for one that is part of itself. */
static json_t *read_scope(struct reader *r, xmlNode *scope, int depth)
{
    if (depth > NESTING_MAX || is_open(r, scope, depth)) {
        return NULL;
    }
    r->open[depth] = scope;
    json_t *item = json_object();
    struct str type = str_trim(xml_attribute(r->arena, scope, r->syntax->type));
    if (type.n) {
        json_object_set_new(item, "@type", json_stringn(type.p, type.n));
    }
    read_properties(r, scope, item, depth);
    read_references(r, scope, item, depth);
    return item;
}

static void read_reviews(struct reader *r, xmlNode *root, json_t *reviews)
{
    for (xmlNode *node = root; node; node = next_element(root, node)) {
        if (!has(node, r->syntax->scope)) {
            continue;
        }
        struct str type = str_trim(xml_attribute(r->arena, node, r->syntax->type));
        json_t *name = json_stringn(type.p ? type.p : "", type.n);
        bool untyped =
            type.n == 0 && (has_word(r->arena, node, r->syntax->property, STR("review")) ||
                            has_word(r->arena, node, r->syntax->property, STR("reviews")));
        if (is_review_type(name) || untyped) {
            json_array_append_new(reviews, read_scope(r, node, 0));
        }
        json_decref(name);
    }
}

void microdata_reviews(xmlNode *root, struct arena *arena, json_t *reviews)
{
    static const struct syntax syntax = {"itemscope", "itemtype", "itemprop"};
    read_reviews(&(struct reader){.syntax = &syntax, .arena = arena}, root, reviews);
}

void rdfa_reviews(xmlNode *root, struct arena *arena, json_t *reviews)
{
    static const struct syntax syntax = {"typeof", "typeof", "property"};
    read_reviews(&(struct reader){.syntax = &syntax, .arena = arena}, root, reviews);
}
