#include "net/http.h"

#include "base/file.h"
#include "base/limits.h"
#include "server.h"

#include <time.h>

static char folder[] = "/tmp/nabz-http-XXXXXX";
static struct server server;

static int start(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(folder));
    assert_int_equal(chdir(folder), 0);
    assert_true(file_write("map", STR("GET /nothing\n"), 0600, NULL));
    assert_true(file_write(
        "raw", STR("HTTP/1.1 200 OK\r\nX-Raw: yes\r\nContent-Length: 3\r\n\r\nraw"), 0600, NULL));
    assert_true(file_write("junk", STR("this is no HTTP\n"), 0600, NULL));
    const char *const argv[] = {BIN_DIR "/loopback_http", "--map", "map", "--log", "log", NULL};
    server = server_start(argv);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    char command[128];
    server_stop(&server);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return chdir("/") == 0 && system(command) == 0 ? 0 : -1;
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- help ---- */

#define MAP(text)                                                                                  \
    do {                                                                                           \
        assert_true(file_write("map", STR(text), 0600, NULL));                                     \
        unlink("log");                                                                             \
    } while (0)

static struct http *open_with(struct http_options options)
{
    struct err err = ERR_NONE;
    options.now = options.now ? options.now : 1000;
    struct http *http = http_open(&options, &err);
    assert_non_null(http);
    return http;
}

static struct request request_to(struct arena *arena, const char *path)
{
    return (struct request){
        .method = STR("GET"),
        .url = str_format(arena, "http://127.0.0.1:%d%s", server.port, path),
        .allow_private = true,
    };
}

struct exchange {
    struct arena arena;
    struct http *http;
    struct response response;
};

static void exchange_end(struct exchange *exchange)
{
    http_close(exchange->http);
    arena_clear(&exchange->arena);
}

/* One request, one answer, short times; the exchange keeps the answer. */
static void ask(struct exchange *exchange, struct request *request)
{
    void *user = NULL;
    exchange->http = open_with((struct http_options){
        .agent = STR("nabz/0.1 (+ops@example.com)"), .total_ms = 3000, .slow_ms = 1000});
    http_add(exchange->http, request, exchange);
    assert_true(http_next(exchange->http, &exchange->response, &user));
    assert_ptr_equal(user, exchange);
}

static void get(struct exchange *exchange, const char *path)
{
    struct request request = request_to(&exchange->arena, path);
    ask(exchange, &request);
}

static void check_fails(const char *path, const char *words)
{
    CLEANUP(exchange_end) struct exchange exchange = {.http = NULL};
    get(&exchange, path);
    assert_int_equal(exchange.response.status, 0);
    assert_contains(exchange.response.failure.p, words);
    assert_null(exchange.response.body.p);
}

static void read_log(struct buf *log)
{
    assert_true(file_read("log", log, NULL));
}

static size_t count(struct str text, const char *part)
{
    size_t n = 0;
    for (size_t at; (at = str_find(text, str_of(part))) != STR_NOT_FOUND; n++) {
        text = str_slice(text, at + 1, text.n);
    }
    return n;
}

/* ---- answers ---- */

static void an_answer_comes_with_status_headers_and_body(void **state)
{
    (void)state;
    MAP("GET /a?b=c\n status 200\n header ETag: W/\"x\"\n header Content-Type: text/plain\n"
        " text hello\n");
    CLEANUP(exchange_end) struct exchange exchange = {.http = NULL};
    get(&exchange, "/a?b=c");
    assert_int_equal(exchange.response.status, 200);
    assert_str(exchange.response.body, "hello");
    assert_str(response_header(&exchange.response, "etag"), "W/\"x\"");
    assert_str(response_header(&exchange.response, "content-type"), "text/plain");
    assert_null(exchange.response.failure.p);
    assert_false(exchange.response.cut);
    assert_false(exchange.response.moved);
    assert_in_range(exchange.response.received_at, 1000, 1004);
    void *user;
    assert_false(http_next(exchange.http, &exchange.response, &user));
}

static void every_status_is_an_answer(void **state)
{
    (void)state;
    MAP("GET /400\n status 400\n text no\nGET /401\n status 401\n text no\n"
        "GET /403\n status 403\n text no\nGET /429\n status 429\n header Retry-After: 7\n text no\n"
        "GET /500\n status 500\n text no\nGET /304\n status 304\n");
    static const char *const paths[] = {"/400", "/401", "/403", "/429", "/500", "/304"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        CLEANUP(exchange_end) struct exchange exchange = {.http = NULL};
        get(&exchange, paths[i]);
        assert_int_equal(exchange.response.status, atoi(paths[i] + 1));
        assert_str(exchange.response.body, i == 5 ? "" : "no");
    }
}

static void the_request_says_who_asks_and_carries_what_it_was_given(void **state)
{
    (void)state;
    MAP("POST /p\n text done\n");
    CLEANUP(exchange_end) struct exchange exchange = {.http = NULL};
    struct request request = request_to(&exchange.arena, "/p");
    request.method = STR("POST");
    request.body = STR("{\"q\":1}");
    request.headers[0] = (struct header){STR("Content-Type"), STR("application/json")};
    request.headers[1] = (struct header){STR("X-Empty"), STR("")};
    request.header_count = 2;
    ask(&exchange, &request);
    assert_str(exchange.response.body, "done");
    CLEANUP_BUF struct buf log = BUF_INIT(MIB);
    read_log(&log);
    assert_contains(log.p, "\"User-Agent: nabz/0.1 (+ops@example.com)\"");
    assert_contains(log.p, "\"Content-Type: application/json\"");
    assert_contains(log.p, "\"X-Empty:\"");
    assert_contains(log.p, "\"body\":\"{\\\"q\\\":1}\"");
    assert_contains(log.p, "gzip");
}

static void a_header_with_a_line_break_is_not_sent(void **state)
{
    (void)state;
    CLEANUP(exchange_end) struct exchange exchange = {.http = NULL};
    struct request request = request_to(&exchange.arena, "/p");
    request.headers[0] = (struct header){STR("X"), STR("a\r\nY: b")};
    request.header_count = 1;
    ask(&exchange, &request);
    assert_contains(exchange.response.failure.p, "line break");
}

static void gzip_is_undone(void **state)
{
    (void)state;
    MAP("GET /gz\n text hello hello hello\n gzip\n");
    CLEANUP(exchange_end) struct exchange exchange = {.http = NULL};
    get(&exchange, "/gz");
    assert_str(exchange.response.body, "hello hello hello");
}

static void a_recorded_answer_is_played_as_it_is(void **state)
{
    (void)state;
    MAP("GET /raw\n raw raw\n");
    CLEANUP(exchange_end) struct exchange exchange = {.http = NULL};
    get(&exchange, "/raw");
    assert_str(exchange.response.body, "raw");
    assert_str(response_header(&exchange.response, "X-Raw"), "yes");
}

/* ---- broken and hostile ---- */

static void what_breaks_off_is_a_failure_in_words(void **state)
{
    (void)state;
    MAP("GET /close\n close\n"
        "GET /cut\n text hello world\n cut 5\n"
        "GET /long\n text hello\n length 100\n"
        "GET /chunks\n text hello world\n chunked\n cut 5\n"
        "GET /gz\n zeros 100000\n gzip\n cut 60\n"
        "GET /junk\n raw junk\n"
        "GET /late\n delay 5000\n text x\n");
    check_fails("/close", "closed without an answer");
    check_fails("/cut", "the body is not whole");
    check_fails("/long", "the body is not whole");
    check_fails("/chunks", "the body is not whole");
    check_fails("/gz", "the body is not whole");
    check_fails("/junk", "not HTTP");
    check_fails("/late", "in time");
}

static void compressed_data_that_ends_early_or_is_broken_is_a_failure(void **state)
{
    (void)state;
    MAP("GET /half\n file half.gz\n header Content-Encoding: gzip\n"
        "GET /bare\n file half.gz\n"
        "GET /bad\n file bad.gz\n header Content-Encoding: gzip\n"
        "GET /brotli\n text xyz\n header Content-Encoding: br\n");
    assert_int_equal(system("seq 100000 | gzip > whole.gz; head -c 5000 whole.gz > half.gz;"
                            "(head -c 5000 whole.gz; seq 20; tail -c +5100 whole.gz) > bad.gz"),
                     0);
    check_fails("/half", "the compressed body is damaged");
    check_fails("/bare", "the compressed body is damaged");
    check_fails("/bad", "the compressed body is damaged");
    check_fails("/brotli", "not asked for");
}

static void a_wrong_label_of_the_compression_does_not_matter(void **state)
{
    (void)state;
    MAP("GET /plain\n text no gzip\n header Content-Encoding: gzip\n"
        "GET /bare\n file two.gz\n"
        "GET /x\n file two.gz\n header Content-Encoding: x-gzip\n"
        "GET /one\n text 1\n header Content-Encoding: gzip\n");
    assert_int_equal(system("(echo one | gzip; echo two | gzip) > two.gz"), 0);
    static const struct {
        const char *path, *want;
    } cases[] = {
        {"/plain", "no gzip"}, {"/bare", "one\ntwo\n"}, {"/x", "one\ntwo\n"}, {"/one", "1"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CLEANUP(exchange_end) struct exchange exchange = {.http = NULL};
        get(&exchange, cases[i].path);
        assert_str(exchange.response.body, cases[i].want);
    }
}

static void a_dripping_body_ends_at_the_low_speed_limit(void **state)
{
    (void)state;
    MAP("GET /drip\n text this body comes a byte at a time, far too slowly to be waited for\n"
        " drip 300\n");
    int64_t from_ms = now_ms();
    check_fails("/drip", "in time");
    assert_in_range(now_ms() - from_ms, 500, 2900);
}

static void an_endless_body_is_cut_at_the_cap(void **state)
{
    (void)state;
    MAP("GET /endless\n zeros 1000000\n endless\n");
    CLEANUP(exchange_end) struct exchange exchange = {.http = NULL};
    get(&exchange, "/endless");
    assert_true(exchange.response.cut);
    assert_int_equal(exchange.response.status, 200);
    assert_null(exchange.response.body.p);
    assert_null(exchange.response.failure.p);
}

static void a_gzip_bomb_is_cut_at_the_cap(void **state)
{
    (void)state;
    MAP("GET /bomb\n zeros 40000000\n gzip\n");
    CLEANUP(exchange_end) struct exchange exchange = {.http = NULL};
    get(&exchange, "/bomb");
    assert_true(exchange.response.cut);
    assert_null(exchange.response.body.p);
}

static void a_flood_of_headers_is_refused(void **state)
{
    (void)state;
    MAP("GET /flood\n flood 100000\n text x\n");
    CLEANUP(exchange_end) struct exchange exchange = {.http = NULL};
    get(&exchange, "/flood");
    assert_int_equal(exchange.response.status, 0);
    assert_true(exchange.response.failure.n > 0);
    assert_true(exchange.response.headers.n <= LIMIT_HTTP_HEADERS);
}

static void nobody_there_is_said(void **state)
{
    (void)state;
    CLEANUP(exchange_end) struct exchange exchange = {.http = NULL};
    struct request request = {.method = STR("GET"),
                              .url = STR("http://127.0.0.1:1/?token=s3cret"),
                              .allow_private = true};
    ask(&exchange, &request);
    assert_str(exchange.response.failure, "could not connect");
    assert_null(strstr(exchange.response.failure.p, "s3cret"));
}

static void what_is_no_web_address_is_refused(void **state)
{
    (void)state;
    static const char *const urls[] = {
        "",           "/path",          "example.com",       "file:///etc/passwd",
        "ftp://a.b/", "gopher://a.b/1", "http://u:p@a.b/",   "http://u@a.b/",
        "http://",    "http://a b/",    "http://a.b/\r\nX:", "javascript:alert(1)",
    };
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        CLEANUP(exchange_end) struct exchange exchange = {.http = NULL};
        struct request request = {.method = STR("GET"), .url = str_of(urls[i])};
        ask(&exchange, &request);
        assert_int_equal(exchange.response.status, 0);
        assert_true(exchange.response.failure.n > 0);
        if (str_find(exchange.response.failure, STR("URL")) == STR_NOT_FOUND) {
            fail_msg("%s: %s", urls[i], exchange.response.failure.p);
        }
    }
}

/* ---- where it may go ---- */

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
    assert_true(now_ms() - from_ms < 2000);
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
    assert_in_range(now_ms() - from_ms, 600, 1500);
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
        waited += str_eq(response.failure, STR("the time of this run is over"));
    }
    assert_int_equal(answers, 6);
    assert_int_equal(waited, 4);
    assert_true(now_ms() - from_ms < 2500);
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
    static const char *const maps[] = {
        "GET /robots.txt\n status 500\nGET /*\n text page\n",
        "GET /robots.txt\n close\nGET /*\n text page\n",
        "GET /robots.txt\n status 302\n header Location: /robots.txt\n"
        "GET /*\n text page\n"};
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++) {
        CLEANUP(exchange_end) struct exchange exchange = {.http = NULL};
        assert_true(file_write("map", str_of(maps[i]), 0600, NULL));
        get_page(&exchange, "/page");
        assert_contains(exchange.response.failure.p, "robots.txt could not be read");
    }
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
    assert_in_range(now_ms() - from_ms, 600, 2000);
    http_close(http);
    arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_comes_with_status_headers_and_body),
        cmocka_unit_test(every_status_is_an_answer),
        cmocka_unit_test(the_request_says_who_asks_and_carries_what_it_was_given),
        cmocka_unit_test(a_header_with_a_line_break_is_not_sent),
        cmocka_unit_test(gzip_is_undone),
        cmocka_unit_test(a_recorded_answer_is_played_as_it_is),
        cmocka_unit_test(what_breaks_off_is_a_failure_in_words),
        cmocka_unit_test(compressed_data_that_ends_early_or_is_broken_is_a_failure),
        cmocka_unit_test(a_wrong_label_of_the_compression_does_not_matter),
        cmocka_unit_test(a_dripping_body_ends_at_the_low_speed_limit),
        cmocka_unit_test(an_endless_body_is_cut_at_the_cap),
        cmocka_unit_test(a_gzip_bomb_is_cut_at_the_cap),
        cmocka_unit_test(a_flood_of_headers_is_refused),
        cmocka_unit_test(nobody_there_is_said),
        cmocka_unit_test(what_is_no_web_address_is_refused),
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
        cmocka_unit_test(a_redirect_asks_the_rules_of_where_it_leads),
        cmocka_unit_test(a_crawl_delay_is_a_gap),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
