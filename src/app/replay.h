/* What the rules would have sent: the stored hours judged again from the first one on, as if each
 * had just passed. Every series is judged by itself: that many brands at once would have been one
 * message, and the share of false openings over all series, are not replayed. Changes nothing;
 * tells nobody. */
#ifndef APP_REPLAY_H
#define APP_REPLAY_H

#include "app/app.h"
#include "detect/lifecycle.h"

struct replay_event {
    const struct config_rule *rule;
    struct str brand, part; /* part as struct part */
    enum lifecycle_step step;
    enum severity severity;
    bool attached; /* the whole brand's incident was open: that one would have told of it */
    struct verdict verdict;
};

/* Calls `take` for every event of hours that begin at or after `since`, by rule, brand, part and
 * time. rule NULL: all of them. */
bool replay(struct app *app, const char *rule, int64_t since,
            void (*take)(void *user, const struct replay_event *event), void *user,
            struct err *err) MUST_CHECK;

#endif
