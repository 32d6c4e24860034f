#include "cmd/trend.h"

#include "base/nearest.h"
#include "detect/interval.h"

#include <math.h>

static bool by_read(const char *by, struct sums_filter *filter, struct err *err)
{
    static const char *const names[] = {
        [SUMS_WHOLE] = "all", [SUMS_WEEK] = "week", [SUMS_MONTH] = "month"};
    size_t i = name_index(names, sizeof names / sizeof *names, by);
    if (by && i == sizeof names / sizeof *names) {
        return err_set(err, "--by: not week, month or all: '%s'", by);
    }
    filter->by = by ? (enum sums_by)i : filter->by;
    return true;
}

bool trend_read(const struct trend_options *options, enum sums_by usual, struct sums_filter *filter,
                struct err *err)
{
    const char *calendar = options->calendar;
    filter->by = usual;
    filter->jalali = calendar && strcmp(calendar, "jalali") == 0;
    if (calendar && !filter->jalali && strcmp(calendar, "gregorian") != 0) {
        return err_set(err, "--calendar: not jalali or gregorian: '%s'", calendar);
    }
    return by_read(options->by, filter, err);
}

void trend_span(const struct session *session, const struct trend_options *options,
                struct sums_filter *filter)
{
    int64_t now = session->invocation->globals.now;
    filter->until = session_when(session, options->until, now);
    filter->since = session_when(session, options->since, filter->until - 30 * DAY);
}

const struct config_brand *trend_brand(const struct session *session, const char *name,
                                       struct err *err)
{
    const struct config_brand *brand = config_brand(session->config, name);
    if (!brand) {
        config_no_brand(session->config, name, err);
    }
    return brand;
}

struct sql_value trend_share(double share)
{
    return isnan(share) ? print_text(STR_NONE) : print_real(round(share * 1000) / 1000);
}

static struct interval net_of(const struct aspect_sum *sum)
{
    return interval_net((double)sum->positive, (double)sum->negative, (double)sum->scored);
}

void trend_cells(const struct aspect_sum *sum, struct sql_value cells[TREND_CELLS])
{
    struct interval net = net_of(sum);
    cells[0] = print_integer(sum->negative);
    cells[1] = print_integer(sum->scored - sum->negative - sum->positive);
    cells[2] = print_integer(sum->positive);
    cells[3] = trend_share(net.value);
    cells[4] = trend_share(net.low);
    cells[5] = trend_share(net.high);
}

struct str trend_text(struct arena *arena, const struct aspect_sum *sum)
{
    struct interval net = net_of(sum);
    return !sum->scored ? STR_NONE
                        : str_format(arena, "%+.0f (%.0f..%.0f) of %lld", 100 * net.value,
                                     100 * net.low, 100 * net.high, (long long)sum->scored);
}
