#include "config/checker.h"

#include "base/clock.h"

#include <assert.h>

static_assert(offsetof(struct config_team, name) == 0, "check_names wants the name first");
static_assert(offsetof(struct config_webhook, name) == 0, "check_names wants the name first");
static_assert(offsetof(struct config_command, name) == 0, "check_names wants the name first");

static bool check_recipient(struct checker *checker, struct way way,
                            struct config_recipient *recipient)
{
    bool fa = recipient->language == CONFIG_FA;
    if (recipient->calendar == CONFIG_CALENDAR_BY_LANGUAGE) {
        recipient->calendar = fa ? CONFIG_JALALI : CONFIG_GREGORIAN;
    }
    if (recipient->digits == CONFIG_DIGITS_BY_LANGUAGE) {
        recipient->digits = fa ? CONFIG_PERSIAN : CONFIG_LATIN;
    }
    if (!recipient->time_zone) {
        recipient->time_zone = mem_strdup(checker->config->time_zone);
    }
    return check_address(checker, at("%s/address", way.text), recipient->address) &&
           check_line(checker, at("%s/name", way.text), recipient->name) &&
           check_zone(checker, at("%s/time_zone", way.text), recipient->time_zone);
}

/* ---- webhooks ---- */

static bool has_secret_place(const struct config_webhook *webhook)
{
    bool has = strstr(webhook->url, CONFIG_SECRET_PLACE) != NULL;
    for (unsigned i = 0; i < webhook->header_count; i++) {
        has |= strstr(webhook->headers[i], CONFIG_SECRET_PLACE) != NULL;
    }
    return has;
}

static bool check_url(struct checker *checker, struct way way, const struct config_webhook *webhook)
{
    struct str url = str_of(webhook->url);
    if (!str_starts(url, STR("https://")) && !str_starts(url, STR("http://"))) {
        return FAULT(checker, way, "not a web address: \"%s\" (as in https://chat.example.com/x)",
                     webhook->url);
    }
    return (str_starts(url, STR("https://")) || webhook->allow_private ||
            FAULT(checker, way,
                  "it would go over the network in the clear: use https://, or "
                  "allow_private for a server of your own")) &&
           check_line(checker, way, webhook->url);
}

/* "Name: value", the name a token of RFC 9110 5.6.2. */
static bool check_header(struct checker *checker, struct way way, const char *header)
{
    size_t name = strspn(header, "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "abcdefghijklmnopqrstuvwxyz");
    return ((name && header[name] == ':') ||
            FAULT(checker, way, "not a header: \"%s\" (as in \"X-Team: care\")", header)) &&
           check_line(checker, way, header);
}

static bool check_webhook(struct checker *checker, struct way way, struct config_webhook *webhook)
{
    bool telegram = webhook->kind == CONFIG_WEBHOOK_TELEGRAM;
    for (unsigned i = 0; i < webhook->header_count; i++) {
        if (!check_header(checker, at("%s/headers/%u", way.text, i), webhook->headers[i])) {
            return false;
        }
    }
    if (telegram != (webhook->chat != NULL)) {
        return FAULT(checker, way,
                     telegram ? "Telegram wants the \"chat\" to write to"
                              : "only a Telegram webhook has a \"chat\"");
    }
    if (has_secret_place(webhook) && !webhook->secret) {
        return FAULT(checker, way, "it has a place for a secret, and no \"secret\"");
    }
    return check_url(checker, at("%s/url", way.text), webhook) &&
           check_line(checker, at("%s/chat", way.text), webhook->chat) &&
           (!webhook->secret || check_secret(checker, at("%s/secret", way.text), webhook->secret));
}

static bool check_webhooks(struct checker *checker, unsigned i, const struct config_team *team)
{
    struct names names = {.count = 0};
    bool good = check_names(checker, at("teams/%u/webhooks", i).text, team->webhooks,
                            sizeof *team->webhooks, team->webhook_count, &names);
    map_clear(&names.map);
    for (unsigned k = 0; good && k < team->webhook_count; k++) {
        good = check_webhook(checker, at("teams/%u/webhooks/%u", i, k), &team->webhooks[k]);
    }
    return good;
}

static bool check_commands(struct checker *checker, unsigned i, const struct config_team *team)
{
    struct names names = {.count = 0};
    bool good = check_names(checker, at("teams/%u/commands", i).text, team->commands,
                            sizeof *team->commands, team->command_count, &names);
    map_clear(&names.map);
    for (unsigned k = 0; good && k < team->command_count; k++) {
        struct config_command *command = &team->commands[k];
        if (strchr(command->run[0], '/')) {
            resolve_path(checker->config, &command->run[0]);
        }
        good = check_duration(checker, at("teams/%u/commands/%u/timeout", i, k), command->timeout,
                              &command->timeout_s, 30, "1s", "5m");
    }
    return good;
}

/* ---- a team ---- */

static bool check_recipients(struct checker *checker, struct way way,
                             struct config_recipient *recipients, unsigned count)
{
    bool good = true;
    for (unsigned i = 0; good && i < count; i++) {
        good = check_recipient(checker, at("%s/%u", way.text, i), &recipients[i]);
    }
    return good;
}

static bool check_patience(struct checker *checker, unsigned i, struct config_team *team)
{
    struct config_escalate *escalate = &team->escalate;
    team->digest.at_minutes = 8 * 60;
    if (team->digest.at && !check_time_of_day(checker, at("teams/%u/digest/at", i), team->digest.at,
                                              &team->digest.at_minutes)) {
        return false;
    }
    return check_number(checker, at("teams/%u/mails_a_day", i), &team->mails_a_day, 0, 1, 1000) &&
           check_duration(checker, at("teams/%u/remind", i), team->remind, &team->remind_s, 0,
                          "10m", "7d") &&
           check_duration(checker, at("teams/%u/escalate/after", i), escalate->after,
                          &escalate->after_s, HOUR, "1m", "7d") &&
           check_recipients(checker, at("teams/%u/escalate/to", i), escalate->to,
                            escalate->to_count);
}

static bool check_team(struct checker *checker, unsigned i, struct config_team *team)
{
    struct config_quiet *quiet = &team->quiet_hours;
    if (!team->recipient_count && !team->webhook_count && !team->command_count) {
        return FAULT(checker, at("teams/%u", i),
                     "nobody is in it: it wants recipients, webhooks or commands");
    }
    return check_recipients(checker, at("teams/%u/recipients", i), team->recipients,
                            team->recipient_count) &&
           check_patience(checker, i, team) && check_webhooks(checker, i, team) &&
           check_commands(checker, i, team) &&
           (!quiet->from || (check_time_of_day(checker, at("teams/%u/quiet_hours/from", i),
                                               quiet->from, &quiet->from_minutes) &&
                             check_time_of_day(checker, at("teams/%u/quiet_hours/to", i), quiet->to,
                                               &quiet->to_minutes)));
}

bool check_can_be_told(struct checker *checker, struct way way, const char *name)
{
    const struct config *config = checker->config;
    const struct config_team *team = config_team(config, name);
    bool has_mails = team->recipient_count || team->escalate.to_count;
    return config->mail.from || !has_mails ||
           FAULT(checker, way, "team %s cannot be told anything: \"mail\" is missing", name);
}

bool check_operator(struct checker *checker)
{
    struct config_operator *operator= & checker->config->operator;
    return (!operator->team ||(check_reference(checker, at("operator/team"), "team",
                                               &checker->teams, operator->team) &&
                               check_can_be_told(checker, at("operator/team"), operator->team))) &&
           check_number(checker, at("operator/failures"), &operator->failures, 5, 1, 1000) &&
           check_duration(checker, at("operator/remind"), operator->remind, &operator->remind_s,
                          DAY, "1h", "7d");
}

bool check_teams(struct checker *checker)
{
    struct config *config = checker->config;
    bool good = check_names(checker, "teams", config->teams, sizeof *config->teams,
                            config->team_count, &checker->teams);
    for (unsigned i = 0; good && i < config->team_count; i++) {
        good = check_team(checker, i, &config->teams[i]);
    }
    return good;
}
