#include "base/limits.h"
#include "base/map.h"
#include "feed/json_read.h"
#include "feed/reviews.h"
#include "feed/xml.h"

struct page_graph {
    struct map by_id; /* to json_t *, the fullest object with that @id */
    json_t *reviews;
};

/* "Review", "schema:Review", "https://schema.org/Review". */
static bool is_review_name(struct str name)
{
    static const char *const kinds[] = {"Review", "UserReview", "CriticReview", "EmployerReview",
                                        "Recommendation"};
    for (size_t k = name.n; k > 0; k--) {
        if (name.p[k - 1] == '/' || name.p[k - 1] == '#' || name.p[k - 1] == ':') {
            name = str_slice(name, k, name.n);
            break;
        }
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (str_eq(name, str_of(kinds[i]))) {
            return true;
        }
    }
    return false;
}

bool is_review_type(const json_t *type)
{
    struct str names = str_of(json_string_value(type)), name;
    while ((name = next_word(&names)).n) {
        if (is_review_name(name)) {
            return true;
        }
    }
    size_t i;
    json_t *one;
    json_array_foreach(type, i, one)
    {
        if (is_review_name(str_of(json_string_value(one)))) {
            return true;
        }
    }
    return false;
}

static void index_ids(struct page_graph *graph, json_t *node)
{
    size_t i;
    const char *key;
    json_t *child, *id = json_object_get(node, "@id");
    if (json_is_string(id)) {
        struct str name = {json_string_value(id), json_string_length(id)};
        union map_value *known = map_put(&graph->by_id, name, NULL);
        if (json_object_size(node) > json_object_size(known->pointer)) {
            known->pointer = node;
        }
    }
    json_array_foreach(node, i, child)
    {
        index_ids(graph, child);
    }
    json_object_foreach(node, key, child)
    {
        index_ids(graph, child);
    }
}

/* What an {"@id": ...} alone stands for, else the node itself. */
static json_t *resolve(const struct page_graph *graph, json_t *node)
{
    json_t *id = json_object_get(node, "@id");
    if (!json_is_string(id) || json_object_size(node) > 2) {
        return node;
    }
    struct str name = {json_string_value(id), json_string_length(id)};
    union map_value *known = map_get(&graph->by_id, name);
    return known ? known->pointer : node;
}

/* The review with its author and rating looked up, as a copy of one level. */
static void add_review(struct page_graph *graph, json_t *review)
{
    static const char *const parts[] = {"author", "reviewRating", "creator"};
    json_t *copy = json_copy(review);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        json_t *part = json_object_get(copy, parts[i]);
        if (json_is_object(part)) {
            json_object_set(copy, parts[i], resolve(graph, part));
        }
    }
    json_array_append_new(graph->reviews, copy);
}

static bool has_content(const json_t *node)
{
    return json_object_get(node, "reviewBody") || json_object_get(node, "reviewRating") ||
           json_object_get(node, "description") || json_object_get(node, "text");
}

static void collect(struct page_graph *graph, json_t *node, bool expected)
{
    size_t i;
    const char *key;
    json_t *child;
    json_array_foreach(node, i, child)
    {
        collect(graph, child, expected);
    }
    json_t *type = json_object_get(node, "@type");
    if (has_content(node) && (is_review_type(type) || (expected && !type))) {
        add_review(graph, node);
    }
    json_object_foreach(node, key, child)
    {
        collect(graph, child, strcmp(key, "review") == 0 || strcmp(key, "reviews") == 0);
    }
}

static bool is_json_ld(struct arena *arena, const xmlNode *node)
{
    struct str type = str_trim(xml_attribute(arena, node, "type"));
    struct str wanted = STR("application/ld+json");
    return xmlStrcasecmp(node->name, (const xmlChar *)"script") == 0 &&
           str_eq_nocase(str_slice(type, 0, wanted.n), wanted);
}

size_t json_ld_reviews(const xmlNode *root, struct arena *arena, json_t *reviews)
{
    json_t *documents CLEANUP_JSON = json_array();
    struct page_graph graph = {.reviews = reviews};
    size_t unreadable = 0;
    for (const xmlNode *node = root; node; node = next_element(root, node)) {
        struct err unused;
        if (is_json_ld(arena, node)) {
            struct str text = str_trim(xml_content(arena, node));
            json_t *document = text.n ? json_read(text, JSON_OF_PAGE, &unused) : NULL;
            unreadable += text.n && !document;
            json_array_append_new(documents, document);
        }
    }
    index_ids(&graph, documents);
    collect(&graph, documents, false);
    map_clear(&graph.by_id);
    return unreadable;
}
