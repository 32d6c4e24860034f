/* Mail: the body is a whole message, the recipient an address. */
#include "app/channel.h"

#include "base/limits.h"
#include "net/smtp.h"

#include <stdio.h>

static enum outcome send_by(const struct config_relay *relay, const char *from,
                            const struct delivery *row, char words[OUTCOME_WORDS_MAX])
{
    struct err err = ERR_NONE;
    CLEANUP_SECRET struct buf password = BUF_INIT(LIMIT_SECRET);
    if (relay->password && !secret_read(relay->password, &password, &err)) {
        snprintf(words, OUTCOME_WORDS_MAX, "password: %.400s", err.text);
        return OUTCOME_LATER;
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
static enum outcome send_mail(const struct app *app, const struct delivery *row, int64_t *retry_at,
                              char words[OUTCOME_WORDS_MAX])
{
    (void)retry_at;
    const struct config_mail *mail = &app->config->mail;
    enum outcome outcome = OUTCOME_LATER;
    for (unsigned i = 0; i < mail->relay_count && outcome == OUTCOME_LATER; i++) {
        outcome = send_by(&mail->relays[i], mail->from, row, words);
    }
    if (!mail->relay_count) {
        snprintf(words, OUTCOME_WORDS_MAX, "no relay is configured");
    }
    return outcome;
}

const struct channel channel_mail = {"mail", send_mail, true};
