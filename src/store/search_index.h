/* Inside store/ only: keeping the search index true when a mention that is in it changes. What is
 * not indexed yet is left to search_index. */
#ifndef STORE_SEARCH_INDEX_H
#define STORE_SEARCH_INDEX_H

#include "store/query.h"

/* Before and after the text of a mention changes. */
bool search_forget(struct store *store, int64_t id, struct err *err) MUST_CHECK;
bool search_remember(struct store *store, int64_t id, struct err *err) MUST_CHECK;

/* What a person typed as an FTS5 query: every word a string, the last one a prefix; nothing of it
 * is syntax. Without a word in it the query finds nothing. */
struct str search_query(struct store *store, struct str typed, struct arena *arena);

#endif
