/* What is behind an incident: the sources and words that carry the excess, and the mentions that
 * say it best. Reads the store; the counting is detect/drivers.h. */
#ifndef APP_CAUSES_H
#define APP_CAUSES_H

#include "app/app.h"
#include "model/incident.h"

#define CAUSES_DAYS     28   /* that the window is held against */
#define CAUSES_MENTIONS 5000 /* read of them at the most, the newest */

/* Fills sources, words and samples of the incident from its window; all in the arena. */
bool causes_find(struct app *app, struct arena *arena, struct incident *incident,
                 struct err *err) MUST_CHECK;

#endif
