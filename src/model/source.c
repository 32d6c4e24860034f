#include "model/source.h"

static const char *const names[SOURCE_STATES] = {"new",  "ok",   "throttled", "quota",
                                                 "auth", "gone", "broken"};

const char *source_state_name(enum source_state state)
{
    return names[state < SOURCE_STATES ? state : SOURCE_NEW];
}

enum source_state source_state_from_name(const char *name)
{
    for (size_t i = 0; i < SOURCE_STATES; i++) {
        if (strcmp(names[i], name) == 0) {
            return (enum source_state)i;
        }
    }
    return SOURCE_NEW;
}
