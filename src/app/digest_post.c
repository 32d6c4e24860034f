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
    struct digest unquoted; /* what is told when somebody it quotes is erased */
    int64_t *quoted;
    size_t quoted_count;
    struct arena *arena;
    size_t *messages;
};

static void quote(struct posting *p, const struct mention *mention)
{
    if (mention->text.n) {
        p->quoted[p->quoted_count++] = mention->id;
    }
}

/* The best and the worst of a brand are all that anybody's words stand in. */
static void find_quotes(struct posting *p)
{
    size_t count = p->digest->brand_count;
    struct digest_brand *brands = arena_array(p->arena, struct digest_brand, count);
    p->quoted = arena_array(p->arena, int64_t, 2 * count);
    for (size_t i = 0; i < count; i++) {
        brands[i] = p->digest->brands[i];
        quote(p, &brands[i].worst);
        quote(p, &brands[i].best);
        brands[i].worst = brands[i].best = (struct mention){.id = 0};
    }
    p->unquoted = *p->digest;
    p->unquoted.brands = brands;
}

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
    delivery->quoted = p->quoted;
    delivery->quoted_count = p->quoted_count;
    if (!outbox_add(p->app->store, delivery, &added, err)) {
        return false;
    }
    *p->messages += added;
    return true;
}

static struct str make_mail(struct posting *p, const struct digest *digest,
                            const struct held_back *held, const struct recipient_prefs *prefs,
                            const struct message_context *context, struct str *subject)
{
    CLEANUP_BUF struct buf mail = BUF_INIT(LIMIT_MAIL);
    CLEANUP(letter_clear) struct letter letter = {.to = NULL};
    digest_write(digest, held, prefs, context, p->arena, &letter, subject);
    message_write(&mail, prefs, context, *subject, buf_str(&letter.text), buf_str(&letter.html));
    return str_copy(p->arena, buf_str(&mail));
}

static bool add_mail(struct posting *p, const struct config_recipient *to, struct err *err)
{
    struct recipient_prefs prefs = prefs_of(to);
    struct message_context context = prefs_context(p->app, p->team, p->arena);
    struct held_back folded, *held = NULL;
    bool any = false;
    struct str subject, id;
    context.message_id = context.root_id = id_of(p, to->address);
    id = str_format(p->arena, "<%.*s>", STR_FMT(context.message_id));
    if (p->team->digest.every == CONFIG_DAILY &&
        !catch_up_fold(p->app, p->team, str_of(to->address), p->digest->to, id, p->arena, &folded,
                       &any, err)) {
        return false;
    }
    held = any ? &folded : NULL;
    struct delivery delivery = {
        .channel = STR("mail"),
        .recipient = str_of(to->address),
        .message_id = id,
        .body = make_mail(p, p->digest, held, &prefs, &context, &subject),
    };
    delivery.subject = subject;
    if (p->quoted_count) {
        delivery.unquoted = make_mail(p, &p->unquoted, held, &prefs, &context, &subject);
    }
    return post(p, &delivery, err);
}

static struct str make_event(struct posting *p, const struct digest *digest, struct str id)
{
    CLEANUP_BUF struct buf json = BUF_INIT(LIMIT_EVENT);
    struct event_context context = {
        .id = id, .event = STR("digest"), .team = str_of(p->team->name), .now = p->app->now};
    digest_event(digest, &context, &json);
    return str_copy(p->arena, buf_str(&json));
}

static bool add_event(struct posting *p, const char *channel, const char *name, struct err *err)
{
    struct str id = id_of(p, name);
    struct delivery delivery = {
        .channel = str_of(channel),
        .recipient = str_of(name),
        .message_id = id,
        .subject = STR("digest"),
        .body = make_event(p, p->digest, id),
        .unquoted = p->quoted_count ? make_event(p, &p->unquoted, id) : STR_NONE,
    };
    return post(p, &delivery, err);
}

static struct str make_chat(struct posting *p, const struct digest *digest,
                            const struct config_webhook *to, enum chat_kind kind,
                            struct str *subject)
{
    struct recipient_prefs prefs = prefs_of_language(to->language, p->app->config->time_zone);
    struct message_context context = prefs_context(p->app, p->team, p->arena);
    CLEANUP(letter_clear) struct letter letter = {.to = NULL};
    CLEANUP_BUF struct buf json = BUF_INIT(LIMIT_EVENT);
    context.unsubscribe = STR_NONE;
    digest_write(digest, NULL, &prefs, &context, p->arena, &letter, subject);
    chat_letter(kind, buf_str(&letter.text), str_of(to->chat), &json);
    return str_copy(p->arena, buf_str(&json));
}

static bool add_chat(struct posting *p, const struct config_webhook *to, enum chat_kind kind,
                     struct err *err)
{
    struct str subject;
    struct delivery delivery = {
        .channel = STR("webhook"),
        .recipient = str_of(to->name),
        .message_id = id_of(p, to->name),
        .body = make_chat(p, p->digest, to, kind, &subject),
    };
    delivery.subject = subject;
    if (p->quoted_count) {
        delivery.unquoted = make_chat(p, &p->unquoted, to, kind, &subject);
    }
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
    struct posting p = {.app = app,
                        .team = team,
                        .key = key,
                        .digest = digest,
                        .arena = arena,
                        .messages = messages};
    bool well = true;
    find_quotes(&p);
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
