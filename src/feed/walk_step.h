/* From one page of a walk to the next. Serves walk.c. */
#ifndef FEED_WALK_STEP_H
#define FEED_WALK_STEP_H

#include "feed/walk.h"

/* Sets what the next request will ask for, or `done` when the page was the last one. False when the
 * page leads where a walk must not go. */
bool walk_step(struct walk *walk, const struct response *response, const struct page *page,
               struct err *err) MUST_CHECK;

#endif
