#include "cmd/import_page.h"

#include "app/identity.h"
#include "base/file.h"
#include "base/limits.h"
#include "cmd/cmd.h"
#include "cmd/page_problems.h"
#include "config/recipe.h"
#include "feed/extract.h"
#include "feed/saved.h"
#include "feed/walk_ask.h"

static void free_recipe(struct recipe **recipe)
{
    recipe_free(*recipe);
}

/* Straight into the batch, so that the page's words are copied once. */
static bool read_page(struct import_batch *import, const struct import_page_options *options,
                      const struct recipe *recipe, struct str bytes, struct page *page,
                      struct err *err)
{
    struct extract_context context = {
        .url = str_of(options->url),
        .content_type = str_of(options->content_type),
        .now = import->app->now,
    };
    if (str_starts(bytes, STR("HTTP/")) && !saved_body(&bytes, &context.content_type, err)) {
        return false;
    }
    return extract(recipe, &context, bytes, page, &import->batch, err);
}

static int take(struct import_batch *import, const struct import_page_options *options,
                const char *source, const char *path, size_t *bad)
{
    CLEANUP(free_recipe) struct recipe *recipe = NULL;
    struct buf body CLEANUP_BUF = BUF_INIT(LIMIT_HTTP_BODY);
    struct page page;
    struct err err = ERR_NONE;
    if (!recipe_load(options->recipe, &recipe, &err) || !recipe_check(recipe, &err)) {
        return command_fail(EXIT_CONFIG, &err);
    }
    if (!file_read(path, &body, &err)) {
        return command_fail(EXIT_USAGE, &err);
    }
    if (!import_batch_of(import, source, &err)) {
        return command_fail(EXIT_STORE, &err);
    }
    if (!read_page(import, options, recipe, buf_str(&body), &page, &err)) {
        err_wrap(&err, "%s", path);
        return command_fail(EXIT_SOME_FAILED, &err);
    }
    import->unnamed = identity_may_change(recipe);
    import->service = ask_service(recipe, NULL, 0, &import->batch.arena);
    page_problems_tell(path, &page);
    *bad = page.problem_count;
    return import_batch_end(import, &err) ? EXIT_WELL : command_fail(EXIT_STORE, &err);
}

int import_page(struct import_batch *import, const struct import_page_options *options,
                const char *source, const char *path, size_t *bad)
{
    struct err err;
    if (!source || !config_name_valid(source)) {
        err_set(&err, "--recipe wants a --source: at most 64 of a-z A-Z 0-9 and - _ .");
        return command_fail(EXIT_USAGE, &err);
    }
    return take(import, options, source, path, bad);
}
