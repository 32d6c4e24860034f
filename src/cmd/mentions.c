/* nabz mentions: the search. */
#include "cmd/commands.h"
#include "cmd/label_lists.h"
#include "cmd/mention_rows.h"
#include "cmd/session.h"

struct options {
    const char *brand, *source, *match, *author, *need, *stage, *intent, *touchpoint, *rating;
    enum label label;
    enum language language;
    struct when since, until;
    int64_t reach, story, limit;
    bool all, stories;
    struct print_flags print;
};

enum { USUAL_LIMIT = 50 };

/* ---- what to look for ---- */

/* "price", "price-": spoken of badly, "price-,design-". One sign for all. */
static bool needs_ask(const struct labels *labels, struct mention_filter *filter, struct err *err)
{
    for (int i = 0; i < NEED_COUNT; i++) {
        enum label sign = labels->needs[i] == LABEL_NEUTRAL ? LABEL_NONE : labels->needs[i];
        if (labels->needs[i] && filter->needs && sign != filter->polarity) {
            return err_set(err, "--need: one sign for all of them");
        }
        if (labels->needs[i]) {
            filter->needs |= 1u << i;
            filter->polarity = sign;
        }
    }
    return true;
}

static bool labels_ask(const struct options *options, struct mention_filter *filter,
                       struct err *err)
{
    struct labels labels = {0};
    if (!needs_read("--need", options->need, &labels, err) ||
        !intents_read("--intent", options->intent, &labels, err) ||
        !stage_read("--stage", options->stage, &labels, err)) {
        return false;
    }
    filter->stage = labels.stage;
    filter->intents = labels.intents;
    return needs_ask(&labels, filter, err);
}

/* "0-40"; either end may be missing: "80-", "-20". */
static bool rating_read(const char *text, struct mention_filter *filter, struct err *err)
{
    struct str most = str_of(text), least;
    if (!text) {
        return true;
    }
    str_take(&most, '-', &least);
    bool well = most.p && (!least.n || str_to_double(least, &filter->rating_least)) &&
                (!most.n || str_to_double(most, &filter->rating_most)) &&
                filter->rating_least >= 0 && filter->rating_most <= RATING_BEST &&
                filter->rating_least <= filter->rating_most;
    return well || err_set(err, "--rating: not a range of 0 to 100: '%s' (as 0-40, 80-)", text);
}

static bool filter_read(const struct options *options, struct mention_filter *filter,
                        struct err *err)
{
    *filter = MENTION_FILTER;
    if (options->author && !author_name_read(options->author, &filter->author, err)) {
        return err_wrap(err, "--author");
    }
    filter->brand = str_of(options->brand);
    filter->source = str_of(options->source);
    filter->match = str_of(options->match);
    filter->touchpoint = str_of(options->touchpoint);
    filter->label = options->label;
    filter->reach = options->reach;
    filter->story = options->story;
    filter->firsts = options->stories;
    if (options->language != LANG_OTHER) {
        filter->language = str_of(language_name(options->language));
    }
    filter->limit = (size_t)(options->limit ? options->limit : options->all ? 0 : USUAL_LIMIT);
    return labels_ask(options, filter, err) && rating_read(options->rating, filter, err);
}

/* ---- names ---- */

static bool has_any(struct store *store, const struct mention_filter *filter, bool *any,
                    struct err *err)
{
    CLEANUP_MENTION_QUERY struct mention_query *query = NULL;
    const struct mention_row *row = NULL;
    bool well =
        mention_query_open(store, filter, &query, err) && mention_query_next(query, &row, err);
    *any = row != NULL;
    return well;
}

/* Nothing was said of what there is not: a slip of the pen must not look like that. Mentions may
 * have a name that nabz.yaml no longer has. */
static int check_name(struct session *session, const char *name, bool is_brand)
{
    const struct config *config = session->config;
    struct mention_filter filter = MENTION_FILTER;
    struct err err = ERR_NONE;
    bool known = !name || (config && (is_brand ? config_brand(config, name) != NULL
                                               : config_source(config, name) != NULL));
    *(is_brand ? &filter.brand : &filter.source) = str_of(name);
    filter.limit = 1;
    if (!known && !has_any(session->store, &filter, &known, &err)) {
        return command_fail(EXIT_STORE, &err);
    }
    if (known) {
        return EXIT_WELL;
    }
    if (!config) {
        err_set(&err, "no mention is of a %s '%s'", is_brand ? "brand" : "source", name);
    } else {
        (is_brand ? config_no_brand : config_no_source)(config, name, &err);
    }
    return command_fail(EXIT_USAGE, &err);
}

static int run(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    const struct options *options = invocation->options;
    struct err err = ERR_NONE;
    struct mention_filter filter;
    if (!filter_read(options, &filter, &err)) {
        return command_fail(EXIT_USAGE, &err);
    }
    int status = session_store(&session, STORE_READ);
    status = status == EXIT_WELL ? check_name(&session, options->brand, true) : status;
    status = status == EXIT_WELL ? check_name(&session, options->source, false) : status;
    if (status != EXIT_WELL) {
        return status;
    }
    filter.since = session_when(&session, options->since, INT64_MIN);
    filter.until = session_when(&session, options->until, INT64_MAX);
    return mention_rows_print(session.store, &filter, &options->print, "no such mentions", &err)
               ? EXIT_WELL
               : command_fail(EXIT_STORE, &err);
}

static const struct option option_table[] = {
    {"brand", OPTION_TEXT, offsetof(struct options, brand), "NAME", "about this brand"},
    {"source", OPTION_TEXT, offsetof(struct options, source), "NAME", "of this source"},
    {"label", OPTION_LABEL, offsetof(struct options, label), "LABEL",
     "positive, neutral or negative"},
    {"lang", OPTION_LANGUAGE, offsetof(struct options, language), "LANG", "fa, en, fa-Latn, ..."},
    {"need", OPTION_TEXT, offsetof(struct options, need), "LIST",
     "speaks of these needs: price, or price- for badly; docs/needs.md"},
    {"touchpoint", OPTION_TEXT, offsetof(struct options, touchpoint), "NAME", "speaks of this one"},
    {"stage", OPTION_TEXT, offsetof(struct options, stage), "STAGE",
     "awareness, research, before-purchase, after-purchase"},
    {"intent", OPTION_TEXT, offsetof(struct options, intent), "LIST",
     "question, praise, complaint, help, feature-wish, purchase, leaving"},
    {"author", OPTION_TEXT, offsetof(struct options, author), "NAME", "by this one"},
    {"rating", OPTION_TEXT, offsetof(struct options, rating), "A-B",
     "with stars, as 0 (worst) to 100: 0-40"},
    {"reach", OPTION_COUNT, offsetof(struct options, reach), "N",
     "by authors with so many followers at least"},
    {"story", OPTION_COUNT, offsetof(struct options, story), "ID",
     "says the same as this mention: reposts, copies"},
    {"stories", OPTION_FLAG, offsetof(struct options, stories), NULL,
     "of reposts and copies only the first"},
    {"since", OPTION_WHEN, offsetof(struct options, since), "TIME",
     "published then or later: 7d, 2026-11-01, 1405-08-10"},
    {"until", OPTION_WHEN, offsetof(struct options, until), "TIME", "published before"},
    {"match", OPTION_TEXT, offsetof(struct options, match), "WORDS",
     "with all these words, however they are spelled"},
    {"limit", OPTION_COUNT, offsetof(struct options, limit), "N", "at most so many (50)"},
    {"all", OPTION_FLAG, offsetof(struct options, all), NULL, "all of them, however many"},
    PRINT_OPTIONS(struct options, print),
    {0},
};

const struct command command_mentions = {
    .name = "mentions",
    .summary = "searches what was said",
    .arguments = "",
    .options = option_table,
    .options_size = sizeof(struct options),
    .example =
        "  nabz mentions --brand zarinak --label negative --since 7d --match 'late delivery'",
    .run = run,
};
