/* How much of what will be known of an hour is known by now, so that hours still filling are judged
 * against as much of the usual. Of each source: what was posted after its last whole walk is not
 * known, and some mentions come later than the first walk that could have seen them; how many is
 * learned from those that do.
 *
 * One for a run, before brands are judged. */
#ifndef APP_FILLING_H
#define APP_FILLING_H

#include "app/members.h"
#include "app/subject.h"
#include "base/map.h"

struct filling {
    struct app *app;
    struct arena arena;
    struct map sources; /* name to struct filling_source */
};

/* Learns from the mentions that arrived since the last run, and keeps what it learned. Inside a
 * transaction. */
bool filling_learn(struct app *app, struct filling *filling, struct err *err) MUST_CHECK;
void filling_clear(struct filling *filling);

/* For `count` hours from `from_hour` on: the share (0.25 to 1] that is known, as members of the
 * brand bring it. Never less, or three posts in the first minute of an hour are a spike. */
bool filling_hours(struct filling *filling, const struct subject *subject,
                   const struct members *members, int64_t from_hour, size_t count, double *complete,
                   struct err *err) MUST_CHECK;

/* Whether the source has been tried and could not be read for so long; a source nobody asks any
 * more has not gone dark. */
bool filling_dark(struct filling *filling, struct str source, int64_t span_s, bool *dark,
                  struct err *err) MUST_CHECK;

#endif
