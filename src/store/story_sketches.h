/* Inside store/ only: keeping the sketches of a page's mentions. */
#ifndef STORE_STORY_SKETCHES_H
#define STORE_STORY_SKETCHES_H

#include "model/sketch.h"
#include "store/query.h"

#define STORIES_READ "stories.read" /* the newest mention that was looked at */

/* Of one transaction, by ascending id; puts them in another order. */
bool sketches_put(struct store *store, struct copy *copies, size_t count,
                  struct err *err) MUST_CHECK;

/* Of a mention that goes. posted_at is its own. */
bool sketch_drop(struct store *store, int64_t id, int64_t posted_at, struct err *err) MUST_CHECK;

/* Its words were edited: *changed tells whether that shows in the sketch, and so where it belongs.
 * Then it is one of those that nobody has looked at (stories_unread). */
bool sketch_follow(struct store *store, int64_t id, int64_t posted_at, const struct sketch *sketch,
                   bool *changed, struct err *err) MUST_CHECK;

/* The day of a sketch. */
static inline int64_t sketch_day(int64_t posted_at)
{
    return posted_at / DAY - (posted_at % DAY < 0);
}

#endif
