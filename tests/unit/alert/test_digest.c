/* Digests of hostile names and of very many brands. */
#include "../check.h"

#include "alert/chat.h"
#include "alert/digest.h"
#include "base/limits.h"

#include <jansson.h>

enum { BRANDS = 400, SOURCES = 30 };

/* Markup, a line break, a bidi override, a quote, an emoji of joined signs. */
#define HOSTILE                                                                                    \
    "<script>alert(1)</script>\r\nBcc: x@y \xe2\x80\xae"                                           \
    "evil\" onload=\"x \xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7"

struct fixture {
    struct arena arena;
    struct digest digest;
    struct recipient_prefs to;
    struct message_context context;
};

static struct mention mention(void)
{
    return (struct mention){.id = 7,
                            .text = STR(HOSTILE),
                            .author = STR(HOSTILE),
                            .source = STR("shop"),
                            .url = STR("javascript:alert(2)"),
                            .published_at = 1795330800};
}

static struct digest_brand brand(struct arena *arena)
{
    struct digest_source *sources = arena_array(arena, struct digest_source, SOURCES);
    for (size_t i = 0; i < SOURCES; i++) {
        sources[i] = (struct digest_source){STR(HOSTILE), {12, 3, 1, 0}};
    }
    struct riser *riser = arena_new(arena, struct riser);
    *riser = (struct riser){RISER_HASHTAG, STR(HOSTILE), 9, 1, 5};
    return (struct digest_brand){
        .name = STR("zarinak"),
        .title_fa = STR(HOSTILE),
        .title_en = STR(HOSTILE),
        .count = {360, 90, 30, 0},
        .sources = sources,
        .source_count = SOURCES,
        .needs = sources,
        .need_count = 7,
        .risers = riser,
        .riser_count = 1,
        .worst = mention(),
        .best = mention(),
    };
}

static void make(struct fixture *f, size_t brand_count)
{
    struct source_status *silent = arena_new(&f->arena, struct source_status);
    *silent = (struct source_status){
        .name = STR(HOSTILE), .state = SOURCE_BROKEN, .last_success_at = TIME_NONE};
    struct digest_brand *brands = arena_array(&f->arena, struct digest_brand, brand_count);
    struct digest_incident *open = arena_new(&f->arena, struct digest_incident);
    for (size_t i = 0; i < brand_count; i++) {
        brands[i] = brand(&f->arena);
    }
    *open = (struct digest_incident){.incident = {.id = 3, .severity = SEVERITY_HIGH},
                                     .titles = {STR(HOSTILE), STR(HOSTILE)},
                                     .muted_until = 1795330800,
                                     .muted_because = STR(HOSTILE),
                                     .muted_by = STR(HOSTILE)};
    f->digest = (struct digest){.from = 1795206600,
                                .to = 1795293000,
                                .accuracy = 0.7,
                                .brands = brands,
                                .brand_count = brand_count,
                                .incidents = open,
                                .incident_count = 1,
                                .sources = silent,
                                .source_count = 1};
    f->to = (struct recipient_prefs){.name = STR(HOSTILE),
                                     .address = STR("a@b.example"),
                                     .language = MESSAGE_EN,
                                     .zone = "Asia/Tehran"};
    f->context = (struct message_context){.now = 1795330800,
                                          .team = STR(HOSTILE),
                                          .from_name = STR(HOSTILE),
                                          .from_address = STR("n@b.example"),
                                          .message_id = STR("1@b"),
                                          .root_id = STR("1@b")};
}

static void assert_harmless(struct str words)
{
    assert_int_equal(str_find(words, STR("<script")), STR_NOT_FOUND);
    assert_int_equal(str_find(words, STR("\xe2\x80\xae")), STR_NOT_FOUND);
    assert_int_equal(str_find(words, STR("javascript:")), STR_NOT_FOUND);
    assert_int_equal(str_find(words, STR("\r")), STR_NOT_FOUND);
}

static size_t count_of(struct str words, const char *what)
{
    size_t count = 0;
    for (size_t at; (at = str_find(words, str_of(what))) != STR_NOT_FOUND; count++) {
        words = str_slice(words, at + 1, words.n);
    }
    return count;
}

static void write_and_check(struct fixture *f)
{
    static const char *const tags[][2] = {{"<table", "</table>"}, {"<tr", "</tr>"},
                                          {"<td", "</td>"},       {"<div", "</div>"},
                                          {"<bdi", "</bdi>"},     {"<span", "</span>"}};
    struct letter letter;
    struct str subject;
    CLEANUP_BUF struct buf mail = BUF_INIT(LIMIT_MAIL);
    digest_write(&f->digest, NULL, &f->to, &f->context, &f->arena, &letter, &subject);
    assert_false(letter.html.overflow || letter.text.overflow);
    assert_harmless(buf_str(&letter.html));
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        assert_int_equal(count_of(buf_str(&letter.html), tags[i][0]),
                         count_of(buf_str(&letter.html), tags[i][1]));
    }
    message_write(&mail, &f->to, &f->context, subject, buf_str(&letter.text),
                  buf_str(&letter.html));
    assert_true(mail.n < MESSAGE_MAX);
    assert_int_equal(str_find(buf_str(&mail), STR("\r\nBcc:")), STR_NOT_FOUND);
    letter_clear(&letter);
}

static void names_of_the_outside_are_shown_as_text(void **state)
{
    struct fixture f = {.arena = {0}};
    (void)state;
    make(&f, 2);
    write_and_check(&f);
    f.to.language = MESSAGE_FA;
    f.to.persian_digits = f.to.jalali = true;
    write_and_check(&f);
    arena_clear(&f.arena);
}

static void of_very_many_brands_it_stays_whole_and_under_the_limit(void **state)
{
    struct fixture f = {.arena = {0}};
    (void)state;
    make(&f, BRANDS);
    write_and_check(&f);
    arena_clear(&f.arena);
}

static void programs_get_whole_json_of_any_number_of_brands(void **state)
{
    static const size_t counts[] = {0, 1, BRANDS};
    (void)state;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        struct fixture f = {.arena = {0}};
        CLEANUP_BUF struct buf json = BUF_INIT(LIMIT_EVENT);
        struct event_context context = {.id = STR("1"), .event = STR("digest"), .team = STR("t")};
        make(&f, counts[i]);
        digest_event(&f.digest, &context, &json);
        json_t *event = json_loadb(json.p, json.n, 0, NULL);
        assert_non_null(event);
        assert_int_equal(json_array_size(json_object_get(event, "brands")), counts[i]);
        json_decref(event);
        arena_clear(&f.arena);
    }
}

static void a_chat_gets_whole_lines_that_are_no_markup(void **state)
{
    static const enum chat_kind kinds[] = {CHAT_SLACK, CHAT_MATTERMOST, CHAT_TELEGRAM};
    struct fixture f = {.arena = {0}};
    struct letter letter;
    struct str subject;
    (void)state;
    make(&f, 20);
    digest_write(&f.digest, NULL, &f.to, &f.context, &f.arena, &letter, &subject);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        CLEANUP_BUF struct buf json = BUF_INIT(LIMIT_EVENT);
        chat_letter(kinds[i], buf_str(&letter.text), STR("-1"), &json);
        json_t *body = json_loadb(json.p, json.n, 0, NULL);
        const char *text = json_string_value(json_object_get(body, "text"));
        assert_non_null(text);
        assert_true(strlen(text) <= (kinds[i] == CHAT_TELEGRAM ? 4096 : 12000));
        assert_contains(text, "Digest of");
        assert_null(kinds[i] == CHAT_TELEGRAM ? NULL : strstr(text, "<script>"));
        json_decref(body);
    }
    letter_clear(&letter);
    arena_clear(&f.arena);
}

static void a_thousand_incidents_that_were_held_are_listed_and_counted(void **state)
{
    enum { HELD = 1000 };
    struct fixture f = {.arena = {0}};
    struct held_incident *list = arena_array(&f.arena, struct held_incident, HELD);
    struct held_back held = {list, HELD, 3 * HELD, true, 5};
    CLEANUP_BUF struct buf mail = BUF_INIT(LIMIT_MAIL);
    struct str subject;
    (void)state;
    make(&f, 0);
    for (int i = 0; i < HELD; i++) {
        list[i] = (struct held_incident){
            .incident = {.id = i,
                         .severity = SEVERITY_HIGH,
                         .brand = STR(HOSTILE),
                         .part = STR("source:" HOSTILE),
                         .observed = 12,
                         .opened_at = 1795330800,
                         .window_end = 3 * HOUR,
                         .state = i % 4 ? INCIDENT_RESOLVED : INCIDENT_OPEN,
                         .resolved_at = i % 4 ? 1795330800 + DAY : TIME_NONE},
            .titles = {STR(HOSTILE), STR(HOSTILE)},
            .subject = STR(HOSTILE),
            .first_at = 1795330800,
            .known = i % 3 != 0,
            .open = i % 4 == 0};
    }
    held_back_compose(&held, &f.to, &f.context, &f.arena, &mail, &subject);
    assert_str(subject, "While you were away: 1,000 incidents, 250 still open");
    assert_true(mail.n < MESSAGE_MAX && !mail.overflow);
    CLEANUP_BUF struct buf room = BUF_INIT(LIMIT_EVENT), event = BUF_INIT(LIMIT_EVENT);
    held_back_chat(&held, CHAT_TELEGRAM, &f.to, &f.context, STR("-1"), &f.arena, &room, &subject);
    assert_str(subject, "While you were away: 1,000 incidents, 250 still open");
    json_t *json = json_loadb(room.p, room.n, 0, NULL);
    assert_true(json_string_length(json_object_get(json, "text")) <= 4096);
    json_decref(json);
    held_back_event(&held, &(struct event_context){.id = STR("x"), .event = STR("held-back")},
                    &event);
    json = json_loadb(event.p, event.n, 0, NULL);
    assert_int_equal(json_array_size(json_object_get(json, "incidents")), 100);
    assert_int_equal(json_integer_value(json_object_get(json, "left_out")), HELD - 100);
    assert_int_equal(json_integer_value(json_object_get(json, "messages")), 3 * HELD);
    json_decref(json);
    arena_clear(&f.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_the_outside_are_shown_as_text),
        cmocka_unit_test(of_very_many_brands_it_stays_whole_and_under_the_limit),
        cmocka_unit_test(programs_get_whole_json_of_any_number_of_brands),
        cmocka_unit_test(a_chat_gets_whole_lines_that_are_no_markup),
        cmocka_unit_test(a_thousand_incidents_that_were_held_are_listed_and_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
