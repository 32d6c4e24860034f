/* What is usual for a series: a seasonal Gamma-Poisson level of its negatives, learned hour by
 * hour, and a verdict on the newest hour by the negative-binomial tail over 1, 3 and 12 hours.
 *
 * Pure: a struct baseline is plain numbers, and taking in the same hours in the same order gives
 * the same bytes, whatever the order in which the mentions arrived. The stored state is advanced
 * over settled hours only (old enough that late mentions no longer matter); open hours are taken
 * in by a copy that is thrown away (baseline_judge_open). A gap hour teaches nothing and is not
 * judged. A spike is clipped before it is learned, so it cannot make itself usual; a lasting shift
 * is learned within days. Cost of an hour: tens of nanoseconds to take in, microseconds to judge.
 */
#ifndef DETECT_BASELINE_H
#define DETECT_BASELINE_H

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "model/series.h"

#define BASELINE_SCALES      3   /* windows that are judged together */
#define BASELINE_HOURS       12  /* the longest of them */
#define BASELINE_WEEK        168 /* hours of a week, from Saturday 00:00 local time */
#define BASELINE_SETTLED_AGE 48  /* hours after which an hour is taken to be settled */
#define BASELINE_NEW         INT64_MIN

/* A decayed sum of counts and of what a factor of 1 would have given: their ratio is the factor. */
struct baseline_rate {
    double count, exposure;
};

/* What the judge has to remember of an hour that may lie in a window. */
struct baseline_hour {
    double negative, total;
    double season;             /* factor of its place in the week, times completeness */
    double level, total_level; /* per unit of season, as they were before the hour */
    double burst;              /* the fast level before the hour: 1 is usual */
    double support;            /* negatives behind the level, decayed */
    double gap;                /* 1 when there is no data */
};

struct baseline {
    int64_t last_hour;  /* newest hour taken in, or BASELINE_NEW */
    int64_t first_hour; /* oldest hour taken in */
    double seen;        /* mentions taken in, not decayed: for the cold start */
    struct baseline_rate level, total, burst;
    struct baseline_rate day[24], week[BASELINE_WEEK];
    struct baseline_rate spread[BASELINE_SCALES]; /* excess variance over squared mean */
    struct baseline_hour recent[BASELINE_HOURS];  /* ring, by hour modulo its length */
};

struct verdict {
    int64_t hour;                 /* the newest hour of the window: hours since 1970 UTC */
    int window_hours;             /* the window that decided */
    double observed, expected;    /* negatives in it, and what was usual */
    double total, total_expected; /* all mentions in it */
    double log_p;                 /* log of the chance of as many or more negatives, <= 0 */
    bool judged;                  /* false: the hour is a gap, everything else is 0 */
    bool cold;                    /* less than 7 days or 20 mentions are known */
    bool volume;                  /* all mentions rose; the share of negatives did not */
};

void baseline_init(struct baseline *baseline);

/* Which hour of the week, from Saturday 00:00 in `zone`, the hour begins in: 0 to 167. */
int baseline_week_hour(const char *zone, int64_t hour);

/* Takes in the next hour. fact->hour must be later than last_hour; hours between them are gaps.
 * completeness (0 to 1] is the share of the hour's mentions that are known by now: 1 for a settled
 * hour, less for one in progress. week_hour as above. */
void baseline_step(struct baseline *baseline, const struct hour_fact *fact, int week_hour,
                   double completeness);

/* Judges the newest hour taken in, by itself and what was taken in before it. */
struct verdict baseline_judge(const struct baseline *baseline);

/* Judges open hours, ascending and later than the settled state, which is not changed. One verdict
 * for each. completeness holds one number for each hour, or is NULL for all 1. */
void baseline_judge_open(const struct baseline *settled, const struct hour_fact *open, size_t count,
                         const double *completeness, const char *zone, struct verdict *verdicts);

/* The band of a single hour of a usual week, for charts: expected negatives, and the count that
 * only one hour in a hundred exceeds. */
void baseline_band(const struct baseline *baseline, int week_hour, double *expected, double *high);

/* Writes the state as bytes, with a version in front; the same state gives the same bytes. */
void baseline_save(const struct baseline *baseline, struct buf *bytes);
/* Fails on another version or length, or numbers no state can hold: then rebuild from the facts. */
bool baseline_load(struct baseline *baseline, struct str bytes, struct err *err) MUST_CHECK;
#define BASELINE_BYTES_MAX 8192

#endif
