/* What a mention is about, beside how it sounds: the needs of a customer it speaks of, each with
 * its own polarity, where on the journey the customer stands, at which touchpoint, and what they
 * want. docs/needs.md defines every name with an example.
 *
 * Touchpoints are a list of the configuration, so a record has them by their index in a list of
 * names that whoever made the record tells (of the labeller, of the store). Plain records. */
#ifndef MODEL_LABELS_H
#define MODEL_LABELS_H

#include "base/buf.h"
#include "model/score.h"

/* Of the product, then, from empathy on, of the service. */
enum need {
    NEED_FUNCTIONALITY,
    NEED_PRICE,
    NEED_CONVENIENCE,
    NEED_EXPERIENCE,
    NEED_DESIGN,
    NEED_RELIABILITY,
    NEED_PERFORMANCE,
    NEED_EFFICIENCY,
    NEED_COMPATIBILITY,
    NEED_EMPATHY,
    NEED_FAIRNESS,
    NEED_TRANSPARENCY,
    NEED_CONTROL,
    NEED_OPTIONS,
    NEED_INFORMATION,
    NEED_ACCESSIBILITY,
    NEED_COUNT,
};

enum stage { STAGE_NONE, STAGE_AWARENESS, STAGE_RESEARCH, STAGE_BEFORE, STAGE_AFTER, STAGE_COUNT };

enum intent {
    INTENT_QUESTION,
    INTENT_PRAISE,
    INTENT_COMPLAINT,
    INTENT_HELP,
    INTENT_WISH,
    INTENT_PURCHASE,
    INTENT_LEAVING,
    INTENT_COUNT,
};

#define TOUCHPOINTS_MAX 20 /* the ten that are shipped, and those of nabz.yaml */

enum about { ABOUT_NEED, ABOUT_STAGE, ABOUT_TOUCHPOINT, ABOUT_INTENT, ABOUT_COUNT };

/* A word or phrase that decided for one of the labels. */
struct label_term {
    uint32_t at, n;   /* bytes of the original text */
    enum about about; /* what it speaks for: a need, a stage, ... and which one */
    uint32_t which;
    float weight; /* of a need or touchpoint how good or bad it is, else how strongly it speaks */
};

#define LABEL_TERMS 32

struct labels {
    enum label needs[NEED_COUNT]; /* LABEL_NONE: not spoken of; else how */
    enum label touchpoints[TOUCHPOINTS_MAX];
    enum stage stage;
    uint32_t intents; /* bit 1u << enum intent */
    struct label_term terms[LABEL_TERMS];
    size_t term_count; /* those for one label stand together, in text order */
};

/* The names of the contract: "price", "after-purchase", "feature-wish". */
const char *need_name(enum need need);
enum need need_from_name(const char *name); /* NEED_COUNT when there is none */
const char *stage_name(enum stage stage);   /* NULL for STAGE_NONE */
enum stage stage_from_name(const char *name);
const char *intent_name(enum intent intent);
enum intent intent_from_name(const char *name); /* INTENT_COUNT when there is none */

/* The shipped touchpoints, in the order of their indexes in every list of names. */
extern const char *const touchpoint_names[];
#define TOUCHPOINTS_SHIPPED 10

#endif
