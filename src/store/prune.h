/* What is old leaves the database, in portions that are transactions of their own: nothing grows
 * for ever but the keys of mentions that left, 8 bytes and a time each, twice that where the
 * source has a service, so that none comes again,
 * and nobody waits long. What was counted (facts, incidents) stays. */
#ifndef STORE_PRUNE_H
#define STORE_PRUNE_H

#include "store/store.h"

struct pruned {
    size_t mentions, messages, records;
};

/* Up to `most` mentions posted before that time, the oldest first: with ERASE_COUNTED; and some of
 * the numbers that others have left, others every day. Added to pruned->mentions; *all is false
 * when there are more. Needs store_set_fold. */
bool prune_mentions(struct store *store, int64_t before, int64_t now, size_t most,
                    struct pruned *pruned, bool *all, struct err *err) MUST_CHECK;

/* The bodies of messages made before that time that nobody will try again. That they were sent
 * stays. */
bool prune_messages(struct store *store, int64_t before, struct pruned *pruned,
                    struct err *err) MUST_CHECK;

/* Of before that time: the journal of runs, what polling has cost, troubles that are over, and what
 * was asked for where a platform counts it. */
bool prune_records(struct store *store, int64_t before, struct pruned *pruned,
                   struct err *err) MUST_CHECK;

/* Reads the whole file: *sound is false when it is damaged, and *faults gets up to twenty lines
 * that tell where. */
bool store_sound(struct store *store, struct buf *faults, bool *sound, struct err *err) MUST_CHECK;
/* Gives the room of what was deleted back to the disk. Needs as much again while it works; outside
 * of any transaction. */
bool store_compact(struct store *store, struct err *err) MUST_CHECK;

#endif
