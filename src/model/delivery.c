#include "model/delivery.h"

static const char *const names[DELIVERY_STATES] = {"pending", "sending", "sent",
                                                   "unknown", "refused", "given_up"};

const char *delivery_state_name(enum delivery_state state)
{
    return names[state < DELIVERY_STATES ? state : DELIVERY_PENDING];
}

enum delivery_state delivery_state_from_name(const char *name)
{
    for (size_t i = 0; i < DELIVERY_STATES; i++) {
        if (strcmp(names[i], name) == 0) {
            return (enum delivery_state)i;
        }
    }
    return DELIVERY_STATES;
}
