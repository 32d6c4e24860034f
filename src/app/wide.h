/* Many brands at once on one source: something has happened to the source, or to everybody on it. A
 * team hears of it once. The incident of the source has INCIDENT_MANY_BRANDS for its brand and the
 * source for its part; those of the brands are recorded with it for their parent. */
#ifndef APP_WIDE_H
#define APP_WIDE_H

#include "app/life.h"

#define WIDE_BRANDS 3   /* at least */
#define WIDE_SHARE  0.2 /* and more than so many of the brands on the source */
#define WIDE_HOURS  3   /* opened within so many hours of each other */

/* One that began in this run, for the first time or again: not told of yet. */
struct wide_begun {
    struct wide_begun *next;
    int64_t id;
};

/* `openings`: what this run opens, by whatever rule and brand, and nothing else of its brand tells
 * of; each has been given its causes. Opens those that many share, adds them to *begun in the arena
 * and makes them the parents of what they came from; the brands' own are stored later. */
bool wide_open(struct app *app, struct telling *const *openings, size_t count, struct arena *arena,
               struct wide_begun **begun, struct err *err) MUST_CHECK;

/* The open one that the incident of a brand is below; what stands below one stays there until that
 * one is over, or its own comes back. */
bool wide_parent(struct app *app, const struct incident *incident, struct arena *arena,
                 struct incident *parent, bool *found, struct err *err) MUST_CHECK;
/* The open one on the source that the incident of a brand is about. */
bool wide_find(struct app *app, const struct incident *incident, struct arena *arena,
               struct incident *parent, bool *found, struct err *err) MUST_CHECK;

/* When all that this run found is stored: tells one thing at most of each that is open. Of those
 * begun, that they have, even if they are over by now. The others have the numbers of the brands
 * below them when these are worse than all before, and a team is told when one is more severe than
 * it was, or ten times what was told. Those none of whose brands has an open incident any more are
 * resolved, and told of; nobody is told when nabz.yaml no longer has any of them. */
bool wide_follow(struct app *app, const struct wide_begun *begun, struct evaluation *evaluation,
                 struct err *err) MUST_CHECK;

#endif
