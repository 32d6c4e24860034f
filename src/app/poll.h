/* One source while it is polled: its recipe, parameters and walk, and what its answers lead to in
 * the store. crawl.h runs many of them side by side. What stores something here does it inside a
 * transaction of the caller, who gives it up when that fails. */
#ifndef APP_POLL_H
#define APP_POLL_H

#include "app/budget.h"
#include "feed/walk.h"
#include "store/follow.h"
#include "store/mentions.h"

#define POLL_OBTAINS 4 /* values that one recipe may obtain */

/* A value that is or was obtained for a poll, see poll_obtain.h. */
struct obtaining {
    const struct recipe_obtain *row;
    struct str key;
    size_t given;    /* the parameter it takes the place of, SIZE_MAX: none */
    int64_t ends_at; /* TIME_NONE: never, or not known */
    bool pending;    /* must be asked for */
    bool fresh;      /* was asked for by this poll */
    bool waited;     /* for another one that asks for it */
};

struct poll {
    struct app *app;
    const struct config_source *source;
    const struct recipe *recipe; /* of the app; NULL when it cannot be loaded */
    struct source_status status;
    struct walk walk;
    struct param *params;
    size_t param_count;
    struct str service; /* whose ids its mentions have; absent: its own */
    size_t about[MENTION_BRANDS];
    size_t about_count;
    struct mention_counts counts;
    int64_t oldest_at;  /* oldest mention of this walk, TIME_NONE before the first */
    struct str problem; /* first one of the items of this walk; absent: none */
    struct arena arena;
    bool walking; /* walk is to be cleared */
    struct budget budget;
    struct obtaining obtaining[POLL_OBTAINS];
    size_t obtaining_count;
    struct obtaining *asking;    /* the request under way is for it; NULL: for a page */
    struct follow_ids following; /* when count: the request is for them */
};

/* Whether its time has come. A source never tried is due; one that is gone never is. */
bool poll_due(const struct source_status *status, int64_t now);

/* What was remembered under other settings of nabz.yaml is forgotten: cursor, validators, failures,
 * that it was gone. Strings that are new lie in the arena. */
void poll_renew(const struct config_source *source, struct source_status *status,
                struct arena *arena);

/* Loads recipe and secrets. After a failure poll_fail records it. */
bool poll_open(struct poll *poll, struct app *app, const struct config_source *source,
               const struct source_status *status, struct err *err) MUST_CHECK;
void poll_close(struct poll *poll);

/* Nothing may be read of the source any more today. */
static inline bool poll_spent(const struct poll *poll)
{
    return poll->walk.budget == 0;
}
/* Lets a spent source rest until something may be read again. False when the store fails. */
bool poll_rest(struct poll *poll, struct err *err) MUST_CHECK;

enum poll_step { POLL_ASK, POLL_WAIT, POLL_OVER, POLL_FAULT };
/* The next request: POLL_ASK. POLL_WAIT: another source asks for a token this one needs, too; try
 * again when it has answered. POLL_OVER: the walk is over. POLL_FAULT and err: it cannot go on. */
enum poll_step poll_request(struct poll *poll, struct request *request, struct err *err);

enum poll_outcome { POLL_MORE, POLL_DONE, POLL_LATE, POLL_FAILED, POLL_STORE_FAILED };
/* Takes the answer and stores its page. POLL_LATE when the run had no time for it: it stays due.
 * POLL_FAILED and err when the source failed (recorded); POLL_STORE_FAILED and err when the run
 * cannot go on. Item problems go to `trouble`. */
enum poll_outcome poll_take(struct poll *poll, const struct response *response,
                            void (*trouble)(void *user, const char *text), void *user,
                            struct err *err);

/* Records a failure of the given kind. False when the store fails. */
bool poll_fail(struct poll *poll, enum source_state state, int64_t retry_at, const char *why,
               struct err *err) MUST_CHECK;

#endif
