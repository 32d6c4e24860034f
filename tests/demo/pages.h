/* Pages of the demo world in the shapes of the platforms. */
#ifndef DEMO_PAGES_H
#define DEMO_PAGES_H

#include "base/buf.h"
#include "world.h"

struct page_request {
    struct str path;
    const struct event *events; /* ascending; those that have happened */
    size_t count;
    /* Arguments of the query and headers of the request; NULL when absent. */
    const char *(*argument)(void *connection, const char *name);
    const char *(*header)(void *connection, const char *name);
    void *connection;
};

struct page_answer {
    unsigned status;
    const char *type; /* Content-Type */
    char etag[40];    /* "" for none */
    struct buf body;
};

void page_make(const struct page_request *request, struct page_answer *answer);

#endif
