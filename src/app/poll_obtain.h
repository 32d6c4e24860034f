/* Access tokens and other values that a poll must have before its first page: kept in the store,
 * asked for when they are missing or about to end, and once more when one is refused. Serves
 * poll.c. Of sources that need the same value one asks, the others wait. */
#ifndef APP_POLL_OBTAIN_H
#define APP_POLL_OBTAIN_H

#include "app/poll.h"

/* After the parameters of nabz.yaml are read: finds what is kept and what must be asked for. The
 * store may be NULL: then nothing is kept. */
bool poll_obtain_open(struct poll *poll, struct err *err) MUST_CHECK;

/* POLL_ASK with the request for the next value that is missing, POLL_WAIT while another source asks
 * for it, POLL_OVER when all are there. POLL_FAULT and err when it cannot be asked for. */
enum poll_step poll_obtain_request(struct poll *poll, struct request *request, struct err *err);

/* The answer to that request: POLL_MORE, POLL_FAILED and POLL_STORE_FAILED as poll_take has them.
 * Keeps the value; inside a transaction when there is a store. */
enum poll_outcome poll_obtain_take(struct poll *poll, const struct response *response,
                                   struct err *err);

/* Whether the answer refuses a token that was not asked for just now: it will be asked for anew. */
bool poll_obtain_again(struct poll *poll, const struct response *response);

#endif
