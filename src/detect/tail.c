/* A negative binomial tail is a regularised incomplete beta function, a Poisson tail a regularised
 * incomplete gamma function. Both are a leading term, taken in logarithms, times a factor between 1
 * and a modest number; so the result keeps its relative precision however small it is. */
#include "detect/tail.h"

#include <assert.h>
#include <math.h>

#define PRECISION   1e-13
#define TINY        1e-300
#define ITERATIONS  10000
#define POISSON_PHI 1e-6

/* The fraction takes about sqrt(count) steps. Where phi exceeds the Poisson part by far, only the
 * ratio of count and mean matters, so larger counts are scaled down. */
#define LARGE     1e5
#define LARGE_PHI 1e-3

/* lgamma itself writes a global sign. */
static double log_gamma(double x)
{
    int sign;
    return lgamma_r(x, &sign);
}

/* log(1 - exp(x)) for x <= 0 without cancellation (M. Maechler, "Accurately computing
 * log(1-exp(-|a|))", 2012). */
static double log_complement(double x)
{
    return x > -0.693 ? log(-expm1(x)) : log1p(-exp(x));
}

static double away_from_zero(double x)
{
    return fabs(x) < TINY ? TINY : x;
}

/* The continued fraction of DLMF 8.17.22 by the modified Lentz method; it converges fast for
 * x < (a + 1) / (a + b + 2). */
static double beta_fraction(double a, double b, double x)
{
    double c = 1, d = 1 / away_from_zero(1 - (a + b) * x / (a + 1)), product = d;
    for (int m = 1; m < ITERATIONS; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1 / away_from_zero(1 + even * d);
        c = away_from_zero(1 + even / c);
        product *= d * c;
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 / away_from_zero(1 + odd * d);
        c = away_from_zero(1 + odd / c);
        product *= d * c;
        if (fabs(d * c - 1) < PRECISION) {
            break;
        }
    }
    return product;
}

/* log I_x(a, b), with both log x and log(1 - x) given so that neither loses digits. */
static double log_beta_tail(double a, double b, double log_x, double log_y)
{
    double lead = a * log_x + b * log_y + log_gamma(a + b) - log_gamma(a) - log_gamma(b);
    if (exp(log_x) < (a + 1) / (a + b + 2)) {
        return lead - log(a) + log(beta_fraction(a, b, exp(log_x)));
    }
    double below = lead - log(b) + log(beta_fraction(b, a, exp(log_y)));
    return below < 0 ? log_complement(below) : -INFINITY;
}

/* DLMF 8.11.4: every term is positive, so nothing cancels. */
static double tail_poisson(double count, double mean)
{
    double term = 1, sum = 1;
    for (double k = count + 1; term > PRECISION * sum; k++) {
        term *= mean / k;
        sum += term;
    }
    double log_p = count * log(mean) - mean - log_gamma(count + 1) + log(sum);
    return fmin(log_p, 0);
}

double tail_negative_binomial(double count, double mean, double phi)
{
    assert(count >= 0 && mean >= 0 && phi >= 0);
    count = ceil(count);
    if (count <= 0) {
        return 0;
    }
    if (mean <= 0) {
        return -INFINITY;
    }
    if (phi < POISSON_PHI) {
        return tail_poisson(count, mean);
    }
    if (count > LARGE && phi > LARGE_PHI) {
        mean *= LARGE / count;
        count = LARGE;
    }
    double spread = phi * mean;
    return fmin(log_beta_tail(count, 1 / phi, log(spread) - log1p(spread), -log1p(spread)), 0);
}

double tail_negative_binomial_low(double count, double mean, double phi)
{
    const double least = -37; /* log of what is left of 1 in a double */
    double above = tail_negative_binomial(floor(count) + 1, mean, phi);
    return above < 0 ? fmax(log_complement(above), least) : least;
}

double tail_beta_binomial(double hits, double trials, double a, double b)
{
    assert(hits >= 0 && hits <= trials && a > 0 && b > 0);
    if (hits <= 0) {
        return 0;
    }
    if (trials > LARGE && trials > LARGE * LARGE_PHI * (a + b)) {
        hits *= LARGE / trials;
        trials = LARGE;
    }
    double rest = trials - hits;
    double lead = log_gamma(trials + 1) - log_gamma(hits + 1) - log_gamma(rest + 1) +
                  log_gamma(hits + a) + log_gamma(rest + b) - log_gamma(trials + a + b) -
                  log_gamma(a) - log_gamma(b) + log_gamma(a + b);
    double term = 1, sum = 1;
    for (double k = hits; k + 1 <= trials && term > PRECISION * sum; k++) {
        term *= (trials - k) / (k + 1) * (k + a) / (trials - k - 1 + b);
        sum += term;
    }
    return fmin(lead + log(sum), 0);
}

/* DLMF 8.17.5: the sum is a regularised incomplete beta function. */
double tail_sign(double hits, double trials)
{
    assert(hits >= 0 && hits <= trials);
    return hits > 0 ? fmin(log_beta_tail(hits, trials - hits + 1, log(0.5), log(0.5)), 0) : 0;
}
