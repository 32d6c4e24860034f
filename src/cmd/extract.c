/* nabz extract: the pure half of a poller. Saved bytes in, lines of JSON out. */
#include "cmd/commands.h"

#include "base/file.h"
#include "base/limits.h"
#include "cmd/page_problems.h"
#include "feed/lines.h"
#include "feed/saved.h"

#include <stdio.h>

struct extract_options {
    const char *recipe, *url, *content_type;
};

/* A whole answer: what is asked, read, and asked next. */
static int extract_answer(const struct recipe *recipe, struct str saved, const char *file)
{
    struct buf out CLEANUP_BUF = BUF_INIT(8 * (size_t)LIMIT_HTTP_BODY);
    struct err err = ERR_NONE;
    if (!saved_read(recipe, saved, &out, &err)) {
        err_wrap(&err, "%s", file);
        return command_fail(EXIT_SOME_FAILED, &err);
    }
    fwrite(out.p, 1, out.n, stdout);
    return EXIT_WELL;
}

static int extract_file(const struct invocation *invocation, const struct recipe *recipe)
{
    const struct extract_options *options = invocation->options;
    const char *file = invocation->arguments[0];
    struct buf body CLEANUP_BUF = BUF_INIT(LIMIT_HTTP_BODY);
    struct buf out CLEANUP_BUF = BUF_INIT(8 * (size_t)LIMIT_HTTP_BODY);
    struct batch batch CLEANUP(batch_clear) = {0};
    struct page page;
    struct err err = ERR_NONE;
    const struct extract_context context = {
        .url = str_of(options->url),
        .content_type = str_of(options->content_type),
        .now = invocation->globals.now,
    };
    if (!file_read(file, &body, &err)) {
        return command_fail(EXIT_USAGE, &err);
    }
    if (str_ends(str_of(file), STR(".http"))) {
        return extract_answer(recipe, buf_str(&body), file);
    }
    if (!extract(recipe, &context, buf_str(&body), &page, &batch, &err)) {
        err_wrap(&err, "%s", file);
        return command_fail(EXIT_SOME_FAILED, &err);
    }
    lines_of_page(&page, &batch, &out);
    fwrite(out.p, 1, out.n, stdout);
    page_problems_tell(file, &page);
    return EXIT_WELL;
}

static int run(const struct invocation *invocation)
{
    const struct extract_options *options = invocation->options;
    struct recipe *recipe = NULL;
    struct err err = ERR_NONE;
    if (!options->recipe) {
        err_set(&err, "extract needs --recipe NAME");
        return command_fail(EXIT_USAGE, &err);
    }
    if (!recipe_load(options->recipe, &recipe, &err) || !recipe_check(recipe, &err)) {
        recipe_free(recipe);
        return command_fail(EXIT_CONFIG, &err);
    }
    int status = extract_file(invocation, recipe);
    recipe_free(recipe);
    return status;
}

static const struct option options[] = {
    {"recipe", OPTION_TEXT, offsetof(struct extract_options, recipe), "NAME",
     "how to read the file: a name under feeds/, or a folder or file with a / in it"},
    {"url", OPTION_TEXT, offsetof(struct extract_options, url), "BASE",
     "where the file came from, for relative links"},
    {"content-type", OPTION_TEXT, offsetof(struct extract_options, content_type), "TYPE",
     "the Content-Type it was sent with"},
    {0},
};

const struct command command_extract = {
    .name = "extract",
    .summary = "reads a saved page, or a whole answer (.http), through a recipe: lines of JSON",
    .arguments = "FILE",
    .argument_least = 1,
    .argument_most = 1,
    .options = options,
    .options_size = sizeof(struct extract_options),
    .example = "  nabz extract --recipe syndication --url https://example.com/feed.xml feed.xml",
    .run = run,
};
