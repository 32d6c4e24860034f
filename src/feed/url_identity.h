/* Whether two addresses are of one page, however they were linked. Pure. */
#ifndef FEED_URL_IDENTITY_H
#define FEED_URL_IDENTITY_H

#include "base/str.h"

/* The address without what does not change the page: scheme, "www." and "m." of the host, default
 * port, case and encoding (RFC 3986, 6.2.2), dot segments, a trailing slash, index page or /amp,
 * parameters that only say where the reader came from, the order of the others, a fragment without
 * a number in it ("#comment-12" is another comment than "#comment-13"). Links that only lead on
 * (share links, a search engine's) are what they lead to; of platforms where one post has many
 * addresses the one with its id. Not an address to ask: absent when `url` is no http(s) URL. */
struct str url_identity(struct arena *arena, struct str url);

#endif
