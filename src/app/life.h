/* The life of the incidents of one rule and series: what came of a run is gathered, so that it can
 * be weighed against what came of all others, then stored and told once. A run may look at many
 * hours at once, and a team wants one message of it.
 *
 * A part whose whole has an open incident of the same kind and team is recorded, and told by that
 * one's messages; so is a rise of share or volume that is no worse than a spike the team was told
 * of, and so is a brand while many brands at once have one on the same source (wide.h). */
#ifndef APP_LIFE_H
#define APP_LIFE_H

#include "app/filling.h"
#include "detect/lifecycle.h"

struct evaluation {
    size_t opened;   /* incidents that tell of themselves; what came back counts as opened */
    size_t messages; /* rows added to the outbox */
};

/* One incident, and what of it is new. */
struct telling {
    struct telling *next;
    struct incident incident;
    bool opened, reopened, grown, resolved;
    enum severity worse; /* it is rarer than all before: how bad its lifecycle holds it; or NONE */
    unsigned size;       /* it has grown by number alone: incident_size then; else 0 */
    bool caused;         /* its causes have been sought */
};

struct life {
    struct app *app;
    const struct config_rule *rule;
    struct subject subject;
    const struct baseline *usual; /* of what the rule counts, for the picture */
    bool first;                   /* what it finds is history: recorded, not told */
    struct arena *arena;
    struct telling *tellings, *hand; /* in the order of time; the one still open */
    bool asked;                      /* the store, for the open one */
};

/* Takes what lifecycle_take said of an hour, and the lifecycle `after` it. An open incident whose
 * hours get worse has the numbers of the worst of them, told or not: a reminder, a digest and the
 * last message say how bad it was. Writes nothing. */
bool life_take(struct life *life, enum lifecycle_step step, const struct finding *finding,
               const struct lifecycle *after, struct err *err) MUST_CHECK;

/* The incident that this run opens, opens again or tells for the first time; NULL when there is
 * none. */
struct telling *life_opening(const struct life *life);
/* Fills what is behind it, once. */
bool life_causes(struct life *life, struct telling *telling, struct err *err) MUST_CHECK;

/* Whether an incident of the whole brand tells of what it opens: one that is open in the store, or
 * one that `whole`, of the same brand, opens in this run. */
bool life_is_told(struct life *life, const struct incident *opening, bool *told,
                  struct err *err) MUST_CHECK;
bool life_tells_of(const struct life *whole, const struct life *life);

/* Stores what has been gathered and tells of it. Inside a transaction. */
bool life_flush(struct life *life, struct evaluation *evaluation, struct err *err) MUST_CHECK;

/* One author has written so much of it that it counts as one severity lower, watch at least. */
bool incident_is_of_one_author(const struct incident *incident);
/* The source that carries so much of the excess that the incident is about it; absent: none. */
struct str incident_lead_source(const struct incident *incident);

#endif
