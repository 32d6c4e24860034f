/* One event of an incident as JSON, for programs: the body of webhooks and what commands get on
 * stdin. docs/events.md is its contract. Pure: the same arguments give the same bytes, which is
 * what a signature is made of. Text of the outside is whole, escaped as JSON. */
#ifndef ALERT_EVENT_H
#define ALERT_EVENT_H

#include "base/buf.h"
#include "model/incident.h"

struct event_context {
    struct str id;    /* the same for every receiver and every try of this event */
    struct str event; /* incident_event_name, or "test" */
    struct str team;
    struct str brand_fa, brand_en; /* titles; absent: the brand's name */
    int64_t now;
};

/* Appends one object without line breaks, which never passes LIMIT_EVENT: texts are cut for it. */
void event_compose(const struct incident *incident, const struct event_context *context,
                   struct buf *json);

#endif
