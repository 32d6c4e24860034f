/* Inside store/ only: what a mention is about as whole numbers, and the facts of it.
 *
 * Needs and touchpoints are bits, thrice: spoken of, negatively, positively. So a filter is one AND
 * along an index, and a mention costs no row for each of its labels. Ids of touchpoints are of the
 * table touchpoints; every id fits, because there are at most TOUCHPOINTS_MAX. */
#ifndef STORE_ASPECTS_H
#define STORE_ASPECTS_H

#include "model/labels.h"
#include "store/query.h"

struct aspects {
    int64_t needs, touchpoints, stage, intents;
};

#define ASPECTS_NOT_SAID                                                                           \
    {                                                                                              \
        -1, -1, -1, -1                                                                             \
    }
#define ASPECT_COLUMNS "needs, touchpoints, stage, intents"

/* ids[i] is the id of the touchpoint that labels->touchpoints[i] is about. */
struct aspects aspects_pack(const struct labels *labels, const int64_t ids[TOUCHPOINTS_MAX]);
/* Touchpoints by their ids; no terms. */
struct labels aspects_unpack(const struct aspects *aspects);

/* Binds, reads the four columns in the order of ASPECT_COLUMNS. */
void query_aspects(struct query *query, const struct aspects *aspects);
struct aspects column_aspects(struct query *query);

/* Which bits a filter looks at, and how they must be: of a polarity, LABEL_NONE for any. */
struct bits_wanted {
    int64_t mask, value;
};
struct bits_wanted needs_wanted(uint32_t needs, enum label polarity);
struct bits_wanted touchpoint_wanted(int64_t id);

/* The ids of touchpoints, made when they are new. Fails when there would be too many. */
bool touchpoint_ids(struct store *store, const struct str *names, size_t count,
                    int64_t ids[TOUCHPOINTS_MAX], struct err *err) MUST_CHECK;
/* -1 when there is none. */
bool touchpoint_find(struct store *store, struct str name, int64_t *id, struct err *err) MUST_CHECK;

/* One mention in the facts of its brand. */
struct aspect_counted {
    int64_t brand, slot; /* id; half hours since 1970 */
    enum label label;    /* of the mention */
    const struct aspects *aspects;
};

/* What a transaction does to aspect_facts (struct aspect_changes, store/query.h); see changes.h. */
void aspect_changes_add(struct aspect_changes *changes, const struct aspect_counted *counted,
                        int sign);
/* Leaves in the list what does not cancel out, by brand. */
void aspect_changes_settle(struct aspect_changes *changes);
bool aspect_changes_write(struct store *store, struct aspect_changes *changes,
                          struct err *err) MUST_CHECK;
void aspect_changes_clear(struct aspect_changes *changes);
/* Moves them to those the transaction writes when it is committed, with those of its other pages:
 * sources speak of the same hours. Writes them when no transaction is open. Empties the list. */
bool aspect_changes_leave(struct store *store, struct aspect_changes *changes,
                          struct err *err) MUST_CHECK;
/* The brand of a change, to tell whose facts moved. */
int64_t aspect_change_brand(const struct aspect_changes *changes, size_t at);

#endif
