/* Incidents that nobody has taken up: reminds their team, and tells others of critical ones. There
 * are no timers; each run looks at what was said and when. Acknowledged, muted and resolved ones
 * are left alone, and so are those a wider one tells of. */
#ifndef APP_REMIND_H
#define APP_REMIND_H

#include "app/app.h"

/* Puts what is due into the outbox, in a transaction of its own. A reminder is due when the team's
 * `remind` has passed since the last message about the incident went out, and none of them still
 * waits for its first try; so what quiet hours hold is not said twice at their end. An escalation
 * is due once, `escalate: after` since the incident was told of as critical. What was opened in a
 * silence (store/silences.h) and is open at its end is told of then.
 * What nobody was told of otherwise, since it stood behind another or was muted, is told of as new
 * when the team's `remind` has passed since it last heard of the brand. */
bool remind(struct app *app, struct err *err) MUST_CHECK;

#endif
