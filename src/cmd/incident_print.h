/* An incident for a person at a terminal: what was seen, why it is as severe as it is, who tells of
 * it, what drove it, how far the labels can be trusted, who was told. */
#ifndef CMD_INCIDENT_PRINT_H
#define CMD_INCIDENT_PRINT_H

#include "cmd/session.h"
#include "model/incident.h"

bool incident_print(struct session *session, const struct incident *incident,
                    struct err *err) MUST_CHECK;

#endif
