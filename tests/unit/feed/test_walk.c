#include "feed_test.h"

#define TOKEN "s3cret+token/123"

/* One walk against answers the test writes by hand. */
struct poll {
    struct recipe *recipe;
    struct source_status status;
    struct walk walk;
    struct request request;
    struct batch batch;
    struct walk_result result;
    struct err err;
};

static const struct param x_params[] = {
    {{"query", 5}, {"sepidar -is:retweet & co", 24}, false},
    {{"token", 5}, {TOKEN, sizeof TOKEN - 1}, true},
};

static const struct param hashtag_params[] = {
    {{"hashtag_id", 10}, {"17", 2}, false},
    {{"user_id", 7}, {"18", 2}, false},
    {{"token", 5}, {TOKEN, sizeof TOKEN - 1}, true},
};

static const struct param tagged_params[] = {
    {{"user_id", 7}, {"18", 2}, false},
    {{"token", 5}, {TOKEN, sizeof TOKEN - 1}, true},
};

static void begin(struct poll *p, const char *recipe, const struct param *params, size_t count)
{
    *p = (struct poll){.recipe = shipped(recipe)};
    assert_true(walk_open(&p->walk, p->recipe, params, count, &p->status, NOW, &p->err));
}

static void end(struct poll *p)
{
    walk_clear(&p->walk);
    batch_clear(&p->batch);
    recipe_free(p->recipe);
}

static void ask(struct poll *p)
{
    assert_true(walk_request(&p->walk, &p->request));
}

static bool answer(struct poll *p, int status, const char *headers, const char *body)
{
    struct response response = {
        .status = status,
        .url = p->request.url,
        .headers = str_of(headers),
        .body = str_of(body),
        .received_at = NOW,
    };
    return walk_take(&p->walk, &response, &p->batch, &p->result, &p->err);
}

static bool asked(const struct poll *p, const char *part)
{
    return str_find(p->request.url, str_of(part)) != STR_NOT_FOUND;
}

static bool says(const struct poll *p, const char *part)
{
    return strstr(p->err.text, part) != NULL;
}

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

static void a_cursor_the_platform_has_forgotten_is_dropped_once(void **state)
{
    struct poll p;
    const char *refusal = "{\"errors\":[{\"message\":\"'since_id' must be newer\"}]}";
    (void)state;
    begin(&p, "x-search", x_params, 2);
    p.status.cursor = STR("1000");
    assert_true(walk_open(&p.walk, p.recipe, x_params, 2, &p.status, NOW, &p.err));
    ask(&p);
    assert_true(answer(&p, 400, "", refusal));
    assert_true(p.result.more);
    assert_false(p.result.whole);
    ask(&p);
    assert_false(asked(&p, "since_id"));
    assert_false(answer(&p, 400, "", refusal));
    assert_int_equal(p.result.state, SOURCE_BROKEN);
    end(&p);
}

static void the_three_meanings_of_429_are_told_apart(void **state)
{
    static const struct {
        const char *headers, *body;
        enum source_state state;
        int64_t wait;
    } cases[] = {
        {"x-rate-limit-remaining: 0\r\nx-rate-limit-reset: 1795212300\r\n",
         "{\"title\":\"Too Many Requests\",\"status\":429}", SOURCE_THROTTLED, 300},
        {"x-rate-limit-remaining: 17\r\nx-rate-limit-reset: 1795212300\r\n",
         "{\"title\":\"Too Many Requests\",\"status\":429}", SOURCE_THROTTLED, 5},
        {"x-rate-limit-remaining: 0\r\nx-rate-limit-reset: 1795212300\r\n",
         "{\"title\":\"UsageCapExceeded\",\"period\":\"Monthly\"}", SOURCE_QUOTA, DAY},
        {"Retry-After: 40\r\n", "{}", SOURCE_THROTTLED, 40},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct poll p;
        begin(&p, "x-search", x_params, 2);
        ask(&p);
        assert_false(answer(&p, 429, cases[i].headers, cases[i].body));
        assert_int_equal(p.result.state, cases[i].state);
        assert_int_equal(p.result.retry_at, NOW + cases[i].wait);
        assert_false(walk_request(&p.walk, &p.request));
        end(&p);
    }
}

static void errors_name_the_page_and_never_the_token(void **state)
{
    struct poll p;
    (void)state;
    begin(&p, "x-search", x_params, 2);
    ask(&p);
    assert_false(answer(&p, 401, "",
                        "{\"title\":\"Unauthorized\",\"detail\":\"bad token " TOKEN
                        " or s3cret%2Btoken%2F123 given\"}"));
    assert_int_equal(p.result.state, SOURCE_AUTH);
    assert_true(says(&p, "page 1: HTTP 401: bad token *** or *** given"));
    assert_false(says(&p, "s3cret"));
    end(&p);
}

static void html_instead_of_json_is_broken(void **state)
{
    struct poll p;
    (void)state;
    begin(&p, "x-search", x_params, 2);
    ask(&p);
    assert_false(answer(&p, 200, "", "<html><body>Please log in</body></html>"));
    assert_int_equal(p.result.state, SOURCE_BROKEN);
    assert_true(says(&p, "page 1: HTML or XML instead of JSON"));
    assert_int_equal(p.batch.count, 0);
    end(&p);
}

static void a_used_up_window_is_told_with_the_last_good_page(void **state)
{
    struct poll p;
    (void)state;
    begin(&p, "x-search", x_params, 2);
    ask(&p);
    assert_true(answer(&p, 200, "x-rate-limit-remaining: 0\r\nx-rate-limit-reset: 1795212100\r\n",
                       "{\"data\":[{\"id\":\"5\",\"text\":\"t\"}],\"meta\":{}}"));
    assert_int_equal(p.result.state, SOURCE_OK);
    assert_int_equal(p.result.retry_at, 1795212100);
    end(&p);
}

static void graph_errors_go_by_code_not_by_status(void **state)
{
    static const struct {
        const char *body;
        enum source_state state;
    } cases[] = {
        {"{\"error\":{\"code\":190,\"error_subcode\":463,\"message\":\"expired\"}}", SOURCE_AUTH},
        {"{\"error\":{\"code\":4,\"message\":\"app limit\"}}", SOURCE_THROTTLED},
        {"{\"error\":{\"code\":210,\"message\":\"permission\"}}", SOURCE_AUTH},
        {"{\"error\":{\"code\":2,\"message\":\"transient\"}}", SOURCE_BROKEN},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct poll p;
        begin(&p, "instagram-hashtag", hashtag_params, 3);
        ask(&p);
        assert_false(answer(&p, 400, "", cases[i].body));
        assert_int_equal(p.result.state, cases[i].state);
        end(&p);
    }
}

static void graph_usage_headers_say_how_long_to_wait(void **state)
{
    struct poll p;
    (void)state;
    begin(&p, "instagram-tagged", tagged_params, 2);
    ask(&p);
    assert_true(answer(&p, 200,
                       "X-Business-Use-Case-Usage: {\"17\":[{\"type\":\"instagram\","
                       "\"call_count\":100,\"estimated_time_to_regain_access\":19}]}\r\n",
                       "{\"data\":[]}"));
    assert_int_equal(p.result.retry_at, NOW + 19 * 60);
    end(&p);
}

static void an_hour_of_which_most_is_used_makes_polls_rarer(void **state)
{
    static const struct {
        const char *header;
        int64_t hint_s;
    } cases[] = {
        {"X-App-Usage: {\"call_count\":74,\"total_time\":20}\r\n", 0},
        {"X-App-Usage: {\"call_count\":20,\"total_time\":75}\r\n", 2 * HOUR},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct poll p;
        begin(&p, "instagram-tagged", tagged_params, 2);
        ask(&p);
        assert_true(answer(&p, 200, cases[i].header, "{\"data\":[]}"));
        assert_int_equal(p.result.cadence.hint_s, cases[i].hint_s);
        assert_int_equal(p.result.retry_at, TIME_NONE);
        end(&p);
    }
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

static const struct param app_params[] = {
    {{"app_id", 6}, {"42", 2}, false},
    {{"country", 7}, {"us", 2}, false},
};

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

static void the_page_past_the_last_is_no_error(void **state)
{
    struct poll p;
    (void)state;
    begin(&p, "app-store", app_params, 2);
    ask(&p);
    assert_true(answer(&p, 200, "Content-Type: text/plain\r\n",
                       "CustomerReviews RSS page depth is limited to 10"));
    assert_true(p.result.whole);
    assert_int_equal(p.result.state, SOURCE_OK);
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

static const struct param feed_params[] = {{{"url", 3}, {"http://h.example/f", 18}, false}};

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

static void a_next_page_that_is_no_web_address_is_refused(void **state)
{
    struct poll p;
    (void)state;
    begin(&p, "syndication", feed_params, 1);
    ask(&p);
    assert_false(answer(&p, 200, "",
                        "<feed xmlns='http://www.w3.org/2005/Atom'>"
                        "<link rel='next' href='file:///etc/passwd'/>"
                        "<entry><id>1</id><title>t</title></entry></feed>"));
    assert_int_equal(p.result.state, SOURCE_BROKEN);
    end(&p);
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

static void a_budget_of_items_ends_the_walk(void **state)
{
    struct poll p;
    (void)state;
    begin(&p, "x-search", x_params, 2);
    p.walk.budget = 2;
    ask(&p);
    assert_true(answer(&p, 200, "",
                       "{\"data\":[{\"id\":\"1\"},{\"id\":\"2\"},{\"id\":\"3\"}],"
                       "\"meta\":{\"newest_id\":\"3\",\"next_token\":\"n\"}}"));
    assert_true(p.result.whole);
    assert_non_null(p.result.note);
    assert_int_equal(p.result.retry_at % DAY, 0);
    end(&p);
}

static void missing_and_unknown_parameters_are_refused(void **state)
{
    struct recipe *recipe = shipped("x-search");
    struct source_status status = {0};
    struct walk walk;
    struct err err = ERR_NONE;
    static const struct param wrong[] = {
        {{"query", 5}, {"q", 1}, false},
        {{"token", 5}, {"t", 1}, true},
        {{"tokn", 4}, {"t", 1}, true},
    };
    (void)state;
    assert_false(walk_open(&walk, recipe, x_params, 1, &status, NOW, &err));
    assert_non_null(strstr(err.text, "needs the parameter \"token\""));
    walk_clear(&walk);
    assert_false(walk_open(&walk, recipe, wrong, 3, &status, NOW, &err));
    assert_non_null(strstr(err.text, "no parameter \"tokn\""));
    walk_clear(&walk);
    recipe_free(recipe);
}

static void no_answer_and_too_large_a_one_are_broken(void **state)
{
    struct poll p;
    (void)state;
    begin(&p, "x-search", x_params, 2);
    ask(&p);
    struct response none = {.failure = STR("could not connect: refused"), .received_at = NOW};
    assert_false(walk_take(&p.walk, &none, &p.batch, &p.result, &p.err));
    assert_int_equal(p.result.state, SOURCE_BROKEN);
    assert_true(says(&p, "page 1: could not connect"));
    end(&p);
    begin(&p, "x-search", x_params, 2);
    ask(&p);
    struct response cut = {.status = 200, .cut = true, .received_at = NOW};
    assert_false(walk_take(&p.walk, &cut, &p.batch, &p.result, &p.err));
    assert_true(says(&p, "larger than"));
    end(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_request_carries_query_and_token),
        cmocka_unit_test(since_id_stays_while_pages_are_followed_and_moves_at_the_end),
        cmocka_unit_test(no_result_keeps_the_old_cursor),
        cmocka_unit_test(a_cursor_the_platform_has_forgotten_is_dropped_once),
        cmocka_unit_test(the_three_meanings_of_429_are_told_apart),
        cmocka_unit_test(errors_name_the_page_and_never_the_token),
        cmocka_unit_test(html_instead_of_json_is_broken),
        cmocka_unit_test(a_used_up_window_is_told_with_the_last_good_page),
        cmocka_unit_test(graph_errors_go_by_code_not_by_status),
        cmocka_unit_test(graph_usage_headers_say_how_long_to_wait),
        cmocka_unit_test(an_hour_of_which_most_is_used_makes_polls_rarer),
        cmocka_unit_test(pages_that_repeat_their_items_end_the_walk),
        cmocka_unit_test(an_empty_page_may_still_have_a_next_one),
        cmocka_unit_test(app_store_pages_are_counted_and_stop_at_ten),
        cmocka_unit_test(the_page_past_the_last_is_no_error),
        cmocka_unit_test(a_clock_that_is_ahead_does_not_take_the_cursor_along),
        cmocka_unit_test(a_walk_that_a_limit_ends_is_cut),
        cmocka_unit_test(a_page_known_from_before_ends_a_newest_first_walk),
        cmocka_unit_test(validators_are_sent_back_byte_for_byte),
        cmocka_unit_test(a_feed_is_followed_along_rel_next),
        cmocka_unit_test(links_of_a_feed_are_relative_to_where_it_says_it_is),
        cmocka_unit_test(a_next_page_that_is_no_web_address_is_refused),
        cmocka_unit_test(mastodon_pages_by_the_link_header_and_keeps_the_highest_id),
        cmocka_unit_test(a_budget_of_items_ends_the_walk),
        cmocka_unit_test(missing_and_unknown_parameters_are_refused),
        cmocka_unit_test(no_answer_and_too_large_a_one_are_broken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
