/* New mentions on their way into stories: after a run has stored its pages and before anybody
 * judges the hourly facts. In transactions of its own; a run killed anywhere goes on where it
 * stopped. */
#ifndef APP_STORIES_H
#define APP_STORIES_H

#include "base/err.h"
#include "store/store.h"

/* Costs what is new and the sketches of the days around it; the memory of one portion of news. */
bool stories_find(struct store *store, struct err *err) MUST_CHECK;

#endif
