#include "model/survey.h"

static const char *const names[SURVEY_KINDS] = {"nps", "csat", "ces"};

const char *survey_kind_name(enum survey_kind kind)
{
    return names[kind];
}

bool survey_kind_from_name(struct str name, enum survey_kind *kind)
{
    for (int i = 0; i < SURVEY_KINDS; i++) {
        if (str_eq_nocase(name, str_of(names[i]))) {
            *kind = (enum survey_kind)i;
            return true;
        }
    }
    return false;
}
