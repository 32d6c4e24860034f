/* Mentions: stored once per (service, native id), in order of arrival; a source that is of no
 * service (sources.h: source_serve) is one by itself. A mention whose words or
 * rating changed at the site is the same mention; what it said before is kept as a revision. The
 * hourly facts (facts.h) move in the same transaction and count every mention exactly once. */
#ifndef STORE_MENTIONS_H
#define STORE_MENTIONS_H

#include "model/mention.h"
#include "store/store.h"

/* What the store knows of a mention of a batch. Ask before scoring: only new and edited ones need
 * to be matched and scored. */
enum known_state {
    MENTION_NEW,
    MENTION_SAME,
    MENTION_EDITED,    /* known, with other folded words or another rating */
    MENTION_ELSEWHERE, /* known by another source of the service, seen by this one for the first
                          time: to be matched, not scored */
    MENTION_REPEATED,  /* its id stands earlier in the batch: the first one counts */
    MENTION_GONE,      /* deleted or erased here (erase.h): not taken again */
};
struct known {
    enum known_state state;
    int64_t row;  /* 0 when new */
    int64_t seen; /* when the source first brought it, in the order of ids; 0 when it has not */
    bool renamed; /* the site calls it by another id now */
};

/* Fills known[0 .. batch->count). Cheaper inside a transaction. */
bool mentions_known(struct store *store, struct str source, const struct batch *batch,
                    struct known *known, struct err *err) MUST_CHECK;

/* Looks again at what is new by its id, by the keys of the mentions: one whose author said the same
 * on that day; or that has the address of a stored mention, and was published at the same second or
 * says the same. Those become same or edited, and have the new id from now on. Two that are on the
 * page at once stay two. In the same transaction as mentions_known. */
bool mentions_recognise(struct store *store, struct str source, const struct batch *batch,
                        struct known *known, struct err *err) MUST_CHECK;

/* Who scored and labelled them. */
struct mention_readers {
    struct str lexicon;            /* version of the lexicons */
    const struct str *touchpoints; /* names that mention.labels.touchpoints are indexes of */
    size_t touchpoint_count;
};

/* Whose brands and whose scores they are. */
struct mentions_origin {
    struct str source;        /* name; taken up when it is new */
    const struct str *brands; /* names that mention.brands are indexes of */
    struct mention_readers readers;
};
struct mention_counts {
    size_t added, edited, duplicate;
    size_t elsewhere; /* of the duplicates: those that are news to this source alone */
};

/* Stores the new ones, updates the edited ones, leaves the others; one that is known elsewhere is
 * now also about the brands it has here, and counts for those as of this source. `known` is of
 * mentions_known in the same transaction. Sets mention.id of every one but repeated new ones. Adds
 * to *counts. A mention without a brand is stored, but counted in no facts. Needs store_set_fold
 * for edited ones.
 */
bool mentions_add(struct store *store, const struct mentions_origin *origin, struct batch *batch,
                  const struct known *known, struct mention_counts *counts,
                  struct err *err) MUST_CHECK;

/* What is read of a mention. */
struct mention_reading {
    const struct score *score;
    const struct labels *labels;
};
/* Another reading of a stored mention; facts move with it, but for what a person has corrected. */
bool mention_rescore(struct store *store, int64_t id, const struct mention_reading *reading,
                     const struct mention_readers *readers, struct err *err) MUST_CHECK;

/* The newest id there is, 0 in an empty store. Never used again, even when it is erased. */
bool mentions_newest(struct store *store, int64_t *id, struct err *err) MUST_CHECK;

/* How many mentions with ids above `newer` were posted in each hour from `from_hour` on, by source,
 * those of one source together. */
struct arrival {
    struct str source;
    int64_t hour; /* since 1970 */
    int64_t count;
};
bool mentions_arrived(struct store *store, int64_t newer, int64_t from_hour, struct arena *arena,
                      struct arrival **list, size_t *count, struct err *err) MUST_CHECK;

/* A mention as it is stored. mention.brands is empty: brands have names here. score.terms and
 * labels.terms are empty: they are not stored. */
struct mention_row {
    struct mention mention; /* score.label and labels are the corrected ones; touchpoints are
                               indexes of mention_touchpoints */
    int64_t posted_at;      /* mention_posted_at of the first fetch */
    int64_t story;          /* the same number on all that say the same */
    struct str brands[MENTION_BRANDS];
    size_t brand_count;
    struct str lexicon; /* version; absent when not scored */
    bool corrected;     /* the label is a person's */
    unsigned said;      /* bits 1u << enum about: what of the labels is a person's */
};

/* Where a row stands in the order of a query, to ask for the next page. */
struct mention_place {
    int64_t posted_at, id;
};

/* What to look for; begin with MENTION_FILTER, which finds everything. */
struct mention_filter {
    struct str brand, source; /* names; absent for all. A name nobody knows finds nothing */
    struct str language;      /* as language_name; absent for all */
    enum label label;         /* LABEL_NONE for all */
    int64_t since, until;     /* of posted_at, [since, until) */
    uint32_t needs;           /* bits 1u << enum need, all of which it speaks of; 0 for all */
    enum label polarity;      /* of those needs; LABEL_NONE for any */
    struct str touchpoint;    /* name; absent for all */
    enum stage stage;         /* STAGE_NONE for all */
    uint32_t intents;         /* bits 1u << enum intent, all of which it has; 0 for all */
    struct str author;        /* in any case, without the @; absent for all. Sees what is indexed */
    double rating_least, rating_most; /* only those with a rating in it; 0 and 100 for all */
    int64_t reach;                    /* followers of the author at least; 0 for all */
    int64_t story;    /* those that say the same as the mention of this id; 0 for all */
    bool firsts;      /* of each story only who told it first, of the brand asked for */
    struct str match; /* words that must all be there, in any spelling; absent for all. When
                         nothing has them, words that begin with the last one will do.
                         Whatever it says, it is text */
    int64_t newer;    /* only ids above it; 0 for all */
    struct mention_place after; /* the last row of the page before this one */
    size_t limit;               /* 0 for none */
};
#define MENTION_FILTER                                                                             \
    ((struct mention_filter){.since = INT64_MIN,                                                   \
                             .until = INT64_MAX,                                                   \
                             .rating_most = RATING_BEST,                                           \
                             .after = {INT64_MAX, INT64_MAX}})

/* Latest posting first; with a match latest arrival first, which is what the index can do fast.
 * Each row lives until the next one is asked for; *row is NULL at the end. Close before the store
 * is closed. A match sees only what search_index has indexed. */
struct mention_query;
bool mention_query_open(struct store *store, const struct mention_filter *filter,
                        struct mention_query **query, struct err *err) MUST_CHECK;
bool mention_query_next(struct mention_query *query, const struct mention_row **row,
                        struct err *err) MUST_CHECK;
void mention_query_close(struct mention_query *query);
void mention_query_close_at(struct mention_query **query);
#define CLEANUP_MENTION_QUERY CLEANUP(mention_query_close_at)

/* The names of the touchpoints of rows, absent where there is none. In the arena. */
bool mention_touchpoints(struct store *store, struct arena *arena,
                         struct str names[TOUCHPOINTS_MAX], struct err *err) MUST_CHECK;

/* The mention with that id; *found is false when there is none. */
bool mention_get(struct store *store, int64_t id, struct arena *arena, struct mention_row *row,
                 bool *found, struct err *err) MUST_CHECK;

#endif
