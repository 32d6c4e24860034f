/* What is usual for a series: a seasonal Gamma-Poisson level of its negatives, learned hour by
 * hour, and a verdict on the newest hour by the negative-binomial tail over 1, 3 and 12 hours.
 *
 * Pure: a struct baseline is plain numbers, and taking in the same hours in the same order gives
 * the same bytes, whatever the order in which the mentions arrived. The stored state is advanced
 * over settled hours only (old enough that late mentions no longer matter); open hours are taken
 * in by a copy that is thrown away. A gap hour teaches nothing and is not
 * judged. A spike is clipped before it is learned, so it cannot make itself usual; a lasting shift
 * is learned within days. The cost of an hour does not depend on the length of the history. */
#ifndef DETECT_BASELINE_H
#define DETECT_BASELINE_H

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "model/series.h"

#define BASELINE_SCALES      3   /* windows that are judged together: 1, 3 and 12 hours */
#define BASELINE_HOURS       12  /* the longest of them */
#define BASELINE_WEEK        168 /* hours of a week, from Saturday 00:00 local time */
#define BASELINE_SETTLED_AGE 48  /* hours after which an hour is taken to be settled */
#define BASELINE_NEW         INT64_MIN

/* Two decayed sums whose ratio is what is estimated: counts over exposure, and so on. */
struct baseline_rate {
    double count, exposure;
};

/* What is remembered of an hour that may lie in a window. */
struct baseline_hour {
    double negative, total;
    double learned;            /* negatives after clipping */
    double season;             /* factor of its place in the week, times completeness */
    double level, total_level; /* per unit of season, as they were before the hour */
    double doubt;              /* relative variance of that level */
    double known;              /* 1, or 0 for a gap */
};

/* Every member is 64 bits wide: baseline_save relies on it. */
struct baseline {
    int64_t first_hour, last_hour; /* taken in, hours since 1970 UTC; BASELINE_NEW before any */
    double mentions;               /* taken in, not decayed: for the cold start */
    struct baseline_rate level, total;
    struct baseline_rate day[24], week[BASELINE_WEEK]; /* factors: hour of day, hour of week */
    struct baseline_rate spread[BASELINE_SCALES];      /* phi: variance beyond Poisson / mean^2 */
    struct baseline_hour recent[BASELINE_HOURS];       /* ring, by hour modulo its length */
};

struct verdict {
    int64_t hour;                        /* the newest hour of the window */
    int scale, window_hours;             /* the window that decided: its index, its length */
    double observed, expected;           /* negatives in it, and what is usual */
    double total, total_expected;        /* all mentions in it, and what is usual */
    double hour_expected;                /* negatives usual for the newest hour alone */
    double log_p;                        /* log of the chance of as many negatives or more, <= 0 */
    double scale_log_p[BASELINE_SCALES]; /* of each window alone */
    bool judged;                         /* false for a gap: no data, everything else is 0 */
    bool cold;                           /* fewer than 7 days or 20 mentions are known */
    bool volume;  /* the rise is one of all mentions, not of the share of negatives */
    bool no_data; /* there are no mentions because the source cannot be read */
};

/* Hours of the window of that index. */
int baseline_scale_hours(int scale);

void baseline_init(struct baseline *baseline);

/* Which hour of the week, from Saturday 00:00 in `zone`, the hour begins in: 0 to 167. */
int baseline_week_hour(const char *zone, int64_t hour);

/* Takes in the next hour. fact->hour must be later than last_hour; hours between them are gaps.
 * completeness (0 to 1] is the share of the hour's mentions that are known by now: 1 for a settled
 * hour, less for one in progress. week_hour as above. */
void baseline_step(struct baseline *baseline, const struct hour_fact *fact, int week_hour,
                   double completeness);

/* Judges the newest hour taken in, by itself and by what was taken in before it. */
struct verdict baseline_judge(const struct baseline *baseline);

/* What is usual for one such hour: of what the baseline counts, and of all mentions. */
void baseline_usual(const struct baseline *baseline, int week_hour, double *count, double *total);

/* log P of `count` or fewer in a window as long as the longest scale, or longer, where `mean` is
 * usual. */
double baseline_low(const struct baseline *baseline, double count, double mean);

/* Fewer than 7 days or 20 mentions are known. */
bool baseline_cold(const struct baseline *baseline);

/* For charts: the usual negatives of one such hour, and the count about one in a hundred exceeds.
 */
void baseline_band(const struct baseline *baseline, int week_hour, double *expected, double *high);

/* Appends the state as bytes with a version in front; equal states give equal bytes. */
void baseline_save(const struct baseline *baseline, struct buf *bytes);
/* Fails on another version or length and on numbers no state can hold: then rebuild from facts. */
bool baseline_load(struct baseline *baseline, struct str bytes, struct err *err) MUST_CHECK;
#define BASELINE_BYTES_MAX (sizeof(struct baseline) + 8)

#endif
