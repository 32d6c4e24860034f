/* Upper tails of count distributions, in natural logarithms, because they reach 1e-300 and below.
 * The statistic of every verdict: how often chance alone gives as many or more.
 *
 * Pure and reentrant. The leading term comes from lgamma_r, the rest is summed until it no longer
 * matters, so the cost is a few hundred terms at most and no table or library is needed. */
#ifndef DETECT_TAIL_H
#define DETECT_TAIL_H

/* log P(Y >= count), Y negative binomial with that mean and variance mean + phi * mean^2 (gamma
 * Poisson, A. C. Cameron and P. K. Trivedi, "Regression Analysis of Count Data", NB2). Below a phi
 * of 1e-6 it is Poisson. count >= 0 is rounded up; mean >= 0; phi >= 0. 0 for count 0, -INFINITY
 * for a positive count of mean 0. */
double tail_negative_binomial(double count, double mean, double phi);

/* log P(Y <= count) of the same. Never below -37: it is the complement of the upper tail. */
double tail_negative_binomial_low(double count, double mean, double phi);

/* log P(X >= hits), X beta-binomial: `trials` draws whose chance is Beta(a, b). 0 <= hits <=
 * trials, a > 0, b > 0. */
double tail_beta_binomial(double hits, double trials, double a, double b);

/* log P(X >= hits), X of `trials` tosses of a fair coin: the sign test (J. Arbuthnott, "An argument
 * for Divine Providence", Phil. Trans. 27, 1710). 0 <= hits <= trials. */
double tail_sign(double hits, double trials);

#endif
