/* A digest for everybody of its team: a mail, what a chat takes, an event, each as a row of the
 * outbox. */
#include "app/catch_up.h"
#include "app/digest.h"
#include "app/prefs.h"
#include "base/limits.h"
#include "store/outbox.h"

struct posting {
    struct app *app;
    const struct config_team *team;
    struct str key;
    const struct digest *digest;
    struct arena *arena;
    size_t *messages;
};

static struct str id_of(const struct posting *p, const char *recipient)
{
    struct str what = str_format(p->arena, "%.*s\n%s", STR_FMT(p->key), recipient);
    return str_format(p->arena, "digest-%016llx@%.*s", (unsigned long long)str_hash_stable(what),
                      STR_FMT(prefs_domain(p->app)));
}

static bool post(struct posting *p, struct delivery *delivery, struct err *err)
{
    bool added;
    delivery->key = p->key;
    delivery->event = STR("digest");
    delivery->team = str_of(p->team->name);
    delivery->next_try_at = delivery->created_at = p->app->now;
    delivery->sent_at = TIME_NONE;
    if (!outbox_add(p->app->store, delivery, &added, err)) {
        return false;
    }
    *p->messages += added;
    return true;
}

static bool add_mail(struct posting *p, const struct config_recipient *to, struct err *err)
{
    struct recipient_prefs prefs = prefs_of(to);
    struct message_context context = prefs_context(p->app, p->team, p->arena);
    CLEANUP_BUF struct buf mail = BUF_INIT(LIMIT_MAIL);
    CLEANUP(letter_clear) struct letter letter = {.to = NULL};
    struct held_back held;
    bool any = false;
    struct str subject, id;
    context.message_id = context.root_id = id_of(p, to->address);
    id = str_format(p->arena, "<%.*s>", STR_FMT(context.message_id));
    if (p->team->digest.every == CONFIG_DAILY &&
        !catch_up_fold(p->app, p->team, str_of(to->address), p->digest->to, id, p->arena, &held,
                       &any, err)) {
        return false;
    }
    digest_write(p->digest, any ? &held : NULL, &prefs, &context, p->arena, &letter, &subject);
    message_write(&mail, &prefs, &context, subject, buf_str(&letter.text), buf_str(&letter.html));
    struct delivery delivery = {
        .channel = STR("mail"),
        .recipient = str_of(to->address),
        .message_id = id,
        .subject = subject,
        .body = buf_str(&mail),
    };
    return post(p, &delivery, err);
}

static bool add_event(struct posting *p, const char *channel, const char *name, struct err *err)
{
    struct str id = id_of(p, name);
    CLEANUP_BUF struct buf json = BUF_INIT(LIMIT_EVENT);
    struct event_context context = {
        .id = id, .event = STR("digest"), .team = str_of(p->team->name), .now = p->app->now};
    digest_event(p->digest, &context, &json);
    struct delivery delivery = {
        .channel = str_of(channel),
        .recipient = str_of(name),
        .message_id = id,
        .subject = STR("digest"),
        .body = buf_str(&json),
    };
    return post(p, &delivery, err);
}

static bool add_chat(struct posting *p, const struct config_webhook *to, enum chat_kind kind,
                     struct err *err)
{
    struct recipient_prefs prefs = prefs_of_language(to->language, p->app->config->time_zone);
    struct message_context context = prefs_context(p->app, p->team, p->arena);
    CLEANUP(letter_clear) struct letter letter = {.to = NULL};
    CLEANUP_BUF struct buf json = BUF_INIT(LIMIT_EVENT);
    struct str subject;
    context.unsubscribe = STR_NONE;
    digest_write(p->digest, NULL, &prefs, &context, p->arena, &letter, &subject);
    chat_letter(kind, buf_str(&letter.text), str_of(to->chat), &json);
    struct delivery delivery = {
        .channel = STR("webhook"),
        .recipient = str_of(to->name),
        .message_id = id_of(p, to->name),
        .subject = subject,
        .body = buf_str(&json),
    };
    return post(p, &delivery, err);
}

static bool add_webhook(struct posting *p, const struct config_webhook *to, struct err *err)
{
    enum chat_kind kind;
    if (!prefs_chat(to, &kind)) {
        return add_event(p, "webhook", to->name, err);
    }
    /* Of a ticket: nothing is to be done about it. */
    return kind == CHAT_TICKET || add_chat(p, to, kind, err);
}

bool digest_add(struct app *app, const struct config_team *team, struct str key,
                const struct digest *digest, struct arena *arena, size_t *messages, struct err *err)
{
    struct posting p = {app, team, key, digest, arena, messages};
    bool well = true;
    for (unsigned i = 0; well && app->config->mail.from && i < team->recipient_count; i++) {
        well = add_mail(&p, &team->recipients[i], err);
    }
    for (unsigned i = 0; well && i < team->webhook_count; i++) {
        well = add_webhook(&p, &team->webhooks[i], err);
    }
    for (unsigned i = 0; well && i < team->command_count; i++) {
        well = add_event(&p, "command", team->commands[i].name, err);
    }
    return well;
}
