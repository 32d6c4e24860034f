/* From hourly facts to incidents: judges every brand that has news, moves its incidents through
 * their life, and writes what the teams must be told into the outbox, all in one transaction.
 *
 * A run that is killed and repeated comes to the same incidents and the same messages: what was
 * judged, found and said is committed together. */
#ifndef APP_EVALUATE_H
#define APP_EVALUATE_H

#include "app/life.h"
#include "detect/rules.h"

/* A rule of nabz.yaml in the words of detect/rules.h. Pure. */
struct rule evaluate_rule(const struct config_rule *rule);

/* Outside of any transaction. */
bool evaluate(struct app *app, struct evaluation *evaluation, struct err *err) MUST_CHECK;

#endif
