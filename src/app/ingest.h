/* A batch on its way into the store: what is known is left alone, the rest is matched, scored and
 * stored. The one way in, for crawls and imports alike. */
#ifndef APP_INGEST_H
#define APP_INGEST_H

#include "app/app.h"
#include "store/mentions.h"

struct ingest_source {
    struct str name;
    struct str service;  /* whose ids its mentions have (store/sources.h); absent: its own */
    const size_t *about; /* brands that all its mentions are about; none: the queries decide */
    size_t about_count;
    bool ids_change;    /* its ids are no platform's: look for known mentions by other keys too */
    bool of_no_brand;   /* whatever they say: no query is asked */
    int64_t walked_row; /* newest row when the last whole walk ended; 0: there was none */
};

struct ingest_result {
    struct mention_counts counts; /* added to */
    bool all_walked; /* the batch is not empty and an earlier whole walk saw all of it */
};

/* Dates before 1990 count as not stated. Inside a transaction of the store. After a failure the
 * transaction must be rolled back. */
bool ingest(struct app *app, const struct ingest_source *source, struct batch *batch,
            struct ingest_result *result, struct err *err) MUST_CHECK;

#endif
