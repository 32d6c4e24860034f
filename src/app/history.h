/* The hours of a brand as detection takes them: what has settled, in one baseline for each way to
 * count, and the facts that are still open or that a window reaches back to. */
#ifndef APP_HISTORY_H
#define APP_HISTORY_H

#include "app/app.h"
#include "detect/rules.h"

enum history_count { HISTORY_NEGATIVE, HISTORY_ALL, HISTORY_COUNTS };

struct history {
    bool any;           /* the brand has a mention; else everything else is empty */
    size_t count, open; /* hours without holes; the last so many are open */
    struct hour_fact *hours[HISTORY_COUNTS]; /* as rule_count gives them */
    struct baseline settled[HISTORY_COUNTS]; /* up to the open hours */
    bool first[HISTORY_COUNTS]; /* judged anew from the first hour on: nothing in it is news */
};

enum history_count history_count_of(enum incident_kind kind);

/* Reads what was kept and learns what has settled since. Begins anew for a brand never judged
 * before, for a state of another version, and when a source has joined, whose past becomes part of
 * what is usual. HISTORY_ALL is left empty unless `all`. `back`: hours that windows reach back.
 * Inside a transaction. */
bool history_load(struct app *app, struct str brand, bool all, int back, struct arena *arena,
                  struct history *history, struct err *err) MUST_CHECK;
/* What was kept of one way to count, without looking at the facts; a new baseline and not *known
 * when there is nothing, or it is of another version. */
bool history_kept(struct app *app, struct str brand, enum history_count which, struct arena *arena,
                  struct baseline *settled, bool *known, struct err *err) MUST_CHECK;
/* Keeps the settled baselines. */
bool history_save(struct app *app, struct str brand, const struct history *history,
                  struct err *err) MUST_CHECK;

/* Makes a gap of every hour in which one of the sources that usually bring mentions of the brand
 * was not read: then few mentions say nothing. */
bool history_gaps(struct app *app, struct str brand, struct hour_fact *hours, size_t count,
                  struct err *err) MUST_CHECK;

/* Where a rule begins to judge: before the open hours. */
struct rule_walk history_walk(const struct app *app, const struct history *history,
                              const struct rule *rule);

#endif
