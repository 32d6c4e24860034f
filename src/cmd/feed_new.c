/* nabz feed new URL: the first draft of a recipe, from what a page shows today. */
#include "base/file.h"
#include "base/limits.h"
#include "cmd/commands.h"
#include "cmd/session.h"
#include "feed/check.h"
#include "feed/draft.h"
#include "net/http.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

struct new_options {
    const char *out;
    bool allow_private;
};

/* A page that was fetched; its memory is the arena's. */
static bool fetch(const struct session *session, struct str url, struct arena *arena,
                  struct draft_page *page, struct err *err)
{
    const struct invocation *invocation = session->invocation;
    const struct new_options *options = invocation->options;
    struct http_options http_options = {.agent = app_agent(session->config, arena),
                                        .now = invocation->globals.now};
    struct request request = {
        .method = STR("GET"), .url = url, .robots = true, .allow_private = options->allow_private};
    struct response response;
    void *user;
    struct http *http = http_open(&http_options, err);
    if (!http) {
        return false;
    }
    http_add(http, &request, NULL);
    bool fine = http_next(http, &response, &user);
    if (!fine || response.status == 0) {
        fine = err_set(err, "%.*s", STR_FMT(response.failure));
    } else if (response.status != 200 || response.cut) {
        fine = err_set(err, response.cut ? "HTTP %d, too large" : "HTTP %d", response.status);
    } else {
        page->url = str_copy(arena, response.url);
        page->content_type = str_copy(arena, response_header(&response, "Content-Type"));
        page->body = str_copy(arena, response.body);
    }
    http_close(http);
    return fine || err_wrap(err, "%.*s", STR_FMT(url));
}

/* The page itself, or the first feed it links to. */
static bool find_draft(const struct session *session, struct arena *arena, struct draft_page *page,
                       struct draft *draft, struct err *err)
{
    const char *address = session->invocation->arguments[0];
    if (!fetch(session, str_of(address), arena, page, err)) {
        return false;
    }
    if (draft_make(page, arena, draft)) {
        return true;
    }
    if (!draft->linked_count) {
        return err_set(err,
                       "%s: no feed, no reviews in the markup, no list in JSON that reads like "
                       "mentions; feeds/README.md tells how to write a recipe by hand",
                       address);
    }
    const struct draft first = *draft;
    struct str feed = first.linked[0];
    buf_clear(&draft->recipe);
    bool fine = fetch(session, feed, arena, page, err) &&
                (draft_make(page, arena, draft) ||
                 err_set(err, "%.*s: linked as a feed, but has no items", STR_FMT(feed)));
    for (size_t i = 1; i < first.linked_count; i++) { /* the other feeds are worth telling */
        draft->linked[i - 1] = first.linked[i];
    }
    draft->linked_count = first.linked_count - 1;
    return fine;
}

static bool write_new(const char *folder, const char *name, struct str content, struct err *err)
{
    struct arena arena = {0};
    bool fine = file_write(str_format(&arena, "%s/%s", folder, name).p, content, 0644, err);
    arena_clear(&arena);
    return fine;
}

static bool write_expected(const char *folder, struct str body, struct err *err)
{
    struct buf lines CLEANUP_BUF = BUF_INIT(LIMIT_HTTP_BODY);
    struct recipe *recipe = NULL;
    bool fine = recipe_load(folder, &recipe, err) && feed_check_lines(recipe, body, &lines, err) &&
                write_new(folder, "expect.jsonl", buf_str(&lines), err);
    recipe_free(recipe);
    return fine;
}

static bool write_folder(const char *folder, const struct draft_page *page,
                         const struct draft *draft, struct err *err)
{
    if (mkdir(folder, 0777) != 0) {
        return err_set(err, errno == EEXIST ? "%s is there already; nothing was changed" : "%s: %s",
                       folder, strerror(errno));
    }
    return write_new(folder, "recipe.yaml", buf_str(&draft->recipe), err) &&
           write_new(folder, draft->page_name, page->body, err) &&
           write_expected(folder, page->body, err);
}

/* The last part of the folder's path is the recipe's name. */
static const char *recipe_name(struct arena *arena, const char *out, struct err *err)
{
    struct str path = str_of(out), name = path, part;
    while (str_take(&path, '/', &part)) {
        name = part.n ? part : name;
    }
    for (size_t i = 0; i < name.n; i++) {
        if (!isalnum((unsigned char)name.p[i]) && name.p[i] != '-') {
            err_set(err, "--out %s: a recipe is called by letters, digits and -", out);
            return NULL;
        }
    }
    return str_z(arena, name);
}

static void tell(const char *folder, const struct draft *draft)
{
    printf("wrote %s: %s, recipe.yaml and expect.jsonl for %s\n", folder, draft->page_name,
           draft->what);
    for (size_t i = 0; i < draft->linked_count; i++) {
        printf("the page also links to the feed %.*s\n", STR_FMT(draft->linked[i]));
    }
    printf(
        "look at recipe.yaml and expect.jsonl, then run 'nabz feed check %s%s'; put other people "
        "and\nwords into the page before you pass it on\n",
        strchr(folder, '/') ? "" : "./", folder);
}

static int run(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    const struct new_options *options = invocation->options;
    struct arena arena CLEANUP(arena_clear) = {0};
    struct draft draft = {.recipe = BUF_INIT(0)};
    struct err err = ERR_NONE;
    if (!options->out) {
        err_set(&err, "feed new needs --out FOLDER");
        return command_fail(EXIT_USAGE, &err);
    }
    struct draft_page page = {.name = recipe_name(&arena, options->out, &err)};
    if (!page.name) {
        return command_fail(EXIT_USAGE, &err);
    }
    int status = session_config_if_any(&session); /* for who asks */
    if (status != EXIT_WELL) {
        return status;
    }
    const char *folder =
        strchr(options->out, '/') ? options->out : str_format(&arena, "./%s", options->out).p;
    bool fine = find_draft(&session, &arena, &page, &draft, &err) &&
                write_folder(folder, &page, &draft, &err);
    if (fine) {
        tell(folder, &draft);
    }
    buf_clear(&draft.recipe);
    return fine ? EXIT_WELL : command_fail(EXIT_SOME_FAILED, &err);
}

static const struct option options[] = {
    {"out", OPTION_TEXT, offsetof(struct new_options, out), "FOLDER",
     "where to write it; the folder must not be there yet, its name is that of the recipe"},
    {"allow-private", OPTION_FLAG, offsetof(struct new_options, allow_private), NULL,
     "the address may be on this machine or a private network"},
    {0},
};

const struct command command_feed_new = {
    .name = "feed new",
    .summary = "writes a first draft of a recipe from a page or feed",
    .arguments = "URL",
    .argument_least = 1,
    .argument_most = 1,
    .options = options,
    .options_size = sizeof(struct new_options),
    .example = "  nabz feed new https://shop.example/product/7 --out feeds/shop",
    .run = run,
};
