/* Inside store/ only: which mention of a brand told a story first, and what it is in the facts that
 * another one takes its place. Brand 0 stands for whatever brand and counts in no facts. */
#ifndef STORE_STORY_FIRSTS_H
#define STORE_STORY_FIRSTS_H

#include "store/mention_links.h"

/* A mention in the order of telling: by posting, then by a hash of its names. */
struct first {
    int64_t mention, posted_at, tie;
};
bool first_of(struct store *store, int64_t mention, struct first *first, bool *found,
              struct err *err) MUST_CHECK;

/* The mention, which counts as the first of its brand, now tells the story: of it and of who was
 * first so far, the later one is an echo from now on. */
bool first_challenge(struct store *store, int64_t story, int64_t brand, const struct first *first,
                     struct changes *changes, struct err *err) MUST_CHECK;
/* It no longer tells the story of the brand; already off the facts. The next one is the first. */
bool first_leave(struct store *store, int64_t story, int64_t brand, int64_t mention,
                 struct changes *changes, struct err *err) MUST_CHECK;

/* One mention tells it less; what only one is left to tell is no story. After it has left. */
bool story_shrink(struct store *store, int64_t story, struct err *err) MUST_CHECK;

/* After an edit that may have changed what brands the mention is about: it leaves and joins the
 * story of each as the links say, those of `after` being put already. */
bool firsts_follow(struct store *store, const struct standing *standing, const struct links *before,
                   const struct links *after, struct changes *changes, struct err *err) MUST_CHECK;

#endif
