/* Sends what lies in the outbox. Every step is stored before and after it is taken, so that a run
 * killed in between loses nothing: a message is sent again only where nobody can know whether the
 * server took it, and then it is the same one, byte for byte, but for quotes that are erased. */
#ifndef APP_DELIVER_H
#define APP_DELIVER_H

#include "app/app.h"

struct deliver_options {
    void (*trouble)(void *user, const char *text); /* may be NULL */
    void *user;
};

struct delivered {
    size_t sent, later, failed;
};

/* Sends every row that is due. Where a few in a row for the same server are put off, the rest for
 * it waits for the next run without losing a try; other servers are none of its concern. That is
 * trouble, not an error; false only when the store fails. Outside of any transaction. */
bool deliver(struct app *app, const struct deliver_options *options, struct delivered *delivered,
             struct err *err) MUST_CHECK;

/* Seconds until the next try after `tries` of them (1 and up); -1 when it is given up. Pure. */
int64_t deliver_backoff_s(uint32_t tries);

#endif
