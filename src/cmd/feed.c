/* nabz feed ...: recipes, and how a source behaves right now. */
#include "app/poll_try.h"
#include "base/file.h"
#include "cmd/commands.h"
#include "cmd/printer.h"
#include "cmd/session.h"
#include "feed/check.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

struct list_options {
    struct print_flags print;
};

/* A folder; beside them stands README.md. */
static int is_recipe(const struct dirent *entry)
{
    return strchr(entry->d_name, '.') == NULL;
}

/* The names of the shipped recipes, sorted; free each and the list. -1 when there are none. */
static int shipped(struct arena *arena, struct dirent ***list)
{
    return scandir(file_data_path(arena, "feeds"), list, is_recipe, alphasort);
}

static const char *const list_columns[] = {"recipe", "usable", "summary"};

static int run_list(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    const struct list_options *options = invocation->options;
    struct printer printer;
    struct dirent **list;
    int count = shipped(&session.arena, &list), status = EXIT_WELL;
    printer_open(&printer, print_format(&options->print), list_columns,
                 sizeof list_columns / sizeof *list_columns);
    for (int i = 0; i < count; i++) {
        struct recipe *recipe = NULL;
        struct err err = ERR_NONE;
        if (recipe_load(list[i]->d_name, &recipe, &err)) {
            struct sql_value values[] = {
                print_text(str_of(list[i]->d_name)),
                print_text(str_of(recipe->disabled ? recipe->disabled : "yes")),
                print_text(str_of(recipe->summary)),
            };
            printer_row(&printer, values);
        } else {
            status = command_fail(EXIT_CONFIG, &err);
        }
        recipe_free(recipe);
        free(list[i]);
    }
    printer_close(&printer, "no recipes");
    if (count >= 0) {
        free(list);
    }
    return status;
}

/* A shipped recipe by its name, any other by its folder. */
static bool check_one(struct session *session, const char *name)
{
    struct err err = ERR_NONE;
    const char *shipped_folder =
        file_data_path(&session->arena, str_format(&session->arena, "feeds/%s", name).p);
    struct recipe *recipe = NULL;
    bool there = recipe_load(name, &recipe, &err);
    recipe_free(recipe);
    if (there && feed_check(strchr(name, '/') ? name : shipped_folder, &err)) {
        return true;
    }
    if (there) {
        err_wrap(&err, "recipe %s", name);
    }
    command_fail(EXIT_CONFIG, &err);
    return false;
}

static int run_check(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    struct dirent **list;
    bool well = true;
    for (size_t i = 0; i < invocation->argument_count; i++) {
        well &= check_one(&session, invocation->arguments[i]);
    }
    if (!invocation->argument_count) {
        int count = shipped(&session.arena, &list);
        for (int i = 0; i < count; i++) {
            well &= check_one(&session, list[i]->d_name);
            free(list[i]);
        }
        if (count >= 0) {
            free(list);
        }
        well &= count > 0;
    }
    return well ? EXIT_WELL : EXIT_CONFIG;
}

static const char *const try_columns[] = {"id", "published_at", "author", "rating", "text", "url"};

static void print_batch(struct printer *printer, const struct batch *batch)
{
    struct arena arena = {0};
    for (size_t i = 0; i < batch->count; i++) {
        const struct mention *m = &batch->mentions[i];
        struct sql_value values[] = {
            print_text(m->native_id),
            print_time(&arena, m->published_at),
            print_text(m->author),
            m->rating >= 0 ? print_real(m->rating) : print_text(STR_NONE),
            print_text(mention_words(m, &arena)),
            print_text(m->url),
        };
        printer_row(printer, values);
    }
    arena_clear(&arena);
}

static int try_source(struct session *session, const struct config_source *source,
                      const struct list_options *options)
{
    CLEANUP(batch_clear) struct batch batch = {0};
    struct walk_result result;
    struct printer printer;
    struct err err = ERR_NONE, problem;
    if (!poll_try(&session->app, source, &batch, &result, &err)) {
        return command_fail(EXIT_ALL_FAILED, &err);
    }
    for (size_t i = 0; i < result.page.problem_count && i < EXTRACT_PROBLEMS; i++) {
        problem_describe(&result.page.problems[i], &problem);
        fprintf(stderr, "nabz: %s\n", problem.text);
    }
    printer_open(&printer, print_format(&options->print), try_columns,
                 sizeof try_columns / sizeof *try_columns);
    print_batch(&printer, &batch);
    printer_close(&printer, "no mentions");
    return EXIT_WELL;
}

static int run_try(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    struct err err = ERR_NONE;
    int status = session_config(&session);
    if (status != EXIT_WELL) {
        return status;
    }
    const struct config_source *source = config_source(session.config, invocation->arguments[0]);
    if (!source) {
        config_no_source(session.config, invocation->arguments[0], &err);
        return command_fail(EXIT_USAGE, &err);
    }
    if (!app_open(&session.app, session.config, NULL, invocation->globals.now, &err)) {
        return command_fail(EXIT_CONFIG, &err);
    }
    session.app_opened = true;
    return try_source(&session, source, invocation->options);
}

static const struct option print_table_options[] = {
    PRINT_OPTIONS(struct list_options, print),
    {0},
};

const struct command command_feed_list = {
    .name = "feed list",
    .summary = "lists the recipes there are",
    .arguments = "",
    .options = print_table_options,
    .options_size = sizeof(struct list_options),
    .example = "  nabz feed list",
    .run = run_list,
};

const struct command command_feed_check = {
    .name = "feed check",
    .summary = "reads the saved page of recipes and compares, without a network",
    .arguments = "[RECIPE ...]",
    .argument_most = 1000,
    .example = "  nabz feed check x-search",
    .run = run_check,
};

const struct command command_feed_try = {
    .name = "feed try",
    .summary = "fetches one page of a source now and shows it; stores nothing",
    .arguments = "SOURCE",
    .argument_least = 1,
    .argument_most = 1,
    .options = print_table_options,
    .options_size = sizeof(struct list_options),
    .example = "  nabz feed try shop-reviews",
    .run = run_try,
};
