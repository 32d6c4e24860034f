/* Answers of surveys, and their sums by month and touchpoint. The words beside an answer are a
 * mention of the source that the survey is (mentions.h). */
#ifndef STORE_SURVEYS_H
#define STORE_SURVEYS_H

#include "model/survey.h"
#include "store/store.h"

struct survey_origin {
    struct str survey; /* name of the source; taken up when it is new */
    struct str brand;  /* absent: of none */
    const int *best;   /* by kind: the end of its scale */
};
struct survey_counts {
    size_t added, changed, known; /* answers */
};

/* How often survey_key was asked about this hash on this store handle, from 1. Kept in a temporary
 * table: memory does not grow with the file. */
bool survey_occurrence(struct store *store, uint64_t hash, int64_t *number,
                       struct err *err) MUST_CHECK;

/* Stores the answers of a row under row->native_id, which must be there. An answer that is known is
 * left alone, or changed where the tool says something else now. mention: 0 for none. */
bool survey_add(struct store *store, const struct survey_origin *origin,
                const struct survey_row *row, int64_t mention, struct survey_counts *counts,
                struct err *err) MUST_CHECK;

enum survey_calendar { SURVEY_GREGORIAN, SURVEY_JALALI };
struct survey_filter {
    struct str survey, brand, touchpoint; /* absent: all */
    int64_t since, until;                 /* [since, until) */
    enum survey_calendar calendar;        /* of months, in the zone of the views */
    bool by_month, by_touchpoint;         /* what has a row of its own */
};
struct survey_sum {
    enum survey_kind kind;
    int best;
    struct str month;      /* "2026-11", or "1405-08"; absent when not by month */
    struct str touchpoint; /* absent when not by touchpoint */
    double answers, good, bad, sum, squares;
};
/* By kind, then month, then touchpoint. Sums of different scales stand apart. */
bool surveys_sum(struct store *store, const struct survey_filter *filter, struct arena *arena,
                 struct survey_sum **list, size_t *count, struct err *err) MUST_CHECK;

#endif
