/* nabz compare: a brand beside its competitors: how much is said of each, how well, need by need,
 * and where they are criticised for what it is praised for.
 *
 * Such a strength, or its reverse, is told where a sign test of both sides says that it is no
 * accident (detect/contrast.h), of all needs and competitors together held to one false in twenty
 * (detect/discovery.h). */
#include "base/limits.h"
#include "cmd/commands.h"
#include "cmd/trend.h"
#include "detect/contrast.h"
#include "detect/discovery.h"
#include "detect/interval.h"

#include <math.h>

struct options {
    const char *brand, *with;
    struct trend_options trend;
    struct print_flags print;
};

enum { SUBJECTS = NEED_COUNT + 1 /* the last: all mentions */, ALL = NEED_COUNT, SIDES_MOST = 33 };

static const char *const columns[] = {"period",    "about",      "brand",       "mentions", "share",
                                      "share_low", "share_high", TREND_COLUMNS, "finding",  "p"};
enum { COLUMNS = sizeof columns / sizeof *columns };

struct side {
    struct str brand;
    struct aspect_sum *all, *needs; /* of every period */
    size_t all_count, need_count;
    struct aspect_sum now[SUBJECTS]; /* of the period that is shown */
};

struct comparison {
    struct sums_filter filter;
    struct side sides[SIDES_MOST]; /* the first is ours */
    size_t count;
    double cut; /* log p that is believed, in the period that is shown */
    struct printer printer;
    bool wide;
    struct arena arena;
};

static void comparison_clear(struct comparison *comparison)
{
    arena_clear(&comparison->arena);
}

/* ---- strengths and weaknesses ---- */

enum finding { FINDING_NONE, FINDING_STRENGTH, FINDING_WEAKNESS };
static const char *const finding_names[] = {"", "strength", "weakness"};

static struct opinions opinions_of(const struct side *side, size_t subject)
{
    const struct aspect_sum *sum = &side->now[subject];
    return (struct opinions){(double)sum->positive, (double)sum->negative};
}

/* What it looks like, and log p that it only looks so. */
static enum finding looks_like(const struct comparison *comparison, size_t side, size_t subject,
                               double *log_p)
{
    struct opinions ours = opinions_of(&comparison->sides[0], subject);
    struct opinions theirs = opinions_of(&comparison->sides[side], subject);
    double strength = contrast_log_p(ours, theirs), weakness = contrast_log_p(theirs, ours);
    *log_p = fmin(strength, weakness);
    return side == 0 || subject == ALL ? FINDING_NONE
           : strength < 0              ? FINDING_STRENGTH
           : weakness < 0              ? FINDING_WEAKNESS
                                       : FINDING_NONE;
}

static enum finding finding_of(const struct comparison *comparison, size_t side, size_t subject,
                               double *log_p)
{
    enum finding looks = looks_like(comparison, side, subject, log_p);
    return *log_p <= comparison->cut ? looks : FINDING_NONE;
}

/* Every pair that could have told something either way is a test, whether it did or not. */
static void judge(struct comparison *comparison)
{
    double log_p[SIDES_MOST * NEED_COUNT];
    size_t count = 0, tests = 0;
    for (size_t side = 1; side < comparison->count; side++) {
        for (size_t need = 0; need < NEED_COUNT; need++) {
            bool both =
                comparison->sides[0].now[need].total && comparison->sides[side].now[need].total;
            tests += both ? 2 : 0;
            count += looks_like(comparison, side, need, &log_p[count]) != FINDING_NONE;
        }
    }
    comparison->cut = discovery_cut(log_p, count, tests, CONTRAST_FALSE);
}

/* ---- for a program: a row for each brand and need ---- */

static double said_of_all(const struct comparison *comparison, size_t subject)
{
    double total = 0;
    for (size_t i = 0; i < comparison->count; i++) {
        total += (double)comparison->sides[i].now[subject].total;
    }
    return total;
}

static struct str subject_name(size_t subject)
{
    return subject == ALL ? STR("all") : str_of(need_name((enum need)subject));
}

static void print_row(struct comparison *comparison, struct str period, size_t i, size_t subject)
{
    const struct side *side = &comparison->sides[i];
    const struct aspect_sum *sum = &side->now[subject];
    struct interval share = interval_share((double)sum->total, said_of_all(comparison, subject));
    double log_p;
    enum finding finding = finding_of(comparison, i, subject, &log_p);
    struct sql_value values[COLUMNS] = {
        print_text(period.n ? period : STR_NONE),
        print_text(subject_name(subject)),
        print_text(side->brand),
        print_integer(sum->total),
        trend_share(share.value),
        trend_share(share.low),
        trend_share(share.high),
    };
    trend_cells(sum, values + COLUMNS - 2 - TREND_CELLS);
    values[COLUMNS - 2] = print_text(finding ? str_of(finding_names[finding]) : STR_NONE);
    values[COLUMNS - 1] = finding ? print_real(exp(log_p)) : print_text(STR_NONE);
    printer_row(&comparison->printer, values);
}

/* ---- for a person: brands side by side ---- */

static struct str findings_text(struct comparison *comparison, size_t subject)
{
    CLEANUP_BUF struct buf text = BUF_INIT(64u * KIB);
    for (size_t i = 1; i < comparison->count; i++) {
        double log_p;
        enum finding finding = finding_of(comparison, i, subject, &log_p);
        if (finding) {
            buf_addf(&text, "%s%.*s is %s for it", text.n ? ", " : "",
                     STR_FMT(comparison->sides[i].brand),
                     finding == FINDING_STRENGTH ? "criticised" : "praised");
        }
    }
    return text.n ? str_copy(&comparison->arena, buf_str(&text)) : STR_NONE;
}

static void print_wide(struct comparison *comparison, struct str period, struct str what,
                       size_t subject, bool share)
{
    struct sql_value values[SIDES_MOST + 3] = {print_text(period), print_text(what)};
    double all = said_of_all(comparison, subject);
    for (size_t i = 0; i < comparison->count; i++) {
        const struct aspect_sum *sum = &comparison->sides[i].now[subject];
        values[i + 2] = print_text(share ? str_format(&comparison->arena, "%.1f %% (%lld)",
                                                      all > 0 ? 100 * (double)sum->total / all : 0,
                                                      (long long)sum->total)
                                         : trend_text(&comparison->arena, sum));
    }
    values[comparison->count + 2] =
        print_text(subject == ALL ? STR_NONE : findings_text(comparison, subject));
    printer_row(&comparison->printer, values + (comparison->filter.by == SUMS_WHOLE));
}

static void print_subject(struct comparison *comparison, struct str period, size_t subject)
{
    if (comparison->wide && subject == ALL) {
        print_wide(comparison, period, STR("share of voice"), ALL, true);
        print_wide(comparison, period, STR("net sentiment"), ALL, false);
    } else if (comparison->wide) {
        print_wide(comparison, period, subject_name(subject), subject, false);
    }
    for (size_t i = 0; !comparison->wide && i < comparison->count; i++) {
        print_row(comparison, period, i, subject);
    }
}

/* ---- periods ---- */

static void side_at(struct side *side, struct str period)
{
    memset(side->now, 0, sizeof side->now);
    for (size_t i = 0; i < side->all_count; i++) {
        if (str_eq(side->all[i].period, period)) {
            side->now[ALL] = side->all[i];
        }
    }
    CLEANUP(arena_clear) struct arena arena = {0};
    for (size_t i = 0; i < side->need_count; i++) {
        enum need need = need_from_name(str_z(&arena, side->needs[i].name));
        if (need < NEED_COUNT && str_eq(side->needs[i].period, period)) {
            side->now[need] = side->needs[i];
        }
    }
}

static void print_period(struct comparison *comparison, struct str period)
{
    for (size_t i = 0; i < comparison->count; i++) {
        side_at(&comparison->sides[i], period);
    }
    judge(comparison);
    print_subject(comparison, period, ALL);
    for (size_t need = 0; need < NEED_COUNT; need++) {
        if (said_of_all(comparison, need) > 0) {
            print_subject(comparison, period, need);
        }
    }
}

/* The first period after `period` (absent: of all) that any side has; absent when none. Periods are
 * written so that later ones sort later. */
static struct str next_period(const struct comparison *comparison, struct str period)
{
    struct str next = STR_NONE;
    for (size_t i = 0; i < comparison->count; i++) {
        const struct side *side = &comparison->sides[i];
        for (size_t k = 0; k < side->all_count; k++) {
            struct str here = side->all[k].period;
            if ((!period.p || str_cmp(here, period) > 0) && (!next.p || str_cmp(here, next) < 0)) {
                next = here;
            }
        }
    }
    return next;
}

static void print_all(struct comparison *comparison, enum print_format format)
{
    const char *names[SIDES_MOST + 3] = {"period", ""};
    size_t skipped = comparison->filter.by == SUMS_WHOLE, count = 2;
    for (size_t i = 0; i < comparison->count; i++) {
        names[count++] = str_z(&comparison->arena, comparison->sides[i].brand);
    }
    names[count++] = "finding";
    comparison->wide = format == PRINT_TABLE;
    printer_open(&comparison->printer, format, comparison->wide ? names + skipped : columns,
                 comparison->wide ? count - skipped : COLUMNS);
    for (struct str at = next_period(comparison, STR_NONE); at.p;
         at = next_period(comparison, at)) {
        print_period(comparison, at);
    }
    printer_close(&comparison->printer, "nothing was said then");
}

/* ---- whom ---- */

static bool side_add(struct comparison *comparison, const struct session *session, const char *name,
                     struct err *err)
{
    if (!trend_brand(session, name, err)) {
        return false;
    }
    for (size_t i = 0; i < comparison->count; i++) {
        if (str_eq(comparison->sides[i].brand, str_of(name))) {
            return err_set(err, "brand %s is to be compared with itself", name);
        }
    }
    if (comparison->count == SIDES_MOST) {
        return err_set(err, "more than %d brands side by side", SIDES_MOST);
    }
    comparison->sides[comparison->count++].brand = str_copy(&comparison->arena, str_of(name));
    return true;
}

/* The brand asked for, else the first that has competitors, else the first. */
static const struct config_brand *our_brand(const struct session *session, const char *name,
                                            struct err *err)
{
    const struct config *config = session->config;
    for (unsigned i = 0; !name && i < config->brand_count; i++) {
        if (config->brands[i].competitor_count) {
            return &config->brands[i];
        }
    }
    return name ? trend_brand(session, name, err) : &config->brands[0];
}

static bool sides_read(struct comparison *comparison, const struct session *session,
                       const struct options *options, struct err *err)
{
    const struct config_brand *ours = our_brand(session, options->brand, err);
    bool well = ours && side_add(comparison, session, ours->name, err);
    struct str rest = str_of(options->with), word;
    while (well && options->with && str_take(&rest, ',', &word)) {
        well = side_add(comparison, session, str_z(&comparison->arena, str_trim(word)), err);
    }
    for (unsigned i = 0; well && !options->with && i < ours->competitor_count; i++) {
        well = side_add(comparison, session, ours->competitors[i], err);
    }
    return well && (comparison->count > 1 ||
                    err_set(err, "brand %s has no competitors in %s; --with names some", ours->name,
                            session->config->path));
}

static bool sums_read(struct comparison *comparison, struct store *store, struct err *err)
{
    struct sums_filter filter = comparison->filter;
    for (size_t i = 0; i < comparison->count; i++) {
        struct side *side = &comparison->sides[i];
        filter.brand = side->brand;
        filter.about = ABOUT_COUNT;
        if (!aspect_sums(store, &filter, &comparison->arena, &side->all, &side->all_count, err)) {
            return false;
        }
        filter.about = ABOUT_NEED;
        if (!aspect_sums(store, &filter, &comparison->arena, &side->needs, &side->need_count,
                         err)) {
            return false;
        }
    }
    return true;
}

static int run(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    CLEANUP(comparison_clear) struct comparison comparison = {0};
    const struct options *options = invocation->options;
    struct err err = ERR_NONE;
    if (!trend_read(&options->trend, SUMS_WHOLE, &comparison.filter, &err)) {
        return command_fail(EXIT_USAGE, &err);
    }
    int status = session_config(&session);
    if (status == EXIT_WELL && !sides_read(&comparison, &session, options, &err)) {
        return command_fail(EXIT_USAGE, &err);
    }
    status = status == EXIT_WELL ? session_store(&session, STORE_READ) : status;
    if (status != EXIT_WELL) {
        return status;
    }
    trend_span(&session, &options->trend, &comparison.filter);
    if (!sums_read(&comparison, session.store, &err)) {
        return command_fail(EXIT_STORE, &err);
    }
    print_all(&comparison, print_format(&options->print));
    return EXIT_WELL;
}

static const struct option option_table[] = {
    {"brand", OPTION_TEXT, offsetof(struct options, brand), "NAME",
     "ours; else the first with competitors"},
    {"with", OPTION_TEXT, offsetof(struct options, with), "LIST",
     "these brands, not those that nabz.yaml calls its competitors"},
    TREND_OPTIONS(struct options, trend),
    PRINT_OPTIONS(struct options, print),
    {0},
};

const struct command command_compare = {
    .name = "compare",
    .summary = "a brand beside its competitors: share of voice, net sentiment, need by need",
    .arguments = "",
    .options = option_table,
    .options_size = sizeof(struct options),
    .example = "  nabz compare --brand zarinak --with dorsavi --since 90d",
    .run = run,
};
