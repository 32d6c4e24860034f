/* What is wrong with sources and what the operator was told of it. Who judges is app/health.h;
 * whoever wants to know whether a source can be relied upon asks here. */
#ifndef STORE_TROUBLES_H
#define STORE_TROUBLES_H

#include "model/trouble.h"
#include "store/store.h"

/* Those that last, by source and kind. */
bool troubles_open(struct store *store, struct arena *arena, struct trouble **list, size_t *count,
                   struct err *err) MUST_CHECK;

/* Stores a new one (id 0), whose source must have a row, or what has changed of an old one. */
bool trouble_put(struct store *store, struct trouble *trouble, struct err *err) MUST_CHECK;

#endif
