/* Finds the copies among many mentions: new ones are put in, then everything of the days around
 * them is led past, new and old, in any order of ids. Which pairs are told depends only on the set
 * of mentions, not on what came first; single linkage over the pairs makes the stories.
 *
 * Copies share COPIES_BINS of SKETCH_BINS and are at most COPIES_DAYS apart. Candidates share two
 * neighbouring bins (locality-sensitive bands; Broder 2000, "Identifying and filtering
 * near-duplicate documents"). Pure. Linear in what is led past but for copies of one another: of
 * equal sketches of a day one stands for all, and no band looks at more than COPIES_BAND of them.
 */
#ifndef MATCH_COPIES_H
#define MATCH_COPIES_H

#include "base/mem.h"
#include "model/sketch.h"

#include <stddef.h>

#define COPIES_DAYS 3
#define COPIES_BINS 12 /* three quarters of the word pairs */
#define COPIES_BAND 256

/* Called for each pair found. Pairs that follow from others may be left out or told twice. */
struct copies_found {
    void (*pair)(void *user, int64_t left, int64_t right);
    void *user;
};

struct copies; /* grows with the mentions put in */

bool copies_alike(const struct sketch *left, const struct sketch *right);

struct copies *copies_open(struct copies_found found);
/* One whose sketch is made. Tells a pair at
 * once when it equals another one of its day. */
void copies_add(struct copies *copies, const struct copy *copy);
/* After the last add. Those led past of equal sketch come fastest by ascending days. */
void copies_meet(struct copies *copies, const struct copy *copy);
void copies_close(struct copies *copies); /* NULL is fine */
void copies_close_at(struct copies **copies);
#define CLEANUP_COPIES CLEANUP(copies_close_at)

#endif
