/* Inside store/ only: what a transaction does to the hourly facts, gathered and written at once. A
 * mention that moves is taken off where it stood and added where it stands now, so that every
 * mention counts exactly once; what cancels out is never written. */
#ifndef STORE_CHANGES_H
#define STORE_CHANGES_H

#include "model/score.h"
#include "store/aspects.h"
#include "store/query.h"

#define SLOT_SECONDS  1800 /* see the table facts */
#define SLOTS_AN_HOUR 2
#define FACTS_SETTLED "facts.settled" /* setting: the first slot that is not, 0 before any is */
#define COMPOUND_ONE  10000           /* what 1.0 is in the columns compound and confidence */

struct change {
    int64_t brand, slot, source; /* ids */
    int64_t total, labels[LABEL_COUNT], compound;
    int64_t stories, negative_stories;
};

struct changes { /* {0} is empty */
    struct change *list;
    size_t count, capacity;
    struct aspect_changes aspects;
};

/* What facts know of one mention. */
struct counted {
    int64_t brand, source, posted_at;
    enum label label;
    int64_t compound;
    struct aspects aspects;
    bool echo; /* another mention of the brand told its story before */
};
/* sign is 1 or -1. */
void changes_add(struct changes *changes, const struct counted *counted, int sign);
/* The mention stays; it begins (1) or ceases (-1) to be the first to tell its story. */
void changes_add_story(struct changes *changes, const struct counted *counted, int sign);
/* Writes them and empties the list. */
bool changes_write(struct store *store, struct changes *changes, struct err *err) MUST_CHECK;
void changes_clear(struct changes *changes);

/* A label as it is stored: -1, 0, 1, NULL. */
void query_label(struct query *query, enum label label);
enum label column_label(struct query *query);

#endif
