/* From verdicts to incidents: when one opens, grows and is over, so that a team hears of a spike
 * once. Opening needs the sensitivity's threshold and a floor of negatives; growing, a higher
 * severity; resolving, three calm hours in a row (hysteresis); after that a cooldown, which only a
 * higher severity breaks.
 *
 * Pure. struct lifecycle is plain numbers, one for each series; lifecycle_save keeps it. */
#ifndef DETECT_LIFECYCLE_H
#define DETECT_LIFECYCLE_H

#include "detect/baseline.h"
#include "model/incident.h"

/* How much a team wants to hear, as false alarms to expect of one brand: docs give the figures
 * measured; calm about one in three months, normal one or two a month, keen one or two a week. */
enum sensitivity { SENSITIVITY_CALM, SENSITIVITY_NORMAL, SENSITIVITY_KEEN, SENSITIVITY_COUNT };

const char *sensitivity_name(enum sensitivity sensitivity); /* "calm", "normal", "keen" */
/* False when there is no such word; *sensitivity untouched. */
bool sensitivity_from_name(struct str name, enum sensitivity *sensitivity);

struct policy {
    enum sensitivity sensitivity;
    double floor;       /* fewest negatives in the window that can open; 3 is usual */
    int cooldown_hours; /* 24 is usual */
};
#define POLICY_DEFAULT ((struct policy){SENSITIVITY_NORMAL, 3, 24})

/* How bad the verdict is by itself. SEVERITY_NONE below the threshold or the floor, and for all but
 * critical while the series is cold. */
enum severity severity_judge(const struct verdict *verdict, const struct policy *policy);

struct lifecycle {
    int64_t last_hour;                  /* newest whole hour taken in, or BASELINE_NEW */
    int64_t opened_hour, resolved_hour; /* of the current or last incident, or BASELINE_NEW */
    enum severity severity;             /* highest told of it; NONE before the first */
    int quiet;                          /* calm hours in a row while open */
    bool open;
};

void lifecycle_init(struct lifecycle *lifecycle);

enum lifecycle_step { STEP_NONE, STEP_OPENED, STEP_GROWN, STEP_RESOLVED };
/* Takes in the verdict of an hour. `whole` is false while the hour is in progress: it may open or
 * grow an incident, but not calm one. An hour taken in before may come again with more mentions:
 * it too can only open or grow. Verdicts that were not judged change nothing: no data is not calm.
 */
enum lifecycle_step lifecycle_step(struct lifecycle *lifecycle, const struct policy *policy,
                                   const struct verdict *verdict, bool whole);

#define LIFECYCLE_BYTES_MAX 64
void lifecycle_save(const struct lifecycle *lifecycle, struct buf *bytes);
bool lifecycle_load(struct lifecycle *lifecycle, struct str bytes, struct err *err) MUST_CHECK;

#endif
