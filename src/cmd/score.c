/* nabz score: text in, sentiment out. */
#include "base/rows.h"
#include "cmd/aspects.h"
#include "cmd/commands.h"
#include "cmd/explanation.h"
#include "cmd/session.h"
#include "feed/charset.h"

#include <stdio.h>

struct options {
    bool jsonl, explain, aspects;
};

struct scoring {
    struct scorer scorer;
    const struct label_words *words;
    struct tokens tokens;
    const struct options *options;
    const char *path; /* of the file in hand */
    struct charset_guess guess;
    struct arena arena; /* of the row in hand */
    bool some_bad;
};

static void print_json(json_t *object)
{
    json_dumpf(object, stdout, JSON_COMPACT | JSON_REAL_PRECISION(6));
    putchar('\n');
    json_decref(object);
}

/* Of the text that was scored last. */
static struct labels labels_of(const struct scoring *scoring, const struct score *score)
{
    struct labels labels;
    label_tokens(&scoring->words->labeller, &scoring->tokens, score, &labels);
    return labels;
}

static json_t *answer_json(struct scoring *scoring, json_t *id, struct str text)
{
    struct score score;
    score_text(&scoring->scorer, &scoring->tokens, text, &score);
    json_t *answer = explanation_json(json_incref(id), text, &score, scoring->options->explain);
    if (scoring->options->aspects) {
        struct labels labels = labels_of(scoring, &score);
        aspects_json(answer, text, &labels, scoring->words->touchpoints);
    }
    return answer;
}

static void score_one(struct scoring *scoring, struct str text)
{
    struct score score;
    score_text(&scoring->scorer, &scoring->tokens, text, &score);
    if (scoring->options->explain) {
        explanation_print(text, &score);
    } else {
        explanation_line(&score);
    }
    if (scoring->options->aspects) {
        struct labels labels = labels_of(scoring, &score);
        aspects_print(text, &labels, scoring->words->touchpoints);
    }
}

/* One answer for every line, bad ones too, so that answers stay in step with what was asked. */
static void bad_line(struct scoring *scoring, json_t *id, size_t line, int column, const char *why)
{
    struct score none = {0};
    fprintf(stderr, "nabz: %s:%zu:%d: %s\n", scoring->path, line, column, why);
    scoring->some_bad = true;
    if (scoring->options->jsonl) {
        print_json(explanation_json(json_incref(id), STR(""), &none, false));
    } else {
        explanation_line(&none);
    }
}

static void score_json(struct scoring *scoring, struct str line, size_t number)
{
    json_error_t why;
    json_t *asked = json_loadb(line.p, line.n, JSON_ALLOW_NUL, &why);
    json_t *text = json_object_get(asked, "text");
    json_t *id = json_object_get(asked, "id");
    if (json_is_string(text)) {
        struct str words = {json_string_value(text), json_string_length(text)};
        print_json(answer_json(scoring, id, words));
    } else {
        bad_line(scoring, id, number, asked ? 1 : why.position,
                 asked ? "wants an object with a string \"text\"" : why.text);
    }
    json_decref(asked);
}

static void score_row(struct scoring *scoring, const struct row *row)
{
    struct str text = charset_row(&scoring->guess, &scoring->arena, row->text);
    if (row->fault) {
        bad_line(scoring, NULL, row->line, 1, row->fault);
    } else if (!scoring->options->jsonl) {
        score_one(scoring, text);
    } else if (str_trim(text).n) {
        score_json(scoring, text, row->line);
    }
    arena_reset(&scoring->arena);
}

static int score_file(struct scoring *scoring, const char *path)
{
    CLEANUP(rows_close) struct rows rows = {0};
    struct row row;
    struct err err;
    if (!rows_open(&rows, path, &err)) {
        return command_fail(EXIT_USAGE, &err);
    }
    rows.empty = true;
    scoring->path = path;
    while (rows_next(&rows, &row)) {
        score_row(scoring, &row);
    }
    return scoring->some_bad ? EXIT_SOME_FAILED : EXIT_WELL;
}

static int score_all(struct scoring *scoring, const struct invocation *invocation)
{
    if (!invocation->argument_count) {
        return score_file(scoring, "-");
    }
    if (scoring->options->jsonl && invocation->argument_count > 1) {
        struct err err = ERR_NONE;
        (void)err_set(&err, "--jsonl takes one FILE");
        return command_fail(EXIT_USAGE, &err);
    }
    if (scoring->options->jsonl) {
        return score_file(scoring, invocation->arguments[0]);
    }
    int status = EXIT_WELL;
    for (size_t i = 0; i < invocation->argument_count; i++) {
        if (strcmp(invocation->arguments[i], "-") == 0) {
            int done = score_file(scoring, "-");
            status = status == EXIT_WELL ? done : status;
        } else {
            score_one(scoring, str_of(invocation->arguments[i]));
        }
    }
    return status;
}

static int run(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    struct err err = ERR_NONE;
    struct scoring scoring = {.options = invocation->options};
    CLEANUP_LEXICONS struct lexicons lexicons = {0};
    int status = session_config_if_any(&session);
    if (status != EXIT_WELL) {
        return status;
    }
    if (!lexicons_open(&lexicons, session.config, &err)) {
        return command_fail(EXIT_CONFIG, &err);
    }
    scoring.scorer = lexicons.scorer;
    scoring.scorer.options.explain = scoring.options->explain || scoring.options->aspects;
    scoring.words = &lexicons.labels;
    lexicons.labels.labeller.explain = true;
    status = score_all(&scoring, invocation);
    tokens_clear(&scoring.tokens);
    arena_clear(&scoring.arena);
    return status;
}

static const struct option options[] = {
    {"jsonl", OPTION_FLAG, offsetof(struct options, jsonl), NULL,
     "read {\"id\",\"text\"} a line from FILE or stdin, answer one JSON object a line"},
    {"explain", OPTION_FLAG, offsetof(struct options, explain), NULL,
     "also the words that decided"},
    {"aspects", OPTION_FLAG, offsetof(struct options, aspects), NULL,
     "also needs, touchpoints, stage and intents, with the words that decided"},
    {"labels", OPTION_FLAG, offsetof(struct options, aspects), NULL, "the same"},
    {0},
};

const struct command command_score = {
    .name = "score",
    .summary = "tells how a text sounds: positive, neutral or negative",
    .arguments = "[TEXT ... | --jsonl FILE]",
    .argument_most = 1000,
    .options = options,
    .options_size = sizeof(struct options),
    .example = "  nabz score --explain 'the food was great but the delivery was late'\n"
               "  nabz score --aspects 'the food was great but the delivery was late'\n"
               "  nabz score --jsonl reviews.jsonl",
    .run = run,
};
