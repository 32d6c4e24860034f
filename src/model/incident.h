/* An incident: a stretch of time in which a rule says that something is wrong with a brand, from
 * its opening to its resolution. What is told to a team and what an analyst can query later. */
#ifndef MODEL_INCIDENT_H
#define MODEL_INCIDENT_H

#include "base/str.h"
#include "model/mention.h"

/* What a rule looks at, and so what "observed" counts: the negative mentions (spike, share,
 * threshold), all of them (volume, silence), those that say a word (words), the negative ones of
 * accounts with many followers (reach). */
enum incident_kind {
    KIND_SPIKE,
    KIND_SHARE,
    KIND_VOLUME,
    KIND_THRESHOLD,
    KIND_WORDS,
    KIND_REACH,
    KIND_SILENCE,
    KIND_COUNT
};

enum severity { SEVERITY_NONE, SEVERITY_WATCH, SEVERITY_HIGH, SEVERITY_CRITICAL, SEVERITY_COUNT };

enum incident_state { INCIDENT_OPEN, INCIDENT_ACKNOWLEDGED, INCIDENT_RESOLVED, INCIDENT_STATES };

/* Why it is over. */
enum incident_ending {
    ENDING_NONE, /* it is not */
    ENDING_CALM,
    ENDING_BY_HAND,
    ENDING_REMOVED, /* nabz.yaml no longer has the rule, the brand or the part */
    ENDING_COUNT
};

/* Which mentions of a brand an incident is about. As text: "" all of them, "source:shop",
 * "need:delivery". Several sources that a rule names together are one part: "source:app+shop". */
enum part_kind { PART_ALL, PART_SOURCE, PART_NEED, PART_KINDS };
struct part {
    enum part_kind kind;
    struct str name; /* "" of PART_ALL */
};

/* In place of a brand's name: many brands at once, on the source that is the part. */
#define INCIDENT_MANY_BRANDS "*"

/* Why a message goes out. */
enum incident_event {
    EVENT_OPENED,
    EVENT_GROWN,
    EVENT_RESOLVED,
    EVENT_REMINDER,  /* nobody has taken it up, and nothing was said of it for a while */
    EVENT_ESCALATED, /* nobody has taken it up, and others are told of it now */
    EVENT_REOPENED,  /* it was over, and has come back */
    EVENT_COUNT
};

/* One part of what rose: a source, need, author, chain of reposts, or a word. */
struct driver {
    struct str name;
    double observed, expected; /* negatives in the window; what was usual for as long */
    double share;              /* of the excess (sources, needs), of the mentions (the others) */
};

#define INCIDENT_DRIVERS 5
#define INCIDENT_SAMPLES 3

struct incident {
    int64_t id;                   /* of the store; 0 before it is stored */
    enum incident_kind kind;      /* of the rule */
    struct str rule, brand, part; /* the key: one open incident each; part as struct part */
    int64_t parent;               /* id of the wider one that tells of it; 0: it tells of itself */
    enum incident_state state;
    enum incident_ending ending;
    enum severity severity;
    bool volume;   /* all mentions rose, not only the negative ones */
    bool stories;  /* counted, not mentions: copies of one text are one */
    bool no_data;  /* of silence: the source cannot be read, so nobody knows what is said there */
    bool backfill; /* found in history: recorded, never told */
    /* TIME_NONE when it has not happened; resolved_at also while one that has come back is open. */
    int64_t opened_at, grown_at, reopened_at, resolved_at;
    unsigned returns;                 /* how often it has come back after it was over */
    int64_t window_start, window_end; /* hours judged, [start, end) in UTC seconds */
    double observed, expected;        /* counted in the window; what was usual for it, 0 for
                                         a rule that does not compare */
    double p;                         /* chance of as many or more by accident; 1: not asked */
    double total, total_expected;     /* all mentions in the window; what was usual */
    struct driver sources[INCIDENT_DRIVERS], words[INCIDENT_DRIVERS];
    size_t source_count, word_count;
    struct driver needs[INCIDENT_DRIVERS];   /* what customers want, that the excess is about */
    struct driver authors[INCIDENT_DRIVERS]; /* who says it most often; only who says it twice */
    struct driver reposts[INCIDENT_DRIVERS]; /* chains, by the native id of what is reposted */
    struct driver brands[INCIDENT_DRIVERS];  /* of many brands at once: those that carry it */
    size_t need_count, author_count, repost_count, brand_count;
    unsigned people;      /* who wrote what is counted, as far as they are named; 0: unknown */
    double told_observed; /* `observed` when a team was last told how bad it is; 0: not yet */
    double accuracy; /* share of the labels counted that are right, as far as known; 0: unknown */
    struct mention samples[INCIDENT_SAMPLES]; /* the ones that say it best */
    size_t sample_count;
};

const char *incident_kind_name(enum incident_kind kind); /* "spike", ... */
enum incident_kind incident_kind_from_name(const char *name);
bool kind_compares(enum incident_kind kind);       /* with what is usual */
bool kind_picks(enum incident_kind kind);          /* single mentions, each of which is news */
bool kind_counts_all(enum incident_kind kind);     /* all mentions, not the negative ones */
const char *severity_name(enum severity severity); /* "watch", "high", "critical"; "" for none */
enum severity severity_from_name(const char *name);
const char *incident_state_name(enum incident_state state); /* "open", ... */
enum incident_state incident_state_from_name(const char *name);
const char *incident_event_name(enum incident_event event);    /* "opened", ... */
const char *incident_ending_name(enum incident_ending ending); /* "calm", ...; "" for none */
enum incident_ending incident_ending_from_name(const char *name);

/* Whether ten times what a team was told last is counted by now, or more. The size is one more with
 * each tenfold, 1 at least. */
bool incident_has_outgrown(const struct incident *incident);
unsigned incident_size(const struct incident *incident);

/* Whether it quotes or names anybody, and the same without: no samples, authors, chains. */
bool incident_quotes(const struct incident *incident);
struct incident incident_unquoted(const struct incident *incident);

/* The part as text, in the arena; and back. Text of no known kind is PART_ALL. */
struct str part_text(struct part part, struct arena *arena);
struct part part_of_text(struct str text);
const char *part_kind_name(enum part_kind kind); /* "", "source", "need" */

#endif
