/* Walks over the mentions of a source to ask which of them are still there, oldest first, and again
 * when some time has passed since the last walk began. */
#ifndef STORE_FOLLOW_H
#define STORE_FOLLOW_H

#include "store/store.h"

struct follow_pace {
    int64_t now, every_s;
    int64_t oldest_at; /* of posting */
    size_t most;       /* ids at a time, the witness with them */
    bool witness;      /* wanted */
};

/* Where a walk stands: behind a mention. */
struct follow_place {
    int64_t began_at, posted_at, mention;
    int64_t unanswered; /* how often in a row nothing was learned there */
};

/* What to ask next, in the arena; count 0 when nothing is due. The witness is the newest other
 * mention of the source: it is likely there still, and shows that the platform does tell. */
struct follow_ids {
    int64_t *rows;
    struct str *ids; /* native; the witness behind the others */
    size_t count;
    size_t asked; /* count, and one more with a witness */
    struct follow_place from, to;
};
bool follow_next(struct store *store, struct str source, const struct follow_pace *pace,
                 struct arena *arena, struct follow_ids *next, struct err *err) MUST_CHECK;
/* The walk goes on from that place, not before some time. In a transaction. */
bool follow_put(struct store *store, struct str source, const struct follow_place *place,
                int64_t not_before, struct err *err) MUST_CHECK;

#endif
