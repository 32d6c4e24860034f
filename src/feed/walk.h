/* Polling one source, without a network: a machine that says what to ask next and takes the
 * answers, until the walk over the pages is whole or has failed.
 *
 *     walk_open -> { walk_request -> net -> walk_take -> store the batch -> walk_known }* -> clear
 *
 * The cursor, validators and the rest of `struct walk_result` are to be stored in the transaction
 * that stores the last page, and only when `whole`: a walk that ends early is walked again.
 * Secrets never appear in an error, a result or a problem. */
#ifndef FEED_WALK_H
#define FEED_WALK_H

#include "base/map.h"
#include "feed/extract.h"
#include "model/exchange.h"
#include "model/source.h"

struct walk {
    const struct recipe *recipe;
    const struct source_status *status;
    const struct param *params;
    size_t param_count;
    int64_t now;
    int64_t budget; /* items that may still be read, -1: any number; the caller's to set */
    struct arena arena;
    bool done, restarted;
    bool other;             /* asks with other_query */
    bool read;              /* a page of it */
    bool straight;          /* the first page is asked where it has moved to */
    size_t pages;           /* taken */
    size_t items;           /* read in all */
    int64_t number;         /* PAGING_NUMBER */
    struct str page, since; /* {page}, {since} */
    struct str url;         /* of the next page, when it is told whole */
    struct str asked;       /* url of the request under way */
    struct map seen;        /* ids of this walk */
    struct str cursor, etag, last_modified, moved_from, moved;
    int64_t newest_at;
};

#define WALK_MOVED_SURE  3 /* walks that were sent on before the new address is asked itself, */
#define WALK_MOVED_DOUBT 3 /* failures in a row after which it is the old one again */

struct walk_result {
    enum source_state state; /* SOURCE_OK, or what the answer means */
    bool whole;              /* the walk is over and saw all there is: store what follows */
    bool cut;                /* and yet older items were left out, by a limit of ours */
    bool bare;               /* the whole list was asked for and read, and had no item */
    bool more;               /* ask walk_request for the next page */
    struct str cursor;       /* as source_status has them; absent: none. Live until walk_clear */
    struct str etag, last_modified;
    int64_t retry_at;       /* not before this, TIME_NONE when nobody said; also when state is OK */
    struct cadence cadence; /* of the page and of its headers */
    /* The first page was asked at moved_from and has moved for good to `moved`; absent: it has not.
     * straight: moved_from is where it had moved to before. */
    struct str moved_from, moved;
    bool straight;
    const char *note; /* worth telling though it went well ("page limit"), or NULL */
    struct page page; /* in the arena of the batch */
};

/* The recipe, status and parameters must outlive the walk. Fails when a required parameter is not
 * there, or a given one is unknown to the recipe. */
bool walk_open(struct walk *walk, const struct recipe *recipe, const struct param *params,
               size_t param_count, const struct source_status *status, int64_t now,
               struct err *err) MUST_CHECK;

/* The next request, valid until the next walk_take; false when the walk is over. `proxy` and
 * `allow_private` are left for the caller, who knows the source. */
bool walk_request(struct walk *walk, struct request *request);

/* Takes the answer to the last request and appends its mentions to the batch. False when the walk
 * ends here with a failure: err tells the page and what is wrong, result->state its class and
 * retry_at when to try again; what earlier pages gave stays good. */
bool walk_take(struct walk *walk, const struct response *response, struct batch *batch,
               struct walk_result *result, struct err *err) MUST_CHECK;

/* Tells, before the page's transaction ends, that all its items were seen by an earlier whole walk:
 * where the recipe is newest first, the walk is then whole here. Updates the result. */
void walk_known(struct walk *walk, struct walk_result *result);

void walk_clear(struct walk *walk);

#endif
