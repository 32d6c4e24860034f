/* Stories: mentions that say the same, by reposting or copying, are one. Who copies whom is found
 * outside (match/copies.h); here are the sketches it is found by, the stories, and what they do to
 * the hourly facts: of each brand the mention that was posted first counts as the story, whatever
 * order they arrived in, and ties are broken by names, not by ids. All of it in a transaction. */
#ifndef STORE_STORIES_H
#define STORE_STORIES_H

#include "model/sketch.h"
#include "store/store.h"

/* The sketches of the next `most` mentions that nobody has looked at, and of others of the same
 * pages; of all when there are not more. And of all whose words were edited. *newest is the id up
 * to which they were taken. */
bool stories_unread(struct store *store, int64_t most, struct arena *arena, struct copy **list,
                    size_t *count, int64_t *newest, struct err *err) MUST_CHECK;

/* Every sketch of [from_day, to_day], by ascending days, read or not. */
struct copy_reader {
    void (*copy)(void *user, const struct copy *copy);
    void *user;
};
bool stories_around(struct store *store, int64_t from_day, int64_t to_day,
                    struct copy_reader reader, struct err *err) MUST_CHECK;

/* Two mentions that say the same, by id. One that is gone is passed over. */
struct story_pair {
    int64_t left, right;
};
bool stories_link(struct store *store, const struct story_pair *pairs, size_t count,
                  struct err *err) MUST_CHECK;

/* Links the unread mentions up to `newest`, of stories_unread, and the edited ones with what they
 * repost and with what reposts them, and marks them read. */
bool stories_read_to(struct store *store, int64_t newest, struct err *err) MUST_CHECK;
/* There are mentions that are not marked read. */
bool stories_any_unread(struct store *store, bool *any, struct err *err) MUST_CHECK;

#endif
