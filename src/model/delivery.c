#include "model/delivery.h"

#include "base/nearest.h"

static const char *const names[DELIVERY_STATES] = {"pending", "sending",  "sent", "unknown",
                                                   "refused", "given_up", "held"};

const char *delivery_state_name(enum delivery_state state)
{
    return names[state < DELIVERY_STATES ? state : DELIVERY_PENDING];
}

enum delivery_state delivery_state_from_name(const char *name)
{
    return (enum delivery_state)name_index(names, DELIVERY_STATES, name);
}
