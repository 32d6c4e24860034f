/* Which of many surprises to believe. Where thousands of series are looked at, the rarest of them
 * is rare by accident; what a run opens is held to the share of false ones among it.
 *
 * Pure. */
#ifndef DETECT_DISCOVERY_H
#define DETECT_DISCOVERY_H

#include <stddef.h>

#define DISCOVERY_FALSE 0.1 /* share of the openings of a run that may be false */

/* The largest log p that is believed, of `count` log p <= 0 that are the smallest of `tests`:
 * Y. Benjamini and Y. Hochberg, "Controlling the False Discovery Rate", JRSS B 57, 1995. -INFINITY
 * when none is. Sorts log_p. */
double discovery_cut(double *log_p, size_t count, size_t tests, double false_share);

#endif
