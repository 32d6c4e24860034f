/* The letters and words of dates: months, zones, units, in English, Persian and what else feeds
 * are written in. Serves dates.c. Pure. */
#ifndef FEED_DATE_WORDS_H
#define FEED_DATE_WORDS_H

#include "base/str.h"

enum date_word_kind {
    WORD_UNKNOWN,
    WORD_MONTH,        /* value 1-12, Gregorian */
    WORD_MONTH_JALALI, /* value 1-12 */
    WORD_ZONE,         /* value: seconds to add to UTC for the wall clock */
    WORD_HALF,         /* value: 0 before noon, 12 after */
    WORD_DAY,          /* value: days from today, as in "yesterday" */
    WORD_NOW,
    WORD_UNIT, /* value: seconds of one */
    WORD_AGO,
    WORD_PART, /* value: enum date_part, of the number before it */
};

enum date_part {
    PART_YEAR,
    PART_MONTH,
    PART_DAY,
    PART_HOUR,
    PART_MINUTE,
    PART_SECOND,
    DATE_PARTS,
};

struct date_word {
    enum date_word_kind kind;
    int64_t value;
};

#define DATE_TEXT_MAX 160 /* bytes; anything longer is no date */

/* The text as date_word wants it: ASCII lower case and digits, Persian letters in their Persian
 * forms, dashes and marks of direction spaces. False for nothing, and for what is too long. */
bool date_fold(struct str text, char out[DATE_TEXT_MAX], struct str *folded);
/* There is Hangul in it. */
bool date_is_korean(struct str folded);

/* Of a lower-case word with Persian letters in their Persian forms. */
struct date_word date_word(struct str word);

#endif
