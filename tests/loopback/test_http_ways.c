/* Where requests of net/http.h may go and when: private addresses, redirects, proxies, gaps,
 * deadlines, robots.txt. */
#include "base/clock.h"
#include "http_help.h"

/* ---- where it may go ---- */

/* Any TLS server will do to see whether its certificate is asked for: here one that speaks SMTP. */
static void a_certificate_is_verified_before_anything_is_sent(void **state)
{
    (void)state;
    assert_int_equal(system("rm -rf mail; mkdir mail"), 0);
    struct server tls = server_start((const char *const[]){SERVER_DIR "/loopback_smtp", "--dir",
                                                           "mail", "--tls", "implicit", NULL});
    CLEANUP(exchange_end) struct exchange unknown = {.http = NULL}, known = {.http = NULL};
    struct request request = {.method = STR("GET"), .allow_private = true};
    request.url = str_format(&unknown.arena, "https://localhost:%d/", tls.port);
    ask(&unknown, &request);
    assert_contains(unknown.response.failure.p, "the certificate is not trusted");
    struct response *answer = &known.response;
    void *user;
    known.http = open_with((struct http_options){.ca_file = "mail/cert.pem", .total_ms = 3000});
    http_add(known.http, &request, NULL);
    assert_true(http_next(known.http, answer, &user));
    assert_str(answer->failure, "the answer is not HTTP");
    request.url = str_format(&known.arena, "https://127.0.0.1:%d/", tls.port);
    http_add(known.http, &request, NULL);
    assert_true(http_next(known.http, answer, &user));
    assert_contains(answer->failure.p, "the certificate is not trusted");
    server_stop(&tls);
}

static void a_private_address_is_refused_unless_allowed(void **state)
{
    (void)state;
    MAP("GET /a\n text a\n");
    static const char *const hosts[] = {"127.0.0.1", "localhost", "2130706433", "127.1"};
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        CLEANUP(exchange_end) struct exchange exchange = {.http = NULL};
        struct request request = request_to(&exchange.arena, "/a");
        request.url = str_format(&exchange.arena, "http://%s:%d/a", hosts[i], server.port);
        request.allow_private = false;
        ask(&exchange, &request);
        assert_str(exchange.response.failure,
                   "the address is not public (allow_private is not set)");
    }
    assert_int_not_equal(access("log", F_OK), 0);
}

static void a_connection_opened_for_one_that_may_is_not_used_by_one_that_may_not(void **state)
{
    (void)state;
    MAP("GET /a\n text a\n");
    struct arena arena = {0};
    struct response response;
    void *user;
    struct http *http = open_with((struct http_options){.total_ms = 3000});
    struct request request = request_to(&arena, "/a");
    http_add(http, &request, NULL);
    assert_true(http_next(http, &response, &user));
    assert_int_equal(response.status, 200);
    request.allow_private = false;
    http_add(http, &request, NULL);
    assert_true(http_next(http, &response, &user));
    assert_contains(response.failure.p, "not public");
    CLEANUP_BUF struct buf log = BUF_INIT(MIB);
    read_log(&log);
    assert_int_equal(count(buf_str(&log), "\"target\":\"/a\""), 1);
    http_close(http);
    arena_clear(&arena);
}

static void a_redirect_is_followed_and_remembered_when_it_is_permanent(void **state)
{
    (void)state;
    MAP("GET /old\n status 301\n header Location: /older?x=1\n"
        "GET /older?x=1\n status 308\n header Location: http://127.0.0.1:$PORT/new\n"
        "GET /once\n status 302\n header Location: /old\n"
        "GET /new\n text here\n");
    CLEANUP(exchange_end) struct exchange moved = {.http = NULL};
    get(&moved, "/old");
    assert_str(moved.response.body, "here");
    assert_true(moved.response.moved);
    assert_true(str_ends(moved.response.url, STR("/new")));
    CLEANUP(exchange_end) struct exchange once = {.http = NULL};
    get(&once, "/once");
    assert_str(once.response.body, "here");
    assert_false(once.response.moved);
}

static void a_redirect_to_what_is_not_the_web_is_refused(void **state)
{
    (void)state;
    MAP("GET /file\n status 302\n header Location: file:///etc/passwd\n"
        "GET /ftp\n status 302\n header Location: ftp://127.0.0.1/\n"
        "GET /login\n status 301\n header Location: http://user:word@127.0.0.1:$PORT/new\n"
        "GET /loop\n status 302\n header Location: /loop\n"
        "GET /new\n text here\n");
    check_fails("/file", "redirect: the URL is neither http nor https");
    check_fails("/ftp", "redirect: the URL is neither http nor https");
    check_fails("/login", "redirect: the URL has a user or password in it");
    check_fails("/loop", "more than 10 redirects");
}

static void a_redirect_without_a_place_is_an_answer(void **state)
{
    (void)state;
    MAP("GET /lost\n status 302\n text where\n");
    CLEANUP(exchange_end) struct exchange exchange = {.http = NULL};
    get(&exchange, "/lost");
    assert_int_equal(exchange.response.status, 302);
}

static void the_callers_headers_do_not_follow_to_another_host(void **state)
{
    (void)state;
    MAP("GET /away\n status 302\n header Location: http://localhost:$PORT/there\n"
        "GET /near\n status 302\n header Location: /there\n"
        "GET /there\n text ok\n");
    CLEANUP(exchange_end) struct exchange away = {.http = NULL}, near = {.http = NULL};
    CLEANUP_BUF struct buf log = BUF_INIT(MIB);
    struct request request = request_to(&away.arena, "/away");
    request.headers[0] = (struct header){STR("Authorization"), STR("Bearer s3cret")};
    request.header_count = 1;
    ask(&away, &request);
    assert_str(away.response.body, "ok");
    read_log(&log);
    assert_int_equal(count(buf_str(&log), "s3cret"), 1);
    request.url = str_format(&away.arena, "http://127.0.0.1:%d/near", server.port);
    ask(&near, &request);
    buf_reset(&log);
    read_log(&log);
    assert_int_equal(count(buf_str(&log), "s3cret"), 3);
}

static void a_body_is_not_sent_to_another_host(void **state)
{
    (void)state;
    MAP("POST /keep\n status 307\n header Location: http://localhost:$PORT/there\n"
        "POST /form\n status 303\n header Location: /there\n"
        "POST /again\n status 308\n header Location: /taken\n"
        "POST /taken\n text taken\n"
        "GET /there\n text got\n");
    static const struct {
        const char *path, *want;
    } cases[] = {{"/keep", "to another host"}, {"/form", "got"}, {"/again", "taken"}};
    for (size_t i = 0; i < 3; i++) {
        CLEANUP(exchange_end) struct exchange exchange = {.http = NULL};
        struct request request = request_to(&exchange.arena, cases[i].path);
        request.method = STR("POST");
        request.body = STR("x");
        ask(&exchange, &request);
        assert_contains(i == 0 ? exchange.response.failure.p : exchange.response.body.p,
                        cases[i].want);
    }
}

static void no_proxy_is_taken_from_the_environment_and_the_requests_own_is_used(void **state)
{
    (void)state;
    MAP("GET http://shop.example/page\n text by proxy\nGET /a\n text direct\n");
    assert_int_equal(setenv("http_proxy", "http://127.0.0.1:1", 1), 0);
    CLEANUP(exchange_end) struct exchange direct = {.http = NULL}, proxied = {.http = NULL};
    get(&direct, "/a");
    assert_str(direct.response.body, "direct");
    struct request request = {.method = STR("GET"), .url = STR("http://shop.example/page")};
    request.proxy = str_format(&proxied.arena, "http://127.0.0.1:%d", server.port);
    ask(&proxied, &request);
    assert_str(proxied.response.body, "by proxy");
    assert_int_equal(unsetenv("http_proxy"), 0);
}

static void a_private_address_is_not_reached_through_a_proxy(void **state)
{
    (void)state;
    MAP("GET *\n text by proxy\n");
    static const char *const urls[] = {"http://127.0.0.1/", "http://[::1]/", "http://LOCALHOST/",
                                       "http://10.0.0.1/"};
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        CLEANUP(exchange_end) struct exchange exchange = {.http = NULL};
        struct request request = {.method = STR("GET"), .url = str_of(urls[i])};
        request.proxy = str_format(&exchange.arena, "http://127.0.0.1:%d", server.port);
        ask(&exchange, &request);
        assert_contains(exchange.response.failure.p, "not public");
    }
}

/* ---- many at once ---- */

static void many_requests_run_at_once_and_each_answer_finds_its_user(void **state)
{
    (void)state;
    MAP("GET /slow*\n delay 300\n text slow\nGET /*\n text quick\n");
    enum { N = 24 };
    struct arena arena = {0};
    struct response response;
    bool seen[N] = {false};
    int numbers[N];
    struct http *http = open_with((struct http_options){.per_host = 12, .total_ms = 5000});
    int64_t from_ms = now_ms();
    for (int i = 0; i < N; i++) {
        char path[32];
        numbers[i] = i;
        snprintf(path, sizeof path, i < N / 2 ? "/slow%d" : "/quick%d", i);
        struct request request = request_to(&arena, path);
        http_add(http, &request, &numbers[i]);
    }
    for (void *user; http_next(http, &response, &user);) {
        int i = *(int *)user;
        assert_false(seen[i]);
        seen[i] = true;
        assert_str(response.body, i < N / 2 ? "slow" : "quick");
    }
    for (int i = 0; i < N; i++) {
        assert_true(seen[i]);
    }
    assert_true(now_ms() - from_ms < 3000); /* one after another they take 3.6 s */
    http_close(http);
    arena_clear(&arena);
}

static void requests_to_one_host_keep_their_gap(void **state)
{
    (void)state;
    MAP("GET /*\n text x\n");
    struct arena arena = {0};
    struct response response;
    void *user;
    struct http *http = open_with((struct http_options){.total_ms = 5000});
    int64_t from_ms = now_ms();
    for (int i = 0; i < 4; i++) {
        struct request request = request_to(&arena, "/x");
        request.gap_ms = 200;
        http_add(http, &request, NULL);
    }
    while (http_next(http, &response, &user)) {
        assert_int_equal(response.status, 200);
    }
    assert_true(now_ms() - from_ms >= 600);
    http_close(http);
    arena_clear(&arena);
}

static void the_deadline_ends_what_hangs_and_what_waits(void **state)
{
    (void)state;
    MAP("GET /hang*\n delay 10000\n text x\n");
    struct arena arena = {0};
    struct response response;
    void *user;
    size_t answers = 0, waited = 0;
    struct http *http =
        open_with((struct http_options){.parallel = 2, .deadline_ms = 700, .total_ms = 60000});
    int64_t from_ms = now_ms();
    for (int i = 0; i < 6; i++) {
        struct request request = request_to(&arena, "/hang");
        http_add(http, &request, NULL);
    }
    for (; http_next(http, &response, &user); answers++) {
        assert_int_equal(response.status, 0);
        assert_true(response.late);
        waited += str_eq(response.failure, STR("the time of this run is over"));
    }
    assert_int_equal(answers, 6);
    assert_int_equal(waited, 4);
    assert_true(now_ms() - from_ms < 8000); /* the server hangs for 10 s */
    http_close(http);
    arena_clear(&arena);
}

static void closing_drops_what_is_under_way(void **state)
{
    (void)state;
    MAP("GET /hang\n delay 3000\n text x\nGET /quick\n text x\n");
    struct arena arena = {0};
    struct response response;
    void *user;
    struct http *http = open_with((struct http_options){.per_host = 2});
    const char *const paths[] = {"/hang", "/quick", "/hang", "/hang", "/hang"};
    for (size_t i = 0; i < 5; i++) {
        struct request request = request_to(&arena, paths[i]);
        http_add(http, &request, NULL);
    }
    assert_true(http_next(http, &response, &user));
    http_close(http);
    http_close(NULL);
    arena_clear(&arena);
}

/* ---- robots.txt ---- */

static void get_page(struct exchange *exchange, const char *path)
{
    struct request request = request_to(&exchange->arena, path);
    request.robots = true;
    ask(exchange, &request);
}

static void a_page_is_asked_only_when_robots_txt_lets_us(void **state)
{
    (void)state;
    MAP("GET /robots.txt\n file robots\nGET /*\n text page\n");
    assert_true(file_write("robots", STR("User-agent: nabz\nDisallow: /private\n"), 0600, NULL));
    CLEANUP(exchange_end) struct exchange no = {.http = NULL}, yes = {.http = NULL};
    get_page(&no, "/private/1");
    assert_str(no.response.failure, "robots.txt forbids this page");
    get_page(&yes, "/public");
    assert_str(yes.response.body, "page");
    CLEANUP_BUF struct buf log = BUF_INIT(MIB);
    read_log(&log);
    assert_int_equal(count(buf_str(&log), "/private"), 0);
}

static void robots_txt_is_asked_once_for_a_host(void **state)
{
    (void)state;
    MAP("GET /robots.txt\n status 404\nGET /*\n text page\n");
    struct arena arena = {0};
    struct response response;
    void *user;
    size_t pages = 0;
    struct http *http = open_with((struct http_options){.total_ms = 3000});
    for (int i = 0; i < 5; i++) {
        struct request request = request_to(&arena, "/page");
        request.robots = true;
        http_add(http, &request, NULL);
    }
    while (http_next(http, &response, &user)) {
        pages += str_eq(response.body, STR("page"));
    }
    CLEANUP_BUF struct buf log = BUF_INIT(MIB);
    read_log(&log);
    assert_int_equal(pages, 5);
    assert_int_equal(count(buf_str(&log), "\"target\":\"/robots.txt\""), 1);
    http_close(http);
    arena_clear(&arena);
}

static void a_host_whose_robots_txt_fails_is_not_read(void **state)
{
    (void)state;
    static const char around[] =
        "GET /robots.txt\n status 302\n header Location: /robots.txt\nGET /*\n text page\n";
    static const char *const maps[] = {
        "GET /robots.txt\n status 500\nGET /*\n text page\n",
        "GET /robots.txt\n close\nGET /*\n text page\n",
        around,
    };
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++) {
        CLEANUP(exchange_end) struct exchange exchange = {.http = NULL};
        assert_true(file_write("map", str_of(maps[i]), 0600, NULL));
        get_page(&exchange, "/page");
        assert_contains(exchange.response.failure.p, "robots.txt could not be read");
    }
}

struct shelf {
    int64_t at;
    int status;
    char body[100];
    int puts;
};

static bool shelf_get(void *user, struct str origin, struct arena *arena, int64_t *fetched_at,
                      int *status, struct str *body)
{
    const struct shelf *shelf = user;
    assert_true(str_starts(origin, STR("http://127.0.0.1:")));
    *fetched_at = shelf->at;
    *status = shelf->status;
    *body = str_copy(arena, str_of(shelf->body));
    return shelf->status != 0;
}

static void shelf_put(void *user, struct str origin, int64_t fetched_at, int status,
                      struct str body)
{
    struct shelf *shelf = user;
    (void)origin;
    shelf->at = fetched_at;
    shelf->status = status;
    shelf->puts++;
    snprintf(shelf->body, sizeof shelf->body, "%.*s", STR_FMT(body));
}

/* What a run at that time says of a page: NULL, or why not. */
static struct str page_at(struct shelf *shelf, int64_t now, struct arena *arena)
{
    const struct http_robots robots = {shelf_get, shelf_put, shelf};
    struct request request = request_to(arena, "/private");
    struct response response;
    void *user;
    request.robots = true;
    struct http *http =
        open_with((struct http_options){.now = now, .total_ms = 3000, .robots = &robots});
    http_add(http, &request, NULL);
    assert_true(http_next(http, &response, &user));
    struct str failure = str_copy(arena, response.failure);
    http_close(http);
    return failure;
}

static void rules_are_kept_for_a_day_and_longer_where_they_cannot_be_asked_for(void **state)
{
    (void)state;
    static const char forbids[] = "robots.txt forbids this page";
    CLEANUP(arena_clear) struct arena arena = {0};
    struct shelf shelf = {.status = 0};
    int64_t t0 = 1795336200;
    assert_true(file_write("robots", STR("User-agent: *\nDisallow: /private\n"), 0600, NULL));
    MAP("GET /robots.txt\n file robots\nGET /*\n text page\n");
    assert_str(page_at(&shelf, t0, &arena), forbids);
    assert_int_equal(shelf.puts, 1);
    MAP("GET /robots.txt\n status 404\nGET /*\n text page\n");
    assert_str(page_at(&shelf, t0 + DAY - 1, &arena), forbids); /* not asked */
    MAP("GET /robots.txt\n status 500\nGET /*\n text page\n");
    assert_str(page_at(&shelf, t0 + 29 * DAY, &arena), forbids); /* what was known holds */
    assert_contains(page_at(&shelf, t0 + 31 * DAY, &arena).p, "could not be read");
    assert_int_equal(shelf.puts, 1);
    MAP("GET /robots.txt\n status 404\nGET /*\n text page\n");
    assert_str(page_at(&shelf, t0 + DAY, &arena), NULL);
    assert_int_equal(shelf.status, 404);
    MAP("GET /robots.txt\n status 500\nGET /*\n text page\n");
    assert_str(page_at(&shelf, t0 + DAY + 1, &arena), NULL);
}

static void a_redirect_asks_the_rules_of_where_it_leads(void **state)
{
    (void)state;
    MAP("GET /robots.txt\n file robots\n"
        "GET /go\n status 302\n header Location: http://localhost:$PORT/private\n"
        "GET /near\n status 302\n header Location: /private\n"
        "GET /private\n text page\n");
    assert_true(file_write("robots", STR("User-agent: *\nDisallow: /private\n"), 0600, NULL));
    static const char *const paths[] = {"/go", "/near"};
    for (size_t i = 0; i < 2; i++) {
        CLEANUP(exchange_end) struct exchange exchange = {.http = NULL};
        get_page(&exchange, paths[i]);
        assert_str(exchange.response.failure, "robots.txt forbids this page");
    }
}

static void a_crawl_delay_is_a_gap(void **state)
{
    (void)state;
    MAP("GET /robots.txt\n file robots\nGET /*\n text page\n");
    assert_true(file_write("robots", STR("User-agent: *\nCrawl-delay: 0.3\n"), 0600, NULL));
    struct arena arena = {0};
    struct response response;
    void *user;
    struct http *http = open_with((struct http_options){.total_ms = 3000});
    int64_t from_ms = now_ms();
    for (int i = 0; i < 3; i++) {
        struct request request = request_to(&arena, "/page");
        request.robots = true;
        http_add(http, &request, NULL);
    }
    while (http_next(http, &response, &user)) {
        assert_int_equal(response.status, 200);
    }
    assert_true(now_ms() - from_ms >= 600);
    http_close(http);
    arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_certificate_is_verified_before_anything_is_sent),
        cmocka_unit_test(a_private_address_is_refused_unless_allowed),
        cmocka_unit_test(a_connection_opened_for_one_that_may_is_not_used_by_one_that_may_not),
        cmocka_unit_test(a_redirect_is_followed_and_remembered_when_it_is_permanent),
        cmocka_unit_test(a_redirect_to_what_is_not_the_web_is_refused),
        cmocka_unit_test(a_redirect_without_a_place_is_an_answer),
        cmocka_unit_test(the_callers_headers_do_not_follow_to_another_host),
        cmocka_unit_test(a_body_is_not_sent_to_another_host),
        cmocka_unit_test(no_proxy_is_taken_from_the_environment_and_the_requests_own_is_used),
        cmocka_unit_test(a_private_address_is_not_reached_through_a_proxy),
        cmocka_unit_test(many_requests_run_at_once_and_each_answer_finds_its_user),
        cmocka_unit_test(requests_to_one_host_keep_their_gap),
        cmocka_unit_test(the_deadline_ends_what_hangs_and_what_waits),
        cmocka_unit_test(closing_drops_what_is_under_way),
        cmocka_unit_test(a_page_is_asked_only_when_robots_txt_lets_us),
        cmocka_unit_test(robots_txt_is_asked_once_for_a_host),
        cmocka_unit_test(a_host_whose_robots_txt_fails_is_not_read),
        cmocka_unit_test(rules_are_kept_for_a_day_and_longer_where_they_cannot_be_asked_for),
        cmocka_unit_test(a_redirect_asks_the_rules_of_where_it_leads),
        cmocka_unit_test(a_crawl_delay_is_a_gap),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
