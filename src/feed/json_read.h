/* Bytes to a JSON document, held to the bounds. Pure. */
#ifndef FEED_JSON_READ_H
#define FEED_JSON_READ_H

#include "base/err.h"
#include "base/str.h"

#include <jansson.h>

/* Both take numbers beyond 64 bits, or a double, as strings, beside one of those also reals of 64
 * characters or more, and half a surrogate pair as U+FFFD. */
enum json_manners {
    JSON_OF_API, /* RFC 8259 as an API should send it; a key twice in an object is refused */
    JSON_OF_PAGE /* as web pages embed it: raw control characters, comments, trailing commas and
                      semicolons, escapes and words of JavaScript, CDATA and HTML comment marks
                      around it */
};

/* NULL with err when it is no JSON or nests deeper than LIMIT_JSON_DEPTH. Give it back with
 * json_decref, or CLEANUP_JSON. */
json_t *json_read(struct str text, enum json_manners manners, struct err *err);

void json_release(json_t **document);
#define CLEANUP_JSON CLEANUP(json_release)

#endif
