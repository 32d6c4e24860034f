/* nabz import: mentions from a file, through the same stages as those of a crawl. */
#include "app/ingest.h"
#include "app/stories.h"
#include "base/limits.h"
#include "cmd/commands.h"
#include "cmd/import_survey.h"
#include "cmd/session.h"
#include "model/batch.h"
#include "store/search.h"
#include "text/utf8.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

enum { BATCH_LINES = 1000 };

struct options {
    const char *source;
    bool survey;
    struct survey_options answers;
};

struct import {
    struct session *session;
    const char *default_source;
    struct batch batch; /* of one source, not stored yet */
    struct str source;  /* its name; in the session's arena */
    bool unnamed;       /* a line of the batch had no id */
    struct mention_counts counts;
    size_t line, bad;
};

static struct str text_field(struct import *import, json_t *line, const char *name, size_t max)
{
    json_t *value = json_object_get(line, name);
    if (json_is_integer(value)) { /* ids are numbers in many exports */
        return str_format(&import->batch.arena, "%lld", (long long)json_integer_value(value));
    }
    if (!json_is_string(value)) {
        return STR_NONE;
    }
    struct str text = {json_string_value(value), json_string_length(value)};
    return utf8_clean(&import->batch.arena, text, max);
}

static bool time_field(json_t *line, const char *name, int64_t *at, struct err *err)
{
    json_t *value = json_object_get(line, name);
    *at = TIME_NONE;
    if (!value || json_is_null(value)) {
        return true;
    }
    if (json_is_integer(value)) {
        *at = json_integer_value(value);
        return true;
    }
    return (json_is_string(value) && time_parse(str_of(json_string_value(value)), at)) ||
           err_set(err, "field %s: not a time as 2026-11-22T08:30:00Z", name);
}

/* "2026-11-20" says which day, not when on it. */
static enum time_precision precision_of(json_t *line)
{
    const char *text = json_string_value(json_object_get(line, "published_at"));
    return text && strlen(text) == strlen("2026-11-20") ? PRECISION_DAY : PRECISION_SECOND;
}

static bool rating_field(json_t *line, double *rating, struct err *err)
{
    json_t *value = json_object_get(line, "rating");
    *rating = RATING_NONE;
    if (!value || json_is_null(value)) {
        return true;
    }
    *rating = json_number_value(value);
    return (json_is_number(value) && *rating >= 0 && *rating <= 100) ||
           err_set(err, "field rating: not a number from 0 to 100");
}

static bool reach_field(json_t *line, int64_t *reach, struct err *err)
{
    json_t *value = json_object_get(line, "reach");
    *reach = REACH_NONE;
    if (!value || json_is_null(value)) {
        return true;
    }
    *reach = json_integer_value(value);
    return (json_is_integer(value) && *reach >= 0) ||
           err_set(err, "field reach: not a number of followers");
}

static bool read_mention(struct import *import, json_t *line, struct mention *mention,
                         struct err *err)
{
    mention->native_id = text_field(import, line, "id", LIMIT_MENTION_FIELD);
    mention->url = text_field(import, line, "url", LIMIT_MENTION_FIELD);
    mention->title = text_field(import, line, "title", LIMIT_MENTION_FIELD);
    mention->text = text_field(import, line, "text", LIMIT_MENTION_TEXT);
    mention->author = text_field(import, line, "author", LIMIT_MENTION_FIELD);
    mention->language = text_field(import, line, "language", LIMIT_MENTION_FIELD);
    mention->reply_to = text_field(import, line, "reply_to", LIMIT_MENTION_FIELD);
    mention->repost_of = text_field(import, line, "repost_of", LIMIT_MENTION_FIELD);
    if (!mention->native_id.n) {
        mention->native_id = mention->url;
        import->unnamed = true;
    }
    if (!mention->native_id.n) {
        return err_set(err, "field id: missing, and no url in its place");
    }
    if (!mention->text.p) {
        return err_set(err, "field text: missing");
    }
    mention->published_precision = precision_of(line);
    return time_field(line, "published_at", &mention->published_at, err) &&
           time_field(line, "updated_at", &mention->updated_at, err) &&
           rating_field(line, &mention->rating, err) && reach_field(line, &mention->reach, err);
}

static bool store_batch(struct import *import, struct err *err)
{
    struct app *app = &import->session->app;
    struct ingest_source source = {.name = import->source, .ids_change = import->unnamed};
    const struct config_source *known =
        config_source(app->config, str_z(&import->session->arena, import->source));
    size_t about[MENTION_BRANDS];
    source.about = about;
    source.about_count = known ? app_about(app, known, about) : 0;
    struct ingest_result result = {.counts = import->counts};
    if (!store_begin(app->store, err)) {
        return false;
    }
    if (!ingest(app, &source, &import->batch, &result, err)) {
        store_rollback(app->store);
        return false;
    }
    import->counts = result.counts;
    batch_clear(&import->batch);
    import->unnamed = false;
    return store_commit(app->store, err);
}

static void bad_line(struct import *import, const char *path, int column, const char *why)
{
    fprintf(stderr, "nabz: %s:%zu:%d: %s\n", path, import->line, column, why);
    import->bad++;
}

/* A batch is of one source: another one, or a full batch, is stored first. */
static bool make_room(struct import *import, struct str source, struct err *err)
{
    bool same = str_eq(import->source, source);
    if (import->batch.count && (!same || import->batch.count == BATCH_LINES) &&
        !store_batch(import, err)) {
        return false;
    }
    if (!same) {
        import->source = str_copy(&import->session->arena, source);
    }
    return true;
}

static bool take_line(struct import *import, const char *path, struct str text, struct err *err)
{
    json_error_t why;
    struct err wrong = ERR_NONE;
    json_t *line = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, &why);
    json_t *named = json_object_get(line, "source");
    const char *source = named ? json_string_value(named) : import->default_source;
    bool well = true;
    if (!line) {
        bad_line(import, path, why.column, why.text);
    } else if (!json_is_object(line)) {
        bad_line(import, path, 1, "not an object");
    } else if (!source) {
        bad_line(import, path, 1, "field source: missing, and no --source given");
    } else if (!config_name_valid(source)) {
        bad_line(import, path, 1,
                 "field source: no name: at most 64 of a-z A-Z 0-9 and, inside, - _ .");
    } else if ((well = make_room(import, str_of(source), err))) {
        struct mention *mention = batch_add(&import->batch);
        if (!read_mention(import, line, mention, &wrong)) {
            import->batch.count--;
            bad_line(import, path, 1, wrong.text);
        }
    }
    json_decref(line);
    return well;
}

static bool take_stream(struct import *import, const char *path, FILE *in, struct err *err)
{
    char *line = NULL;
    size_t capacity = 0;
    ssize_t n;
    bool well = true;
    while (well && (n = getline(&line, &capacity, in)) >= 0) {
        import->line++;
        struct str text = str_trim((struct str){line, (size_t)n});
        well = !text.n || take_line(import, path, text, err);
    }
    if (ferror(in)) {
        fprintf(stderr, "nabz: %s: cannot be read beyond line %zu\n", path, import->line);
        import->bad++;
    }
    free(line);
    return well && (!import->batch.count || store_batch(import, err));
}

static int run(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    const struct options *options = invocation->options;
    const char *path = invocation->arguments[0];
    struct err err = ERR_NONE;
    struct import import = {.session = &session, .default_source = options->source};
    if (options->survey) {
        return import_survey(invocation, options->source, &options->answers);
    }
    int status = session_app(&session);
    if (status != EXIT_WELL) {
        return status;
    }
    FILE *in = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
    if (!in) {
        err_set(&err, "%s: cannot be opened", path);
        return command_fail(EXIT_USAGE, &err);
    }
    bool well = take_stream(&import, path, in, &err) && stories_find(session.store, &err) &&
                search_index(session.store, &err);
    if (in != stdin) {
        fclose(in);
    }
    batch_clear(&import.batch);
    if (!well) {
        return command_fail(EXIT_STORE, &err);
    }
    printf("%zu new, %zu changed, %zu known, %zu bad\n", import.counts.added, import.counts.edited,
           import.counts.duplicate, import.bad);
    return import.bad ? EXIT_SOME_FAILED : EXIT_WELL;
}

static const struct option option_table[] = {
    {"source", OPTION_TEXT, offsetof(struct options, source), "NAME",
     "of lines that name no source; the name of a survey"},
    {"survey", OPTION_FLAG, offsetof(struct options, survey), NULL,
     "answers of a survey, CSV or JSONL: nps, csat, ces, time, touchpoint, text, author, id"},
    SURVEY_OPTIONS(struct options, answers),
    {0},
};

const struct command command_import = {
    .name = "import",
    .summary = "takes mentions from a JSONL file, or answers of a survey",
    .arguments = "FILE",
    .argument_least = 1,
    .argument_most = 1,
    .options = option_table,
    .options_size = sizeof(struct options),
    .example = "  nabz extract --recipe digikala page.json | nabz import --source shop -\n"
               "  nabz import --survey --source after-delivery answers.csv",
    .run = run,
};
