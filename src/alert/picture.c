#include "alert/picture.h"

#include "alert/words.h"
#include "report/chart_file.h"

#include <math.h>

enum { DAYS_MOST = MESSAGE_TREND / 24 + 1 };

/* Between the light and the dark form of each severity's accent, index 0 for "over". */
static const uint32_t accents[SEVERITY_COUNT] = {0x3d9a63, 0xb8860b, 0xdd5a1b, 0xd9444c};

struct picture_hours picture_hours(const struct message_context *context)
{
    size_t count = context->trend_count < MESSAGE_TREND ? context->trend_count : MESSAGE_TREND;
    struct picture_hours p = {
        .hours = count ? context->trend + (context->trend_count - count) : NULL,
        .count = count,
        .peak = 1,
    };
    for (size_t i = 0; i < count; i++) {
        p.gaps = p.gaps || p.hours[i].fact.gap;
        p.peak = p.hours[i].fact.gap ? p.peak : fmax(p.peak, p.hours[i].fact.negative);
        p.high = fmax(p.high, p.hours[i].high);
    }
    return p;
}

static size_t label_days(const struct picture_hours *p, const struct recipient_prefs *to,
                         struct arena *arena, struct chart_label days[DAYS_MOST])
{
    size_t n = 0;
    for (size_t i = 0; i < p->count && n < DAYS_MOST; i++) {
        int64_t at = p->hours[i].fact.hour * HOUR + HOUR - 1; /* zones may begin a day at half */
        struct moment m = moment_in(to->zone, at);
        if (m.hour == 0) {
            struct date date = to->jalali ? jalali_from_gregorian(m.date) : m.date;
            days[n++] = (struct chart_label){(double)i, figure_day(arena, to, at),
                                             str_format(arena, "%d", date.day)};
        }
    }
    return n;
}

static struct chart_label label_height(const struct recipient_prefs *to, struct arena *arena,
                                       double at)
{
    return (struct chart_label){at, figure_whole(arena, to, at), str_format(arena, "%.0f", at)};
}

bool picture_png(enum severity accent, const struct recipient_prefs *to,
                 const struct message_context *context, struct arena *arena, struct buf *png)
{
    struct picture_hours p = picture_hours(context);
    struct chart_hour *hours = arena_array(arena, struct chart_hour, p.count + 1);
    struct chart_label days[DAYS_MOST];
    if (!p.count) {
        return false;
    }
    for (size_t i = 0; i < p.count; i++) {
        const struct trend_hour *hour = &p.hours[i];
        hours[i] =
            (struct chart_hour){hour->fact.negative, hour->expected, hour->high, hour->fact.gap};
    }
    double top = chart_top(hours, p.count);
    const struct chart_label heights[] = {label_height(to, arena, top / 2),
                                          label_height(to, arena, top)};
    struct chart chart = {
        .hours = hours,
        .hour_count = p.count,
        .days = days,
        .day_count = label_days(&p, to, arena, days),
        .heights = heights,
        .height_count = 2,
        .end = {.text = word_plain(to->language, WORD_NOW)},
        .accent = accents[accent],
    };
    return chart_png(&chart, png);
}
