/* Cases with their history. */
#ifndef STORE_CASES_H
#define STORE_CASES_H

#include "model/case.h"
#include "store/store.h"

/* What somebody does about a subject. */
struct case_change {
    enum case_state state; /* what it becomes, when it is not farther already; CASE_CLOSED always */
    struct str team;       /* of a case that is not there yet; absent: leave what is known */
    struct str assignee;   /* absent: leave who it is */
    struct str author, note;
    int64_t at;
};

/* Makes the case when there is none, takes over the change, and writes it into the history. An
 * incident that is acknowledged or closed here counts as acknowledged there, too. A closed case is
 * opened again by CASE_ASSIGNED and by nothing else: that fails. *found is false when there is no
 * such incident or mention. */
bool case_change(struct store *store, struct case_subject subject, const struct case_change *change,
                 bool *found, struct err *err) MUST_CHECK;

bool case_get(struct store *store, struct case_subject subject, struct arena *arena,
              struct case_row *row, bool *found, struct err *err) MUST_CHECK;
/* The first thing done first. */
bool case_events(struct store *store, int64_t id, struct arena *arena, struct case_event **list,
                 size_t *count, struct err *err) MUST_CHECK;

struct case_filter {
    int64_t since, until; /* opened in [since, until) */
    bool open;            /* only those that are not closed */
    struct str assignee;  /* absent: whoever's */
};
/* Latest first, and among them the incidents nobody has done anything about, as CASE_NEW: of a
 * resolved one nothing is wanted any more. Found in history does not count. */
bool cases_list(struct store *store, const struct case_filter *filter, struct arena *arena,
                struct case_row **list, size_t *count, struct err *err) MUST_CHECK;

#endif
