/* net/http.h against servers and proxies nobody here wrote: nginx over TLS with a certificate of a
 * test authority, tinyproxy in front of it. Skipped, saying so, where they are not installed. */
#include "http_help.h"

#include <arpa/inet.h>
#include <sys/socket.h>

static int port_tls, port_proxy;

/* A port that is free now. Nothing else here takes one in between. */
static int free_port(void)
{
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof in;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (const struct sockaddr *)(const void *)&in, n), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)(void *)&in, &n), 0);
    close(fd);
    return ntohs(in.sin_port);
}

static void wait_for(int port)
{
    struct sockaddr_in in = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    for (int i = 0; i < 100; i++) {
        int fd = socket(AF_INET, SOCK_STREAM, 0);
        bool up = connect(fd, (const struct sockaddr *)(const void *)&in, sizeof in) == 0;
        close(fd);
        if (up) {
            return;
        }
        usleep(50000);
    }
    fail_msg("nothing listens on port %d", port);
}

static void run(const char *command)
{
    if (system(command) != 0) {
        fail_msg("failed: %s", command);
    }
}

static void write_text(const char *path, struct str text)
{
    assert_true(file_write(path, text, 0644, NULL));
}

static void start_nginx(struct arena *arena)
{
    run("mkdir -p site && chmod 755 . site && echo one > site/one && seq 1000 > site/many &&"
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test-authority"
        " -keyout ca.key -out ca.pem 2>openssl.log &&"
        "openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout key.pem -out csr.pem"
        " 2>>openssl.log && echo subjectAltName=DNS:localhost > ext &&"
        "openssl x509 -req -in csr.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 2"
        " -extfile ext -out cert.pem 2>>openssl.log");
    port_tls = free_port();
    write_text("nginx.conf",
               str_format(arena,
                          "worker_processes 1; pid nginx.pid; error_log error.log;\n"
                          "events { worker_connections 256; }\n"
                          "http { log_format p '$server_protocol $connection $uri';\n"
                          "  access_log %s/access.log p; client_body_temp_path t1;\n"
                          "  proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4;\n"
                          "  scgi_temp_path t5; gzip on; gzip_types *; gzip_min_length 1;\n"
                          "  server { listen 127.0.0.1:%d ssl http2; root %s/site;\n"
                          "    ssl_certificate cert.pem; ssl_certificate_key key.pem; } }\n",
                          folder, port_tls, folder));
    run("PATH=$PATH:/usr/sbin nginx -p . -c nginx.conf 2>nginx.log");
    wait_for(port_tls);
}

static void start_tinyproxy(struct arena *arena)
{
    port_proxy = free_port();
    write_text("proxy.conf",
               str_format(arena,
                          "Port %d\nListen 127.0.0.1\nTimeout 10\n"
                          "LogFile \"%s/proxy.log\"\nLogLevel Connect\n"
                          "PidFile \"%s/proxy.pid\"\nMaxClients 20\nAllow 127.0.0.1\n",
                          port_proxy, folder, folder));
    run("tinyproxy -c proxy.conf 2>tinyproxy.err");
    wait_for(port_proxy);
}

static int start_servers(void **state)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    start(state);
    start_nginx(&arena);
    start_tinyproxy(&arena);
    return 0;
}

static int stop_servers(void **state)
{
    run("kill $(cat nginx.pid) $(cat proxy.pid)");
    return stop(state);
}

static struct http *open_tls(const char *authority)
{
    return open_with((struct http_options){.ca_file = authority, .total_ms = 10000});
}

static struct request request_tls(struct arena *arena, const char *path)
{
    struct request request = {.method = STR("GET"), .allow_private = true};
    request.url = str_format(arena, "https://localhost:%d%s", port_tls, path);
    return request;
}

static void many_requests_share_one_connection_of_http_2(void **state)
{
    (void)state;
    CLEANUP(arena_clear) struct arena arena = {0};
    struct response response;
    void *user;
    size_t answers = 0;
    struct http *http = open_tls("ca.pem");
    for (int i = 0; i < 20; i++) {
        struct request request = request_tls(&arena, "/many");
        http_add(http, &request, NULL);
    }
    for (; http_next(http, &response, &user); answers++) {
        assert_int_equal(response.status, 200);
        assert_int_equal(response.body.n, 3893); /* decompressed */
        assert_str(response_header(&response, "Content-Encoding"), "gzip");
    }
    assert_int_equal(answers, 20);
    http_close(http);
    run("test $(grep -c '^HTTP/2.0 .*/many$' access.log) -eq 20 &&"
        "test $(grep '/many$' access.log | cut -d' ' -f2 | sort -u | wc -l) -eq 1");
}

static void a_server_of_an_unknown_authority_or_another_name_is_refused(void **state)
{
    (void)state;
    CLEANUP(arena_clear) struct arena arena = {0};
    struct response response;
    void *user;
    struct request request = request_tls(&arena, "/secret");
    struct http *http = open_tls(NULL);
    http_add(http, &request, NULL);
    assert_true(http_next(http, &response, &user));
    assert_contains(response.failure.p, "the certificate is not trusted");
    http_close(http);
    http = open_tls("ca.pem");
    request.url = str_format(&arena, "https://127.0.0.1:%d/secret", port_tls);
    http_add(http, &request, NULL);
    assert_true(http_next(http, &response, &user));
    assert_contains(response.failure.p, "the certificate is not trusted");
    http_close(http);
    run("! grep -q /secret access.log");
}

static void a_proxy_carries_tls_through_and_its_refusal_is_told(void **state)
{
    (void)state;
    CLEANUP(arena_clear) struct arena arena = {0};
    struct response response;
    void *user;
    struct http *http = open_tls("ca.pem");
    struct request request = request_tls(&arena, "/one");
    request.proxy = str_format(&arena, "http://127.0.0.1:%d", port_proxy);
    http_add(http, &request, NULL);
    assert_true(http_next(http, &response, &user));
    assert_str(response.body, "one\n");
    assert_str(response_header(&response, "Via"), NULL); /* of the tunnel: no part of the answer */
    request.url = STR("https://nowhere.invalid/");
    http_add(http, &request, NULL);
    assert_true(http_next(http, &response, &user));
    assert_int_equal(response.status, 0);
    assert_contains(response.failure.p, "the proxy refused: HTTP 5");
    http_close(http);
    run("grep -q 'CONNECT localhost' proxy.log");
}

static void a_plain_page_comes_through_the_proxy_too(void **state)
{
    (void)state;
    MAP("GET /a\n text by way of the proxy\n");
    CLEANUP(exchange_end) struct exchange exchange = {.http = NULL};
    struct request request = request_to(&exchange.arena, "/a");
    request.proxy = str_format(&exchange.arena, "http://127.0.0.1:%d", port_proxy);
    ask(&exchange, &request);
    assert_str(exchange.response.body, "by way of the proxy");
    assert_contains(response_header(&exchange.response, "Via").p, "tinyproxy");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_requests_share_one_connection_of_http_2),
        cmocka_unit_test(a_server_of_an_unknown_authority_or_another_name_is_refused),
        cmocka_unit_test(a_proxy_carries_tls_through_and_its_refusal_is_told),
        cmocka_unit_test(a_plain_page_comes_through_the_proxy_too),
    };
    if (system(
            "PATH=$PATH:/usr/sbin; command -v nginx && command -v tinyproxy && command -v openssl"
            " >/dev/null") != 0) {
        puts("skipped: nginx, tinyproxy or openssl is not installed");
        return 77;
    }
    return cmocka_run_group_tests(tests, start_servers, stop_servers);
}
