/* Tells a team of an incident: composes one message for each recipient and puts it into the
 * outbox. Nothing is sent here (deliver.h). */
#ifndef APP_ANNOUNCE_H
#define APP_ANNOUNCE_H

#include "app/app.h"
#include "detect/baseline.h"
#include "model/incident.h"

/* Inside a transaction; the incident is stored already. Adds to *messages the rows that are new:
 * `settled` is the baseline of what the incident counts, NULL of many brands at once. The same
 * event of the same incident is told once, however often this is called; reminders have a number
 * from 1 on, growth by number alone its incident_size, everything else 0. Who the incident was
 * escalated to hears of it from then on. Without a team, or while it is muted or its brand
 * silenced, nothing happens. */
bool announce(struct app *app, const struct config_team *team, const struct incident *incident,
              enum incident_event event, unsigned number, const struct baseline *settled,
              size_t *messages, struct err *err) MUST_CHECK;

/* The same, and where anybody is told by it the incident is stored anew: told_observed is what is
 * told, and growth by number alone has happened. */
bool announce_kept(struct app *app, const struct config_team *team, struct incident *incident,
                   enum incident_event event, unsigned number, const struct baseline *settled,
                   size_t *messages, struct err *err) MUST_CHECK;

/* Puts a message with invented figures into the outbox for every recipient of the team, to see what
 * such mails look like and that they arrive. Inside a transaction. Fails when there are people to
 * be mailed and mail: from: is not configured. */
bool announce_test(struct app *app, const struct config_team *team, size_t *messages,
                   struct err *err) MUST_CHECK;

#endif
