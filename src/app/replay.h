/* What the rules would have sent: the runs of every hour since, done again as if each had been the
 * last, with the incidents, the quiet hours, the limits and the reminders that would have come of
 * them. It is evaluate, remind and catch_up that run, on tables of a rehearsal (store/rehearsal.h):
 * nothing is stored and nobody is told. What differs from a real run: every mention is there as
 * soon as it was posted, and nobody acknowledges anything. Digests are left out. */
#ifndef APP_REPLAY_H
#define APP_REPLAY_H

#include "app/app.h"
#include "model/incident.h"

/* Something of an incident that is told, or recorded alone; or the one message that tells what was
 * held back. */
struct replay_event {
    int64_t at;                      /* of the run */
    struct str event;                /* as v_deliveries has it */
    const struct incident *incident; /* as it was then; NULL of what was held back */
    bool told;       /* else a wider incident tells of it, it is silenced, or nobody is there */
    size_t mails;    /* that leave, in the end, at once or after quiet hours */
    size_t held;     /* that are told of in one mail later */
    size_t programs; /* webhooks and commands */
};

struct replay_sums {
    size_t mails, programs;
    size_t most; /* mails of the one recipient with the most */
    struct str most_to;
};

/* Calls `take` for every event of hours that begin at or after `since`, in the order of time.
 * rule NULL: all of them. The store must be fresh: it can do nothing else afterwards. Sums in the
 * app's arena. */
bool replay(struct app *app, const char *rule, int64_t since,
            void (*take)(void *user, const struct replay_event *event), void *user,
            struct replay_sums *sums, struct err *err) MUST_CHECK;

#endif
