#include "alert/words.h"

#include <math.h>
#include <stdio.h>

/* Every sentence in every language; the columns of words.def in the order of the enum. */
static const char *const sentences[WORD_COUNT][MESSAGE_LANGUAGES] = {
#define WORD(name, fa, en) [WORD_##name] = {[MESSAGE_FA] = fa, [MESSAGE_EN] = en},
#include "alert/words.def"
#undef WORD
};

/* By persian_digits; Persian digits are U+06F0 and on. */
static const char *const thousands[2] = {",", "\xd9\xac"}, *const decimal[2] = {".", "\xd9\xab"};

struct str word_plain(enum message_language language, enum word word)
{
    return str_of(sentences[word][language]);
}

struct str word_say(struct arena *arena, enum message_language language, enum word word,
                    const struct str *arguments, size_t count)
{
    struct str sentence = word_plain(language, word);
    CLEANUP_BUF struct buf out = BUF_INIT(LIMIT_MAIL);
    for (size_t i = 0; i < sentence.n; i++) {
        if (sentence.p[i] != '$') {
            buf_add_byte(&out, sentence.p[i]);
            continue;
        }
        size_t index = (size_t)(sentence.p[++i] - '1');
        buf_add(&out, index < count ? arguments[index] : STR_NONE);
    }
    return str_copy(arena, buf_str(&out));
}

/* ASCII digits become the reader's; `grouped` sets the whole part apart by thousands. */
static struct str localise(struct arena *arena, const struct recipient_prefs *to, const char *text,
                           bool grouped)
{
    CLEANUP_BUF struct buf out = BUF_INIT(256);
    size_t whole = strspn(text, "0123456789");
    for (size_t i = 0; text[i]; i++) {
        if (grouped && i > 0 && i < whole && (whole - i) % 3 == 0) {
            buf_add_z(&out, thousands[to->persian_digits]);
        }
        if (text[i] == '.') {
            buf_add_z(&out, decimal[to->persian_digits]);
        } else if (text[i] >= '0' && text[i] <= '9' && to->persian_digits) {
            buf_addf(&out, "\xdb%c", 0xb0 + (text[i] - '0'));
        } else {
            buf_add_byte(&out, text[i]);
        }
    }
    return str_copy(arena, buf_str(&out));
}

struct str figure_number(struct arena *arena, const struct recipient_prefs *to, int64_t number)
{
    char text[24];
    snprintf(text, sizeof text, "%lld", (long long)number);
    return localise(arena, to, text, false);
}

struct str figure_whole(struct arena *arena, const struct recipient_prefs *to, double value)
{
    char text[64];
    snprintf(text, sizeof text, "%.0f", fmin(fmax(value, 0), 1e15));
    return localise(arena, to, text, true);
}

struct str figure(struct arena *arena, const struct recipient_prefs *to, double value)
{
    char text[64];
    if (value >= 10 || fabs(value - round(value)) < 0.05) {
        return figure_whole(arena, to, value);
    }
    snprintf(text, sizeof text, "%.1f", fmax(value, 0));
    return localise(arena, to, text, true);
}

struct str figure_usual(struct arena *arena, const struct recipient_prefs *to, double value)
{
    return value < 0.95 ? word_plain(to->language, WORD_LESS_THAN_ONE)
                        : figure_whole(arena, to, value);
}

struct str figure_hours(struct arena *arena, const struct recipient_prefs *to, int64_t hours)
{
    return hours <= 1
               ? word_plain(to->language, WORD_HOUR)
               : SAY(arena, to->language, WORD_HOURS, figure_whole(arena, to, (double)hours));
}

struct str figure_span(struct arena *arena, const struct recipient_prefs *to, double hours)
{
    static const struct {
        double hours, until; /* until so many of them */
        enum word word;
    } units[] = {{1, 48, WORD_HOURS},
                 {24, 60, WORD_DAYS},
                 {24 * 365.2425 / 12, 24, WORD_MONTHS},
                 {24 * 365.2425, INFINITY, WORD_YEARS}};
    size_t i = 0;
    while (hours >= units[i].until * units[i].hours) {
        i++;
    }
    double count = round(hours / units[i].hours);
    return count <= 1 ? word_plain(to->language, WORD_HOUR)
                      : SAY(arena, to->language, units[i].word, figure_whole(arena, to, count));
}

struct str figure_accuracy(struct arena *arena, const struct recipient_prefs *to, double accuracy)
{
    enum { OF = 10 };
    double right = fmin(fmax(round(OF * accuracy), 1), OF - 1);
    return SAY(arena, to->language, WORD_ACCURACY, figure_whole(arena, to, right),
               figure_whole(arena, to, OF));
}

struct str figure_clock(struct arena *arena, const struct recipient_prefs *to, int64_t at)
{
    struct moment m = moment_in(to->zone, at);
    char text[16];
    snprintf(text, sizeof text, "%02d:%02d", m.hour, m.minute);
    return localise(arena, to, text, false);
}

struct str figure_date(struct arena *arena, const struct recipient_prefs *to, int64_t at)
{
    struct moment m = moment_in(to->zone, at);
    struct date date = to->jalali ? jalali_from_gregorian(m.date) : m.date;
    int month = (to->jalali ? (int)WORD_JALALI_1 : (int)WORD_GREGORIAN_1) + date.month - 1;
    return SAY(arena, to->language, WORD_DATE,
               word_plain(to->language, (enum word)((int)WORD_DAY_1 + m.weekday)),
               figure_number(arena, to, date.day), word_plain(to->language, (enum word)month),
               figure_number(arena, to, date.year));
}

struct str figure_day(struct arena *arena, const struct recipient_prefs *to, int64_t at)
{
    struct moment m = moment_in(to->zone, at);
    struct date date = to->jalali ? jalali_from_gregorian(m.date) : m.date;
    return SAY(arena, to->language, WORD_DAY_SHORT,
               word_plain(to->language, (enum word)((int)WORD_DAY_1 + m.weekday)),
               figure_number(arena, to, date.day));
}

struct str figure_time(struct arena *arena, const struct recipient_prefs *to, int64_t at)
{
    return SAY(arena, to->language, WORD_DATE_CLOCK, figure_date(arena, to, at),
               figure_clock(arena, to, at));
}

struct str figure_range(struct arena *arena, const struct recipient_prefs *to, int64_t from,
                        int64_t until)
{
    struct str date = figure_date(arena, to, from);
    bool one_day = str_eq(date, figure_date(arena, to, until - 1));
    return one_day ? SAY(arena, to->language, WORD_WINDOW, date, figure_clock(arena, to, from),
                         figure_clock(arena, to, until))
                   : SAY(arena, to->language, WORD_WINDOW_LONG, figure_time(arena, to, from),
                         figure_time(arena, to, until));
}

struct str figure_posted(struct arena *arena, const struct recipient_prefs *to,
                         const struct mention *mention)
{
    return mention->published_at == TIME_NONE ? STR_NONE
           : mention->published_precision == PRECISION_DAY
               ? figure_date(arena, to, mention->published_at)
               : figure_time(arena, to, mention->published_at);
}
