/* What a row of a survey file says: its fields, by name, to a struct survey_row. Where they come
 * from, columns of CSV or keys of JSON, is the caller's.
 *
 * Pure. Digits of any script are read; a date alone is a day, Jalali or not (feed/dates.h). */
#ifndef FEED_SURVEY_H
#define FEED_SURVEY_H

#include "base/err.h"
#include "model/survey.h"

enum survey_field {
    SURVEY_ID,
    SURVEY_TIME,
    SURVEY_KIND, /* which question `score` answers */
    SURVEY_SCORE,
    SURVEY_NPS_SCORE, /* or one column for each question */
    SURVEY_CSAT_SCORE,
    SURVEY_CES_SCORE,
    SURVEY_TOUCHPOINT,
    SURVEY_TEXT,
    SURVEY_AUTHOR,
    SURVEY_FIELDS,
};
extern const char *const survey_field_names[SURVEY_FIELDS]; /* "id", "time", ... */

struct survey_form {
    const char *zone; /* of times that name none */
    int64_t now;
    int best[SURVEY_KINDS]; /* the end of each scale: 10, and 5 and 7 as a rule */
    const char *touchpoint; /* of rows that name none; NULL: none */
    bool has_kind;          /* `kind` is SURVEY_KIND of rows that name none */
    enum survey_kind kind;
};

/* values[field] is absent where the row has none, and may be any bytes. On failure *field is what
 * is wrong. The slices of *row live in the arena. */
bool survey_read(const struct survey_form *form, const struct str values[SURVEY_FIELDS],
                 struct arena *arena, struct survey_row *row, enum survey_field *field,
                 struct err *err) MUST_CHECK;

#endif
