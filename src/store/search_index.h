/* Inside store/ only: keeping the search index true when a mention that is in it changes. What is
 * not indexed yet is left to search_index. */
#ifndef STORE_SEARCH_INDEX_H
#define STORE_SEARCH_INDEX_H

#include "store/query.h"

/* Before and after the text of a mention changes. */
bool search_forget(struct store *store, int64_t id, struct err *err) MUST_CHECK;
bool search_remember(struct store *store, int64_t id, struct err *err) MUST_CHECK;

/* What a person typed as an FTS5 expression: every word a string; nothing of it is syntax. Without
 * a word in it, it finds nothing. *wider, when it is wanted, is the same with the last word as a
 * prefix: for when the first finds nothing, because a prefix makes FTS5 gather every hit there is
 * before it gives the first one. Absent when there is no word. In the arena. */
struct str search_query(struct store *store, struct str typed, struct arena *arena,
                        struct str *wider);

#endif
