/* The words of dates: months, zones, units, in English and Persian. Serves dates.c. */
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
};

struct date_word {
    enum date_word_kind kind;
    int64_t value;
};

/* Of a lower-case word with Persian letters in their Persian forms. */
struct date_word date_word(struct str word);

#endif
