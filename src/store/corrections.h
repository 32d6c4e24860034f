/* What a person says of a mention against the scorer and the labeller. It outlives every rescore
 * and every edit; views, filters and facts follow it; who said it, and when, stays beside it. */
#ifndef STORE_CORRECTIONS_H
#define STORE_CORRECTIONS_H

#include "model/labels.h"
#include "store/store.h"

/* Of needs, stage, touchpoints and intents each as a whole. */
enum correcting { CORRECT_NOT, CORRECT_TO, CORRECT_UNDO };

struct correction {
    enum correcting sentiment;
    enum label label;                   /* of sentiment, not LABEL_NONE */
    enum correcting parts[ABOUT_COUNT]; /* by enum about */
    struct labels labels;               /* of the parts that are corrected; no terms */
    const struct str *touchpoints;      /* names that labels.touchpoints are indexes of */
    size_t touchpoint_count;
    struct str author; /* who says so */
    int64_t at;
};

/* *found is false when there is no such mention. Inside a transaction. */
bool mention_correct(struct store *store, int64_t id, const struct correction *correction,
                     bool *found, struct err *err) MUST_CHECK;

/* Who corrected a mention last, and when; an absent name: nobody. In the arena. */
bool mention_corrector(struct store *store, int64_t id, struct arena *arena, struct str *author,
                       int64_t *at, struct err *err) MUST_CHECK;

#endif
