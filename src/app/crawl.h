/* Polls the sources that are due, page by page, and stores what they say. One bad source never
 * stops the others; a page is stored whole or not at all, a few that come together in one
 * transaction, and the cursor of a source moves in the one that stores the last page of its walk,
 * so a run may be killed anywhere. */
#ifndef APP_CRAWL_H
#define APP_CRAWL_H

#include "app/app.h"

struct crawl_options {
    const char *source; /* only this one, due or not; NULL for all that are due */
    bool all;           /* due or not */
    /* Told of each thing that went wrong, with its place; and, where progress is wanted, of each
     * source that is finished. Either may be NULL. */
    void (*trouble)(void *user, const char *text);
    void (*progress)(void *user, size_t done, size_t count);
    void *user;
};

/* Fills the counts of sources and mentions in *run. False only when nothing can go on (the store
 * fails); a source that fails is told as trouble. */
bool crawl(struct app *app, const struct crawl_options *options, struct run *run,
           struct err *err) MUST_CHECK;

#endif
