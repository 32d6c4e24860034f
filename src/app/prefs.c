#include "app/prefs.h"

struct recipient_prefs prefs_of(const struct config_recipient *to)
{
    return (struct recipient_prefs){
        .name = str_of(to->name),
        .address = str_of(to->address),
        .language = to->language == CONFIG_EN ? MESSAGE_EN : MESSAGE_FA,
        .jalali = to->calendar == CONFIG_JALALI,
        .persian_digits = to->digits == CONFIG_PERSIAN,
        .zone = to->time_zone,
    };
}

struct recipient_prefs prefs_of_language(enum config_language language, const char *zone)
{
    bool fa = language == CONFIG_FA;
    return (struct recipient_prefs){
        .language = fa ? MESSAGE_FA : MESSAGE_EN,
        .jalali = fa,
        .persian_digits = fa,
        .zone = zone,
    };
}

struct str prefs_domain(const struct app *app)
{
    const char *from = app->config->mail.from, *at = from ? strrchr(from, '@') : NULL;
    return str_of(at ? at + 1 : "nabz.invalid");
}

struct message_context prefs_context(const struct app *app, const struct config_team *team,
                                     struct arena *arena)
{
    const struct config_mail *mail = &app->config->mail;
    return (struct message_context){
        .now = app->now,
        .team = str_of(team->name),
        .from_name = str_of(mail->from_name),
        .from_address = str_of(mail->from),
        .list_id = str_format(arena, "%s.nabz.%.*s", team->name, STR_FMT(prefs_domain(app))),
        .unsubscribe = str_of(mail->from),
        .respond_by = TIME_NONE,
    };
}

bool prefs_chat(const struct config_webhook *to, enum chat_kind *kind)
{
    static const enum chat_kind kinds[] = {
        [CONFIG_WEBHOOK_SLACK] = CHAT_SLACK,
        [CONFIG_WEBHOOK_MATTERMOST] = CHAT_MATTERMOST,
        [CONFIG_WEBHOOK_TELEGRAM] = CHAT_TELEGRAM,
        [CONFIG_WEBHOOK_TICKET] = CHAT_TICKET,
    };
    bool chat = to->kind != CONFIG_WEBHOOK_JSON;
    *kind = chat ? kinds[to->kind] : CHAT_SLACK;
    return chat;
}
