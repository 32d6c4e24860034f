/* Hourly facts: how many mentions of a brand were published in an hour, and how many of them were
 * negative. What detection reads and what alerts draw. */
#ifndef MODEL_SERIES_H
#define MODEL_SERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hour_fact {
    int64_t hour;                       /* hours since 1970 UTC: published_at / 3600 */
    uint32_t total, negative;           /* mentions published in it */
    uint32_t stories, negative_stories; /* those that were the first of the brand to tell theirs */
    double compound;                    /* sum of their scores */
    bool gap; /* no crawl covered it: no data, which is not zero mentions */
};

#endif
