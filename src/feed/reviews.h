/* The ways a page marks up reviews, each brought to objects in the words of schema.org
 * (reviewBody, author, datePublished, reviewRating...), so that structured.c reads only one. Pure.
 *
 * Each appends to a JSON array and leaves out what is no review. */
#ifndef FEED_REVIEWS_H
#define FEED_REVIEWS_H

#include "base/str.h"

#include <jansson.h>
#include <libxml/tree.h>

/* JSON-LD 1.1 as pages embed it: every script of that type, @graph, nesting, @id references within
 * the page. Returns how many blocks could not be read. */
size_t json_ld_reviews(const xmlNode *root, struct arena *arena, json_t *reviews);

/* HTML microdata (https://html.spec.whatwg.org/multipage/microdata.html), itemref included. */
void microdata_reviews(xmlNode *root, struct arena *arena, json_t *reviews);

/* hReview 0.4 and h-review of microformats2. */
void hreview_reviews(xmlNode *root, struct arena *arena, json_t *reviews);

/* RDFa 1.1 Lite, and the RDFa of data-vocabulary.org (https://www.w3.org/TR/rdfa-lite/). */
void rdfa_reviews(xmlNode *root, struct arena *arena, json_t *reviews);

/* The object is a Review of schema.org or one of its kinds; with or without the prefix, alone or
 * among other types. */
bool is_review_type(const json_t *type);

/* The next element in document order below root, NULL after the last. */
xmlNode *next_element(const xmlNode *root, const xmlNode *node);
/* Takes the next of the words in *rest; empty after the last. */
struct str next_word(struct str *rest);
/* `name` is one of the words in the attribute, as in class="a b". */
bool has_word(struct arena *arena, const xmlNode *node, const char *attribute, struct str name);
/* The markup inside an element. */
struct str inner_html(struct arena *arena, const xmlNode *node);

#endif
