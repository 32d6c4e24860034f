/* Cases as the commands about incidents see them. */
#ifndef CMD_CASE_H
#define CMD_CASE_H

#include "cmd/session.h"
#include "model/case.h"

/* The team of nabz.yaml whose rule watches that; NULL when none does. */
const struct config_team *case_team(const struct config *config, struct str rule, struct str brand);

/* Notes in the case of an incident that the caller has just changed, in the same transaction, what
 * that means for it. */
bool case_follow(struct session *session, int64_t incident, struct str rule, enum case_state state,
                 struct err *err) MUST_CHECK;

#endif
