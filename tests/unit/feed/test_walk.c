/* Which page is asked for next, and when a walk ends. */
#include "walk_test.h"

static void the_first_request_carries_query_and_token(void **state)
{
    struct poll p;
    (void)state;
    begin(&p, "x-search", x_params, 2);
    ask(&p);
    assert_true(asked(&p, "https://api.x.com/2/tweets/search/recent?query=sepidar%20-is:retweet%20"
                          "%26%20co&max_results=100&"));
    assert_false(asked(&p, "since_id"));
    assert_false(asked(&p, "next_token"));
    assert_int_equal(p.request.header_count, 1);
    assert_str(p.request.headers[0].value, "Bearer " TOKEN);
    end(&p);
}

static void since_id_stays_while_pages_are_followed_and_moves_at_the_end(void **state)
{
    struct poll p;
    (void)state;
    begin(&p, "x-search", x_params, 2);
    p.status.cursor = STR("1000");
    assert_true(walk_open(&p.walk, p.recipe, x_params, 2, &p.status, NOW, &p.err));
    ask(&p);
    assert_true(asked(&p, "since_id=1000"));
    assert_true(answer(&p, 200, "",
                       "{\"data\":[{\"id\":\"1900\",\"text\":\"b\"}],"
                       "\"meta\":{\"newest_id\":\"1900\",\"next_token\":\"t2\"}}"));
    assert_true(p.result.more);
    assert_false(p.result.whole);
    assert_str(p.result.cursor, "");
    ask(&p);
    assert_true(asked(&p, "since_id=1000"));
    assert_true(asked(&p, "next_token=t2"));
    assert_true(answer(&p, 200, "",
                       "{\"data\":[{\"id\":\"1200\",\"text\":\"a\"}],"
                       "\"meta\":{\"newest_id\":\"1200\"}}"));
    assert_true(p.result.whole);
    assert_str(p.result.cursor, "1900");
    assert_int_equal(p.batch.count, 2);
    assert_false(walk_request(&p.walk, &p.request));
    end(&p);
}

static void no_result_keeps_the_old_cursor(void **state)
{
    struct poll p;
    (void)state;
    begin(&p, "x-search", x_params, 2);
    p.status.cursor = STR("1000");
    assert_true(walk_open(&p.walk, p.recipe, x_params, 2, &p.status, NOW, &p.err));
    ask(&p);
    assert_true(answer(&p, 200, "", "{\"meta\":{\"result_count\":0}}"));
    assert_true(p.result.whole);
    assert_str(p.result.cursor, "1000");
    end(&p);
}

static void pages_that_repeat_their_items_end_the_walk(void **state)
{
    const char *page = "{\"data\":[{\"id\":\"1\",\"caption\":\"x\"}],"
                       "\"paging\":{\"cursors\":{\"after\":\"A\"},\"next\":\"https://g/x\"}}";
    struct poll p;
    (void)state;
    begin(&p, "instagram-hashtag", hashtag_params, 3);
    ask(&p);
    assert_true(answer(&p, 200, "", page));
    assert_true(p.result.more);
    ask(&p);
    assert_true(asked(&p, "after=A"));
    assert_true(answer(&p, 200, "", page));
    assert_true(p.result.whole);
    end(&p);
}

static void an_empty_page_may_still_have_a_next_one(void **state)
{
    struct poll p;
    (void)state;
    begin(&p, "instagram-tagged", tagged_params, 2);
    ask(&p);
    assert_true(answer(&p, 200, "",
                       "{\"data\":[],\"paging\":{\"cursors\":{\"after\":\"B\"},\"next\":\"u\"}}"));
    assert_true(p.result.more);
    walk_known(&p.walk, &p.result); /* nothing in it is known */
    assert_true(p.result.more);
    ask(&p);
    assert_true(answer(&p, 200, "",
                       "{\"data\":[{\"id\":\"1\"}],\"paging\":{\"cursors\":{\"after\":\"B\"}}}"));
    assert_true(p.result.whole);
    end(&p);
}

static const char app_page[] =
    "{\"feed\":{\"entry\":[{\"id\":{\"label\":\"%d\"},\"im:rating\":{\"label\":\"4\"},"
    "\"content\":{\"label\":\"fine\"}}]}}";

static void app_store_pages_are_counted_and_stop_at_ten(void **state)
{
    struct poll p;
    char body[256], part[32];
    (void)state;
    begin(&p, "app-store", app_params, 2);
    for (int page = 1; page <= 10; page++) {
        ask(&p);
        snprintf(part, sizeof part, "/page=%d/id=42/", page);
        assert_true(asked(&p, part));
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        snprintf(body, sizeof body, app_page, 100 - page);
#pragma GCC diagnostic pop
        assert_true(answer(&p, 200, "", body));
        assert_true(p.result.more == (page < 10));
    }
    assert_true(p.result.whole);
    assert_false(walk_request(&p.walk, &p.request));
    end(&p);
}

static void a_clock_that_is_ahead_does_not_take_the_cursor_along(void **state)
{
    static const struct param params[] = {{{"query", 5}, {"sepidar", 7}, false}};
    char body[256];
    struct poll p;
    (void)state;
    begin(&p, "hacker-news", params, 1);
    ask(&p);
    snprintf(body, sizeof body,
             "{\"nbPages\":1,\"hits\":[{\"objectID\":\"2\",\"created_at_i\":%lld},"
             "{\"objectID\":\"1\",\"created_at_i\":%lld}]}",
             (long long)(NOW + 6 * HOUR), (long long)(NOW - 600));
    assert_true(answer(&p, 200, "", body));
    assert_true(p.result.whole);
    assert_false(p.result.cut);
    snprintf(body, sizeof body, "%lld", (long long)(NOW - 600 - 3600));
    assert_str(p.result.cursor, body);
    end(&p);
}

static void a_walk_that_a_limit_ends_is_cut(void **state)
{
    static const struct param params[] = {{{"query", 5}, {"sepidar", 7}, false}};
    struct poll p;
    (void)state;
    begin(&p, "hacker-news", params, 1);
    p.walk.budget = 1;
    ask(&p);
    assert_true(answer(&p, 200, "", "{\"nbPages\":9,\"hits\":[{\"objectID\":\"2\"}]}"));
    assert_true(p.result.whole);
    assert_true(p.result.cut);
    end(&p);
}

static void a_page_known_from_before_ends_a_newest_first_walk(void **state)
{
    struct poll p;
    (void)state;
    begin(&p, "app-store", app_params, 2);
    ask(&p);
    assert_true(answer(&p, 200, "",
                       "{\"feed\":{\"entry\":{\"id\":{\"label\":\"1\"},"
                       "\"im:rating\":{\"label\":\"4\"}}}}"));
    assert_true(p.result.more);
    walk_known(&p.walk, &p.result);
    assert_true(p.result.whole);
    assert_false(walk_request(&p.walk, &p.request));
    end(&p);
}

static void validators_are_sent_back_byte_for_byte(void **state)
{
    struct poll p;
    (void)state;
    begin(&p, "syndication", feed_params, 1);
    p.status.etag = STR("W/\"a b\"");
    p.status.last_modified = STR("Fri, 20 nov 2026 9:00 gmt");
    ask(&p);
    bool etag = false, modified = false;
    for (size_t i = 0; i < p.request.header_count; i++) {
        etag |= str_eq(p.request.headers[i].name, STR("If-None-Match")) &&
                str_eq(p.request.headers[i].value, STR("W/\"a b\""));
        modified |= str_eq(p.request.headers[i].name, STR("If-Modified-Since")) &&
                    str_eq(p.request.headers[i].value, STR("Fri, 20 nov 2026 9:00 gmt"));
    }
    assert_true(etag && modified);
    assert_true(answer(&p, 304, "", ""));
    assert_true(p.result.whole);
    assert_str(p.result.etag, "W/\"a b\"");
    end(&p);
}

static void a_feed_is_followed_along_rel_next(void **state)
{
    struct poll p;
    (void)state;
    begin(&p, "syndication", feed_params, 1);
    ask(&p);
    assert_true(answer(&p, 200, "ETag: \"1\"\r\n",
                       "<feed xmlns='http://www.w3.org/2005/Atom'><link rel='next' href='/f?p=2'/>"
                       "<entry><id>1</id><title>t</title></entry></feed>"));
    assert_true(p.result.more);
    ask(&p);
    assert_str(p.request.url, "http://h.example/f?p=2");
    assert_true(answer(&p, 200, "ETag: \"2\"\r\n",
                       "<feed xmlns='http://www.w3.org/2005/Atom'>"
                       "<entry><id>2</id><title>t</title></entry></feed>"));
    assert_true(p.result.whole);
    assert_str(p.result.etag, "\"1\"");
    end(&p);
}

static void links_of_a_feed_are_relative_to_where_it_says_it_is(void **state)
{
    static const struct {
        const char *headers, *url;
    } cases[] = {
        {"Content-Location: /blog/feed.en.xml\r\n", "https://h.example/blog/post"},
        {"Content-Location: http://backend:8080/blog/feed\r\n", "https://h.example/post"},
        {"Content-Location: %%%\r\n", "https://h.example/post"},
        {"", "https://h.example/post"},
    };
    static const struct param params[] = {{{"url", 3}, {"https://h.example/feed", 22}, false}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct poll p;
        begin(&p, "syndication", params, 1);
        ask(&p);
        assert_true(answer(&p, 200, cases[i].headers,
                           "<rss><channel><item><link>post</link></item></channel></rss>"));
        assert_str(p.batch.mentions[0].url, cases[i].url);
        end(&p);
    }
}

static void mastodon_pages_by_the_link_header_and_keeps_the_highest_id(void **state)
{
    static const struct param params[] = {
        {{"base", 4}, {"http://m.example", 16}, false},
        {{"tag", 3}, {"\xD8\xB3\xD9\xBE", 4}, false},
    };
    struct poll p;
    (void)state;
    begin(&p, "mastodon", params, 2);
    ask(&p);
    assert_true(asked(&p, "http://m.example/api/v1/timelines/tag/%D8%B3%D9%BE?limit=40"));
    assert_int_equal(p.request.header_count, 0); /* no token, no header */
    assert_true(answer(
        &p, 200,
        "Link: <http://m.example/x?max_id=98>; rel=\"next\", <http://m.example/x?min_id=9>; "
        "rel=\"prev\"\r\nX-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: 2026-11-20T22:03:00.5Z\r\n",
        "[{\"id\":\"98\",\"content\":\"<p>x</p>\"},{\"id\":\"101\",\"content\":\"<p>y</p>\"}]"));
    assert_int_equal(p.result.retry_at, NOW + 180);
    ask(&p);
    assert_true(asked(&p, "max_id=98"));
    assert_true(answer(&p, 200, "", "[]"));
    assert_true(p.result.whole);
    assert_str(p.result.cursor, "101");
    end(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_request_carries_query_and_token),
        cmocka_unit_test(since_id_stays_while_pages_are_followed_and_moves_at_the_end),
        cmocka_unit_test(no_result_keeps_the_old_cursor),
        cmocka_unit_test(pages_that_repeat_their_items_end_the_walk),
        cmocka_unit_test(an_empty_page_may_still_have_a_next_one),
        cmocka_unit_test(app_store_pages_are_counted_and_stop_at_ten),
        cmocka_unit_test(a_clock_that_is_ahead_does_not_take_the_cursor_along),
        cmocka_unit_test(a_walk_that_a_limit_ends_is_cut),
        cmocka_unit_test(a_page_known_from_before_ends_a_newest_first_walk),
        cmocka_unit_test(validators_are_sent_back_byte_for_byte),
        cmocka_unit_test(a_feed_is_followed_along_rel_next),
        cmocka_unit_test(links_of_a_feed_are_relative_to_where_it_says_it_is),
        cmocka_unit_test(mastodon_pages_by_the_link_header_and_keeps_the_highest_id),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
