/* What a recipe does to a value between the page and the mention: a chain of filters, each a row of
 * one table. Pure.
 *
 *   html            markup to text
 *   entities        character references to characters, nothing else
 *   digits          Persian and Arabic digits to ASCII
 *   date:KIND       to a time; KIND as in feed/dates.h
 *   scale:A-B       a rating from A (worst) to B (best) to 0-100
 *   zero_is_none    the number 0 means there is no value
 *   none_if:a,b     these texts mean there is no value
 *   enum:A=1,B=2    a word to what stands for it; other words are no value
 *   int             a whole number
 *   prefix:text     puts text in front
 *   after:text, before:text   the part behind, or in front of, the first `text`, if it is there
 *   before_last:text          the part in front of the last one
 *   if_has:text     no value unless `text` is in it
 *   replace:A=B     B for each A
 *   parameter:name  the query parameter of that name of a URL, decoded, if it is there
 *   join:text       for paths that find several values: all of them, with text between
 */
#ifndef FEED_FILTER_H
#define FEED_FILTER_H

#include "base/err.h"
#include "feed/dates.h"

struct value {
    struct str text; /* what there is until a filter makes it a time or a number */
    bool is_time, is_number;
    int64_t at;
    enum time_precision precision;
    double number;
};

struct filter_context {
    struct arena *arena;
    const char *zone;
    int64_t now;
};

/* Runs the chain over value->text. False with err when the text is not what a filter takes; a value
 * that turned out to be none has an absent text and is neither time nor number. */
bool filters_apply(char *const *filters, size_t count, const struct filter_context *context,
                   struct value *value, struct err *err) MUST_CHECK;

bool filter_check(struct str filter, struct err *err) MUST_CHECK;

/* The separator of a join filter in the chain; absent when there is none. */
struct str filters_join(char *const *filters, size_t count);

/* A rating on the scale worst..best as 0-100. False when it lies outside. */
bool rating_scale(double rating, double worst, double best, double *result);

/* "4,5" and "4.5" and Persian digits; surrounding words are not accepted. */
bool number_read(struct arena *arena, struct str text, double *number);

#endif
