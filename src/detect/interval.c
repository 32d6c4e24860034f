#include "detect/interval.h"

#include <math.h>

#define Z 1.959963984540054 /* of 95 % */

static double bounded(double value, double least, double most)
{
    return fmin(fmax(value, least), most);
}

struct interval interval_share(double hits, double count)
{
    if (count <= 0) {
        return (struct interval){NAN, NAN, NAN};
    }
    double share = hits / count, wide = Z * Z / count;
    double middle = (share + wide / 2) / (1 + wide);
    double reach = Z / (1 + wide) * sqrt(share * (1 - share) / count + Z * Z / (4 * count * count));
    return (struct interval){share, bounded(middle - reach, 0, 1), bounded(middle + reach, 0, 1)};
}

struct interval interval_net(double up, double down, double count)
{
    if (count <= 0) {
        return (struct interval){NAN, NAN, NAN};
    }
    double all = count + 3, more = (up + 0.75) / all, less = (down + 0.75) / all;
    double net = more - less, reach = Z * sqrt((more + less - net * net) / all);
    double value = (up - down) / count; /* one answer would lie outside of its own interval */
    return (struct interval){value, fmin(bounded(net - reach, -1, 1), value),
                             fmax(bounded(net + reach, -1, 1), value)};
}

/* The 97.5 % point of Student's t: a table, then the first terms of the expansion at the normal one
 * (M. Abramowitz and I. A. Stegun, Handbook of Mathematical Functions, 26.7.5). */
static double student(double freedom)
{
    static const double few[] = {12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306};
    if (freedom <= sizeof few / sizeof *few) {
        return few[(size_t)freedom - 1];
    }
    double cube = Z * Z * Z, fifth = cube * Z * Z;
    return Z + (cube + Z) / (4 * freedom) +
           (5 * fifth + 16 * cube + 3 * Z) / (96 * freedom * freedom);
}

struct interval interval_mean(double sum, double squares, double count, double least, double most)
{
    if (count <= 0) {
        return (struct interval){NAN, NAN, NAN};
    }
    double mean = sum / count;
    if (count < 2) {
        return (struct interval){mean, NAN, NAN};
    }
    double variance = fmax(squares - sum * mean, 0) / (count - 1);
    double reach = student(count - 1) * sqrt(variance / count);
    return (struct interval){mean, bounded(mean - reach, least, most),
                             bounded(mean + reach, least, most)};
}
