/* A row of somebody's table (a CSV, an export of another tool) to a mention: texts by field, with
 * the filters of a recipe where a column map has some. Where the texts come from is the caller's.
 *
 * Pure. What is promised of a mention by feed/extract.h holds here, too. */
#ifndef FEED_TABLE_H
#define FEED_TABLE_H

#include "feed/extract.h"

#define TABLE_FILTERS 8 /* of one field */

struct table_form {
    const char *zone; /* of times that name none */
    int64_t now;
    char *filters[FIELDS][TABLE_FILTERS]; /* as of a recipe's field; see feed/filter.h */
    size_t filter_count[FIELDS];
};

/* Adds "a|b:c", filters in their order, to a field. They are copied into the arena. */
bool table_filters(struct table_form *form, enum recipe_field_name field, struct str chain,
                   struct arena *arena, struct err *err) MUST_CHECK;

/* Appends the mention to the batch. values[field] is absent where the row has none. False when a
 * value does not fit, which *field tells, FIELDS: all of it; then nothing was appended. A time to
 * come is taken as now: *clamped. */
bool table_read(const struct table_form *form, const struct str values[FIELDS], struct batch *batch,
                bool *clamped, enum recipe_field_name *field, struct err *err) MUST_CHECK;

#endif
