#include "app/health.h"

#include "alert/source_letter.h"
#include "app/prefs.h"
#include "base/limits.h"
#include "store/outbox.h"
#include "store/sources.h"
#include "store/troubles.h"

/* ---- what is usual ---- */

#define FORGET_S (60 * DAY)

void habit_note(struct source_habit *habit, const struct walk_sign *sign)
{
    int64_t since = sign->last_success_at == TIME_NONE ? 0 : sign->now - sign->last_success_at;
    since = since < 0 ? 0 : since > DAY ? DAY : since;
    habit->longest_s -= habit->longest_s * since / FORGET_S;
    habit->bare = sign->bare && habit->since_at != TIME_NONE ? habit->bare + 1 : 0;
    if (!sign->news) {
        habit->quiet_s += habit->since_at == TIME_NONE ? 0 : since;
        return;
    }
    habit->longest_s = habit->quiet_s > habit->longest_s ? habit->quiet_s : habit->longest_s;
    habit->quiet_s = 0;
    habit->news++;
    habit->since_at = habit->since_at == TIME_NONE ? sign->now : habit->since_at;
}

static bool fails(const struct source_status *status, bool lasts, int64_t failures)
{
    int64_t most = status->state == SOURCE_GONE ? 1 : status->state == SOURCE_AUTH ? 2 : failures;
    most = most < failures ? most : failures;
    return status->failures > 0 && (lasts || status->failures >= most);
}

static bool is_silent(const struct source_habit *habit, int64_t now)
{
    return habit->news >= HABIT_NEWS && now - habit->since_at >= HABIT_LEARN_S &&
           habit->quiet_s > 2 * habit->longest_s + HABIT_MARGIN_S;
}

bool health_has(const struct source_status *status, enum trouble_kind kind, bool lasts,
                int64_t failures, int64_t now)
{
    switch (kind) {
    case TROUBLE_FAILING:
        return fails(status, lasts, failures);
    case TROUBLE_SILENT:
        return is_silent(&status->habit, now);
    case TROUBLE_BARE:
        return status->habit.bare >= HABIT_BARE;
    case TROUBLE_TOKEN:
        return status->token_ends_at != TIME_NONE && status->token_ends_at - now < TOKEN_WARN_S;
    case TROUBLE_KINDS:
        break;
    }
    return false;
}

/* ---- what has changed ---- */

struct telling {
    struct app *app;
    const struct config_operator *operator;
    struct source_news *news;
    size_t count;
    struct arena arena;
};

static struct str describe(struct arena *arena, const struct source_status *status,
                           enum trouble_kind kind)
{
    char at[TIME_TEXT_MAX];
    switch (kind) {
    case TROUBLE_FAILING:
        return str_format(arena, "%u in a row: %.*s", (unsigned)status->failures,
                          STR_FMT(status->error));
    case TROUBLE_SILENT:
        return str_format(arena, "nothing new for %lld h, never more than %lld h before",
                          (long long)(status->habit.quiet_s / HOUR),
                          (long long)(status->habit.longest_s / HOUR));
    case TROUBLE_BARE:
        return str_format(arena, "%lld polls in a row without any item",
                          (long long)status->habit.bare);
    case TROUBLE_TOKEN:
        return str_format(arena, "access ends %s", time_format(status->token_ends_at, at));
    case TROUBLE_KINDS:
        break;
    }
    return STR("");
}

/* A day after it was told first, then twice as long each time, at most a week. */
static bool is_reminder_due(const struct telling *t, const struct trouble *trouble)
{
    int64_t wait = t->operator->remind_s;
    for (int64_t i = 1; i < trouble->tellings && wait < 7 * DAY; i++) {
        wait *= 2;
    }
    wait = wait < 7 * DAY ? wait : 7 * DAY;
    bool was_ahead = trouble->told_at > t->app->now + HOUR;
    return trouble->tellings > 0 && (was_ahead || t->app->now - trouble->told_at >= wait);
}

static void tell(struct telling *t, struct trouble *trouble, const struct source_status *status,
                 enum source_news_kind what)
{
    if (!t->operator->team) {
        return;
    }
    trouble->told_at = t->app->now;
    trouble->tellings++;
    t->news[t->count++] = (struct source_news){what, *trouble, *status};
}

static bool judge(struct telling *t, const struct source_status *status, enum trouble_kind kind,
                  struct trouble *open, struct err *err)
{
    int64_t now = t->app->now;
    bool lasts = open->id != 0;
    bool has = health_has(status, kind, lasts, t->operator->failures, now);
    if (!has && !lasts) {
        return true;
    }
    if (has) {
        open->detail = describe(&t->arena, status, kind);
        if (open->tellings == 0) {
            tell(t, open, status, NEWS_BEGUN);
        } else if (is_reminder_due(t, open)) {
            tell(t, open, status, NEWS_LASTS);
        }
    } else {
        open->ended_at = now;
        if (open->tellings > 0) {
            tell(t, open, status, NEWS_OVER);
        }
    }
    return trouble_put(t->app->store, open, err);
}

/* What is open of a source that nabz.yaml no longer polls is closed without a word. */
static bool close_left(struct telling *t, struct trouble *open, size_t count, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        const struct config_source *source =
            config_source(t->app->config, str_z(&t->arena, open[i].source));
        if (!source || source->disabled) {
            open[i].ended_at = t->app->now;
            if (!trouble_put(t->app->store, &open[i], err)) {
                return false;
            }
        }
    }
    return true;
}

static bool judge_source(struct telling *t, const struct source_status *status,
                         const struct trouble *open, size_t count, struct err *err)
{
    struct trouble kinds[TROUBLE_KINDS];
    for (int kind = 0; kind < TROUBLE_KINDS; kind++) {
        kinds[kind] = (struct trouble){.source = status->name,
                                       .kind = (enum trouble_kind)kind,
                                       .began_at = t->app->now,
                                       .told_at = TIME_NONE,
                                       .ended_at = TIME_NONE};
    }
    for (size_t i = 0; i < count && str_eq(open[i].source, status->name); i++) {
        kinds[open[i].kind] = open[i];
    }
    for (int kind = 0; kind < TROUBLE_KINDS; kind++) {
        if (!judge(t, status, (enum trouble_kind)kind, &kinds[kind], err)) {
            return err_wrap(err, "source %.*s", STR_FMT(status->name));
        }
    }
    return true;
}

/* Both lists come by name. */
static bool judge_all(struct telling *t, struct err *err)
{
    struct source_status *list;
    struct trouble *open;
    size_t count, open_count, at = 0;
    if (!sources_list(t->app->store, &t->arena, &list, &count, err) ||
        !troubles_open(t->app->store, &t->arena, &open, &open_count, err)) {
        return false;
    }
    t->news = arena_array(&t->arena, struct source_news, count * TROUBLE_KINDS + 1);
    for (size_t i = 0; i < count; i++) {
        const struct config_source *source =
            config_source(t->app->config, str_z(&t->arena, list[i].name));
        while (at < open_count && str_cmp(open[at].source, list[i].name) < 0) {
            at++;
        }
        if (source && !source->disabled &&
            !judge_source(t, &list[i], open + at, open_count - at, err)) {
            return false;
        }
    }
    return close_left(t, open, open_count, err);
}

/* ---- into the outbox ---- */

static bool add_row(struct telling *t, struct delivery *delivery, struct str key, struct err *err)
{
    bool added;
    delivery->key = key;
    delivery->event = STR("sources");
    delivery->team = str_of(t->operator->team);
    delivery->next_try_at = delivery->created_at = t->app->now;
    delivery->sent_at = TIME_NONE;
    return outbox_add(t->app->store, delivery, &added, err);
}

static bool add_mail(struct telling *t, const struct config_team *team,
                     const struct config_recipient *to, struct str key, struct err *err)
{
    struct recipient_prefs prefs = prefs_of(to);
    struct message_context context = prefs_context(t->app, team, &t->arena);
    CLEANUP_BUF struct buf mail = BUF_INIT(LIMIT_MAIL);
    CLEANUP(letter_clear) struct letter letter = {.to = NULL};
    struct str what = str_format(&t->arena, "%.*s\n%s", STR_FMT(key), to->address), subject;
    context.message_id = context.root_id =
        str_format(&t->arena, "sources-%016llx@%.*s", (unsigned long long)str_hash_stable(what),
                   STR_FMT(prefs_domain(t->app)));
    source_letter_write(t->news, t->count, &prefs, context.team, &t->arena, &letter, &subject);
    message_write(&mail, &prefs, &context, subject, buf_str(&letter.text), buf_str(&letter.html));
    struct delivery delivery = {
        .channel = STR("mail"),
        .recipient = str_of(to->address),
        .message_id = str_format(&t->arena, "<%.*s>", STR_FMT(context.message_id)),
        .subject = subject,
        .body = buf_str(&mail),
    };
    return add_row(t, &delivery, key, err);
}

static bool add_event(struct telling *t, const char *channel, const char *name, struct str key,
                      struct err *err)
{
    CLEANUP_BUF struct buf json = BUF_INIT(LIMIT_EVENT);
    struct str id =
        str_format(&t->arena, "sources-%016llx", (unsigned long long)str_hash_stable(key));
    source_event_compose(t->news, t->count, id, str_of(t->operator->team), t->app->now, &json);
    struct delivery delivery = {
        .channel = str_of(channel),
        .recipient = str_of(name),
        .message_id = id,
        .subject = STR("sources"),
        .body = buf_str(&json),
    };
    return add_row(t, &delivery, key, err);
}

static bool add_chat(struct telling *t, const struct config_webhook *to, enum chat_kind kind,
                     struct str key, struct err *err)
{
    struct recipient_prefs prefs = prefs_of_language(to->language, t->app->config->time_zone);
    CLEANUP(letter_clear) struct letter letter = {.to = NULL};
    CLEANUP_BUF struct buf json = BUF_INIT(LIMIT_EVENT);
    struct str subject;
    source_letter_write(t->news, t->count, &prefs, str_of(t->operator->team), &t->arena, &letter,
                        &subject);
    chat_letter(kind, buf_str(&letter.text), str_of(to->chat), &json);
    struct str what = str_format(&t->arena, "%.*s\n%s", STR_FMT(key), to->name);
    struct delivery delivery = {
        .channel = STR("webhook"),
        .recipient = str_of(to->name),
        .message_id =
            str_format(&t->arena, "sources-%016llx", (unsigned long long)str_hash_stable(what)),
        .subject = subject,
        .body = buf_str(&json),
    };
    return add_row(t, &delivery, key, err);
}

/* A ticket is for what customers said. */
static bool add_webhook(struct telling *t, const struct config_webhook *to, struct str key,
                        struct err *err)
{
    enum chat_kind kind;
    if (!prefs_chat(to, &kind)) {
        return add_event(t, "webhook", to->name, key, err);
    }
    return kind == CHAT_TICKET || add_chat(t, to, kind, key, err);
}

static bool add_all(struct telling *t, struct err *err)
{
    const struct config_team *team = config_team(t->app->config, t->operator->team);
    struct str key = str_format(&t->arena, "sources %lld %lld %d", (long long)t->app->now,
                                (long long)t->news[0].trouble.id, (int)t->news[0].what);
    for (unsigned i = 0; i < team->recipient_count; i++) {
        if (!add_mail(t, team, &team->recipients[i], key, err)) {
            return false;
        }
    }
    for (unsigned i = 0; i < team->webhook_count; i++) {
        if (!add_webhook(t, &team->webhooks[i], key, err)) {
            return false;
        }
    }
    for (unsigned i = 0; i < team->command_count; i++) {
        if (!add_event(t, "command", team->commands[i].name, key, err)) {
            return false;
        }
    }
    return true;
}

bool health_tell(struct app *app, struct err *err)
{
    struct telling t = {.app = app, .operator= & app->config->operator};
    if (!store_begin(app->store, err)) {
        return false;
    }
    bool well = judge_all(&t, err) && (t.count == 0 || add_all(&t, err));
    arena_clear(&t.arena);
    if (!well) {
        store_rollback(app->store);
        return false;
    }
    return store_commit(app->store, err);
}
