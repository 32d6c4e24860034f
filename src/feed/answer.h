/* What an HTTP answer means for a source: a page of items, nothing, or one of the ways to fail.
 * Serves walk.c. Pure. */
#ifndef FEED_ANSWER_H
#define FEED_ANSWER_H

#include "config/recipe.h"
#include "model/exchange.h"
#include "model/source.h"

enum answer_kind {
    GOT_PAGE,
    GOT_UNCHANGED,    /* 304 */
    GOT_NOTHING,      /* no error, no items: the walk is whole */
    GOT_OTHER_WORDS,  /* the request must be put in other words */
    GOT_STALE_CURSOR, /* the cursor is not accepted: begin again without it */
    GOT_FAILURE,
};

struct answer {
    enum answer_kind kind;
    enum source_state state; /* when it failed */
    int64_t retry_at;        /* TIME_NONE when nobody said; for a good page, too, when the platform
                                says that the window is used up */
};

/* The rows of the recipe decide, then the status. On GOT_FAILURE err tells the status and the
 * platform's own words. */
struct answer answer_read(const struct recipe *recipe, const struct response *response,
                          struct err *err);

/* How long the answer stays fresh (RFC 9111, 4.2), up to ANSWER_FRESH_MAX_S: makes the hint of the
 * cadence longer, never shorter. */
#define ANSWER_FRESH_MAX_S (6 * HOUR)
void answer_freshness(const struct response *response, struct cadence *cadence);

/* Where the platform says how much of what it allows is used, and most of it is: the hint of the
 * cadence becomes longer. */
void answer_usage(const struct recipe *recipe, const struct response *response,
                  struct cadence *cadence);

/* Retry-After in seconds or as a date (RFC 9110, 10.2.3), between a second and a day from now;
 * TIME_NONE when there is none. */
int64_t answer_retry_after(const struct response *response);

#endif
