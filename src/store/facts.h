/* Hourly facts: how many mentions of a brand a source published in an hour, how many were negative,
 * the sum of their scores. Kept by mentions.h as mentions come, change and are corrected; an hour
 * is that of mention_posted_at. Sums are whole numbers inside the store, so that they do not depend
 * on the order of arrival. */
#ifndef STORE_FACTS_H
#define STORE_FACTS_H

#include "model/labels.h"
#include "model/series.h"
#include "store/store.h"

/* Fills out[0 .. to_hour - from_hour) with every hour of [from_hour, to_hour), zeros where there
 * was nothing. `source` absent: all sources together. An hour is a gap when none of the sources
 * that ever brought a mention of the brand (or the one source asked for) was covered then. A brand
 * or source nobody knows gives gaps. */
bool facts_read(struct store *store, struct str brand, struct str source, int64_t from_hour,
                int64_t to_hour, struct hour_fact *out, struct err *err) MUST_CHECK;

/* The same of the mentions of a brand that speak of a need, negatively where they speak of it so;
 * their scores are not summed. Gaps are those of the brand. */
bool facts_read_need(struct store *store, struct str brand, enum need need, int64_t from_hour,
                     int64_t to_hour, struct hour_fact *out, struct err *err) MUST_CHECK;

/* The needs that mentions of the brand ever spoke of: bits 1u << enum need. */
bool facts_needs(struct store *store, struct str brand, uint32_t *needs,
                 struct err *err) MUST_CHECK;

/* The same as one sum for each need over [from_at, to_at), UTC seconds at whole half hours. */
struct need_fact {
    int64_t total, negative;
};
bool facts_by_need_between(struct store *store, struct str brand, int64_t from_at, int64_t to_at,
                           struct need_fact sums[NEED_COUNT], struct err *err) MUST_CHECK;

/* First and last hour with a fact, [*first, *last]; both 0 and *any false when there is none. */
bool facts_span(struct store *store, struct str brand, struct str source, bool *any, int64_t *first,
                int64_t *last, struct err *err) MUST_CHECK;

/* Totals of a brand by source in [from_hour, to_hour): only sources with a mention then. */
struct source_fact {
    struct str source;
    int64_t total, negative;
    double compound;
};
bool facts_by_source(struct store *store, struct str brand, int64_t from_hour, int64_t to_hour,
                     struct arena *arena, struct source_fact **list, size_t *count,
                     struct err *err) MUST_CHECK;
/* The same in [from_at, to_at), UTC seconds at whole half hours: local days are made of those. */
bool facts_by_source_between(struct store *store, struct str brand, int64_t from_at, int64_t to_at,
                             struct arena *arena, struct source_fact **list, size_t *count,
                             struct err *err) MUST_CHECK;

/* The series whose facts changed since: new mentions, edits, rescores, corrections. Each change has
 * a number that only grows; `since` is a number kept from *latest of the time before, 0 for all.
 * Costs what has changed, not what there is. */
struct series_name {
    struct str brand, source; /* source absent: all of the brand */
};
bool facts_news(struct store *store, int64_t since, struct arena *arena, struct series_name **list,
                size_t *count, int64_t *latest, struct err *err) MUST_CHECK;

/* The series that have a fact in [from_hour, to_hour), each as facts_news names it. */
bool facts_active(struct store *store, int64_t from_hour, int64_t to_hour, struct arena *arena,
                  struct series_name **list, size_t *count, struct err *err) MUST_CHECK;

/* Hours before `hour` have settled: what comes, goes or changes its label in them is late. */
bool facts_settle(struct store *store, int64_t hour, struct err *err) MUST_CHECK;
/* How many mentions of the series (source absent: all of the brand) were late, ever. */
bool facts_late(struct store *store, struct str brand, struct str source, int64_t *late,
                struct err *err) MUST_CHECK;

/* The sources that ever brought a mention of the brand, by name. */
bool facts_sources(struct store *store, struct str brand, struct arena *arena, struct str **list,
                   size_t *count, struct err *err) MUST_CHECK;
/* How many brands the source ever brought a mention of. */
bool facts_brand_count(struct store *store, struct str source, size_t *count,
                       struct err *err) MUST_CHECK;

/* How many series (brands by source) there are, and how many brands. */
bool facts_series_count(struct store *store, size_t *brands, size_t *series,
                        struct err *err) MUST_CHECK;

/* What detection has settled of a series, opaque here. An absent *state: never put. */
bool series_state_get(struct store *store, struct str key, struct arena *arena, struct str *state,
                      int *version, struct err *err) MUST_CHECK;
bool series_state_put(struct store *store, struct str key, struct str state, int version,
                      struct err *err) MUST_CHECK;

#endif
