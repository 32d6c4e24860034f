/* What a rule of each kind says of an hour: one row for each kind, {series, judge}.
 *
 *   spike      negatives against what is usual, over 1, 3 and 12 hours (baseline.h)
 *   volume     all mentions, the same way; mentions alone are one severity lower
 *   share      the part of the window's mentions that is negative, against what is usual: the tail
 *              of a beta-binomial; `floor` counts all mentions
 *   threshold  as many negatives in the window as `floor` says, whatever is usual
 *   silence    fewer mentions in the window than usual, all of it with data; `floor` is of what is
 *              usual; never critical
 *   words, reach  as many mentions in the window as `floor` says that were picked one by one; the
 *              hours hold them in `negative`
 *
 * Pure. */
#ifndef DETECT_RULES_H
#define DETECT_RULES_H

#include "detect/lifecycle.h"

#define RULE_WINDOW_MAX (7 * 24) /* hours */

struct rule {
    enum incident_kind kind;
    struct policy policy;
    int window_hours; /* 1 to RULE_WINDOW_MAX; of the kinds that have one */
};

/* An hour with what came before it. */
struct sight {
    const struct baseline *baseline; /* of the rule's series; the hour is its last */
    const struct hour_fact *hours;   /* without holes, the hour is the last one */
    size_t count;
    const char *zone;
};

struct finding rule_judge(const struct rule *rule, const struct sight *sight);

/* The hours as a rule of the kind counts them: all mentions stand in `negative` where it counts
 * all. `counted` may be `facts`. */
void rule_count(enum incident_kind kind, const struct hour_fact *facts, size_t count,
                struct hour_fact *counted);

/* Judges hour after hour. `hours` are as rule_count gives them; the first `seen` of them only serve
 * the windows; the baseline, which may be of an earlier hour, takes in the others. */
struct rule_walk {
    struct rule rule;
    struct baseline baseline;
    const struct hour_fact *hours;
    size_t seen;
    const char *zone;
};
/* The next hour, of which the share `complete` (0 to 1] is known. */
struct finding rule_walk_next(struct rule_walk *walk, double complete);

#endif
