/* A mention: one public post, comment or review, as the source gave it and as the stages read it.
 * A plain record; the slices belong to the arena of the batch it came in. */
#ifndef MODEL_MENTION_H
#define MODEL_MENTION_H

#include "base/clock.h"
#include "base/str.h"
#include "model/labels.h"
#include "model/score.h"
#include "model/sketch.h"

enum time_precision { PRECISION_SECOND, PRECISION_DAY };

#define RATING_NONE    (-1.0)
#define RATING_BEST    100.0
#define REACH_NONE     (-1)
#define MENTION_BRANDS 16 /* of one mention; more are left out */

/* What a mention is known by beside its id, where ids may change: hashes, 0 for none. */
enum mention_key {
    KEY_WORDS, /* words, author and day */
    KEY_URL,   /* its address, however linked */
    KEY_COUNT,
};

struct mention {
    /* What the source said. An absent field is STR_NONE. All text is valid UTF-8 without markup. */
    struct str native_id;           /* unique within the source; never absent once extracted */
    struct str url;                 /* where a person sees it */
    struct str title, text;         /* text is never absent, but may be empty (a rating alone) */
    struct str author;              /* the handle where there is one, else the name shown */
    struct str language;            /* as the site states it, BCP 47 */
    struct str reply_to, repost_of; /* native ids of the same source */
    int64_t published_at;           /* UTC seconds, TIME_NONE when the source is silent */
    enum time_precision published_precision; /* a day alone is midnight in the source's zone; see
                                                mention_posted_at */
    int64_t updated_at;                      /* TIME_NONE when not stated */
    double rating;                           /* 0 (worst) to 100 (best), RATING_NONE */
    int64_t reach;                           /* followers of the author, REACH_NONE */

    /* What the pipeline adds. */
    int64_t id;         /* of the store, growing with arrival; 0 before it is stored */
    struct str source;  /* name of nabz.yaml; set on mentions that come out of the store */
    int64_t fetched_at; /* of the first fetch on mentions that come out of the store */
    int64_t edited_at;  /* on those: when other words than the first were last seen; 0: never */
    size_t brands[MENTION_BRANDS]; /* indexes into the configured brands, ascending */
    size_t brand_count;
    struct str folded; /* its words as the search index has them; absent: the store makes them */
    struct score score;
    struct labels labels;
    uint64_t keys[KEY_COUNT]; /* all 0 where the source gives ids for ever */
    struct sketch sketch;     /* of mention_words, to find its copies by */
};

/* Mentions of one page, in the order of the page. */
struct batch {
    struct arena arena; /* everything below lives here */
    struct mention *mentions;
    size_t count, capacity;
};

/* What is matched, scored and searched: the title, a line break, the text; the text alone when
 * there is no title. The spans of a score's terms are offsets into it. In the arena when joined. */
struct str mention_words(const struct mention *mention, struct arena *arena);

/* With the texts that a person is shown (id, URL, title, text, author, source) copied into the
 * arena: of a row of the store that will go. */
struct mention mention_copy(const struct mention *mention, struct arena *arena);

/* When the mention counts as posted, UTC seconds, never after fetched_at, which must be set:
 *   nothing published, or a time to come: fetched_at
 *   published to the second: published_at
 *   a day alone, fetched on that day: fetched_at, since by then it was posted
 *   a day alone, fetched later: the second of that day that str_hash_stable(native_id) modulo DAY
 *     picks, so that a history of days has no hour that stands out by itself
 * A day is [published_at, published_at + DAY). Pure: the same on every machine. */
int64_t mention_posted_at(const struct mention *mention);

#endif
