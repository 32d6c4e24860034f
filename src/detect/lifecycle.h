/* From verdicts to incidents: when one opens, grows and is over, so that a team hears of a spike
 * once. Opening needs the threshold of the sensitivity and a floor of negatives; growing, a higher
 * severity; resolving, three calm hours in a row (hysteresis). What comes back before its cooldown
 * is over is the same incident, reopened, by what was said since it became calm or because it is
 * worse than ever; it must then be calm twice as long, so that one that comes and goes is told of a
 * few times and not all day.
 *
 * Pure. A struct lifecycle is plain numbers, one for each series; lifecycle_save keeps it. */
#ifndef DETECT_LIFECYCLE_H
#define DETECT_LIFECYCLE_H

#include "detect/baseline.h"
#include "model/incident.h"

/* How much a team wants to hear. Openings a month to expect of one brand on which nothing happens,
 * returns among them, at most, measured on generated series of 0.1 to 100 mentions an hour / on
 * real ones with bursts of their own: calm 0.1 / 1.4, normal 0.2 / 1.6, keen 0.4 / 2.
 * docs/config.md has them for each kind of rule. */
enum sensitivity { SENSITIVITY_CALM, SENSITIVITY_NORMAL, SENSITIVITY_KEEN, SENSITIVITY_COUNT };

const char *sensitivity_name(enum sensitivity sensitivity); /* "calm", "normal", "keen" */
/* False when there is no such word; *sensitivity untouched. */
bool sensitivity_from_name(struct str name, enum sensitivity *sensitivity);

struct policy {
    enum sensitivity sensitivity;
    double floor;       /* fewest negatives in the window that can open */
    int cooldown_hours; /* from the end of an incident: until then it is the same that comes back */
};
#define POLICY_DEFAULT                                                                             \
    {                                                                                              \
        SENSITIVITY_NORMAL, 3, 24                                                                  \
    }

/* -log p that opens. */
double sensitivity_threshold(enum sensitivity sensitivity);

/* What a severity asks: how far beyond the threshold, how many, how many times the usual. */
struct severity_demand {
    double beyond, floor, ratio;
};
struct severity_demand severity_demand(enum severity severity);

/* How bad the verdict is by itself. SEVERITY_NONE below the threshold or the floor, and for all but
 * critical while the series is cold. A rise of volume alone is one level lower, watch at least. */
enum severity severity_judge(const struct verdict *verdict, const struct policy *policy);

struct lifecycle {
    int64_t last_hour;                  /* newest whole hour taken in, or BASELINE_NEW */
    int64_t opened_hour, resolved_hour; /* of the current or last incident, or BASELINE_NEW */
    int64_t told_hour;                  /* what was before ended here, or BASELINE_NEW */
    int told_calm;                      /* after so many calm hours */
    enum severity severity;             /* highest since it opened or came back; NONE before */
    int scale;                          /* index of the window that showed it */
    int quiet;                          /* calm hours in a row while open */
    int returns;                        /* how often it has come back */
    bool open;
};

void lifecycle_init(struct lifecycle *lifecycle);

/* What a rule says of an hour. */
struct finding {
    struct verdict verdict;
    enum severity severity;     /* NONE: nothing to tell */
    bool calm[BASELINE_SCALES]; /* the window looks usual again, by the scale that showed it */
    int reach; /* hours of the shortest window that opens by itself; 0: the verdict's */
};
/* Of a rule that goes by the chance of a count. */
struct finding finding_of(const struct verdict *verdict, const struct policy *policy);

enum lifecycle_step { STEP_NONE, STEP_OPENED, STEP_GROWN, STEP_RESOLVED, STEP_REOPENED };
/* Takes in what was found of an hour. `whole` is false while the hour is in progress: it may open
 * or grow an incident, but not calm one. An hour taken in before may come again with more mentions:
 * it too can only open or grow, and not from before the end of an earlier incident. A verdict that
 * was not judged changes nothing: no data is not calm. */
enum lifecycle_step lifecycle_take(struct lifecycle *lifecycle, int cooldown_hours,
                                   const struct finding *finding, bool whole);
/* The same, of finding_of. */
enum lifecycle_step lifecycle_step(struct lifecycle *lifecycle, const struct policy *policy,
                                   const struct verdict *verdict, bool whole);

/* Whether it is alarming and shows the incident that is open now, not one that was over before. */
bool lifecycle_owns(const struct lifecycle *lifecycle, const struct finding *finding);

#define LIFECYCLE_TEXT_MAX 128
/* Appends it as one line of numbers; and reads it back. */
void lifecycle_save(const struct lifecycle *lifecycle, struct buf *text);
bool lifecycle_load(struct lifecycle *lifecycle, struct str text, struct err *err) MUST_CHECK;

#endif
