/* How sure a figure of a few answers is: 95 % intervals of a share, of the net promoter score, of a
 * mean. Every one comes with the number it stands on, and none is given on nothing.
 *
 * Pure. */
#ifndef DETECT_INTERVAL_H
#define DETECT_INTERVAL_H

#include <stddef.h>

struct interval {
    double value, low, high; /* NAN where there is none */
};

/* A share, 0 to 1: E. B. Wilson, "Probable inference, the law of succession, and statistical
 * inference", JASA 22 (1927); never leaves 0..1 and is right for few. hits <= count. */
struct interval interval_share(double hits, double count);

/* Share of the one side less share of the other, -1 to 1: adjusted Wald, three quarters of an
 * answer more on each side and one and a half in the middle (B. Rocks, "Interval estimation for the
 * 'Net Promoter Score'", The American Statistician 70, 2016). The value is the plain one. */
struct interval interval_net(double up, double down, double count);

/* A mean from the sums of values and of their squares: Student's t, cut to what the scale allows.
 * Bounds are NAN below two values. */
struct interval interval_mean(double sum, double squares, double count, double least, double most);

#endif
