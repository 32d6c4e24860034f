/* Rows of a survey on their way into the store: the answers as answers, the words beside them as
 * mentions of the survey, matched, scored and labelled like any other.
 *
 * The words are of no brand unless that is asked for, so that a survey sent out on Monday does not
 * look like a spike. A row whose tool gave it no id gets one made from what it says and how often
 * the file has said the same before: a second import of a file adds nothing, and two customers who
 * gave the same answer are two. */
#ifndef APP_SURVEY_H
#define APP_SURVEY_H

#include "app/app.h"
#include "model/survey.h"
#include "store/mentions.h"
#include "store/surveys.h"

struct survey_import {
    struct app *app;
    struct str survey;       /* name of the source */
    const char *brand;       /* of the answers; NULL: of none */
    bool counted;            /* the words are mentions of the brand too */
    int best[SURVEY_KINDS];  /* the end of each scale */
    struct batch batch;      /* what was written in the rows not stored yet */
    struct survey_row *rows; /* in the batch's arena */
    size_t *mentions;        /* by row: its place in the batch, SIZE_MAX for none */
    size_t row_count;
    struct survey_counts answers;
    struct mention_counts texts;
};

/* Takes a row (its slices are copied); stores a thousand at a time, in a transaction of its own.
 * The store must not be in one. */
bool survey_take(struct survey_import *import, const struct survey_row *row,
                 struct err *err) MUST_CHECK;
/* Stores what is left. */
bool survey_end(struct survey_import *import, struct err *err) MUST_CHECK;
void survey_clear(struct survey_import *import);

#endif
