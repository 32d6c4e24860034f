/* Items of JSON and HTML pages by recipes that the test writes itself. */
#include "feed_test.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/limits.h"

#include <stdlib.h>
#include <unistd.h>

struct outcome {
    struct batch batch;
    struct page page;
    struct err err;
    bool read;
};

#define HEAD "name: t\nsummary: t\nrequest: {url: \"http://h.example/\"}\n"

static struct recipe *recipe_of(const char *yaml)
{
    char path[] = "/tmp/recipe-XXXXXX.yaml";
    struct err err = ERR_NONE;
    struct recipe *recipe = NULL;
    close(mkstemps(path, 5));
    assert_true(file_write(path, str_of(yaml), 0600, &err));
    bool loaded = recipe_load(path, &recipe, &err);
    unlink(path);
    if (!loaded || !recipe_check(recipe, &err)) {
        fail_msg("%s", err.text);
    }
    return recipe;
}

static struct outcome read_with(const char *yaml, struct str body)
{
    struct outcome o = {.err = ERR_NONE};
    struct recipe *recipe = recipe_of(yaml);
    struct extract_context context = {.url = STR("https://h.example/p/"), .now = NOW};
    o.read = extract(recipe, &context, body, &o.page, &o.batch, &o.err);
    recipe_free(recipe);
    return o;
}

static void one_bad_field_costs_one_field(void **state)
{
    struct outcome o = read_with(
        HEAD
        "format: json\nitems: [$.r]\nfields:\n  - {field: id, from: [id]}\n"
        "  - {field: text, from: [t]}\n  - {field: rating, from: [s], filters: [\"scale:1-5\"]}\n"
        "  - {field: published, from: [d]}\n",
        STR("{\"r\":[{\"id\":1,\"t\":\"a\",\"s\":\"five\",\"d\":\"2026-11-01\"},7,"
            "{\"id\":2,\"t\":{\"x\":1},\"s\":5},{\"id\":3,\"t\":\"c\",\"s\":4,\"d\":\"soon\"},{}]"
            "}"));
    struct err err = ERR_NONE;
    (void)state;
    assert_true(o.read);
    assert_int_equal(o.batch.count, 3);
    assert_float_equal(o.batch.mentions[0].rating, RATING_NONE, 0);
    assert_int_equal(o.batch.mentions[0].published_precision, PRECISION_DAY);
    assert_float_equal(o.batch.mentions[1].rating, 100, 0);
    assert_int_equal(o.batch.mentions[2].published_at, TIME_NONE);
    assert_int_equal(o.page.problem_count, 5);
    problem_describe(&o.page.problems[0], &err);
    assert_string_equal(err.text, "item 1: field rating: not a number: \"five\"");
    problem_describe(&o.page.problems[1], &err);
    assert_string_equal(err.text, "item 2: not an object");
    problem_describe(&o.page.problems[2], &err);
    assert_string_equal(err.text, "item 3: field text: a single value was expected");
    problem_describe(&o.page.problems[4], &err);
    assert_string_equal(err.text, "item 5: nothing in it");
    batch_clear(&o.batch);
}

static void half_an_emoji_costs_no_page(void **state)
{
    struct outcome o =
        read_with(HEAD "format: json\nitems: [$.r]\nfields:\n  - {field: id, from: [id]}\n"
                       "  - {field: text, from: [t]}\n",
                  STR("{\"r\":[{\"id\":12345678901234567890,\"t\":\"cut \\uD83D\"},"
                      "{\"id\":2,\"t\":\"whole \\uD83D\\uDE00\"}]}"));
    (void)state;
    assert_true(o.read);
    assert_int_equal(o.batch.count, 2);
    assert_str(o.batch.mentions[0].text, "cut \xEF\xBF\xBD");
    assert_str(o.batch.mentions[0].native_id, "12345678901234567890");
    assert_str(o.batch.mentions[1].text, "whole \xF0\x9F\x98\x80");
    batch_clear(&o.batch);
}

static void joins_lookup_by_id_and_alternatives_go_on(void **state)
{
    struct outcome o = read_with(
        HEAD "format: json\nitems: [$.r]\njoins:\n  - {name: who, id: by, key: id, among: "
             "[\"$.people[*]\"]}\nfields:\n  - {field: id, from: [id]}\n"
             "  - {field: author, from: [\"who:name\", by], filters: [\"prefix:@\"]}\n",
        STR("{\"r\":[{\"id\":1,\"by\":7},{\"id\":2,\"by\":8},{\"id\":3}],"
            "\"people\":[{\"id\":\"7\",\"name\":\"ava\"}]}"));
    (void)state;
    assert_true(o.read);
    assert_str(o.batch.mentions[0].author, "@ava");
    assert_str(o.batch.mentions[1].author, "@8");
    assert_true(o.batch.mentions[2].author.p == NULL);
    batch_clear(&o.batch);
}

static void texts_are_cut_and_cleaned(void **state)
{
    CLEANUP_BUF struct buf body = BUF_INIT(1 << 20);
    (void)state;
    buf_add_z(&body, "{\"r\":[{\"id\":\" a\\u0000\\n b \",\"t\":\"");
    for (int i = 0; i < 70000; i++) {
        buf_add_z(&body, "\xD8\xB3");
    }
    buf_add_z(&body, "\"}]}");
    struct outcome o = read_with(HEAD "format: json\nitems: [$.r]\nfields:\n"
                                      "  - {field: id, from: [id]}\n  - {field: text, from: [t]}\n",
                                 buf_str(&body));
    assert_true(o.read);
    assert_str(o.batch.mentions[0].native_id, "a b");
    assert_int_equal(o.batch.mentions[0].text.n, LIMIT_MENTION_TEXT);
    batch_clear(&o.batch);
}

static void a_page_has_a_bound_of_items(void **state)
{
    CLEANUP_BUF struct buf body = BUF_INIT(1 << 20);
    (void)state;
    buf_add_z(&body, "{\"r\":[");
    for (int i = 0; i < 6000; i++) {
        buf_addf(&body, "%s{\"id\":%d}", i ? "," : "", i);
    }
    buf_add_z(&body, "]}");
    struct outcome o = read_with(
        HEAD "format: json\nitems: [$.r]\nfields:\n  - {field: id, from: [id]}\n", buf_str(&body));
    assert_true(o.read);
    assert_int_equal(o.batch.count, LIMIT_PAGE_ITEMS);
    assert_int_equal(o.page.problem_count, 1);
    batch_clear(&o.batch);
}

static void html_items_are_found_by_xpath(void **state)
{
    struct outcome o = read_with(
        HEAD "format: html\nitems: [\"//div[@class='m']\"]\nwhere: [\"@data-id\"]\n"
             "paging: {kind: url, next: [\"//a[@rel='next']/@href\"]}\nfields:\n"
             "  - {field: id, from: [\"@data-id\"]}\n"
             "  - {field: text, from: [\".//p\"], filters: [html, \"join: / \"]}\n"
             "  - {field: url, from: [\"string(.//a/@href)\"]}\n"
             "  - {field: published, from: [\".//time/@datetime\"], filters: [\"date:rfc3339\"]}\n",
        STR("<div class=m data-id=1><p>one <b>bold</b><br>line</p><p>two</p>"
            "<a href='x'>link</a><time datetime='2026-11-20T10:00:00+03:30'>now</time></div>"
            "<div class=m>an advert</div><div class=m data-id=2><p>three</div>"
            "<a rel=next href='?before=1'>more</a>"));
    (void)state;
    assert_true(o.read);
    assert_int_equal(o.batch.count, 2);
    assert_str(o.batch.mentions[0].native_id, "1");
    assert_contains(o.batch.mentions[0].text.p, "one bold\nline");
    assert_contains(o.batch.mentions[0].text.p, "two");
    assert_str(o.batch.mentions[0].url, "https://h.example/p/x");
    assert_int_equal(o.batch.mentions[0].published_at, 1795156200);
    assert_str(o.batch.mentions[1].text, "three");
    assert_str(o.page.info.next, "?before=1");
    batch_clear(&o.batch);
}

static void an_expression_may_not_cost_without_bound(void **state)
{
    CLEANUP_BUF struct buf body = BUF_INIT(1 << 20);
    (void)state;
    for (int i = 0; i < 8000; i++) {
        buf_add_z(&body, "<p>x</p>");
    }
    struct outcome o =
        read_with(HEAD "format: html\nitems: [\"//p[count(//p[count(//p) > 1]) > 1]\"]\n"
                       "fields:\n  - {field: text, from: [\".\"]}\n",
                  buf_str(&body));
    assert_int_equal(o.batch.count, 0); /* given up, long before 8000^3 steps */
    batch_clear(&o.batch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_bad_field_costs_one_field),
        cmocka_unit_test(half_an_emoji_costs_no_page),
        cmocka_unit_test(joins_lookup_by_id_and_alternatives_go_on),
        cmocka_unit_test(texts_are_cut_and_cleaned),
        cmocka_unit_test(a_page_has_a_bound_of_items),
        cmocka_unit_test(html_items_are_found_by_xpath),
        cmocka_unit_test(an_expression_may_not_cost_without_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
