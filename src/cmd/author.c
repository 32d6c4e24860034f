/* nabz author: everything one person said, in one place; without a name, who speaks most. */
#include "cmd/commands.h"
#include "cmd/mention_rows.h"
#include "cmd/session.h"
#include "store/authors.h"

#include <stdio.h>

struct options {
    const char *source, *by;
    struct when since, until;
    int64_t limit;
    struct print_flags print;
};

enum { USUAL_AUTHORS = 20, MOST_SOURCES = 1000 };

static const char *const columns[] = {"author",   "source", "mentions", "negative",
                                      "positive", "reach",  "first",    "last"};

static void print_authors(const struct author_row *list, size_t count, enum print_format format,
                          const char *nothing)
{
    struct printer printer;
    printer_open(&printer, format, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < count; i++) {
        const struct author_row *row = &list[i];
        struct sql_value values[] = {
            print_text(row->name),
            print_text(row->source),
            print_integer(row->mentions),
            print_integer(row->negative),
            print_integer(row->positive),
            row->reach < 0 ? print_text(STR_NONE) : print_integer(row->reach),
            print_text(row->first_utc),
            print_text(row->last_utc),
        };
        printer_row(&printer, values);
    }
    printer_close(&printer, nothing);
}

static bool order_read(const char *by, enum author_order *order, struct err *err)
{
    static const char *const names[] = {"mentions", "negative", "reach"};
    *order = AUTHORS_BY_MENTIONS;
    for (size_t i = 0; by && i < sizeof names / sizeof *names; i++) {
        if (strcmp(by, names[i]) == 0) {
            *order = (enum author_order)i;
            return true;
        }
    }
    return !by || err_set(err, "--by: not mentions, negative or reach: '%s'", by);
}

static bool print_everybody(struct session *session, enum author_order order, struct err *err)
{
    const struct options *options = session->invocation->options;
    struct author_row *list;
    size_t count, limit = (size_t)(options->limit ? options->limit : USUAL_AUTHORS);
    if (!authors_list(session->store, STR_NONE, STR_NONE, order, limit, &session->arena, &list,
                      &count, err)) {
        return false;
    }
    print_authors(list, count, print_format(&options->print), "nobody is named yet");
    return true;
}

/* What a program wants is the mentions alone. */
static bool print_one(struct session *session, struct str name, struct err *err)
{
    const struct options *options = session->invocation->options;
    struct mention_filter filter = MENTION_FILTER;
    struct author_row *list;
    size_t count;
    filter.author = name;
    filter.source = str_of(options->source);
    filter.since = session_when(session, options->since, INT64_MIN);
    filter.until = session_when(session, options->until, INT64_MAX);
    filter.limit = (size_t)options->limit;
    if (!authors_list(session->store, filter.author, STR_NONE, AUTHORS_BY_MENTIONS, MOST_SOURCES,
                      &session->arena, &list, &count, err)) {
        return false;
    }
    if (print_format(&options->print) == PRINT_TABLE) {
        print_authors(list, count, PRINT_TABLE, "nobody of that name");
        printf("%s", count ? "\n" : "");
    }
    return mention_rows_print(session->store, &filter, &options->print, NULL, err);
}

static int run(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    const struct options *options = invocation->options;
    struct err err = ERR_NONE;
    enum author_order order;
    struct str name = STR_NONE;
    const char *said = invocation->argument_count ? invocation->arguments[0] : NULL;
    if (!order_read(options->by, &order, &err) || (said && !author_name_read(said, &name, &err))) {
        return command_fail(EXIT_USAGE, &err);
    }
    int status = session_store(&session, STORE_READ);
    if (status != EXIT_WELL) {
        return status;
    }
    bool well = said ? print_one(&session, name, &err) : print_everybody(&session, order, &err);
    return well ? EXIT_WELL : command_fail(EXIT_STORE, &err);
}

static const struct option option_table[] = {
    {"source", OPTION_TEXT, offsetof(struct options, source), "NAME", "with a name: of this one"},
    {"since", OPTION_WHEN, offsetof(struct options, since), "TIME", "with a name: then or later"},
    {"until", OPTION_WHEN, offsetof(struct options, until), "TIME", "with a name: before"},
    {"by", OPTION_TEXT, offsetof(struct options, by), "WHAT",
     "without a name: most mentions, negative or reach first"},
    {"limit", OPTION_COUNT, offsetof(struct options, limit), "N",
     "at most so many mentions (all) or authors (20)"},
    PRINT_OPTIONS(struct options, print),
    {0},
};

const struct command command_author = {
    .name = "author",
    .summary = "everything one person said, in one place; without a name, who speaks most",
    .arguments = "[NAME]",
    .argument_most = 1,
    .options = option_table,
    .options_size = sizeof(struct options),
    .example = "  nabz author sara_k\n  nabz author --by negative",
    .run = run,
};
