/* References and addresses. Pure; forgiving: what is not a URL comes back as it was. */
#ifndef FEED_URL_H
#define FEED_URL_H

#include "base/buf.h"
#include "base/str.h"

/* RFC 3986, appendix B. p is NULL where there is no such part. */
struct url_parts {
    struct str scheme, authority, path, query, fragment;
};
struct url_parts url_split(struct str url);
/* Appends a path, which begins with a slash, without its dot segments (RFC 3986, 5.2.4). */
void url_add_without_dots(struct buf *out, struct str path);

/* `reference` resolved against `base` (RFC 3986, 5.2). An absent or relative base leaves the
 * reference as it is. Spaces and control characters in a URL come out percent-encoded. */
struct str url_resolve(struct arena *arena, struct str base, struct str reference);

/* The same page's address however it was linked: lower-case scheme and host, https for http, no
 * default port, fragment, tracking parameters (utm_*, fbclid, gclid) or trailing slash. For
 * identity, not for fetching. */
struct str url_canonical(struct arena *arena, struct str url);

/* "https://host:port" of an http or https URL without a name or password in it, else absent. */
struct str url_origin(struct str url);

/* The value of a query parameter, still encoded; absent when it is not there. */
struct str url_parameter(struct str url, struct str name);

/* Percent-encoding and the + of a query taken off; what is no encoding stays. */
struct str url_decode(struct arena *arena, struct str s);

#endif
