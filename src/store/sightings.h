/* Inside store/ only: sources of one service (sources.h: source_serve), whose ids of mentions are
 * the same. A mention belongs to the source that brought it first; what another one brings again is
 * a sighting of it, counted nowhere twice. */
#ifndef STORE_SIGHTINGS_H
#define STORE_SIGHTINGS_H

#include "store/mentions.h"
#include "store/query.h"

struct siblings {
    int64_t source;     /* whose siblings they are; 0 when the store has no source of that name */
    struct str service; /* absent: it has none */
    int64_t highest;    /* of their native ids that are numbers; INT64_MIN when none is */
    struct arena arena;
};
/* A source without a service has none, and costs no more than to look it up; else a search for each
 * of the others. */
bool siblings_open(struct store *store, struct str name, struct siblings *siblings,
                   struct err *err) MUST_CHECK;
void siblings_clear(struct siblings *siblings);

/* Looks for a mention among those of the siblings: MENTION_ELSEWHERE, or MENTION_SAME when the
 * source has seen it before. Left as it is when none has it. A search for each sibling, none when
 * its id is above all of theirs: half a millisecond where there are a thousand. */
bool sibling_find(struct store *store, const struct siblings *siblings,
                  const struct mention *mention, struct known *known, struct err *err) MUST_CHECK;

/* The source has seen it, as the `number`th thing that arrived here: numbers of mentions and of
 * sightings come from one counter. */
bool sighting_put(struct store *store, int64_t mention, int64_t source, int64_t number,
                  int64_t posted_at, struct err *err) MUST_CHECK;

#endif
