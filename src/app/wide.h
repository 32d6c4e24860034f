/* Many brands at once on one source: something has happened to the source, or to everybody on it. A
 * team hears of it once. The incident of the source has INCIDENT_MANY_BRANDS for its brand and the
 * source for its part; those of the brands are recorded with it for their parent. */
#ifndef APP_WIDE_H
#define APP_WIDE_H

#include "app/life.h"

#define WIDE_BRANDS 3   /* at least */
#define WIDE_SHARE  0.2 /* and more than so many of the brands on the source */
#define WIDE_HOURS  3   /* opened within so many hours of each other */

/* What this run opens, by whatever rule and brand; each has been given its causes. Opens, and tells
 * of, those that many share; the brands' own are stored later. */
struct opening {
    struct life *life;
    struct telling *telling;
};
bool wide_open(struct app *app, struct opening *openings, size_t count,
               struct evaluation *evaluation, struct err *err) MUST_CHECK;

/* The open one that the incident of a brand belongs to. */
bool wide_find(struct app *app, const struct incident *incident, struct arena *arena,
               struct incident *parent, bool *found, struct err *err) MUST_CHECK;

/* An incident has been stored below `parent`, which grows when it is worse than all before it.
 * Nothing happens when the parent is of one brand: that counts what its parts count. */
bool wide_joined(struct app *app, struct incident *parent, const struct telling *telling,
                 struct evaluation *evaluation, struct err *err) MUST_CHECK;

/* Resolves, and tells of, those none of whose brands has an open incident any more; nobody is told
 * when nabz.yaml no longer has any of them. */
bool wide_end(struct app *app, struct evaluation *evaluation, struct err *err) MUST_CHECK;

#endif
