/* Which hours a file of mentions covers, for each of its sources. An export holds everything that
 * was said between its first and its last mention, so an hour of them without a mention is an hour
 * in which nothing was said; hours that no file and no walk covers are unknown, and nobody judges
 * them. */
#ifndef APP_IMPORTED_H
#define APP_IMPORTED_H

#include "app/app.h"

/* Files that follow each other by less than this are one: a brand that is spoken of rarely has no
 * mention in the last hours of a daily export. */
#define IMPORTED_BRIDGE_S DAY

/* {0} is empty. */
struct imported {
    struct arena arena;
    struct map sources; /* name to index of the list */
    struct imported_source *list;
    size_t count, capacity;
};

/* A mention that has been taken in. One whose time nobody stated, or that is dated after now, says
 * nothing of what the file covers. */
void imported_note(struct imported *imported, struct str source, const struct mention *mention,
                   int64_t now);

/* Keeps what is covered: of each source from its first to its last mention, or from `since` and up
 * to `until`, UTC seconds, where they are not TIME_NONE. Inside a transaction. */
bool imported_cover(const struct imported *imported, struct store *store, int64_t since,
                    int64_t until, struct err *err) MUST_CHECK;

void imported_clear(struct imported *imported);

#endif
