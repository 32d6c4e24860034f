/* nabz lexicon suggest: what people's stars and corrections say of the lexicon. */
#include "base/limits.h"
#include "cmd/commands.h"
#include "cmd/labelled.h"
#include "cmd/printer.h"
#include "cmd/session.h"
#include "sentiment/suggestion.h"

#include <math.h>
#include <stdio.h>

enum { USUAL_LEAST = 5, USUAL_LIMIT = 50 };

/* Of five stars: four and five are praise, one and two blame, as sites print them. */
static const double praise_from = 70, blame_to = 45;

struct options {
    const char *file;
    int64_t since, least, limit;
    bool tsv;
    struct print_flags print;
};

/* One pass over the texts. */
struct pass {
    struct suggester *suggester;
    bool weighing;
};

static void take(struct pass *pass, struct str id, struct str text, double positive)
{
    if (pass->weighing) {
        suggester_weigh(pass->suggester, text, positive, id);
    } else {
        suggester_count(pass->suggester, text, positive);
    }
}

static double positive_of(enum label label)
{
    return label == LABEL_POSITIVE ? 1 : label == LABEL_NEGATIVE ? 0 : 0.5;
}

static void take_labelled(void *user, const struct labelled_row *row)
{
    take(user, row->id, row->text, positive_of(row->gold));
}

/* A person's label goes before the stars. */
static void take_mention(struct pass *pass, const struct mention_row *row, struct arena *arena)
{
    double rating = row->mention.rating;
    struct str id = str_format(arena, "%lld", (long long)row->mention.id);
    struct str words = mention_words(&row->mention, arena);
    if (row->corrected) {
        take(pass, id, words, positive_of(row->mention.score.label));
    } else if (rating >= 0) {
        take(pass, id, words, rating >= praise_from ? 1 : rating <= blame_to ? 0 : 0.5);
    }
}

static bool read_store(struct pass *pass, struct session *session, struct err *err)
{
    const struct options *options = session->invocation->options;
    CLEANUP_MENTION_QUERY struct mention_query *query = NULL;
    CLEANUP(arena_clear) struct arena arena = {0};
    struct mention_filter filter = MENTION_FILTER;
    const struct mention_row *row;
    filter.since = options->since ? options->since : filter.since;
    if (!mention_query_open(session->store, &filter, &query, err)) {
        return false;
    }
    while (mention_query_next(query, &row, err)) {
        if (!row) {
            return true;
        }
        take_mention(pass, row, &arena);
        arena_reset(&arena);
    }
    return false;
}

/* Both passes; *bad is of one. */
static int read_twice(struct session *session, struct suggester *suggester, size_t *bad)
{
    const struct options *options = session->invocation->options;
    struct err err = ERR_NONE;
    for (int round = 0; round < 2; round++) {
        struct pass pass = {suggester, round == 1};
        struct labelled_reading reading = {
            .visit = take_labelled, .user = &pass, .quiet = round == 1};
        if (!options->file && !read_store(&pass, session, &err)) {
            return command_fail(EXIT_STORE, &err);
        }
        if (options->file && !labelled_read_file(&reading, options->file, &err)) {
            return command_fail(EXIT_USAGE, &err);
        }
        *bad = reading.bad;
    }
    return EXIT_WELL;
}

/* ---- printing ---- */

static struct str examples_text(const struct suggestion *suggestion, struct arena *arena)
{
    const struct str *ids = suggestion->examples;
    return str_format(arena, "%.*s%s%.*s", STR_FMT(ids[0]), ids[1].p ? ", " : "", STR_FMT(ids[1]));
}

/* The form of a source of a lexicon, with the evidence as the note. */
static void print_tsv(const struct suggestion *list, size_t count)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    puts("# Suggested by nabz from texts whose label is known: to be read, changed and kept by a\n"
         "# person. Line: entry, value, what it is now and in how many texts it stands.");
    for (size_t i = 0; i < count; i++) {
        const struct suggestion *s = &list[i];
        printf("%.*s\t%.1f\tnow %.1f; %u positive, %u neutral, %u negative; see %.*s\n",
               STR_FMT(s->entry), s->proposed, s->now, s->positive, s->neutral, s->negative,
               STR_FMT(examples_text(s, &arena)));
    }
}

static double round_to_tenth(double value)
{
    return round(value * 10) / 10;
}

static void print_rows(const struct suggestion *list, size_t count, enum print_format format)
{
    static const char *const columns[] = {"entry",   "known",    "now",      "proposed", "positive",
                                          "neutral", "negative", "evidence", "examples"};
    CLEANUP(arena_clear) struct arena arena = {0};
    struct printer printer;
    printer_open(&printer, format, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < count; i++) {
        const struct suggestion *s = &list[i];
        printer_row(&printer,
                    (struct sql_value[]){
                        print_text(s->entry), print_text(s->known ? STR("yes") : STR("no")),
                        print_real(round_to_tenth(s->now)), print_real(s->proposed),
                        print_integer(s->positive), print_integer(s->neutral),
                        print_integer(s->negative), print_real(round_to_tenth(s->z)),
                        print_text(examples_text(s, &arena))});
    }
    printer_close(&printer, "nothing to suggest");
}

/* ---- the command ---- */

static int suggest(struct session *session, struct suggester *suggester)
{
    const struct options *options = session->invocation->options;
    size_t bad = 0, count, limit = options->limit ? (size_t)options->limit : USUAL_LIMIT;
    int status = read_twice(session, suggester, &bad);
    if (status != EXIT_WELL) {
        return status;
    }
    const struct suggestion *list = suggester_list(suggester, &count);
    count = count < limit ? count : limit;
    if (options->tsv) {
        print_tsv(list, count);
    } else {
        print_rows(list, count, print_format(&options->print));
    }
    return bad ? EXIT_SOME_FAILED : EXIT_WELL;
}

static int run(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    const struct options *options = invocation->options;
    CLEANUP_LEXICONS struct lexicons lexicons = {0};
    struct err err = ERR_NONE;
    if (options->file && strcmp(options->file, "-") == 0) {
        err_set(&err, "--file is read twice, so it cannot be stdin");
        return command_fail(EXIT_USAGE, &err);
    }
    int status =
        options->file ? session_config_if_any(&session) : session_store(&session, STORE_READ);
    if (status != EXIT_WELL) {
        return status;
    }
    if (!lexicons_open(&lexicons, session.config, &err)) {
        return command_fail(EXIT_CONFIG, &err);
    }
    size_t least = options->least ? (size_t)options->least : USUAL_LEAST;
    struct suggester *suggester = suggester_open(&lexicons.scorer, least);
    status = suggest(&session, suggester);
    suggester_close(suggester);
    return status;
}

static const struct option option_table[] = {
    {"file", OPTION_TEXT, offsetof(struct options, file), "FILE",
     "labelled JSONL or CSV, as eval reads it, in place of the database"},
    {"since", OPTION_TIME, offsetof(struct options, since), "TIME",
     "only mentions posted then or later"},
    {"least", OPTION_COUNT, offsetof(struct options, least), "N", "texts a word must stand in (5)"},
    {"limit", OPTION_COUNT, offsetof(struct options, limit), "N", "suggestions (50)"},
    {"tsv", OPTION_FLAG, offsetof(struct options, tsv), NULL, "as a source of a lexicon"},
    PRINT_OPTIONS(struct options, print),
    {0},
};

const struct command command_lexicon_suggest = {
    .name = "lexicon suggest",
    .summary = "words to add or weigh anew, by stars and corrected labels",
    .arguments = "",
    .options = option_table,
    .options_size = sizeof(struct options),
    .example = "  nabz lexicon suggest --since 90d --tsv > words-suggested.tsv",
    .run = run,
};
