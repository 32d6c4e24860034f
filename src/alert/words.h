/* What messages say, in the reader's language: the sentences of alert/words.def, and numbers, times
 * and dates as that reader writes them. Pure. */
#ifndef ALERT_WORDS_H
#define ALERT_WORDS_H

#include "alert/message.h"

enum word {
#define WORD(name, fa, en) WORD_##name,
#include "alert/words.def"
#undef WORD
    WORD_COUNT
};

/* The sentence with $1 ... $9 replaced by the arguments, in the arena. */
struct str word_say(struct arena *arena, enum message_language language, enum word word,
                    const struct str *arguments, size_t count);
/* word_say with the arguments written out. */
#define SAY(arena, language, word, ...)                                                            \
    word_say((arena), (language), (word), (const struct str[]){__VA_ARGS__},                       \
             sizeof((const struct str[]){__VA_ARGS__}) / sizeof(struct str))
/* A sentence that takes no arguments. */
struct str word_plain(enum message_language language, enum word word);

/* 12,345 or its Persian form; a value below 10 that is not whole keeps one decimal. */
struct str figure(struct arena *arena, const struct recipient_prefs *to, double value);
/* The same rounded to a whole number. */
struct str figure_whole(struct arena *arena, const struct recipient_prefs *to, double value);
/* What is usual: a whole number, or "less than one". */
struct str figure_usual(struct arena *arena, const struct recipient_prefs *to, double value);
struct str figure_hours(struct arena *arena, const struct recipient_prefs *to, int64_t hours);
/* The same in days, months or years where that says more. */
struct str figure_span(struct arena *arena, const struct recipient_prefs *to, double hours);
/* How many labels are right, as a sentence: never all of them, for it is not known so well. */
struct str figure_accuracy(struct arena *arena, const struct recipient_prefs *to, double accuracy);
/* A number that is a name: without marks between its thousands. */
struct str figure_number(struct arena *arena, const struct recipient_prefs *to, int64_t number);

/* 14:30; Sunday 22; Sunday 22 November 2026; date and clock. In the reader's zone and calendar. */
struct str figure_clock(struct arena *arena, const struct recipient_prefs *to, int64_t at);
struct str figure_day(struct arena *arena, const struct recipient_prefs *to, int64_t at);
struct str figure_date(struct arena *arena, const struct recipient_prefs *to, int64_t at);
struct str figure_time(struct arena *arena, const struct recipient_prefs *to, int64_t at);
/* [from, until), with the date said once where it is one day. */
struct str figure_range(struct arena *arena, const struct recipient_prefs *to, int64_t from,
                        int64_t until);
/* When it was posted, as exactly as its source says; absent when it does not. */
struct str figure_posted(struct arena *arena, const struct recipient_prefs *to,
                         const struct mention *mention);

#endif
