#include "net/smtp.h"

#include "base/buf.h"

#include <curl/curl.h>
#include <stdio.h>

/* How far the conversation has come, seen from the commands that libcurl sends. */
enum stage {
    STAGE_HELLO, /* connecting, greeting, TLS, authentication */
    STAGE_MAIL,  /* sender, recipient, DATA: an answer is about this mail */
    STAGE_END,   /* the whole message has been handed over */
};

struct conversation {
    struct str message; /* what is left of it */
    enum stage stage;
    struct buf reply; /* the server's last one, line breaks as spaces */
    bool reply_whole; /* its last line is there */
    int code;         /* of it, 0 when there is none since the stage began */
    bool leaving;     /* QUIT was said: what follows is no answer to anything */
};

/* ---- what libcurl tells ---- */

static size_t give_message(char *to, size_t size, size_t count, void *user)
{
    struct conversation *talk = user;
    struct str part = str_slice(talk->message, 0, size * count);
    if (part.n) {
        memcpy(to, part.p, part.n);
    }
    talk->message = str_slice(talk->message, part.n, talk->message.n);
    if (talk->message.n == 0 && talk->stage != STAGE_END) {
        talk->stage = STAGE_END;
        talk->code = 0;
    }
    return part.n;
}

static void take_command(struct conversation *talk, struct str line)
{
    talk->leaving = talk->leaving || str_starts(line, STR("QUIT"));
    if (str_starts(line, STR("MAIL FROM")) && talk->stage == STAGE_HELLO) {
        talk->stage = STAGE_MAIL;
        talk->code = 0;
    }
}

/* Server words are hostile: printable ASCII only, in one line. */
static void add_printable(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        buf_add_byte(out, text.p[i] >= 0x20 && text.p[i] < 0x7F ? text.p[i] : '?');
    }
}

static void take_reply(struct conversation *talk, struct str line)
{
    int64_t code;
    line = str_trim(line);
    if (talk->leaving || line.n < 3 || !str_to_int(str_slice(line, 0, 3), &code)) {
        return;
    }
    if (talk->reply_whole) {
        buf_reset(&talk->reply);
    }
    if (talk->reply.n) {
        buf_add_byte(&talk->reply, ' ');
    }
    add_printable(&talk->reply, line);
    talk->reply_whole = line.n == 3 || line.p[3] != '-';
    talk->code = (int)code;
}

static int overhear(CURL *easy, curl_infotype type, char *bytes, size_t n, void *user)
{
    (void)easy;
    struct str text = {bytes, n}, line;
    while (str_take(&text, '\n', &line)) {
        if (type == CURLINFO_HEADER_OUT) {
            take_command(user, line);
        } else if (type == CURLINFO_HEADER_IN) {
            take_reply(user, line);
        }
    }
    return 0;
}

/* ---- the verdict ---- */

/* About who we are, not about this mail (RFC 4954 6, RFC 3207 4). */
static bool about_us(int code)
{
    return code == 530 || code == 534 || code == 535 || code == 538;
}

static enum outcome judge(const struct conversation *talk, CURLcode code)
{
    if (code == CURLE_OK) {
        return OUTCOME_SENT;
    }
    if (talk->stage == STAGE_END && talk->code == 0) {
        return OUTCOME_UNKNOWN;
    }
    bool refused = talk->stage != STAGE_HELLO && talk->code >= 500 && !about_us(talk->code);
    return refused ? OUTCOME_REFUSED : OUTCOME_LATER;
}

static const char *plain_words(CURLcode code)
{
    static const struct {
        CURLcode code;
        const char *words;
    } table[] = {
        {CURLE_COULDNT_RESOLVE_HOST, "the mail server's name is not known"},
        {CURLE_COULDNT_CONNECT, "could not connect"},
        {CURLE_OPERATION_TIMEDOUT, "no answer in time"},
        {CURLE_PEER_FAILED_VERIFICATION, "the certificate is not trusted"},
        {CURLE_SSL_CONNECT_ERROR, "TLS failed"},
        {CURLE_USE_SSL_FAILED, "the server offers no STARTTLS"},
        {CURLE_LOGIN_DENIED, "the server does not take user and password"},
        {CURLE_SSL_CACERT_BADFILE, "the CA file cannot be used"},
        {CURLE_RECV_ERROR, "the connection broke off"},
        {CURLE_SEND_ERROR, "the connection broke off"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (table[i].code == code) {
            return table[i].words;
        }
    }
    return curl_easy_strerror(code);
}

/* A server that says the password back does not get it into our database. */
static void hide(char *words, struct str secret)
{
    for (char *at = words; secret.n && (at = memmem(at, strlen(at), secret.p, secret.n));) {
        memset(at, '*', secret.n);
        at += secret.n;
    }
}

static void say(const struct conversation *talk, CURLcode code, const char *curl_words,
                struct str password, char words[OUTCOME_WORDS_MAX])
{
    bool answered = talk->code != 0 && (code == CURLE_OK || talk->code >= 400);
    bool detail = !answered && code == CURLE_PEER_FAILED_VERIFICATION && *curl_words;
    snprintf(words, OUTCOME_WORDS_MAX, "%s%s%.200s%s",
             answered ? buf_str(&talk->reply).p : plain_words(code), detail ? ": " : "",
             detail ? curl_words : "",
             !answered && talk->stage == STAGE_END ? " before the server answered for the mail"
                                                   : "");
    hide(words, password);
}

/* ---- sending ---- */

static bool address_safe(struct str address)
{
    for (size_t i = 0; i < address.n; i++) {
        if (address.p[i] <= ' ' || address.p[i] >= 0x7F || strchr("<>", address.p[i])) {
            return false;
        }
    }
    return address.n > 0;
}

static void set_security(CURL *easy, const struct smtp_relay *relay, struct arena *arena)
{
    static const long levels[] = {[SMTP_TLS_ALWAYS] = CURLUSESSL_ALL,
                                  [SMTP_TLS_TRY] = CURLUSESSL_TRY,
                                  [SMTP_TLS_NEVER] = CURLUSESSL_NONE};
    bool implicit = str_starts(relay->url, STR("smtps:"));
    curl_easy_setopt(easy, CURLOPT_USE_SSL, levels[relay->starttls]);
    if (!implicit && relay->starttls == SMTP_TLS_TRY) {
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
    }
    if (relay->ca_file) {
        curl_easy_setopt(easy, CURLOPT_CAINFO, relay->ca_file);
    }
    if (relay->user.p) {
        curl_easy_setopt(easy, CURLOPT_USERNAME, str_z(arena, relay->user));
        curl_easy_setopt(easy, CURLOPT_PASSWORD, str_z(arena, relay->password));
    }
}

static CURLcode converse(const struct smtp_relay *relay, struct str from, struct str to,
                         struct conversation *talk, char curl_words[CURL_ERROR_SIZE])
{
    struct arena arena = {0};
    curl_global_init(CURL_GLOBAL_DEFAULT);
    CURL *easy = curl_easy_init();
    struct curl_slist *recipients =
        curl_slist_append(NULL, str_format(&arena, "<%.*s>", STR_FMT(to)).p);
    if (!easy || !recipients) {
        mem_out();
    }
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_URL, str_z(&arena, relay->url));
    curl_easy_setopt(easy, CURLOPT_MAIL_FROM, str_format(&arena, "<%.*s>", STR_FMT(from)).p);
    curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)talk->message.n);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_message);
    curl_easy_setopt(easy, CURLOPT_READDATA, talk);
    curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, overhear);
    curl_easy_setopt(easy, CURLOPT_DEBUGDATA, talk);
    curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L); /* to the function above, not to stderr */
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, curl_words);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                     (long)(relay->connect_ms ? relay->connect_ms : 15000));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)(relay->total_ms ? relay->total_ms : 120000));
    set_security(easy, relay, &arena);
    CURLcode code = curl_easy_perform(easy);
    curl_slist_free_all(recipients);
    curl_easy_cleanup(easy);
    arena_clear(&arena);
    return code;
}

enum outcome smtp_send(const struct smtp_relay *relay, struct str from, struct str to,
                       struct str message, char words[OUTCOME_WORDS_MAX])
{
    char curl_words[CURL_ERROR_SIZE] = "";
    struct conversation talk = {.message = message, .reply = BUF_INIT(OUTCOME_WORDS_MAX / 2)};
    if (!address_safe(from) || !address_safe(to)) {
        snprintf(words, OUTCOME_WORDS_MAX, "the address of the %s cannot be used",
                 address_safe(from) ? "recipient" : "sender");
        return OUTCOME_REFUSED;
    }
    CURLcode code = converse(relay, from, to, &talk, curl_words);
    enum outcome outcome = judge(&talk, code);
    say(&talk, code, curl_words, relay->password, words);
    buf_clear(&talk.reply);
    return outcome;
}
