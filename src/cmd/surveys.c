/* nabz surveys: what customers answer when they are asked, and how sure that is. */
#include "store/surveys.h"
#include "cmd/commands.h"
#include "cmd/printer.h"
#include "cmd/session.h"
#include "detect/interval.h"

#include <math.h>

struct options {
    const char *survey, *brand, *touchpoint, *by, *calendar;
    struct when since, until;
    struct print_flags print;
};

static const char *const columns[] = {"kind", "month", "touchpoint", "answers", "value",
                                      "low",  "high",  "good",       "bad"};

/* NPS in points, CSAT in percent, CES as a mean, each to one or two places. */
static struct interval figure(const struct survey_sum *sum, double *scale, double *digits)
{
    *scale = sum->kind == SURVEY_CES ? 1 : 100;
    *digits = sum->kind == SURVEY_CES ? 100 : 10;
    switch (sum->kind) {
    case SURVEY_NPS:
        return interval_net(sum->good, sum->bad, sum->answers);
    case SURVEY_CSAT:
        return interval_share(sum->good, sum->answers);
    case SURVEY_CES:
    case SURVEY_KINDS:
        break;
    }
    return interval_mean(sum->sum, sum->squares, sum->answers, 1, sum->best);
}

static struct sql_value rounded(double value, double digits)
{
    return isnan(value) ? print_text(STR_NONE) : print_real(round(value * digits) / digits);
}

static void print_sum(struct printer *printer, const struct survey_sum *sum)
{
    double scale, digits;
    struct interval interval = figure(sum, &scale, &digits);
    struct sql_value values[] = {
        print_text(str_of(survey_kind_name(sum->kind))),
        print_text(sum->month),
        print_text(sum->touchpoint),
        print_integer((int64_t)sum->answers),
        rounded(scale * interval.value, digits),
        rounded(scale * interval.low, digits),
        rounded(scale * interval.high, digits),
        print_integer((int64_t)sum->good),
        print_integer((int64_t)sum->bad),
    };
    printer_row(printer, values);
}

/* "month,touchpoint" in any order, either alone, or "all". */
static bool grouping_read(const char *by, struct survey_filter *filter, struct err *err)
{
    struct str rest = str_of(by ? by : "month,touchpoint"), word;
    while (str_take(&rest, ',', &word)) {
        if (str_eq(word, STR("month"))) {
            filter->by_month = true;
        } else if (str_eq(word, STR("touchpoint"))) {
            filter->by_touchpoint = true;
        } else if (!str_eq(word, STR("all"))) {
            return err_set(err, "--by: not month, touchpoint or all: '%.*s'", STR_FMT(word));
        }
    }
    return true;
}

static bool calendar_read(const char *calendar, struct survey_filter *filter, struct err *err)
{
    bool jalali = calendar && strcmp(calendar, "jalali") == 0;
    filter->calendar = jalali ? SURVEY_JALALI : SURVEY_GREGORIAN;
    return !calendar || jalali || strcmp(calendar, "gregorian") == 0 ||
           err_set(err, "--calendar: not jalali or gregorian: '%s'", calendar);
}

static bool filter_read(const struct options *options, struct survey_filter *filter,
                        struct err *err)
{
    *filter = (struct survey_filter){
        .survey = str_of(options->survey),
        .brand = str_of(options->brand),
        .touchpoint = str_of(options->touchpoint),
    };
    return grouping_read(options->by, filter, err) && calendar_read(options->calendar, filter, err);
}

static int run(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    const struct options *options = invocation->options;
    struct survey_filter filter;
    struct survey_sum *list;
    struct printer printer;
    struct err err = ERR_NONE;
    size_t count;
    if (!filter_read(options, &filter, &err)) {
        return command_fail(EXIT_USAGE, &err);
    }
    int status = session_store(&session, STORE_READ);
    if (status != EXIT_WELL) {
        return status;
    }
    filter.since = session_when(&session, options->since, INT64_MIN);
    filter.until = session_when(&session, options->until, INT64_MAX);
    if (!surveys_sum(session.store, &filter, &session.arena, &list, &count, &err)) {
        return command_fail(EXIT_STORE, &err);
    }
    printer_open(&printer, print_format(&options->print), columns,
                 sizeof columns / sizeof *columns);
    for (size_t i = 0; i < count; i++) {
        print_sum(&printer, &list[i]);
    }
    printer_close(&printer, "no such answers");
    return EXIT_WELL;
}

static const struct option option_table[] = {
    {"survey", OPTION_TEXT, offsetof(struct options, survey), "NAME", "of this one alone"},
    {"brand", OPTION_TEXT, offsetof(struct options, brand), "NAME", "about this brand"},
    {"touchpoint", OPTION_TEXT, offsetof(struct options, touchpoint), "NAME", "at this one"},
    {"since", OPTION_WHEN, offsetof(struct options, since), "TIME", "answered then or later"},
    {"until", OPTION_WHEN, offsetof(struct options, until), "TIME", "answered before"},
    {"by", OPTION_TEXT, offsetof(struct options, by), "LIST",
     "month, touchpoint, month,touchpoint (as usual), or all"},
    {"calendar", OPTION_TEXT, offsetof(struct options, calendar), "NAME",
     "of the months: gregorian (as usual) or jalali"},
    PRINT_OPTIONS(struct options, print),
    {0},
};

const struct command command_surveys = {
    .name = "surveys",
    .summary = "nps, csat and ces by month and touchpoint, with 95 % intervals",
    .arguments = "",
    .options = option_table,
    .options_size = sizeof(struct options),
    .example = "  nabz surveys --by month --calendar jalali --since 180d",
    .run = run,
};
