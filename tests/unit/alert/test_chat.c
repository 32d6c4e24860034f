#include "alert/chat.h"
#include "alert/event.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>

#define NOW 1795330800

static const struct recipient_prefs reader = {.language = MESSAGE_EN, .zone = "UTC"};
static const struct message_context about = {.now = NOW};
static const struct event_context event = {
    .id = {"e1", 2}, .event = {"opened", 6}, .team = {"care", 4}, .now = NOW};

static struct incident incident_saying(const char *text)
{
    struct incident incident = {
        .id = 7,
        .rule = STR("spike"),
        .brand = STR("rahaab"),
        .part = STR(""),
        .severity = SEVERITY_HIGH,
        .opened_at = NOW,
        .grown_at = TIME_NONE,
        .reopened_at = TIME_NONE,
        .resolved_at = TIME_NONE,
        .window_start = NOW - 3 * HOUR,
        .window_end = NOW,
        .observed = 48,
        .expected = 11,
        .p = 1e-7,
        .total = 90,
        .total_expected = 80,
        .sources = {{.name = str_of(text), .observed = 40, .expected = 9, .share = 0.8}},
        .source_count = 1,
        .words = {{.name = str_of(text), .observed = 20, .expected = 1, .share = 0.4}},
        .word_count = 1,
        .samples = {{.id = 3,
                     .source = STR("x"),
                     .native_id = STR("n3"),
                     .author = str_of(text),
                     .text = str_of(text),
                     .url = STR("https://example.com/3?a=1&b=2"),
                     .published_at = NOW,
                     .rating = RATING_NONE,
                     .reach = REACH_NONE}},
        .sample_count = 1,
    };
    return incident;
}

/* The body read back by the JSON library; the caller's to free. */
static json_t *body_of(enum chat_kind kind, const char *text)
{
    struct incident incident = incident_saying(text);
    struct arena arena = {0};
    struct str subject;
    CLEANUP_BUF struct buf json = BUF_INIT(LIMIT_EVENT);
    chat_compose(kind, &incident, EVENT_OPENED, &reader, &about, STR("-5"), &arena, &json,
                 &subject);
    assert_false(json.overflow);
    json_t *body = json_loadb(json.p, json.n, 0, NULL);
    assert_non_null(body);
    arena_clear(&arena);
    return body;
}

static const char *text_of(const json_t *body, const char *name)
{
    const char *text = json_string_value(json_object_get(body, name));
    assert_non_null(text);
    return text;
}

static void has(enum chat_kind kind, const char *said, const char *wanted, const char *unwanted)
{
    json_t *body = body_of(kind, said);
    const char *text = text_of(body, kind == CHAT_TICKET ? "description" : "text");
    assert_non_null(strstr(text, wanted));
    assert_null(strstr(text, unwanted));
    json_decref(body);
}

static void slack_takes_no_command_from_a_mention(void **state)
{
    (void)state;
    has(CHAT_SLACK, "<!channel> a & b", "&lt;!channel&gt; a &amp; b", "<!channel>");
    has(CHAT_SLACK, "x", "<https://example.com/3?a=1&b=2>", "&lt;https");
}

static void markdown_of_a_mention_is_shown_as_text(void **state)
{
    (void)state;
    static const enum chat_kind kinds[] = {CHAT_MATTERMOST, CHAT_TICKET};
    for (size_t i = 0; i < 2; i++) {
        has(kinds[i], "[x](http://evil) **b** `c`", "\\[x\\]\\(http\\://evil\\)", "[x](");
        has(kinds[i], "@all @channel",
            "@\xe2\x80\x8b"
            "all",
            "@all");
        has(kinds[i], "a\n/close\n# b", "a /close \\# b", "\n/close");
    }
}

static void telegram_gets_the_words_as_they_are(void **state)
{
    (void)state;
    has(CHAT_TELEGRAM, "<b>a</b> *b* & c", "<b>a</b> *b* & c", "&amp;");
    json_t *body = body_of(CHAT_TELEGRAM, "x");
    assert_string_equal(text_of(body, "chat_id"), "-5");
    json_decref(body);
}

static void a_ticket_has_a_title_and_the_severity_as_a_label(void **state)
{
    (void)state;
    json_t *body = body_of(CHAT_TICKET, "x");
    assert_non_null(strstr(text_of(body, "title"), "rahaab: 48 negative"));
    assert_string_equal(text_of(body, "labels"), "nabz,high");
    json_decref(body);
}

/* Texts of many bytes, of every byte, of bytes that are no UTF-8. */
static void any_text_makes_a_body_that_fits_and_can_be_read(void **state)
{
    (void)state;
    enum { LONG = 200000 };
    char *text = mem_zalloc(LONG + 1, 1);
    for (unsigned seed = 1; seed < 300; seed++) {
        unsigned random = seed;
        size_t n = seed % 50 ? seed * 7 : LONG;
        for (size_t i = 0; i < n; i++) {
            random = random * 1103515245 + 12345;
            char c = (char)(random >> 16);
            text[i] =
                !c || seed % 3 == 0 ? "<@>&*\n\xd9"[random >> 16 & 7 ? random >> 20 & 3 : 6] : c;
        }
        text[n] = 0;
        for (int kind = CHAT_SLACK; kind <= CHAT_TICKET; kind++) {
            json_t *body = body_of((enum chat_kind)kind, text);
            const char *words = text_of(body, kind == CHAT_TICKET ? "description" : "text");
            assert_true(strlen(words) < (kind == CHAT_TELEGRAM ? 4096 : 12001));
            assert_null(strstr(words, "\xe2\x80\xae"));
            json_decref(body);
        }
    }
    mem_free_at(&text);
}

static json_t *event_of(const char *text, struct buf *json)
{
    struct incident incident = incident_saying(text);
    buf_reset(json);
    event_compose(&incident, &event, json);
    assert_false(json->overflow);
    json_t *body = json_loadb(json->p, json->n, 0, NULL);
    assert_non_null(body);
    return body;
}

static void an_event_holds_the_text_whole_and_is_the_same_every_time(void **state)
{
    (void)state;
    static const char said[] = "<b>\"a\"</b>\n\\ \xd8\xa8\xd8\xaf";
    CLEANUP_BUF struct buf json = BUF_INIT(LIMIT_EVENT), again = BUF_INIT(LIMIT_EVENT);
    json_t *body = event_of(said, &json), *second = event_of(said, &again);
    const json_t *sample = json_array_get(json_object_get(body, "samples"), 0);
    assert_string_equal(text_of(sample, "text"), said);
    assert_true(json_is_null(json_object_get(sample, "rating")));
    assert_string_equal(text_of(body, "id"), "e1");
    assert_string_equal(text_of(body, "made_at"), "2026-11-22T07:00:00Z");
    assert_true(str_eq(buf_str(&json), buf_str(&again)));
    assert_null(memchr(json.p, '\n', json.n));
    json_decref(body);
    json_decref(second);
}

static void an_event_of_endless_texts_fits(void **state)
{
    (void)state;
    enum { LONG = 1000000 };
    char *text = mem_zalloc(LONG + 1, 1);
    CLEANUP_BUF struct buf json = BUF_INIT(LIMIT_EVENT);
    memset(text, 1, LONG); /* six bytes each in JSON */
    json_decref(event_of(text, &json));
    memset(text, '"', LONG);
    json_decref(event_of(text, &json));
    mem_free_at(&text);
}

static void bytes_that_are_no_text_and_numbers_that_are_none_are_null(void **state)
{
    (void)state;
    struct incident incident = incident_saying("\xff\xfe");
    CLEANUP_BUF struct buf json = BUF_INIT(LIMIT_EVENT);
    incident.p = (double)NAN;
    event_compose(&incident, &event, &json);
    json_t *body = json_loadb(json.p, json.n, 0, NULL);
    assert_non_null(body);
    assert_true(json_is_null(json_object_get(json_object_get(body, "numbers"), "p")));
    assert_true(
        json_is_null(json_object_get(json_array_get(json_object_get(body, "sources"), 0), "name")));
    json_decref(body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slack_takes_no_command_from_a_mention),
        cmocka_unit_test(markdown_of_a_mention_is_shown_as_text),
        cmocka_unit_test(telegram_gets_the_words_as_they_are),
        cmocka_unit_test(a_ticket_has_a_title_and_the_severity_as_a_label),
        cmocka_unit_test(any_text_makes_a_body_that_fits_and_can_be_read),
        cmocka_unit_test(an_event_holds_the_text_whole_and_is_the_same_every_time),
        cmocka_unit_test(an_event_of_endless_texts_fits),
        cmocka_unit_test(bytes_that_are_no_text_and_numbers_that_are_none_are_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
