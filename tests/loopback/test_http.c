#include "http_help.h"

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
        "GET /brotli\n text xyz\n header Content-Encoding: zstd\n");
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
    CLEANUP(exchange_end) struct exchange exchange = {.total_ms = 60000};
    int64_t from_ms = now_ms();
    get(&exchange, "/drip");
    assert_str(exchange.response.failure, "no whole answer in time");
    assert_true(now_ms() - from_ms < 10000); /* the whole body would take 20 s */
}

static void an_endless_body_is_cut_at_the_cap(void **state)
{
    (void)state;
    MAP("GET /endless\n zeros 1000000\n endless\n");
    CLEANUP(exchange_end) struct exchange exchange = {.total_ms = 60000};
    get(&exchange, "/endless");
    assert_true(exchange.response.cut);
    assert_int_equal(exchange.response.status, 200);
    assert_null(exchange.response.body.p);
    assert_null(exchange.response.failure.p);
}

static void a_gzip_bomb_is_cut_at_the_cap(void **state)
{
    (void)state;
    MAP("GET /bomb\n file zeros.gz\n header Content-Encoding: gzip\n");
    assert_int_equal(system("head -c 40000000 /dev/zero | gzip > zeros.gz"), 0);
    CLEANUP(exchange_end) struct exchange exchange = {.total_ms = 60000};
    get(&exchange, "/bomb");
    assert_true(exchange.response.cut);
    assert_null(exchange.response.body.p);
}

static void a_brotli_bomb_is_cut_at_the_cap(void **state)
{
    (void)state;
    static const unsigned char bomb[] = {0xcf, 0xff, 0xff, 0x7f, 0xf8, 0x27, 0x00, 0xe2, 0xb1, 0x40,
                                         0x20, 0xf7, 0xfe, 0x9f, 0xff, 0xff, 0xff, 0xf0, 0x4f, 0x00,
                                         0xc4, 0x61, 0x01, 0x80, 0xee, 0xfd, 0x3f, 0xff, 0xff, 0xff,
                                         0xe1, 0x9f, 0x00, 0x88, 0xc3, 0x22, 0x00, 0xdd, 0xfb, 0x7f,
                                         0xfe, 0xff, 0xff, 0xc3, 0x3f, 0x01, 0x10, 0x87, 0x05, 0x00,
                                         0xba, 0xf7, 0xff, 0x03}; /* 64 MiB of zeros */
    assert_true(file_write("bomb.br", (struct str){(const char *)bomb, sizeof bomb}, 0600, NULL));
    MAP("GET /bomb\n file bomb.br\n header Content-Encoding: br\n");
    CLEANUP(exchange_end) struct exchange exchange = {.http = NULL};
    get(&exchange, "/bomb");
    assert_int_equal(exchange.response.status, 200);
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
        cmocka_unit_test(a_brotli_bomb_is_cut_at_the_cap),
        cmocka_unit_test(a_flood_of_headers_is_refused),
        cmocka_unit_test(nobody_there_is_said),
        cmocka_unit_test(what_is_no_web_address_is_refused),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
