#include "detect/discovery.h"

#include <math.h>
#include <stdlib.h>

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double discovery_cut(double *log_p, size_t count, size_t tests, double false_share)
{
    if (count == 0) {
        return -INFINITY;
    }
    tests = tests > count ? tests : count;
    qsort(log_p, count, sizeof *log_p, ascending);
    for (size_t k = count; k > 0; k--) {
        if (log_p[k - 1] <= log(false_share * (double)k / (double)tests)) {
            return log_p[k - 1];
        }
    }
    return -INFINITY;
}
