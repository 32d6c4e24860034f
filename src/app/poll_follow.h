/* After the last page of a poll: one request that asks which of the stored mentions are still
 * there, where the recipe knows how. What is not is erased, its counts corrected, and not taken
 * again. A failure of it is told and no failure of the source. */
#ifndef APP_POLL_FOLLOW_H
#define APP_POLL_FOLLOW_H

#include "app/poll.h"

/* Finds what is to be asked; poll->following.count stays 0 when nothing is due, or nothing may be
 * read any more today. */
bool poll_follow_open(struct poll *poll, struct err *err) MUST_CHECK;
bool poll_follow_request(struct poll *poll, struct request *request, struct err *err) MUST_CHECK;
/* Inside a transaction. */
bool poll_follow_take(struct poll *poll, const struct response *response,
                      void (*trouble)(void *user, const char *text), void *user,
                      struct err *err) MUST_CHECK;

#endif
