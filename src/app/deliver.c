#include "app/deliver.h"

#include "base/limits.h"
#include "net/smtp.h"
#include "store/outbox.h"

#include <stdio.h>

enum { AT_ONCE = 200, SERVER_DOWN = 3 /* mails put off in a row */ };

struct delivering {
    struct app *app;
    const struct deliver_options *options;
    struct delivered *delivered;
    unsigned put_off; /* in a row: no server may be there, and the rest waits for the next run */
};

int64_t deliver_backoff_s(uint32_t tries)
{
    static const int64_t waits[] = {60,       5 * 60,   15 * 60,   HOUR,      2 * HOUR,
                                    4 * HOUR, 8 * HOUR, 12 * HOUR, 12 * HOUR, 12 * HOUR};
    return tries >= 1 && tries <= sizeof waits / sizeof *waits ? waits[tries - 1] : -1;
}

static bool mark(struct delivering *work, const struct delivery *row, struct err *err)
{
    struct store *store = work->app->store;
    if (!store_begin(store, err)) {
        return false;
    }
    if (!outbox_mark(store, row, err)) {
        store_rollback(store);
        return false;
    }
    return store_commit(store, err);
}

static enum smtp_outcome send_by(const struct config_relay *relay, const char *from,
                                 const struct delivery *row, char words[SMTP_WORDS_MAX])
{
    struct err err = ERR_NONE;
    CLEANUP_SECRET struct buf password = BUF_INIT(LIMIT_SECRET);
    if (relay->password && !secret_read(relay->password, &password, &err)) {
        snprintf(words, SMTP_WORDS_MAX, "password: %.400s", err.text);
        return SMTP_LATER;
    }
    static const enum smtp_starttls starttls[] = {
        [CONFIG_STARTTLS_ALWAYS] = SMTP_TLS_ALWAYS,
        [CONFIG_STARTTLS_TRY] = SMTP_TLS_TRY,
        [CONFIG_STARTTLS_NEVER] = SMTP_TLS_NEVER,
    };
    struct smtp_relay smtp = {
        .url = str_of(relay->url),
        .starttls = starttls[relay->starttls],
        .user = str_of(relay->user),
        .password = relay->password ? buf_str(&password) : STR_NONE,
        .ca_file = relay->ca_file,
    };
    return smtp_send(&smtp, str_of(from), row->recipient, row->body, words);
}

/* The relays in order, until one has taken the message, refused it for good, or may have taken it:
 * only one that certainly did not may be followed by another. */
static enum smtp_outcome send_mail(struct delivering *work, const struct delivery *row,
                                   char words[SMTP_WORDS_MAX])
{
    const struct config_mail *mail = &work->app->config->mail;
    enum smtp_outcome outcome = SMTP_LATER;
    for (unsigned i = 0; i < mail->relay_count && outcome == SMTP_LATER; i++) {
        outcome = send_by(&mail->relays[i], mail->from, row, words);
    }
    if (!mail->relay_count) {
        snprintf(words, SMTP_WORDS_MAX, "no relay is configured");
    }
    return outcome;
}

static void settle(struct delivering *work, struct delivery *row, enum smtp_outcome outcome)
{
    int64_t now = work->app->now, wait = deliver_backoff_s(row->tries);
    row->next_try_at = TIME_NONE;
    if (outcome == SMTP_SENT) {
        row->state = DELIVERY_SENT;
        row->sent_at = now;
        work->delivered->sent++;
    } else if (outcome == SMTP_REFUSED) {
        row->state = DELIVERY_REFUSED;
        work->delivered->failed++;
    } else if (wait < 0) {
        row->state = DELIVERY_GIVEN_UP;
        work->delivered->failed++;
    } else {
        row->state = outcome == SMTP_UNKNOWN ? DELIVERY_UNKNOWN : DELIVERY_PENDING;
        row->next_try_at = now + wait;
        work->delivered->later++;
    }
}

static bool deliver_one(struct delivering *work, struct delivery *row, struct err *err)
{
    char words[SMTP_WORDS_MAX] = "";
    row->state = DELIVERY_SENDING;
    row->tries++;
    if (!mark(work, row, err)) {
        return false;
    }
    enum smtp_outcome outcome = send_mail(work, row, words);
    work->put_off = outcome == SMTP_LATER ? work->put_off + 1 : 0;
    row->last_answer = str_of(words);
    settle(work, row, outcome);
    if (outcome != SMTP_SENT && work->options->trouble) {
        struct err told;
        err_set(&told, "mail %lld to %.*s: %s: %.*s", (long long)row->id, STR_FMT(row->recipient),
                delivery_state_name(row->state), STR_FMT(row->last_answer));
        work->options->trouble(work->options->user, told.text);
    }
    return mark(work, row, err);
}

bool deliver(struct app *app, const struct deliver_options *options, struct delivered *delivered,
             struct err *err)
{
    struct delivering work = {.app = app, .options = options, .delivered = delivered};
    struct arena arena = {0};
    struct delivery *list;
    size_t count;
    *delivered = (struct delivered){0};
    bool well = outbox_due(app->store, app->now, AT_ONCE, &arena, &list, &count, err);
    for (size_t i = 0; well && i < count && work.put_off < SERVER_DOWN; i++) {
        well = deliver_one(&work, &list[i], err);
    }
    arena_clear(&arena);
    return well;
}
