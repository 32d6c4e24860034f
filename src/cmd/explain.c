/* nabz explain: why a stored mention has its score. */
#include "base/limits.h"
#include "cmd/aspects.h"
#include "cmd/commands.h"
#include "cmd/explanation.h"
#include "cmd/session.h"
#include "report/html.h"
#include "store/corrections.h"
#include "store/mentions.h"

#include <stdio.h>

struct options {
    bool json;
};

/* What of the labels a person has said; the terms are those of the scorer. */
static bool print_said(struct session *session, const struct mention_row *row, struct err *err)
{
    struct str touchpoints[TOUCHPOINTS_MAX];
    struct labels said = {0};
    const struct labels *labels = &row->mention.labels;
    if (!mention_touchpoints(session->store, &session->arena, touchpoints, err)) {
        return false;
    }
    if (row->said >> ABOUT_NEED & 1) {
        memcpy(said.needs, labels->needs, sizeof said.needs);
    }
    if (row->said >> ABOUT_TOUCHPOINT & 1) {
        memcpy(said.touchpoints, labels->touchpoints, sizeof said.touchpoints);
    }
    said.stage = row->said >> ABOUT_STAGE & 1 ? labels->stage : STAGE_NONE;
    said.intents = row->said >> ABOUT_INTENT & 1 ? labels->intents : 0;
    aspects_print(STR(""), &said, touchpoints);
    return true;
}

static bool print_corrector(struct session *session, int64_t id, struct err *err)
{
    struct str author;
    int64_t when;
    char at[TIME_TEXT_MAX];
    if (!mention_corrector(session->store, id, &session->arena, &author, &when, err)) {
        return false;
    }
    if (author.p) {
        CLEANUP_BUF struct buf name = BUF_INIT(LIMIT_MENTION_FIELD);
        text_line(&name, author);
        printf("corrected by %s, %s\n", name.p, time_format(when, at));
    }
    return true;
}

static void print_stored(const struct mention_row *row)
{
    char at[TIME_TEXT_MAX];
    bool dated = row->mention.published_at != TIME_NONE;
    printf("mention %lld of %.*s, %s%s\n", (long long)row->mention.id, STR_FMT(row->mention.source),
           dated ? "" : "first seen ",
           time_format(dated ? row->mention.published_at : row->posted_at, at));
    if (row->mention.edited_at) {
        printf("edited, last seen changed %s\n", time_format(row->mention.edited_at, at));
    }
    if (row->mention.url.n) {
        printf("%.*s\n", STR_FMT(row->mention.url));
    }
    const char *label = label_name(row->mention.score.label);
    printf("stored: %s %+.2f%s by lexicon %.*s\n", label ? label : "none",
           row->mention.score.compound, row->corrected ? " (label corrected by a person)" : "",
           STR_FMT(row->lexicon));
}

static int explain(struct session *session, const struct mention_row *row)
{
    struct err err = ERR_NONE;
    CLEANUP_LEXICONS struct lexicons lexicons = {0};
    struct tokens tokens = {0};
    struct score score;
    struct labels labels;
    const struct options *options = session->invocation->options;
    if (!lexicons_open(&lexicons, session->config, &err)) {
        return command_fail(EXIT_CONFIG, &err);
    }
    lexicons.scorer.options.explain = lexicons.labels.labeller.explain = true;
    struct str words = mention_words(&row->mention, &session->arena);
    score_text(&lexicons.scorer, &tokens, words, &score);
    label_tokens(&lexicons.labels.labeller, &tokens, &score, &labels);
    if (options->json) {
        json_t *object = explanation_json(json_integer(row->mention.id), words, &score, true);
        aspects_json(object, words, &labels, lexicons.labels.touchpoints);
        json_object_set_new(object, "lexicon", json_string(lexicons.version));
        json_dumpf(object, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
        putchar('\n');
        json_decref(object);
    } else {
        print_stored(row);
        if (!print_corrector(session, row->mention.id, &err) || !print_said(session, row, &err)) {
            return command_fail(EXIT_STORE, &err);
        }
        if (!str_eq(row->lexicon, str_of(lexicons.version))) {
            printf("now, by lexicon %s:\n", lexicons.version);
        }
        explanation_print(words, &score);
        aspects_print(words, &labels, lexicons.labels.touchpoints);
    }
    tokens_clear(&tokens);
    return EXIT_WELL;
}

static int run(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    struct err err = ERR_NONE;
    struct mention_row row;
    int64_t id;
    bool found;
    if (!str_to_int(str_of(invocation->arguments[0]), &id)) {
        err_set(&err, "not the number of a mention: '%s'", invocation->arguments[0]);
        return command_fail(EXIT_USAGE, &err);
    }
    int status = session_store(&session, STORE_READ);
    if (status != EXIT_WELL) {
        return status;
    }
    if (!mention_get(session.store, id, &session.arena, &row, &found, &err)) {
        return command_fail(EXIT_STORE, &err);
    }
    if (!found) {
        err_set(&err, "no mention %lld", (long long)id);
        return command_fail(EXIT_SOME_FAILED, &err);
    }
    return explain(&session, &row);
}

static const struct option options[] = {
    {"json", OPTION_FLAG, offsetof(struct options, json), NULL, "as JSON"},
    {0},
};

const struct command command_explain = {
    .name = "explain",
    .summary = "tells why a stored mention has its score",
    .arguments = "ID",
    .argument_least = 1,
    .argument_most = 1,
    .options = options,
    .options_size = sizeof(struct options),
    .example = "  nabz explain 42",
    .run = run,
};
