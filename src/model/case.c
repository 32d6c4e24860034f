#include "model/case.h"

static const char *const names[CASE_STATES] = {"new", "assigned", "acknowledged", "answered",
                                               "closed"};

const char *case_state_name(enum case_state state)
{
    return names[state];
}

enum case_state case_state_from_name(struct str name)
{
    enum case_state state = CASE_NEW;
    while (state < CASE_STATES && !str_eq(name, str_of(names[state]))) {
        state++;
    }
    return state;
}

bool case_subject_read(const char *text, struct case_subject *subject)
{
    struct str number = str_slice(str_of(text), 1, SIZE_MAX);
    subject->is_incident = text[0] == 'i';
    return (text[0] == 'i' || text[0] == 'm') && str_to_int(number, &subject->id) &&
           subject->id > 0;
}
