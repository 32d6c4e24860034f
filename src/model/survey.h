/* What a customer answered when he was asked: a score of one of the three usual questions, at a
 * point of contact, at a time. The words beside it are a mention like any other. A plain record. */
#ifndef MODEL_SURVEY_H
#define MODEL_SURVEY_H

#include "model/mention.h"

enum survey_kind {
    SURVEY_NPS,  /* would you recommend us? 0 to 10; 9 and 10 promote, 0 to 6 detract (F. F.
                    Reichheld, "The One Number You Need to Grow", HBR, December 2003) */
    SURVEY_CSAT, /* are you satisfied? 1 to 5 as a rule; the two best answers are satisfied */
    SURVEY_CES,  /* was it easy? 1 to 7 as a rule, 7 the easiest ("CES 2.0") */
    SURVEY_KINDS,
};
enum { SURVEY_SCORE_NONE = -1 };

/* One row of a survey file: an answer to one, two or all three questions. */
struct survey_row {
    struct str native_id;  /* of the survey tool, unique in the survey; absent: it gave none */
    struct str touchpoint; /* where he was asked about: "delivery"; empty when it is not said */
    struct str text;       /* what he wrote; absent or empty when nothing */
    struct str author;
    int64_t answered_at; /* UTC seconds */
    enum time_precision precision;
    int scores[SURVEY_KINDS]; /* SURVEY_SCORE_NONE where he was not asked */
};

const char *survey_kind_name(enum survey_kind kind);                 /* "nps", ... */
bool survey_kind_from_name(struct str name, enum survey_kind *kind); /* in any case */

#endif
