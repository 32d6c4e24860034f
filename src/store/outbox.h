/* The transactional outbox: what must be said is written in the transaction that decides it, and
 * delivered from here afterwards, however many runs that takes. */
#ifndef STORE_OUTBOX_H
#define STORE_OUTBOX_H

#include "model/delivery.h"
#include "store/store.h"

/* Of deliveries: nobody tries them again, and nobody asks for their bodies. Within the store. */
#define DELIVERY_IS_OVER                                                                           \
    "(state IN ('sent', 'refused', 'given_up') OR (state = 'held' AND last_answer IS NOT NULL))"

/* How who erases leaves those that quote it: without a body when they are over, else without the
 * quotes. Within the store. */
#define DELIVERIES_UNQUOTE                                                                         \
    "UPDATE deliveries SET unquoted = NULL, "                                                      \
    "body = iif(" DELIVERY_IS_OVER ", x'', coalesce(unquoted, body))"

/* Adds the row and sets its id, unless one of the same key, channel and recipient is there: then
 * *added is false and the id is that one's. */
bool outbox_add(struct store *store, struct delivery *delivery, bool *added,
                struct err *err) MUST_CHECK;

/* Pending, unknown or sending rows whose next try is at or before now, or that were made by a clock
 * that has been set back since, in the order they became due. At most `limit`, with their bodies.
 */
bool outbox_due(struct store *store, int64_t now, size_t limit, struct arena *arena,
                struct delivery **list, size_t *count, struct err *err) MUST_CHECK;

/* Stores state, tries, next_try_at, last_answer and sent_at of a row; the rest never changes. */
bool outbox_mark(struct store *store, const struct delivery *delivery, struct err *err) MUST_CHECK;

/* How many mails about incidents the team's recipient got or will get in [from, to): by when they
 * were sent, or are due. Those that were held are not counted. */
bool outbox_mails_between(struct store *store, struct str team, struct str recipient, int64_t from,
                          int64_t to, int64_t *count, struct err *err) MUST_CHECK;
/* What was held of a recipient, nobody was told of yet, and can be now: by quiet hours that are
 * over by `quiet_over`, and by a limit before `limited_before`; TIME_NONE for none of that kind. By
 * incident and then in the order they were made, without bodies; and the mark that they were told
 * of. */
struct held_query {
    struct str team, channel, recipient;
    int64_t quiet_over, limited_before;
};
bool outbox_held(struct store *store, const struct held_query *which, struct arena *arena,
                 struct delivery **list, size_t *count, struct err *err) MUST_CHECK;
bool outbox_held_told(struct store *store, const struct held_query *which, struct str how,
                      struct err *err) MUST_CHECK;

/* All of an incident in order of their making, without bodies; incident 0 for the newest of all. */
bool outbox_list(struct store *store, int64_t incident_id, size_t limit, struct arena *arena,
                 struct delivery **list, size_t *count, struct err *err) MUST_CHECK;
/* When the team was last told something of a brand's incidents, or will have been: TIME_NONE when
 * it never was. */
bool outbox_brand_at(struct store *store, struct str team, struct str brand, int64_t *at,
                     struct err *err) MUST_CHECK;
/* Those made after that one, in the order of their making, without bodies. */
bool outbox_newer(struct store *store, int64_t id, struct arena *arena, struct delivery **list,
                  size_t *count, struct err *err) MUST_CHECK;
/* Rows by state, indexed by enum delivery_state. */
bool outbox_counts(struct store *store, int64_t counts[DELIVERY_STATES],
                   struct err *err) MUST_CHECK;

#endif
