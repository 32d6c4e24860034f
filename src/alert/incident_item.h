/* An incident as an item of a letter: what it is about and how bad, its numbers and since when, the
 * command that shows it. Numbers are those of now, whatever was told before. Pure. */
#ifndef ALERT_INCIDENT_ITEM_H
#define ALERT_INCIDENT_ITEM_H

#include "alert/letter.h"

/* The brand as readers of each language call it; for many brands at once, the first of them. */
struct incident_titles {
    struct str fa, en;
};

void incident_item(struct letter *letter, const struct incident *incident,
                   const struct incident_titles *titles, struct arena *arena);

#endif
