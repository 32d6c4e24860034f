/* Webhooks: the body is JSON, the recipient the name of a webhook of the row's team. */
#include "app/channel.h"

#include "base/limits.h"
#include "feed/answer.h"
#include "net/http.h"
#include "net/sign.h"

#include <stdio.h>

enum { TOTAL_MS = 30000, SIGNATURE_MAX = 7 + SIGN_TEXT_MAX };

static const struct config_webhook *find(const struct app *app, const struct delivery *row)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    const struct config_team *team = config_team(app->config, str_z(&arena, row->team));
    for (unsigned i = 0; team && i < team->webhook_count; i++) {
        if (str_eq(str_of(team->webhooks[i].name), row->recipient)) {
            return &team->webhooks[i];
        }
    }
    return NULL;
}

/* The text with every {secret} replaced; true when there was one. */
static bool put_secret(struct buf *out, const char *text, struct str secret)
{
    struct str rest = str_of(text), place = STR(CONFIG_SECRET_PLACE);
    bool any = false;
    for (size_t at; (at = str_find(rest, place)) != STR_NOT_FOUND; any = true) {
        buf_add(out, str_slice(rest, 0, at));
        buf_add(out, secret);
        rest = str_slice(rest, at + place.n, rest.n);
    }
    buf_add(out, rest);
    return any;
}

/* A request and the memory it points into, which holds the secret. */
struct post {
    struct request request;
    struct buf url, lines[EXCHANGE_HEADERS];
    char signature[SIGNATURE_MAX];
};

static void post_wipe(struct post *post)
{
    secret_wipe(&post->url);
    for (size_t i = 0; i < EXCHANGE_HEADERS; i++) {
        secret_wipe(&post->lines[i]);
    }
}

static void add_header(struct post *post, struct str name, struct str value)
{
    post->request.headers[post->request.header_count++] = (struct header){name, value};
}

static void post_fill(struct post *post, const struct config_webhook *webhook,
                      const struct delivery *row, struct str secret)
{
    post->url = BUF_INIT(LIMIT_HTTP_URL);
    bool placed = put_secret(&post->url, webhook->url, secret);
    post->request = (struct request){
        .method = STR("POST"),
        .url = buf_str(&post->url),
        .body = row->body,
        .allow_private = webhook->allow_private,
        .stay = true,
    };
    add_header(post, STR("Content-Type"), STR("application/json"));
    add_header(post, STR("Idempotency-Key"), row->message_id);
    for (unsigned i = 0; i < webhook->header_count; i++) {
        struct str value, name;
        post->lines[i] = BUF_INIT(LIMIT_CONFIG_TEXT + LIMIT_SECRET);
        placed |= put_secret(&post->lines[i], webhook->headers[i], secret);
        value = buf_str(&post->lines[i]);
        str_take(&value, ':', &name);
        add_header(post, name, str_trim(value));
    }
    if (secret.n && !placed) {
        char digest[SIGN_TEXT_MAX];
        snprintf(post->signature, sizeof post->signature, "sha256=%s",
                 sign_hmac_sha256(secret, row->body, digest));
        add_header(post, STR("X-Nabz-Signature"), str_of(post->signature));
    }
}

/* What an answer means (RFC 9110 15). A redirect is for a person to mend, and no reason to lose the
 * message: followed, a POST becomes a GET, and its 200 would say that all is well. */
static enum outcome judge(const struct response *response, char words[OUTCOME_WORDS_MAX])
{
    static const int later[] = {408, 425, 429};
    int status = response->status;
    if (!status) {
        snprintf(words, OUTCOME_WORDS_MAX, "%.*s", STR_FMT(str_slice(response->failure, 0, 400)));
        return response->asked ? OUTCOME_UNKNOWN : OUTCOME_LATER;
    }
    bool redirect = status >= 300 && status < 400;
    snprintf(words, OUTCOME_WORDS_MAX, "HTTP %d%s", status,
             redirect ? ": it leads elsewhere, and a webhook is not sent on" : "");
    if (status >= 200 && status < 300) {
        return OUTCOME_SENT;
    }
    for (size_t i = 0; i < sizeof later / sizeof *later; i++) {
        if (status == later[i]) {
            return OUTCOME_LATER;
        }
    }
    return status >= 400 && status < 500 ? OUTCOME_REFUSED : OUTCOME_LATER;
}

/* When the other side wants to be asked again: in a header (RFC 9110 10.2.3; Slack, GitLab), or as
 * Telegram says it, in seconds in the body ("parameters": {"retry_after": 30}). */
static int64_t read_retry(const struct response *response, int64_t now)
{
    struct str name = STR("\"retry_after\":"), body = response->body, number;
    size_t at = str_find(body, name);
    int64_t seconds, said = answer_retry_after(response);
    if (said != TIME_NONE || at == STR_NOT_FOUND) {
        return said;
    }
    number = str_trim(str_slice(body, at + name.n, at + name.n + 8));
    for (at = 0; at < number.n && number.p[at] >= '0' && number.p[at] <= '9';) {
        at++;
    }
    number.n = at;
    return str_to_int(number, &seconds) && seconds <= DAY ? now + seconds : TIME_NONE;
}

static enum outcome ask(const struct app *app, const struct request *request, int64_t *retry_at,
                        char words[OUTCOME_WORDS_MAX])
{
    struct http_options options = {.agent = STR("nabz"), .now = app->now, .total_ms = TOTAL_MS};
    struct err err = ERR_NONE;
    struct http *http = http_open(&options, &err);
    struct response response;
    void *user;
    enum outcome outcome = OUTCOME_LATER;
    if (!http) {
        snprintf(words, OUTCOME_WORDS_MAX, "%.400s", err.text);
        return outcome;
    }
    http_add(http, request, NULL);
    if (http_next(http, &response, &user)) {
        outcome = judge(&response, words);
        *retry_at = read_retry(&response, app->now);
    }
    http_close(http);
    return outcome;
}

static enum outcome send_webhook(const struct app *app, const struct delivery *row,
                                 int64_t *retry_at, char words[OUTCOME_WORDS_MAX])
{
    struct err err = ERR_NONE;
    CLEANUP_SECRET struct buf secret = BUF_INIT(LIMIT_SECRET);
    const struct config_webhook *webhook = find(app, row);
    if (!webhook) {
        snprintf(words, OUTCOME_WORDS_MAX, "the team has no webhook of that name");
        return OUTCOME_LATER;
    }
    if (webhook->secret && !secret_read(webhook->secret, &secret, &err)) {
        snprintf(words, OUTCOME_WORDS_MAX, "secret: %.400s", err.text);
        return OUTCOME_LATER;
    }
    CLEANUP(post_wipe) struct post post = {.signature = ""};
    post_fill(&post, webhook, row, buf_str(&secret));
    return ask(app, &post.request, retry_at, words);
}

const struct channel channel_webhook = {"webhook", send_webhook, false};
