/* Inside store/ only: the folded words of mentions that this handle has added, kept in memory until
 * search_index takes them, so that it need not read and fold again what was just read.
 *
 * Only a help: they are forgotten at any doubt (a rollback, an edit, another writer) and not kept
 * beyond some MiB; what is not here is read from the file. */
#ifndef STORE_FRESH_WORDS_H
#define STORE_FRESH_WORDS_H

#include "model/mention.h"
#include "store/query.h"

/* When the mention is added, in the order of ids. One whose words nobody gave forgets the others:
 * what is here is everything from the first id to the last. */
bool fresh_words_add(struct store *store, const struct mention *mention,
                     struct err *err) MUST_CHECK;

void fresh_words_forget(struct store *store);
/* When they have the mention of that id. */
void fresh_words_forget_of(struct store *store, int64_t id);
/* When another connection has written since. In a transaction. */
bool fresh_words_check(struct store *store, struct err *err) MUST_CHECK;
void fresh_words_clear(struct fresh_words *fresh);

/* As the index has them: the folded words of the mention and, last, that of its author. */
struct str fresh_words_at(const struct fresh_words *fresh, size_t i);

#endif
