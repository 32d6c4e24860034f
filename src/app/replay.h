/* What the rules would have sent: the stored hours judged again from the first one on, as if each
 * had just passed. Changes nothing; tells nobody. */
#ifndef APP_REPLAY_H
#define APP_REPLAY_H

#include "app/app.h"
#include "detect/lifecycle.h"

struct replay_event {
    const struct config_rule *rule;
    struct str brand;
    enum lifecycle_step step;
    enum severity severity;
    struct verdict verdict;
};

/* Calls `take` for every event of hours that begin at or after `since`, by rule, brand and time.
 * rule NULL: all of them. */
bool replay(struct app *app, const char *rule, int64_t since,
            void (*take)(void *user, const struct replay_event *event), void *user,
            struct err *err) MUST_CHECK;

#endif
