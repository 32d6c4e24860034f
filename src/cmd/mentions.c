/* nabz mentions: the search. */
#include "store/mentions.h"
#include "cmd/commands.h"
#include "cmd/printer.h"
#include "cmd/session.h"

struct options {
    const char *brand, *source, *match;
    enum label label;
    enum language language;
    int64_t since, until, limit;
    struct print_flags print;
};

enum { USUAL_LIMIT = 50 };

static const char *const columns[] = {"id",     "published_at", "source", "brands",
                                      "author", "language",     "label",  "score",
                                      "rating", "text",         "url",    "terms"};

static struct str brands_text(struct arena *arena, const struct mention_row *row)
{
    struct buf out = BUF_INIT(4096);
    for (size_t i = 0; i < row->brand_count; i++) {
        buf_addf(&out, "%s%.*s", i ? "," : "", STR_FMT(row->brands[i]));
    }
    struct str text = str_copy(arena, buf_str(&out));
    buf_clear(&out);
    return text;
}

static void print_row(struct printer *printer, const struct mention_row *row)
{
    struct arena arena = {0};
    const struct mention *m = &row->mention;
    struct sql_value none = print_text(STR_NONE);
    bool scored = row->lexicon.p;
    struct sql_value values[] = {
        print_integer(m->id),
        print_time(&arena, m->published_at),
        print_text(m->source),
        print_text(brands_text(&arena, row)),
        print_text(m->author),
        scored ? print_text(str_of(language_name(m->score.language))) : none,
        print_text(str_of(label_name(m->score.label))),
        scored ? print_real(m->score.compound) : none,
        m->rating >= 0 ? print_real(m->rating) : none,
        print_text(mention_words(m, &arena)),
        print_text(m->url),
        print_text(row->terms),
    };
    printer_row(printer, values);
    arena_clear(&arena);
}

static struct mention_filter filter_of(const struct options *options)
{
    struct mention_filter filter = MENTION_FILTER;
    filter.brand = str_of(options->brand);
    filter.source = str_of(options->source);
    filter.match = str_of(options->match);
    filter.label = options->label;
    if (options->language != LANG_OTHER) {
        filter.language = str_of(language_name(options->language));
    }
    if (options->since) {
        filter.since = options->since;
    }
    if (options->until) {
        filter.until = options->until;
    }
    filter.limit = (size_t)(options->limit ? options->limit : USUAL_LIMIT);
    return filter;
}

static int run(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    const struct options *options = invocation->options;
    struct err err = ERR_NONE;
    struct printer printer;
    const struct mention_row *row;
    int status = session_store(&session, STORE_READ);
    if (status != EXIT_WELL) {
        return status;
    }
    struct mention_filter filter = filter_of(options);
    struct mention_query *query = NULL;
    if (!mention_query_open(session.store, &filter, &query, &err)) {
        return command_fail(EXIT_STORE, &err);
    }
    printer_open(&printer, print_format(&options->print), columns,
                 sizeof columns / sizeof *columns);
    bool well;
    while ((well = mention_query_next(query, &row, &err)) && row) {
        print_row(&printer, row);
    }
    mention_query_close(query);
    printer_close(&printer, "no such mentions");
    return well ? EXIT_WELL : command_fail(EXIT_STORE, &err);
}

static const struct option option_table[] = {
    {"brand", OPTION_TEXT, offsetof(struct options, brand), "NAME", "about this brand"},
    {"source", OPTION_TEXT, offsetof(struct options, source), "NAME", "of this source"},
    {"label", OPTION_LABEL, offsetof(struct options, label), "LABEL",
     "positive, neutral or negative"},
    {"lang", OPTION_LANGUAGE, offsetof(struct options, language), "LANG", "fa, en, fa-Latn, ..."},
    {"since", OPTION_TIME, offsetof(struct options, since), "TIME", "published then or later"},
    {"until", OPTION_TIME, offsetof(struct options, until), "TIME", "published before"},
    {"match", OPTION_TEXT, offsetof(struct options, match), "WORDS",
     "with all these words, however they are spelled"},
    {"limit", OPTION_COUNT, offsetof(struct options, limit), "N", "at most so many (50)"},
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
