/* The hours of a series as detection takes them: what has settled, in one baseline for each way to
 * count, and the facts that are still open or that a window reaches back to. */
#ifndef APP_HISTORY_H
#define APP_HISTORY_H

#include "app/filling.h"
#include "detect/rules.h"

/* What the rules want to know of a series. */
struct history_wants {
    bool ways[COUNT_WAYS];
    int back; /* hours before the open ones that windows reach */
};

struct history {
    struct subject subject;
    bool any;                            /* it has a mention; else everything else is empty */
    size_t count, open;                  /* hours without holes; the last so many are open */
    double *complete;                    /* the share of each hour that is known (filling.h) */
    struct hour_fact *hours[COUNT_WAYS]; /* as rule_count gives them; NULL of unwanted ways */
    struct baseline settled[COUNT_WAYS]; /* up to the open hours */
    bool first[COUNT_WAYS];              /* judged from the first hour on: nothing in it is news */
    bool rebuilt; /* learned anew: so much came late, or a source has joined */
    int64_t late; /* of subject_late, then */
};

/* Reads what was kept and learns what has settled since. Begins anew for a series never judged
 * before, for a state of another version, when a source begins to count in the brand (members.h),
 * and when more than a twentieth of the last 28 days came or changed after
 * it had settled. Writes nothing. */
bool history_load(struct filling *filling, const struct subject *subject,
                  const struct members *members, const struct history_wants *wants,
                  struct arena *arena, struct history *history, struct err *err) MUST_CHECK;
/* What was kept of one way to count, without looking at the facts; a new baseline and not *known
 * when there is nothing, or it is of another version. */
bool history_kept(struct app *app, const struct subject *subject, enum count_way way,
                  struct arena *arena, struct baseline *settled, bool *known,
                  struct err *err) MUST_CHECK;
/* Keeps the settled baselines. Inside a transaction. */
bool history_save(struct app *app, const struct history *history, struct err *err) MUST_CHECK;

/* Makes a gap of every hour in which one of the sources that usually bring mentions was not read:
 * then few mentions say nothing. */
bool history_gaps(struct app *app, const struct subject *subject, const struct members *members,
                  struct hour_fact *hours, size_t count, struct err *err) MUST_CHECK;

/* Where a rule begins to judge: before the open hours. */
struct rule_walk history_walk(const struct app *app, const struct history *history,
                              const struct rule *rule);

#endif
