#include "net/smtp.h"

#include "base/file.h"
#include "base/limits.h"
#include "server.h"

static char folder[] = "/tmp/nabz-smtp-XXXXXX";

static int start(void **state)
{
    (void)state;
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int stop(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return chdir("/") == 0 && system(command) == 0 ? 0 : -1;
}

/* ---- help ---- */

#define OPTIONS_MAX 8

/* A server with those options (NULL at the end) and an empty mail folder. */
static struct server serve(const char *const *options)
{
    const char *argv[OPTIONS_MAX + 5] = {SERVER_DIR "/loopback_smtp", "--dir", "mail"};
    assert_int_equal(system("rm -rf mail; mkdir mail"), 0);
    for (size_t i = 0; options[i]; i++) {
        assert_true(i < OPTIONS_MAX);
        argv[3 + i] = options[i];
    }
    return server_start(argv);
}

#define SERVE(...)    serve((const char *const[]){__VA_ARGS__, NULL})
#define SERVE_PLAIN() serve((const char *const[]){NULL})

static const struct str mail = {"Subject: x\r\n\r\nhello\r\n.dot\r\n", 27};

struct talk {
    struct smtp_relay relay;
    char url[64], words[OUTCOME_WORDS_MAX];
};

static struct talk talk_to(const struct server *server, const char *scheme)
{
    struct talk talk = {.relay = {.starttls = SMTP_TLS_NEVER, .total_ms = 5000}};
    snprintf(talk.url, sizeof talk.url, "%s://localhost:%d", scheme, server->port);
    return talk;
}

static enum outcome send_to(struct talk *talk, const char *to)
{
    talk->relay.url = str_of(talk->url);
    return smtp_send(&talk->relay, STR("nabz@example.com"), str_of(to), mail, talk->words);
}

static enum outcome send_mail(struct talk *talk)
{
    return send_to(talk, "team@example.com");
}

static void check_kept(const char *name, const char *part)
{
    CLEANUP_BUF struct buf kept = BUF_INIT(MIB);
    assert_true(file_read(name, &kept, NULL));
    assert_contains(kept.p, part);
}

static bool kept(const char *name)
{
    return access(name, F_OK) == 0;
}

/* ---- tests ---- */

static void a_message_arrives_byte_for_byte_with_its_envelope(void **state)
{
    (void)state;
    struct server server = SERVE_PLAIN();
    struct talk talk = talk_to(&server, "smtp");
    assert_int_equal(send_mail(&talk), OUTCOME_SENT);
    assert_string_equal(talk.words, "250 2.0.0 kept as 0001");
    CLEANUP_BUF struct buf content = BUF_INIT(MIB);
    assert_true(file_read("mail/0001.eml", &content, NULL));
    assert_true(str_eq(buf_str(&content), mail));
    check_kept("mail/0001.json", "{\"from\": \"nabz@example.com\", \"to\": [\"team@example.com\"]");
    assert_int_equal(send_mail(&talk), OUTCOME_SENT);
    assert_true(kept("mail/0002.eml"));
    server_stop(&server);
}

static void what_the_server_refuses_for_good_is_refused_with_its_words(void **state)
{
    (void)state;
    struct server server = SERVE("--reject-rcpt", "gone@example.com", "550", "--reject-rcpt",
                                 "full@example.com", "452");
    struct talk talk = talk_to(&server, "smtp");
    assert_int_equal(send_to(&talk, "gone@example.com"), OUTCOME_REFUSED);
    assert_string_equal(talk.words, "550 not to <gone@example.com>");
    assert_int_equal(send_to(&talk, "full@example.com"), OUTCOME_LATER);
    assert_string_equal(talk.words, "452 not to <full@example.com>");
    assert_int_equal(send_to(&talk, "other@example.com"), OUTCOME_SENT);
    server_stop(&server);
    server = SERVE("--fail-data", "554");
    talk = talk_to(&server, "smtp");
    assert_int_equal(send_mail(&talk), OUTCOME_REFUSED);
    assert_string_equal(talk.words, "554 not this message");
    server_stop(&server);
    server = SERVE("--reject-from", "553");
    talk = talk_to(&server, "smtp");
    assert_int_equal(send_mail(&talk), OUTCOME_REFUSED);
    assert_string_equal(talk.words, "553 not from this sender");
    server_stop(&server);
}

static void what_the_server_puts_off_goes_later(void **state)
{
    (void)state;
    struct server server = SERVE("--fail-first", "1");
    struct talk talk = talk_to(&server, "smtp");
    assert_int_equal(send_mail(&talk), OUTCOME_LATER);
    assert_string_equal(talk.words, "451 try again later");
    assert_false(kept("mail/0001.eml"));
    assert_int_equal(send_mail(&talk), OUTCOME_SENT);
    server_stop(&server);
}

static void a_drop_after_the_message_is_unknown_and_before_it_is_later(void **state)
{
    (void)state;
    struct server server = SERVE("--drop-after-data", "1");
    struct talk talk = talk_to(&server, "smtp");
    assert_int_equal(send_mail(&talk), OUTCOME_UNKNOWN);
    assert_contains(talk.words, "before the server answered for the mail");
    assert_true(kept("mail/0001.eml"));
    assert_int_equal(send_mail(&talk), OUTCOME_SENT);
    server_stop(&server);
    server = SERVE("--drop-before-data", "1");
    talk = talk_to(&server, "smtp");
    assert_int_equal(send_mail(&talk), OUTCOME_LATER);
    assert_int_equal(send_mail(&talk), OUTCOME_SENT);
    server_stop(&server);
}

static void a_server_that_keeps_silent_after_the_message_is_unknown(void **state)
{
    (void)state;
    struct server server = SERVE("--delay", "5");
    struct talk talk = talk_to(&server, "smtp");
    talk.relay.total_ms = 1000;
    assert_int_equal(send_mail(&talk), OUTCOME_UNKNOWN);
    assert_string_equal(talk.words, "no answer in time before the server answered for the mail");
    server_stop(&server);
}

static void no_server_is_later(void **state)
{
    (void)state;
    struct server nobody = {.port = 1};
    struct talk talk = talk_to(&nobody, "smtp");
    assert_int_equal(send_mail(&talk), OUTCOME_LATER);
    assert_string_equal(talk.words, "could not connect");
    snprintf(talk.url, sizeof talk.url, "smtp://no-such-host.invalid:25");
    assert_int_equal(send_mail(&talk), OUTCOME_LATER);
    assert_contains(talk.words, "not known");
}

static void starttls_is_used_as_told(void **state)
{
    (void)state;
    struct server server = SERVE("--tls", "starttls");
    struct talk talk = talk_to(&server, "smtp");
    assert_int_equal(send_mail(&talk), OUTCOME_SENT);
    check_kept("mail/0001.json", "\"tls\": false");
    talk.relay.starttls = SMTP_TLS_TRY;
    assert_int_equal(send_mail(&talk), OUTCOME_SENT);
    check_kept("mail/0002.json", "\"tls\": true");
    talk.relay.starttls = SMTP_TLS_ALWAYS;
    talk.relay.ca_file = "mail/cert.pem";
    assert_int_equal(send_mail(&talk), OUTCOME_SENT);
    check_kept("mail/0003.json", "\"tls\": true");
    talk.relay.ca_file = NULL;
    assert_int_equal(send_mail(&talk), OUTCOME_LATER);
    assert_contains(talk.words, "the certificate is not trusted");
    assert_false(kept("mail/0004.json"));
    server_stop(&server);
    server = SERVE_PLAIN();
    talk = talk_to(&server, "smtp");
    talk.relay.starttls = SMTP_TLS_ALWAYS;
    assert_int_equal(send_mail(&talk), OUTCOME_LATER);
    assert_string_equal(talk.words, "the server offers no STARTTLS");
    talk.relay.starttls = SMTP_TLS_TRY;
    assert_int_equal(send_mail(&talk), OUTCOME_SENT);
    server_stop(&server);
}

static void implicit_tls_verifies_the_name_and_the_signature(void **state)
{
    (void)state;
    struct server server = SERVE("--tls", "implicit");
    struct talk talk = talk_to(&server, "smtps");
    talk.relay.starttls = SMTP_TLS_TRY;
    assert_int_equal(send_mail(&talk), OUTCOME_LATER);
    assert_contains(talk.words, "the certificate is not trusted");
    talk.relay.ca_file = "mail/cert.pem";
    assert_int_equal(send_mail(&talk), OUTCOME_SENT);
    check_kept("mail/0001.json", "\"tls\": true");
    snprintf(talk.url, sizeof talk.url, "smtps://127.0.0.1:%d", server.port);
    assert_int_equal(send_mail(&talk), OUTCOME_LATER);
    server_stop(&server);
}

static void user_and_password_are_given_and_a_wrong_one_loses_no_mail(void **state)
{
    (void)state;
    struct server server = SERVE("--tls", "starttls", "--auth", "nabz", "s3cret word");
    struct talk talk = talk_to(&server, "smtp");
    talk.relay.starttls = SMTP_TLS_ALWAYS;
    talk.relay.ca_file = "mail/cert.pem";
    assert_int_equal(send_mail(&talk), OUTCOME_LATER);
    assert_contains(talk.words, "530");
    talk.relay.user = STR("nabz");
    talk.relay.password = STR("wrong s3cret");
    assert_int_equal(send_mail(&talk), OUTCOME_LATER);
    assert_contains(talk.words, "535");
    assert_null(strstr(talk.words, "s3cret"));
    talk.relay.password = STR("s3cret word");
    assert_int_equal(send_mail(&talk), OUTCOME_SENT);
    check_kept("mail/0001.json", "\"user\": \"nabz\"");
    server_stop(&server);
}

static void a_password_of_stars_is_hidden_like_any_other(void **state)
{
    (void)state;
    struct server server = SERVE("--reject-rcpt", "a*b@example.com", "550");
    struct talk talk = talk_to(&server, "smtp");
    talk.relay.password = STR("*");
    assert_int_equal(send_to(&talk, "a*b@example.com"), OUTCOME_REFUSED);
    assert_string_equal(talk.words, "550 not to <a*b@example.com>");
    server_stop(&server);
}

static void an_address_that_could_break_the_conversation_is_refused(void **state)
{
    (void)state;
    static const char *const addresses[] = {"",      "a@b\r\nRCPT TO:<c@d>", "a@b> SIZE=1", "<a@b>",
                                            "a b@c", "\xD9\x85@b",           "a@b\n"};
    struct server server = SERVE_PLAIN();
    struct talk talk = talk_to(&server, "smtp");
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        assert_int_equal(send_to(&talk, addresses[i]), OUTCOME_REFUSED);
        assert_string_equal(talk.words, "the address of the recipient cannot be used");
    }
    assert_false(kept("mail/0001.eml"));
    server_stop(&server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_arrives_byte_for_byte_with_its_envelope),
        cmocka_unit_test(what_the_server_refuses_for_good_is_refused_with_its_words),
        cmocka_unit_test(what_the_server_puts_off_goes_later),
        cmocka_unit_test(a_drop_after_the_message_is_unknown_and_before_it_is_later),
        cmocka_unit_test(a_server_that_keeps_silent_after_the_message_is_unknown),
        cmocka_unit_test(no_server_is_later),
        cmocka_unit_test(starttls_is_used_as_told),
        cmocka_unit_test(implicit_tls_verifies_the_name_and_the_signature),
        cmocka_unit_test(user_and_password_are_given_and_a_wrong_one_loses_no_mail),
        cmocka_unit_test(a_password_of_stars_is_hidden_like_any_other),
        cmocka_unit_test(an_address_that_could_break_the_conversation_is_refused),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
