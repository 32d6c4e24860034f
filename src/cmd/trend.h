/* What compare, journey and trends share: the span of time, its periods, and how a net opinion is
 * shown: praise less criticism, with its 95 % interval. */
#ifndef CMD_TREND_H
#define CMD_TREND_H

#include "cmd/printer.h"
#include "cmd/session.h"
#include "store/aspect_sums.h"

struct trend_options {
    const char *by, *calendar;
    struct when since, until;
};
#define TREND_OPTIONS(type, field)                                                                 \
    {"since", OPTION_WHEN, offsetof(type, field.since), "TIME", "posted then or later (30d)"},     \
        {"until", OPTION_WHEN, offsetof(type, field.until), "TIME", "posted before (now)"},        \
        {"by", OPTION_TEXT, offsetof(type, field.by), "PERIOD",                                    \
         "week (from Saturday on), month, or all, the whole span at once"},                        \
    {                                                                                              \
        "calendar", OPTION_TEXT, offsetof(type, field.calendar), "NAME",                           \
            "of the periods: gregorian (as usual) or jalali"                                       \
    }

/* Of the options, but for times; `usual` is what is summed by when nobody said. */
bool trend_read(const struct trend_options *options, enum sums_by usual, struct sums_filter *filter,
                struct err *err) MUST_CHECK;
/* The times, once the configuration is read. */
void trend_span(const struct session *session, const struct trend_options *options,
                struct sums_filter *filter);

/* The configured brand of that name; NULL and an error when there is none. */
const struct config_brand *trend_brand(const struct session *session, const char *name,
                                       struct err *err);

/* Appends negative, neutral, positive, net, its low and high end: six cells. */
#define TREND_CELLS   6
#define TREND_COLUMNS "negative", "neutral", "positive", "net", "net_low", "net_high"
void trend_cells(const struct aspect_sum *sum, struct sql_value cells[TREND_CELLS]);
/* "+32 (20..44) of 120", in hundredths; absent for no mention. In the arena. */
struct str trend_text(struct arena *arena, const struct aspect_sum *sum);

/* Three decimals; NAN is null. */
struct sql_value trend_share(double share);

#endif
