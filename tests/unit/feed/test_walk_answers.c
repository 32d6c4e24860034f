/* What answers other than a page of items say, and what a walk makes of them. */
#include "walk_test.h"

static bool says(const struct poll *p, const char *part)
{
    return strstr(p->err.text, part) != NULL;
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

static void a_part_of_a_page_that_nobody_asked_for_is_none(void **state)
{
    struct poll p;
    (void)state;
    begin(&p, "x-search", x_params, 2);
    ask(&p);
    assert_false(answer(&p, 206, "Content-Range: bytes 0-10/99\r\n", "{\"data\":[]}"));
    assert_int_equal(p.result.state, SOURCE_BROKEN);
    assert_true(says(&p, "page 1: HTTP 206"));
    end(&p);
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
        cmocka_unit_test(a_cursor_the_platform_has_forgotten_is_dropped_once),
        cmocka_unit_test(the_three_meanings_of_429_are_told_apart),
        cmocka_unit_test(a_part_of_a_page_that_nobody_asked_for_is_none),
        cmocka_unit_test(errors_name_the_page_and_never_the_token),
        cmocka_unit_test(html_instead_of_json_is_broken),
        cmocka_unit_test(a_used_up_window_is_told_with_the_last_good_page),
        cmocka_unit_test(graph_errors_go_by_code_not_by_status),
        cmocka_unit_test(graph_usage_headers_say_how_long_to_wait),
        cmocka_unit_test(an_hour_of_which_most_is_used_makes_polls_rarer),
        cmocka_unit_test(the_page_past_the_last_is_no_error),
        cmocka_unit_test(a_next_page_that_is_no_web_address_is_refused),
        cmocka_unit_test(a_budget_of_items_ends_the_walk),
        cmocka_unit_test(missing_and_unknown_parameters_are_refused),
        cmocka_unit_test(no_answer_and_too_large_a_one_are_broken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
