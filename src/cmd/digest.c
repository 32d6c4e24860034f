/* nabz digest: what a team reads of the last day or week, to look at or to send at once. */
#include "app/digest.h"

#include "app/deliver.h"
#include "app/prefs.h"
#include "cmd/commands.h"
#include "cmd/session.h"

#include <stdio.h>

struct options {
    const char *team;
    bool send;
};

static void tell(void *user, const char *text)
{
    (void)user;
    fprintf(stderr, "nabz: %s\n", text);
}

static bool gather(struct session *session, const struct config_team *team, struct digest *digest,
                   struct err *err)
{
    struct app *app = &session->app;
    struct digest_period period = digest_period(&team->digest, app->config->time_zone, app->now);
    return digest_gather(app, team, &period, &session->arena, digest, err);
}

static bool queue(struct session *session, const struct config_team *team, struct err *err)
{
    struct app *app = &session->app;
    struct digest digest;
    size_t messages = 0;
    struct str key =
        str_format(&session->arena, "digest %s by hand %lld", team->name, (long long)app->now);
    if (!store_begin(app->store, err)) {
        return false;
    }
    if (!gather(session, team, &digest, err) ||
        !digest_add(app, team, key, &digest, &session->arena, &messages, err)) {
        store_rollback(app->store);
        return false;
    }
    return store_commit(app->store, err);
}

static int send(struct session *session, const struct config_team *team)
{
    struct err err = ERR_NONE;
    struct deliver_options options = {.trouble = tell};
    struct delivered delivered;
    if (!session->config->mail.from && team->recipient_count) {
        err_set(&err, "%s: there is no \"mail\": nobody can be mailed", session->config->path);
        return command_fail(EXIT_CONFIG, &err);
    }
    if (!queue(session, team, &err) || !deliver(&session->app, &options, &delivered, &err)) {
        return command_fail(EXIT_STORE, &err);
    }
    return delivered.later || delivered.failed ? EXIT_SOME_FAILED : EXIT_WELL;
}

/* As the first recipient reads it. */
static int print(struct session *session, const struct config_team *team)
{
    struct err err = ERR_NONE;
    struct digest digest;
    struct recipient_prefs prefs = team->recipient_count
                                       ? prefs_of(team->recipients)
                                       : prefs_of_language(CONFIG_FA, session->config->time_zone);
    struct message_context context = {.now = session->app.now, .team = str_of(team->name)};
    CLEANUP(letter_clear) struct letter letter = {.to = &prefs};
    struct str subject;
    if (!gather(session, team, &digest, &err)) {
        return command_fail(EXIT_STORE, &err);
    }
    digest_write(&digest, NULL, &prefs, &context, &session->arena, &letter, &subject);
    fwrite(letter.text.p, 1, letter.text.n, stdout);
    return EXIT_WELL;
}

static int run(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    const struct options *options = invocation->options;
    struct err err = ERR_NONE;
    int status = session_config(&session);
    if (status == EXIT_WELL && options->send) {
        status = session_lock(&session);
    }
    if (status == EXIT_WELL) {
        bool reads = !options->send && session_has_store(&session);
        status = session_app_as(&session, reads ? STORE_READ : STORE_CREATE);
    }
    if (status != EXIT_WELL) {
        return status;
    }
    const struct config *config = session.config;
    if (options->team && !config_team(config, options->team)) {
        err_set(&err, "no team '%s' in %s", options->team, config->path);
        return command_fail(EXIT_USAGE, &err);
    }
    for (unsigned i = 0; status == EXIT_WELL && i < config->team_count; i++) {
        const struct config_team *team = &config->teams[i];
        if (!options->team || strcmp(team->name, options->team) == 0) {
            status = options->send ? send(&session, team) : print(&session, team);
        }
    }
    return status;
}

static const struct option option_table[] = {
    {"team", OPTION_TEXT, offsetof(struct options, team), "NAME", "only this one"},
    {"send", OPTION_FLAG, offsetof(struct options, send), NULL, "mail it now, to all recipients"},
    {0},
};

const struct command command_digest = {
    .name = "digest",
    .summary = "what a team reads of the last day or week",
    .arguments = "",
    .options = option_table,
    .options_size = sizeof(struct options),
    .example = "  nabz digest --team care",
    .run = run,
};
