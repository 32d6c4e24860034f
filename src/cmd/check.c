/* nabz check: is everything there and right, before cron finds out. */
#include "app/poll_try.h"
#include "base/limits.h"
#include "base/process.h"
#include "cmd/commands.h"
#include "cmd/import_map.h"
#include "cmd/session.h"
#include "report/chart_file.h"

#include <stdio.h>

struct options {
    bool online;
};

/* Loads what a source needs; asks nobody. */
static bool check_source(struct session *session, const struct config_source *source)
{
    struct err err = ERR_NONE;
    struct source_status status = {.name = str_of(source->name)};
    struct poll poll;
    bool well = poll_open(&poll, &session->app, source, &status, &err);
    poll_close(&poll);
    if (!well) {
        err_wrap(&err, "source %s", source->name);
        command_fail(EXIT_CONFIG, &err);
    }
    return well;
}

/* Asks for one page of the source, as crawl would: what a platform sells it sells here, too. */
static bool check_online(struct session *session, const struct config_source *source)
{
    CLEANUP(batch_clear) struct batch batch = {0};
    struct walk_result result;
    struct err err = ERR_NONE;
    if (!poll_try(&session->app, source, &batch, &result, &err)) {
        command_fail(EXIT_SOME_FAILED, &err);
        return false;
    }
    printf("source %s: %zu items", source->name, result.page.items);
    if (result.page.problem_count) {
        problem_describe(&result.page.problems[0], &err);
        printf(", %zu with something wrong: %s", result.page.problem_count, err.text);
    }
    putchar('\n');
    return true;
}

static bool check_all_online(struct session *session)
{
    bool well = true;
    for (unsigned i = 0; i < session->config->source_count; i++) {
        const struct config_source *source = &session->config->sources[i];
        well &= source->disabled || check_online(session, source);
    }
    return well;
}

static bool check_secret(const struct secret *secret, const char *kind, const char *name)
{
    struct err err = ERR_NONE;
    CLEANUP_SECRET struct buf value = BUF_INIT(LIMIT_SECRET);
    if (!secret || secret_read(secret, &value, &err)) {
        return true;
    }
    err_wrap(&err, "%s %s", kind, name);
    command_fail(EXIT_CONFIG, &err);
    return false;
}

/* What is found out else when there is something to tell. */
static bool check_team(const struct config_team *team)
{
    bool well = true;
    for (unsigned i = 0; i < team->webhook_count; i++) {
        const struct config_webhook *webhook = &team->webhooks[i];
        well &= check_secret(webhook->secret, "secret of the webhook", webhook->name);
    }
    for (unsigned i = 0; i < team->command_count; i++) {
        const struct config_command *command = &team->commands[i];
        if (!process_exists(command->run[0])) {
            struct err err = ERR_NONE;
            err_set(&err, "command %s: %s: no program that can be run", command->name,
                    command->run[0]);
            command_fail(EXIT_CONFIG, &err);
            well = false;
        }
    }
    return well;
}

/* Everything that can be seen without asking anybody. */
static bool check_here(struct session *session)
{
    const struct config *config = session->config;
    struct err err = ERR_NONE;
    bool well = lexicon_verify(session->app.lexicons.shipped, &err) || command_fail(0, &err);
    if (!import_maps_check(config, &err)) {
        command_fail(EXIT_CONFIG, &err);
        well = false;
    }
    for (unsigned i = 0; i < config->source_count; i++) {
        well &= config->sources[i].disabled || check_source(session, &config->sources[i]);
    }
    for (unsigned i = 0; i < config->mail.relay_count; i++) {
        const struct config_relay *relay = &config->mail.relays[i];
        well &= check_secret(relay->password, "password of the relay", relay->url);
    }
    for (unsigned i = 0; i < config->team_count; i++) {
        well &= check_team(&config->teams[i]);
    }
    return well;
}

static int run(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    const struct options *options = invocation->options;
    struct err err = ERR_NONE;
    int status = session_config(&session);
    if (status != EXIT_WELL) {
        return status;
    }
    const struct config *config = session.config;
    if (!app_open(&session.app, config, NULL, invocation->globals.now, &err)) {
        return command_fail(EXIT_CONFIG, &err);
    }
    session.app_opened = true;
    if (!check_here(&session)) {
        return EXIT_CONFIG;
    }
    if (options->online && !check_all_online(&session)) {
        return EXIT_SOME_FAILED;
    }
    if (config->mail.from && !chart_ready(&err)) { /* mails go out without it */
        fprintf(stderr, "nabz: %s\n", err.text);
    }
    if (!config->contact && config->source_count) {
        printf("contact is not set: sites cannot tell you when a poll annoys them\n");
    }
    printf("%s: %u brands, %u sources, %u rules, %u teams: all right\n", config->path,
           config->brand_count, config->source_count, config->rule_count, config->team_count);
    return EXIT_WELL;
}

static const struct option option_table[] = {
    {"online", OPTION_FLAG, offsetof(struct options, online), NULL,
     "ask every source for a page, too; stores nothing, but sellers count it"},
    {0},
};

const struct command command_check = {
    .name = "check",
    .summary = "checks configuration, recipes, secrets, queries and lexicon",
    .arguments = "",
    .options = option_table,
    .options_size = sizeof(struct options),
    .example = "  nabz check --config /etc/nabz/nabz.yaml --online",
    .run = run,
};
