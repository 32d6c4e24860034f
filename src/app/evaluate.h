/* From hourly facts to incidents: judges every brand that has news, moves its incidents through
 * their life, and writes what the teams must be told into the outbox, all in one transaction.
 *
 * First all are judged, then it is decided what to believe: over all series under watch no more
 * than a tenth of what a run opens may be false, and what many brands share is told once. Costs
 * what has news; of the other series only their number is asked.
 *
 * A run that is killed and repeated comes to the same incidents and the same messages: what was
 * judged, found and said is committed together. */
#ifndef APP_EVALUATE_H
#define APP_EVALUATE_H

#include "app/judge.h"

/* Outside of any transaction. */
bool evaluate(struct app *app, struct evaluation *evaluation, struct err *err) MUST_CHECK;

#endif
