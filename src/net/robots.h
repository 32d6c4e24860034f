/* robots.txt: what a site asks of crawlers. RFC 9309, and Crawl-delay besides. Pure: bytes in,
 * answers out; who fetches and caches it is net/http.c. */
#ifndef NET_ROBOTS_H
#define NET_ROBOTS_H

#include "base/str.h"

#define ROBOTS_BYTES       (512u * 1024) /* read of a robots.txt; RFC 9309 2.5 asks for 500 KiB */
#define ROBOTS_DELAY_MAX_S 60            /* longer Crawl-delays are cut to this */

struct robots_rule {
    struct str pattern; /* percent-encoding normalised */
    bool allow;
};

struct robots {
    struct arena arena;
    struct robots_rule *rules;
    size_t rule_count, capacity;
    int64_t delay_ms; /* Crawl-delay, 0 when there is none */
};

/* The rules for `product` ("nabz", any case): of all groups that name it, else of all groups for
 * "*". Any bytes are accepted; lines that are not understood are passed over. */
void robots_parse(struct robots *robots, struct str body, const char *product);
void robots_clear(struct robots *robots);

/* May `path` (with its query) be fetched? The longest matching pattern decides, Allow when two are
 * as long; * and a $ at the end are special; /robots.txt itself always may. */
bool robots_allow(const struct robots *robots, struct str path);

#endif
