#include "app/allowance.h"

#include "alert/held_back.h"
#include "app/prefs.h"
#include "app/quiet.h"
#include "base/limits.h"
#include "store/outbox.h"

/* The midnight before `at`, and `days` after it. */
static int64_t midnight(const char *zone, int64_t at, int days)
{
    struct moment m = moment_in(zone, at);
    m.date = date_from_days(date_to_days(m.date) + days);
    m.hour = m.minute = m.second = 0;
    return moment_to_time(zone, m);
}

bool allowance_left(struct app *app, const struct config_team *team, struct str recipient,
                    const char *zone, int64_t at, bool *left, struct err *err)
{
    int64_t count;
    if (!outbox_mails_between(app->store, str_of(team->name), recipient, midnight(zone, at, 0),
                              midnight(zone, at, 1), &count, err)) {
        return false;
    }
    *left = count < team->mails_a_day;
    return true;
}

/* One mail a day: its key is the day. */
static bool add_mail(struct app *app, const struct config_team *team,
                     const struct config_recipient *to, const struct delivery *list, size_t count,
                     struct arena *arena, struct delivery *delivery, struct err *err)
{
    struct recipient_prefs prefs = prefs_of(to);
    struct message_context context = prefs_context(app, team, arena);
    struct date today = moment_in(to->time_zone, app->now).date;
    CLEANUP_BUF struct buf mail = BUF_INIT(LIMIT_MAIL);
    bool added;
    *delivery = (struct delivery){
        .key = str_format(arena, "held-back %s %04d-%02d-%02d", team->name, today.year, today.month,
                          today.day),
        .event = STR("held-back"),
        .team = str_of(team->name),
        .channel = STR("mail"),
        .recipient = str_of(to->address),
        .next_try_at = app->now,
        .created_at = app->now,
        .sent_at = TIME_NONE,
    };
    struct str what = str_format(arena, "%.*s\n%s", STR_FMT(delivery->key), to->address);
    context.message_id = context.root_id =
        str_format(arena, "held-back-%016llx@%.*s", (unsigned long long)str_hash_stable(what),
                   STR_FMT(prefs_domain(app)));
    held_back_compose(list, count, team->mails_a_day, &prefs, &context, arena, &mail,
                      &delivery->subject);
    delivery->message_id = str_format(arena, "<%.*s>", STR_FMT(context.message_id));
    delivery->body = buf_str(&mail);
    return outbox_add(app->store, delivery, &added, err);
}

static bool tell_one(struct app *app, const struct config_team *team,
                     const struct config_recipient *to, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    struct str name = str_of(team->name), address = str_of(to->address);
    int64_t today = midnight(to->time_zone, app->now, 0);
    struct delivery *list, delivery;
    size_t count;
    if (quiet_until(team, to->time_zone, SEVERITY_WATCH, app->now) > app->now) {
        return true;
    }
    if (!outbox_held(app->store, name, address, today, &arena, &list, &count, err)) {
        return false;
    }
    return !count ||
           (add_mail(app, team, to, list, count, &arena, &delivery, err) &&
            outbox_held_told(app->store, name, address, today,
                             str_format(&arena, "told of in %.*s", STR_FMT(delivery.message_id)),
                             err));
}

static bool tell_all(struct app *app, struct err *err)
{
    for (unsigned i = 0; i < app->config->team_count; i++) {
        const struct config_team *team = &app->config->teams[i];
        for (unsigned k = 0; team->mails_a_day && k < team->recipient_count; k++) {
            if (!tell_one(app, team, &team->recipients[k], err)) {
                return err_wrap(err, "team %s", team->name);
            }
        }
    }
    return true;
}

bool allowance_tell(struct app *app, struct err *err)
{
    if (!app->config->mail.from) {
        return true;
    }
    if (!store_begin(app->store, err)) {
        return false;
    }
    if (!tell_all(app, err)) {
        store_rollback(app->store);
        return false;
    }
    return store_commit(app->store, err);
}
