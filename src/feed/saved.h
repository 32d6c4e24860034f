/* A saved HTTP answer, taken as a walk takes a live one: what the recipe asks, what it reads, and
 * what it asks next or why it stops. Pure.
 *
 *     with query=rahaab            parameters, and since= for the stored cursor; may be left out:
 *     HTTP/1.1 429 Too Many        a required parameter that is not given is "my-" and its name
 *     Retry-After: 60
 *
 *     {"error": "slow down"} */
#ifndef FEED_SAVED_H
#define FEED_SAVED_H

#include "base/buf.h"
#include "config/recipe.h"

#define SAVED_URL "https://www.example.com/page"
#define SAVED_AT  1893456000 /* 2030-01-01: relative dates and future ones do not move */

/* Appends the lines of feed/lines.h: the request; the feed, its mentions and their relations when
 * there is a page of them; the next request, or the end. False when the file or the recipe is not
 * right. */
bool saved_read(const struct recipe *recipe, struct str saved, struct buf *lines,
                struct err *err) MUST_CHECK;

/* Of the bytes of a whole answer leaves the body, and tells its Content-Type where it has one. */
bool saved_body(struct str *bytes, struct str *content_type, struct err *err) MUST_CHECK;

#endif
