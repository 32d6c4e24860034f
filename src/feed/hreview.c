#include "feed/reviews.h"

#include "feed/xml.h"

#define NAMES 5

/* What a property is called in hReview 0.4, in h-review, and by those who mix the two. */
static const char *const title_names[NAMES] = {"summary", "p-name"};
static const char *const text_names[NAMES] = {"description", "e-content", "e-description",
                                              "p-description", "p-summary"};
static const char *const author_names[NAMES] = {"reviewer", "p-author", "p-reviewer"};
static const char *const name_names[NAMES] = {"fn", "p-name"};
static const char *const date_names[NAMES] = {"dtreviewed", "dt-published", "dt-reviewed"};
static const char *const url_names[NAMES] = {"u-url", "permalink"};
static const char *const rating_names[NAMES] = {"rating", "p-rating"};
static const char *const value_names[NAMES] = {"value", "value-title"};
static const char *const best_names[NAMES] = {"best", "p-best"};
static const char *const worst_names[NAMES] = {"worst", "p-worst"};

/* The first element below `root` with one of the classes. */
static xmlNode *find(struct arena *arena, xmlNode *root, const char *const names[NAMES])
{
    for (xmlNode *node = next_element(root, root); node; node = next_element(root, node)) {
        for (size_t i = 0; i < NAMES && names[i]; i++) {
            if (has_word(arena, node, "class", str_of(names[i]))) {
                return node;
            }
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
    xmlNode *author = find(arena, root, author_names), *value = find(arena, root, rating_names);
    xmlNode *name = author ? find(arena, author, name_names) : NULL;
    xmlNode *inner = value ? find(arena, value, value_names) : NULL;
    xmlNode *url = find(arena, root, url_names);
    set(arena, review, "name", find(arena, root, title_names));
    set(arena, review, "reviewBody", find(arena, root, text_names));
    set(arena, review, "author", name ? name : author);
    set(arena, review, "datePublished", find(arena, root, date_names));
    set(arena, rating, "ratingValue", inner ? inner : value);
    set(arena, rating, "bestRating", find(arena, root, best_names));
    set(arena, rating, "worstRating", find(arena, root, worst_names));
    json_object_set_new(review, "reviewRating", rating);
    struct str href = url ? xml_attribute(arena, url, "href") : STR_NONE;
    if (href.n) {
        json_object_set_new(review, "url", json_stringn(href.p, href.n));
    }
    json_array_append_new(reviews, review);
}

/* The first element that is not inside `node`. */
static xmlNode *behind(const xmlNode *root, xmlNode *node)
{
    while (node && node != root && !node->next) {
        node = node->parent;
    }
    if (!node || node == root) {
        return NULL;
    }
    return node->next->type == XML_ELEMENT_NODE ? node->next : next_element(root, node->next);
}

/* A review in a review would be found again and again in each: it is part of the outer one. */
void hreview_reviews(xmlNode *root, struct arena *arena, json_t *reviews)
{
    for (xmlNode *node = root; node;) {
        bool is_review = has_word(arena, node, "class", STR("hreview")) ||
                         has_word(arena, node, "class", STR("h-review"));
        if (is_review) {
            add_review(arena, node, reviews);
        }
        node = is_review ? behind(root, node) : next_element(root, node);
    }
}
