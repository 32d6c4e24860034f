/* The pure half of a poller: saved bytes in, mentions out. No network, no clock, no file.
 *
 * One bad item does not lose the others: what is wrong with an item or a field is a problem with
 * its place, and the rest of the page is extracted. All strings are valid UTF-8 without markup and
 * control characters, capped by base/limits.h. A mention the site gave no id has its canonical URL
 * for one, else a hash of title, text, author and date that is the same on every machine. */
#ifndef FEED_EXTRACT_H
#define FEED_EXTRACT_H

#include "config/recipe.h"
#include "model/batch.h"
#include "model/source.h"

struct extract_context {
    struct str url;          /* of the page, in the end; relative links are resolved against it */
    struct str content_type; /* the header, absent when unknown */
    int64_t now;             /* when the page was fetched: for relative dates and future ones */
    const char *zone;        /* of times that name none; NULL: the recipe's */
};

/* What a page says of itself. Absent fields are STR_NONE and TIME_NONE. */
struct feed_info {
    struct str title, link, id, language, author;
    int64_t updated_at;
    struct str next;    /* what leads to the next page, by the recipe's paging; absent: nothing */
    int64_t page_total; /* pages there are, 0 when the page does not say */
    struct str first_page; /* the value for INCREMENTAL_FIRST_PAGE */
    struct cadence cadence;
};

struct problem {
    size_t item;      /* from 1; 0: of the page */
    struct str field; /* absent: of the whole item */
    struct str text;
};

/* "item 2: field rating: not a number: ..." as the error. Always returns false. */
bool problem_describe(const struct problem *problem, struct err *err);

#define EXTRACT_PROBLEMS 20 /* of a page that are told; the rest is counted */

struct page {
    struct feed_info info;
    struct problem problems[EXTRACT_PROBLEMS];
    size_t problem_count; /* may be larger than what is told */
    size_t items;         /* the page had, good or bad */
};

/* Appends the page's mentions to the batch, in whose arena everything in *page lives too. False
 * when the page as a whole cannot be read (not JSON, not a feed): then nothing was appended. */
bool extract(const struct recipe *recipe, const struct extract_context *context, struct str body,
             struct page *page, struct batch *batch, struct err *err) MUST_CHECK;

/* False when a path, filter, join or template of the recipe cannot be understood. */
bool recipe_check(const struct recipe *recipe, struct err *err) MUST_CHECK;

#endif
