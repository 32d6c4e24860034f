/* What is remembered of a source between two runs. */
#ifndef MODEL_SOURCE_H
#define MODEL_SOURCE_H

#include "base/clock.h"
#include "base/str.h"

/* How the last try ended; decides when the next one is and what an operator is told. */
enum source_state {
    SOURCE_NEW, /* never tried */
    SOURCE_OK,
    SOURCE_THROTTLED, /* the platform said wait */
    SOURCE_QUOTA,     /* the quota is spent until its reset */
    SOURCE_AUTH,      /* the token is dead: a person must act */
    SOURCE_GONE,      /* 410, or the account does not exist: disabled until the config changes */
    SOURCE_BROKEN,    /* anything else: network, server, a page that is not what it was */
    SOURCE_STATES,
};

/* A value a recipe asks for by name: `{query}` in its URL. Of nabz.yaml, secrets resolved. */
struct param {
    struct str name, value;
    bool secret; /* never shown, logged or stored */
};

/* What is usual for a source, learned from the walks that went well. Serves model/trouble.h. */
struct source_habit {
    int64_t since_at;  /* of the first walk that brought something; TIME_NONE: none did */
    int64_t news;      /* walks that brought something new */
    int64_t quiet_s;   /* read in vain since the last of them */
    int64_t longest_s; /* the longest such time, forgotten within weeks */
    int64_t bare;      /* walks in a row whose page had no item, where earlier ones had */
};

/* How often a source asks to be polled. {0}: it does not say. */
struct cadence {
    int64_t hint_s;      /* seconds between two polls */
    uint32_t skip_hours; /* bit n: not in hour n of the day, UTC */
    uint32_t skip_days;  /* bit n: not on that day of the week, 0 Saturday as in struct moment */
};

struct source_status {
    struct str name; /* of nabz.yaml */
    enum source_state state;
    struct str error;                                  /* of the last try, "" when it went well */
    uint32_t failures;                                 /* in a row */
    int64_t last_try_at, last_success_at, next_try_at; /* TIME_NONE when never */
    /* Where to go on. The cursor moves only in the transaction that stores the last page of a
     * walk: a run killed in the middle of one walks again, and what it stored is recognised. */
    struct str cursor;  /* since_id, newest time: whatever the recipe's kind needs */
    int64_t walked_row; /* newest row of the store when the last whole walk ended, 0 never:
                           a mention known at or below it was seen by a whole walk */
    struct str etag, last_modified;  /* verbatim, for conditional requests */
    int64_t budget_day;              /* days since 1970 of the count beside it */
    int64_t budget_spent;            /* items read on that day */
    struct str settings;             /* fingerprint of what nabz.yaml says of it */
    struct str moved_from, moved_to; /* the first page has moved for good; as often told: */
    int64_t moved_times;
    int64_t token_ends_at; /* TIME_NONE when nobody said */
    struct source_habit habit;
};

const char *source_state_name(enum source_state state); /* "ok", "throttled", ... */
enum source_state source_state_from_name(const char *name);

#endif
