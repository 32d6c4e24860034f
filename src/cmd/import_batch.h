/* Mentions on their way from a file into the store: gathered by source, stored in transactions of
 * bounded size, so that a file of any length takes the same memory. */
#ifndef CMD_IMPORT_BATCH_H
#define CMD_IMPORT_BATCH_H

#include "app/imported.h"
#include "store/mentions.h"

#define IMPORT_SOURCE_MAX 64 /* bytes of a source's name */

struct import_batch {
    struct app *app;
    struct batch batch; /* of one source, not stored yet; the caller appends to it */
    char source[IMPORT_SOURCE_MAX + 1];
    struct str service; /* whose ids they have, in the arena of the batch; absent: its own */
    bool unnamed;       /* one of them came without an id */
    size_t uncommitted; /* mentions of the open transaction */
    bool open;
    struct mention_counts counts;
    bool covers; /* the hours it spans (app/imported.h), or from `since` and up to `until` */
    int64_t since, until; /* TIME_NONE: not said */
    struct imported imported;
};

void import_batch_clear(struct import_batch *import); /* what is not committed is gone */

/* Before a mention is appended: of which source it will be, a valid name. */
bool import_batch_of(struct import_batch *import, const char *source, struct err *err) MUST_CHECK;
/* Stores what is there, and makes it found: stories and the search index. */
bool import_batch_end(struct import_batch *import, struct err *err) MUST_CHECK;

#endif
