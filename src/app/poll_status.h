/* What a poll leaves behind in the status of its source: how it ended, when the next one is, and
 * what must be forgotten because nabz.yaml says something else now. Serves poll.c. */
#ifndef APP_POLL_STATUS_H
#define APP_POLL_STATUS_H

#include "app/poll.h"

/* Between two polls: as the source says, else its recipe, else the default. */
int64_t poll_interval_s(const struct poll *poll);

/* The last page of a walk is being stored: cursor, coverage, habit, next try. Inside the page's
 * transaction; the status is written by the caller. */
bool poll_finish(struct poll *poll, const struct walk_result *result, struct err *err) MUST_CHECK;

#endif
