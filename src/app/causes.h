/* What is behind an incident: the sources, needs, authors and chains of reposts that carry the
 * excess, the words that stand out, the mentions that say it best, and how far the labels counted
 * can be trusted. Reads the store; the counting is detect/drivers.h. */
#ifndef APP_CAUSES_H
#define APP_CAUSES_H

#include "app/app.h"
#include "model/incident.h"

#define CAUSES_DAYS     28   /* that the window is held against */
#define CAUSES_MENTIONS 5000 /* read of them at the most, the newest */

/* Fills all of it from the window of the incident; in the arena. */
bool causes_find(struct app *app, struct arena *arena, struct incident *incident,
                 struct err *err) MUST_CHECK;

#endif
