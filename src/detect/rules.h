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

/* What stands in `negative` and `total` of the hours a rule is given: mentions, or the stories they
 * tell (copies of one text are one). */
enum count_way { COUNT_NEGATIVE, COUNT_ALL, COUNT_STORIES, COUNT_ALL_STORIES, COUNT_WAYS };

struct rule {
    enum incident_kind kind;
    struct policy policy;
    int window_hours; /* 1 to RULE_WINDOW_MAX; of the kinds that have one */
    bool stories;     /* counted, instead of mentions */
};

/* An hour with what came before it. */
struct sight {
    const struct baseline *baseline; /* of the rule's series; the hour is its last */
    const struct hour_fact *hours;   /* without holes, the hour is the last one */
    const double *complete;          /* the share of each that is known by now; NULL: all of it */
    size_t count;
    const char *zone;
};

struct finding rule_judge(const struct rule *rule, const struct sight *sight);

/* How many times the floor a severity asks, of kinds that compare with nothing; 0: it has none. */
double rule_times(enum incident_kind kind, enum severity severity);

enum count_way rule_way(enum incident_kind kind, bool stories);
/* The hours counted that way. `counted` may be `facts`. */
void rule_count(enum count_way way, const struct hour_fact *facts, size_t count,
                struct hour_fact *counted);

/* Judges hour after hour. `hours` are as rule_count gives them; the first `seen` of them only serve
 * the windows; the baseline, which may be of an earlier hour, takes in the others. */
struct rule_walk {
    struct rule rule;
    struct baseline baseline;
    const struct hour_fact *hours;
    const double *complete; /* (0 to 1] of each hour; NULL: all 1 */
    size_t seen;
    const char *zone;
};
/* The next hour. */
struct finding rule_walk_next(struct rule_walk *walk);

#endif
