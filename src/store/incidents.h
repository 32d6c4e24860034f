/* Incidents with what drove them and the mentions that say it best. */
#ifndef STORE_INCIDENTS_H
#define STORE_INCIDENTS_H

#include "model/incident.h"
#include "store/store.h"

/* The one that is not resolved, of that key; *found is false when there is none. */
bool incident_open_get(struct store *store, struct str rule, struct str brand, struct str part,
                       struct arena *arena, struct incident *incident, bool *found,
                       struct err *err) MUST_CHECK;
/* The newest of that key, open or not. */
bool incident_last_get(struct store *store, struct str rule, struct str brand, struct str part,
                       struct arena *arena, struct incident *incident, bool *found,
                       struct err *err) MUST_CHECK;
bool incident_get(struct store *store, int64_t id, struct arena *arena, struct incident *incident,
                  bool *found, struct err *err) MUST_CHECK;

/* Inserts (id 0; sets it) or replaces everything of it, drivers and samples too. Samples are kept
 * by mention.id. A second open one of the same key is refused. One that is resolved tells of
 * nothing any more: those below it that are open have no parent then. */
bool incident_put(struct store *store, struct incident *incident, struct err *err) MUST_CHECK;

/* Newest first; `open` only those that are not resolved. At most `limit`, 0 for all. */
bool incidents_list(struct store *store, bool open, size_t limit, struct arena *arena,
                    struct incident **list, size_t *count, struct err *err) MUST_CHECK;

/* Those made after that one, oldest first. */
bool incidents_newer(struct store *store, int64_t id, struct arena *arena, struct incident **list,
                     size_t *count, struct err *err) MUST_CHECK;

/* Those that are resolved, were open at some time in [from, to) and that the team had been told of,
 * oldest first. */
bool incidents_ended(struct store *store, struct str team, int64_t from, int64_t to,
                     struct arena *arena, struct incident **list, size_t *count,
                     struct err *err) MUST_CHECK;

/* Those that have it for their parent, oldest first. */
bool incidents_below(struct store *store, int64_t id, struct arena *arena, struct incident **list,
                     size_t *count, struct err *err) MUST_CHECK;

/* A team wants to hear no more of an incident until then; TIME_NONE takes it back. */
struct mute {
    int64_t until; /* TIME_NONE: not muted */
    struct str author, reason;
};
bool incident_mute(struct store *store, int64_t id, const struct mute *mute,
                   struct err *err) MUST_CHECK;
bool incident_mute_get(struct store *store, int64_t id, struct arena *arena, struct mute *mute,
                       struct err *err) MUST_CHECK;

#endif
