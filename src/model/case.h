/* What people do about an incident or a mention: somebody is given it, takes it up, answers, closes
 * it. Plain records. */
#ifndef MODEL_CASE_H
#define MODEL_CASE_H

#include "base/clock.h"

enum case_state {
    CASE_NEW, /* nobody has done anything yet */
    CASE_ASSIGNED,
    CASE_ACKNOWLEDGED,
    CASE_ANSWERED,
    CASE_CLOSED,
    CASE_STATES,
};
const char *case_state_name(enum case_state state);    /* "new", ... */
enum case_state case_state_from_name(struct str name); /* CASE_STATES when there is none */

/* What a case is about: an incident or a mention, by its id in the store. */
struct case_subject {
    bool is_incident;
    int64_t id;
};
/* "i7" or "m42". */
bool case_subject_read(const char *text, struct case_subject *subject);

struct case_row {
    int64_t id; /* 0: an incident nobody has done anything about */
    struct case_subject subject;
    struct str brand; /* of an incident; absent for a mention */
    struct str rule;  /* the same */
    struct str team;  /* empty: of no team, or not known yet */
    struct str assignee;
    enum case_state state;
    int64_t opened_at, acknowledged_at, answered_at, closed_at; /* TIME_NONE: not yet */
};

struct case_event {
    int64_t happened_at;
    struct str author;
    enum case_state state;     /* after it */
    struct str assignee, note; /* assignee after it; either may be absent */
};

#endif
