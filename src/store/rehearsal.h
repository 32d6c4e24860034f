/* A rehearsal: what detection and delivery write from now on goes into temporary tables of the same
 * names, which are empty at first and gone when the store is closed. The file stays as it is, and
 * nobody who writes to it has to wait. */
#ifndef STORE_REHEARSAL_H
#define STORE_REHEARSAL_H

#include "store/store.h"

/* Outside of any transaction; STORE_READ is enough. Of the settings the store's own are copied.
 * Mentions and their facts cannot be written any more. */
bool store_rehearse(struct store *store, struct err *err) MUST_CHECK;

/* What is pending and due goes out, in pretence. Inside a transaction, or none. */
bool outbox_pretend(struct store *store, int64_t now, struct err *err) MUST_CHECK;

#endif
