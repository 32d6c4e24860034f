/* What the tests of net/http.h share: a loopback server with a map that each test writes, requests
 * to it, and what its log tells. */
#ifndef LOOPBACK_HTTP_HELP_H
#define LOOPBACK_HTTP_HELP_H

#include "base/file.h"
#include "base/limits.h"
#include "net/http.h"
#include "server.h"

#include <time.h>

static char folder[] = "/tmp/nabz-http-XXXXXX";
static struct server server;

static inline int start(void **state)
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

static inline int stop(void **state)
{
    (void)state;
    char command[128];
    server_stop(&server);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return chdir("/") == 0 && system(command) == 0 ? 0 : -1;
}

static inline int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

#define MAP(text)                                                                                  \
    do {                                                                                           \
        assert_true(file_write("map", STR(text), 0600, NULL));                                     \
        unlink("log");                                                                             \
    } while (0)

static inline struct http *open_with(struct http_options options)
{
    struct err err = ERR_NONE;
    options.now = options.now ? options.now : 1000;
    struct http *http = http_open(&options, &err);
    assert_non_null(http);
    return http;
}

static inline struct request request_to(struct arena *arena, const char *path)
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
    int64_t total_ms; /* 0: 3 s */
};

static inline void exchange_end(struct exchange *exchange)
{
    http_close(exchange->http);
    arena_clear(&exchange->arena);
}

/* One request, one answer, short times; the exchange keeps the answer. */
static inline void ask(struct exchange *exchange, struct request *request)
{
    void *user = NULL;
    exchange->http =
        open_with((struct http_options){.agent = STR("nabz/0.1 (+ops@example.com)"),
                                        .total_ms = exchange->total_ms ? exchange->total_ms : 3000,
                                        .slow_ms = 1000});
    http_add(exchange->http, request, exchange);
    assert_true(http_next(exchange->http, &exchange->response, &user));
    assert_ptr_equal(user, exchange);
}

static inline void get(struct exchange *exchange, const char *path)
{
    struct request request = request_to(&exchange->arena, path);
    ask(exchange, &request);
}

static inline void check_fails(const char *path, const char *words)
{
    CLEANUP(exchange_end) struct exchange exchange = {.http = NULL};
    get(&exchange, path);
    assert_int_equal(exchange.response.status, 0);
    assert_contains(exchange.response.failure.p, words);
    assert_null(exchange.response.body.p);
}

static inline void read_log(struct buf *log)
{
    assert_true(file_read("log", log, NULL));
}

static inline size_t count(struct str text, const char *part)
{
    size_t n = 0;
    for (size_t at; (at = str_find(text, str_of(part))) != STR_NOT_FOUND; n++) {
        text = str_slice(text, at + 1, text.n);
    }
    return n;
}

#endif
