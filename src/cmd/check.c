/* nabz check: is everything there and right, before cron finds out. */
#include "app/poll.h"
#include "base/limits.h"
#include "cmd/commands.h"
#include "cmd/session.h"
#include "report/chart_file.h"

#include <stdio.h>

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

static bool check_password(const struct config_relay *relay)
{
    struct err err = ERR_NONE;
    CLEANUP_SECRET struct buf value = BUF_INIT(LIMIT_SECRET);
    if (!relay->password || secret_read(relay->password, &value, &err)) {
        return true;
    }
    err_wrap(&err, "relay %s: password", relay->url);
    command_fail(EXIT_CONFIG, &err);
    return false;
}

static int run(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
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
    bool well = lexicon_verify(session.app.lexicons.shipped, &err) || command_fail(0, &err);
    for (unsigned i = 0; i < config->source_count; i++) {
        well &= config->sources[i].disabled || check_source(&session, &config->sources[i]);
    }
    for (unsigned i = 0; i < config->mail.relay_count; i++) {
        well &= check_password(&config->mail.relays[i]);
    }
    if (config->mail.from && !chart_ready(&err)) { /* mails go out without it */
        fprintf(stderr, "nabz: %s\n", err.text);
    }
    if (well) {
        printf("%s: %u brands, %u sources, %u rules, %u teams: all right\n", config->path,
               config->brand_count, config->source_count, config->rule_count, config->team_count);
    }
    return well ? EXIT_WELL : EXIT_CONFIG;
}

const struct command command_check = {
    .name = "check",
    .summary = "checks configuration, recipes, secrets, queries and lexicon",
    .arguments = "",
    .example = "  nabz check --config /etc/nabz/nabz.yaml",
    .run = run,
};
