/* What is remembered of each source between runs. */
#ifndef STORE_SOURCES_H
#define STORE_SOURCES_H

#include "model/source.h"
#include "store/store.h"

/* A source never seen gives SOURCE_NEW with every time TIME_NONE and the name as asked. */
bool source_get(struct store *store, struct str name, struct arena *arena,
                struct source_status *status, struct err *err) MUST_CHECK;
bool source_put(struct store *store, const struct source_status *status,
                struct err *err) MUST_CHECK;
/* The ids of its mentions are those of a service, such as "x", the same for all its sources: what
 * one of them has brought, the others do not bring again (MENTION_ELSEWHERE). Takes the source up
 * when it is new. In a transaction, before mentions_known. */
bool source_serve(struct store *store, struct str name, struct str service,
                  struct err *err) MUST_CHECK;
/* All that were ever put or stored a mention, by name. */
bool sources_list(struct store *store, struct arena *arena, struct source_status **list,
                  size_t *count, struct err *err) MUST_CHECK;

/* Posting of the newest mention it has seen; TIME_NONE when it has none. */
bool source_newest(struct store *store, struct str name, int64_t *at, struct err *err) MUST_CHECK;

/* When each was last walked with success, by name; of one that is only imported, up to when it is
 * covered. Those that are neither are left out. */
struct source_walk {
    struct str source;
    int64_t walked_at;
};
bool sources_walked(struct store *store, struct arena *arena, struct source_walk **list,
                    size_t *count, struct err *err) MUST_CHECK;

/* Everything the source published in [from, to) was seen: its hours are covered, and zero mentions
 * in them mean zero. Any part of an hour covers it. So are the hours between it and what was
 * covered before, where they are fewer than `bridge_s` seconds. */
bool source_cover(struct store *store, struct str name, int64_t from, int64_t to, int64_t bridge_s,
                  struct err *err) MUST_CHECK;

#endif
