/* What is said of a brand, summed over a span of time or by week or month of it: all mentions, or
 * those of each need, touchpoint and stage, or intent. Read from the facts, so it costs the length
 * of the span, not the number of mentions. */
#ifndef STORE_ASPECT_SUMS_H
#define STORE_ASPECT_SUMS_H

#include "model/labels.h"
#include "store/store.h"

/* In the zone of the views; weeks begin on Saturday. */
enum sums_by { SUMS_WHOLE, SUMS_WEEK, SUMS_MONTH };

struct sums_filter {
    struct str brand;
    enum about about;     /* ABOUT_COUNT: all mentions; there is none of ABOUT_STAGE */
    int64_t since, until; /* of posting, to the half hour before */
    enum sums_by by;
    bool jalali, by_stage;
};

struct aspect_sum {
    struct str period; /* "2026-11", "1405-08"; of a week its Saturday, "2026-11-21"; else empty */
    struct str name;   /* of the need, touchpoint or intent; absent: no touchpoint, or all */
    enum stage stage;  /* STAGE_NONE when not by stage */
    int64_t total, scored, negative, positive;
};

/* By period, name and stage. A brand nobody knows has none. */
bool aspect_sums(struct store *store, const struct sums_filter *filter, struct arena *arena,
                 struct aspect_sum **list, size_t *count, struct err *err) MUST_CHECK;

#endif
