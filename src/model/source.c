#include "model/source.h"

#include "base/nearest.h"

static const char *const names[SOURCE_STATES] = {"new",  "ok",   "throttled", "quota",
                                                 "auth", "gone", "broken"};

const char *source_state_name(enum source_state state)
{
    return names[state < SOURCE_STATES ? state : SOURCE_NEW];
}

enum source_state source_state_from_name(const char *name)
{
    size_t i = name_index(names, SOURCE_STATES, name);
    return i < SOURCE_STATES ? (enum source_state)i : SOURCE_NEW;
}
