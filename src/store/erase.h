/* Mentions taken out for good: text, author, address, revisions, labels, links, sketch and words of
 * the index, and their quotes in messages: one that waits is sent without any, of one that is over
 * nothing is left. A number remains, so that the next poll does not bring them back (MENTION_GONE);
 * and the numbers of mention_keys, which lead nowhere now, until they are swept. */
#ifndef STORE_ERASE_H
#define STORE_ERASE_H

#include "store/store.h"

enum erase_counts {
    ERASE_UNCOUNTED, /* deleted by who wrote it: facts and stories are as if it had never been */
    ERASE_COUNTED,   /* a person is forgotten: how many said what, when, stays true */
};

/* Those of the ids that there are; *erased is how many. In a transaction. Needs store_set_fold. */
bool mentions_erase(struct store *store, const int64_t *ids, size_t count, enum erase_counts counts,
                    int64_t at, size_t *erased, struct err *err) MUST_CHECK;

/* All mentions of an author, in any case of ASCII, with or without @, that the sources of one
 * service have brought: that of `source`, which may be all of it, or (absent) any; and whatever
 * that name says through one of those from now on. In a transaction. Needs store_set_fold, and an
 * index of that fold: search_index before it. */
bool author_erase(struct store *store, struct str name, struct str source, int64_t at,
                  size_t *erased, struct err *err) MUST_CHECK;

/* After that, outside of any transaction: overwrites what the file still holds of it in free space,
 * in the merged index and in the log. Waits ten seconds for readers, then it is false; reads the
 * whole file. */
bool store_scrub(struct store *store, struct err *err) MUST_CHECK;

#endif
