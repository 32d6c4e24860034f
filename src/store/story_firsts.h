/* Inside store/ only: which mention of a brand told a story first, and what it is in the facts that
 * another one takes its place. Brand 0 stands for whatever brand and counts in no facts. */
#ifndef STORE_STORY_FIRSTS_H
#define STORE_STORY_FIRSTS_H

#include "store/mention_links.h"

/* A mention in the order of telling: by posting, then by a hash of its names. The story may have
 * been counted with somebody who is forgotten since (ERASE_COUNTED): then who is first of those
 * that are left counts no more than the others do, and the story is told once all the same. */
struct first {
    int64_t mention, posted_at, tie;
    bool forgotten;
};
#define FIRST_COLUMNS "mention_id, posted_at, tie, forgotten"
struct first column_first(struct query *query);
bool first_of(struct store *store, int64_t mention, struct first *first, bool *found,
              struct err *err) MUST_CHECK;

/* The mention, which counts as the first of its brand, now tells the story: of it and of who was
 * first so far, the later one is an echo from now on. */
bool first_challenge(struct store *store, int64_t story, int64_t brand, const struct first *first,
                     struct changes *changes, struct err *err) MUST_CHECK;
/* It is erased: it no longer tells the story, of any brand of `links`; already off the facts, or
 * `forgotten` and to stay in them. The next one is the first. */
bool firsts_leave(struct store *store, const struct standing *standing, const struct links *links,
                  bool forgotten, struct changes *changes, struct err *err) MUST_CHECK;

/* One mention tells it less; what only one is left to tell is no story, unless somebody who is
 * forgotten told it, too: then that one is an echo still. After it has left. */
bool story_shrink(struct store *store, int64_t story, struct err *err) MUST_CHECK;

/* It says something else from now on, and tells the story no more: already off the facts. A story
 * is called by one of its mentions, so by another one when this was it. */
bool story_leave(struct store *store, const struct standing *standing, const struct links *links,
                 struct changes *changes, struct err *err) MUST_CHECK;

/* After an edit that may have changed what brands the mention is about: it leaves and joins the
 * story of each as the links say, those of `after` being put already. */
bool firsts_follow(struct store *store, const struct standing *standing, const struct links *before,
                   const struct links *after, struct changes *changes, struct err *err) MUST_CHECK;

#endif
