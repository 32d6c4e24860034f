#include "feed/reviews.h"

#include "feed/xml.h"

/* A property by its class in hReview 0.4 and in h-review. */
struct class_names {
    const char *first, *second;
};

/* The first element below `root` with one of the classes. */
static xmlNode *find(struct arena *arena, xmlNode *root, struct class_names names)
{
    for (xmlNode *node = next_element(root, root); node; node = next_element(root, node)) {
        if (has_word(arena, node, "class", str_of(names.first)) ||
            (names.second && has_word(arena, node, "class", str_of(names.second)))) {
            return node;
        }
    }
    return NULL;
}

/* The machine's value where there is one beside the reader's, as in <abbr title="5">*****</abbr>.
 */
static struct str value_of(struct arena *arena, const xmlNode *node)
{
    static const char *const attributes[] = {"datetime", "title", "value"};
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
        struct str value = xml_attribute(arena, node, attributes[i]);
        if (value.n) {
            return value;
        }
    }
    return inner_html(arena, node);
}

static void set(struct arena *arena, json_t *object, const char *key, const xmlNode *node)
{
    if (node) {
        struct str value = value_of(arena, node);
        json_object_set_new(object, key, json_stringn(value.p, value.n));
    }
}

static void add_review(struct arena *arena, xmlNode *root, json_t *reviews)
{
    json_t *review = json_object(), *rating = json_object();
    xmlNode *author = find(arena, root, (struct class_names){"reviewer", "p-author"});
    xmlNode *name = author ? find(arena, author, (struct class_names){"fn", "p-name"}) : NULL;
    xmlNode *value = find(arena, root, (struct class_names){"rating", "p-rating"});
    xmlNode *inner = value ? find(arena, value, (struct class_names){"value", NULL}) : NULL;
    set(arena, review, "name", find(arena, root, (struct class_names){"summary", "p-name"}));
    set(arena, review, "reviewBody",
        find(arena, root, (struct class_names){"description", "e-content"}));
    set(arena, review, "author", name ? name : author);
    set(arena, review, "datePublished",
        find(arena, root, (struct class_names){"dtreviewed", "dt-published"}));
    set(arena, rating, "ratingValue", inner ? inner : value);
    set(arena, rating, "bestRating", find(arena, root, (struct class_names){"best", "p-best"}));
    set(arena, rating, "worstRating", find(arena, root, (struct class_names){"worst", "p-worst"}));
    json_object_set_new(review, "reviewRating", rating);
    json_array_append_new(reviews, review);
}

void hreview_reviews(xmlNode *root, struct arena *arena, json_t *reviews)
{
    for (xmlNode *node = root; node; node = next_element(root, node)) {
        if (has_word(arena, node, "class", STR("hreview")) ||
            has_word(arena, node, "class", STR("h-review"))) {
            add_review(arena, node, reviews);
        }
    }
}
