#include "model/incident.h"

static const char *const severities[SEVERITY_COUNT] = {"", "watch", "high", "critical"};
static const char *const states[INCIDENT_STATES] = {"open", "acknowledged", "resolved"};
static const char *const events[EVENT_COUNT] = {"opened", "grown", "resolved", "reminder"};

static size_t index_of(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0) {
            return i;
        }
    }
    return 0;
}

const char *severity_name(enum severity severity)
{
    return severities[severity < SEVERITY_COUNT ? severity : SEVERITY_NONE];
}

enum severity severity_from_name(const char *name)
{
    return (enum severity)index_of(severities, SEVERITY_COUNT, name);
}

const char *incident_state_name(enum incident_state state)
{
    return states[state < INCIDENT_STATES ? state : INCIDENT_OPEN];
}

enum incident_state incident_state_from_name(const char *name)
{
    return (enum incident_state)index_of(states, INCIDENT_STATES, name);
}

const char *incident_event_name(enum incident_event event)
{
    return events[event < EVENT_COUNT ? event : EVENT_OPENED];
}
