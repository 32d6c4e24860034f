/* Inside store/ only: keeping the search index true when a mention that is in it changes. What is
 * not indexed yet is left to search_index. */
#ifndef STORE_SEARCH_INDEX_H
#define STORE_SEARCH_INDEX_H

#include "store/query.h"

/* Before and after the text of a mention changes. */
bool search_forget(struct store *store, int64_t id, struct err *err) MUST_CHECK;
bool search_remember(struct store *store, int64_t id, struct err *err) MUST_CHECK;

/* What a person typed as an FTS5 expression: every word a string; nothing of it is syntax. When no
 * mention has all the words, the last one becomes a prefix. Without a word in it, it finds nothing.
 */
bool search_query(struct store *store, struct str typed, struct arena *arena,
                  struct str *expression, struct err *err) MUST_CHECK;

#endif
