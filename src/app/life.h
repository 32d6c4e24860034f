/* The life of the incidents of one rule and brand: what came of a run is gathered, stored and told
 * once. A run may look at many hours at once, and a team wants one message of it. */
#ifndef APP_LIFE_H
#define APP_LIFE_H

#include "app/app.h"
#include "detect/lifecycle.h"

struct evaluation {
    size_t opened, grown, resolved; /* incidents, told ones only */
    size_t messages;                /* rows added to the outbox */
};

struct life {
    struct app *app;
    struct evaluation *evaluation;
    const struct config_rule *rule;
    struct str brand;
    const struct baseline *usual; /* of what the rule counts, for the picture */
    bool first;                   /* what it finds is history: recorded, not told */
    struct arena *arena;
    struct incident incident; /* in hand when `any` */
    bool any, opened, grown, resolved;
};

/* Takes what lifecycle_take said of an hour, `severity` being that of the lifecycle after it. */
bool life_take(struct life *life, enum lifecycle_step step, const struct finding *finding,
               enum severity severity, struct err *err) MUST_CHECK;

/* Stores what is in hand and tells of it. Inside a transaction. */
bool life_flush(struct life *life, struct err *err) MUST_CHECK;

#endif
