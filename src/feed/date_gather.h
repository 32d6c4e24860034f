/* The parts of a date in the order they are met, whatever the order is: what stands where is
 * decided when all of them are known (dates.c). Pure. */
#ifndef FEED_DATE_GATHER_H
#define FEED_DATE_GATHER_H

#include "base/clock.h"
#include "base/str.h"

#define NO_OFFSET     INT64_MAX
#define ZONE_NAME_MAX 40

/* What was gathered from the text, in whatever order it came. */
struct date_parts {
    struct str rest;
    int numbers[3]; /* that stood alone: days and years */
    int number_digits[3];
    size_t number_count;
    int64_t year, month, day; /* 0: not seen; a year may have two digits */
    int year_digits;
    bool jalali, timed, bad;
    bool after_number; /* no word stands between it and the last number */
    int64_t hour, minute, second;
    int64_t half;   /* 0, 12, or -1 */
    int64_t offset; /* seconds, or NO_OFFSET */
    bool offset_is_number;
    char zone[ZONE_NAME_MAX]; /* of the tz database, "" when none was named */
    int64_t unit, day_shift;  /* relative dates */
    bool now, ago, shifted;
    bool day_first;
};

/* Reads parts->rest, folded (date_words.h), to its end, or until it is no date: then `bad`. */
void date_gather(struct date_parts *parts);

#endif
