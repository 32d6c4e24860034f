/* Tells a team of an incident: composes one message for each recipient and puts it into the
 * outbox. Nothing is sent here (deliver.h). */
#ifndef APP_ANNOUNCE_H
#define APP_ANNOUNCE_H

#include "app/app.h"
#include "detect/baseline.h"
#include "model/incident.h"

/* Inside a transaction; the incident is stored already. Adds to *messages the rows that are new:
 * `settled` is the baseline of what the incident counts. The same event of the same incident is
 * told once, however often this is called. Without a configured sender (mail: from:), or while the
 * incident is muted, nothing happens. */
bool announce(struct app *app, const struct config_rule *rule, const struct incident *incident,
              enum incident_event event, const struct baseline *settled, size_t *messages,
              struct err *err) MUST_CHECK;

/* Puts a message with invented figures into the outbox for every recipient of the team, to see what
 * such mails look like and that they arrive. Inside a transaction. Fails when mail: from: is not
 * configured. */
bool announce_test(struct app *app, const struct config_team *team, size_t *messages,
                   struct err *err) MUST_CHECK;

#endif
