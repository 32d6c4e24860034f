/* Whether one thing is praised and another criticised, or it only looks so: opinions are counted,
 * and few of them say little.
 *
 * Pure. */
#ifndef DETECT_CONTRAST_H
#define DETECT_CONTRAST_H

struct opinions {
    double positive, negative;
};

/* log p that what has these opinions is criticised no more than praised: a sign test. 0 where it is
 * not criticised more. */
double criticised_log_p(struct opinions opinions);

/* log p that not both hold: `praised` is praised, `criticised` is criticised. The larger of their
 * two sign tests, which is a test of both at once (R. L. Berger, "Multiparameter hypothesis testing
 * and acceptance sampling", Technometrics 24, 1982). 0 where one of them does not even look so. */
double contrast_log_p(struct opinions praised, struct opinions criticised);

#define CONTRAST_FALSE 0.05 /* share of what is told that may be false; see discovery.h */

#endif
