/* loopback_http: an HTTP/1.1 server for tests that can misbehave. On 127.0.0.1 only.
 *
 *     loopback_http --map FILE [--port N] [--port-file FILE] [--log FILE]
 *
 * Prints its port on stdout (and into --port-file), then serves what the map says (map.h tells how
 * it is written) until it is killed or its parent ends. --log gets a JSON line for each request:
 * {"method","target","headers":["Name: value",...],"body"}. One thread for each connection; plain
 * sockets, because a library would not send half an answer. */
#include "base/file.h"
#include "base/limits.h"
#include "map.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

struct server {
    const char *map_path, *port_path, *log_path;
    int port;
    int listener;
    pthread_mutex_t lock; /* of what follows */
    struct map_file map;
    struct timespec map_changed;
};

struct connection {
    struct server *server;
    int fd;
    struct buf in; /* read and not yet taken */
};

struct question {
    struct str method, target, headers, body;
};

/* ---- sending ---- */

static bool send_all(int fd, struct str bytes)
{
    while (bytes.n) {
        ssize_t n = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL);
        if (n <= 0) {
            return false;
        }
        bytes = str_slice(bytes, (size_t)n, bytes.n);
    }
    return true;
}

static void sleep_ms(int64_t ms)
{
    struct timespec time = {ms / 1000, ms % 1000 * 1000000};
    nanosleep(&time, NULL);
}

static void replace_port(struct buf *out, struct str text, int port)
{
    for (size_t at; (at = str_find(text, STR("$PORT"))) != STR_NOT_FOUND;) {
        buf_add(out, str_slice(text, 0, at));
        buf_addf(out, "%d", port);
        text = str_slice(text, at + 5, text.n);
    }
    buf_add(out, text);
}

static void compress_body(struct buf *body)
{
    z_stream stream = {.next_in = NULL};
    unsigned char chunk[65536];
    struct buf out = BUF_INIT(body->max);
    deflateInit2(&stream, 1, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
    stream.next_in = (unsigned char *)body->p;
    stream.avail_in = (unsigned)body->n;
    int state = Z_OK;
    while (state == Z_OK) {
        stream.next_out = chunk;
        stream.avail_out = sizeof chunk;
        state = deflate(&stream, Z_FINISH);
        buf_add(&out, (struct str){(char *)chunk, sizeof chunk - stream.avail_out});
    }
    deflateEnd(&stream);
    buf_clear(body);
    *body = out;
}

static void make_body(const struct answer *answer, int port, struct buf *body)
{
    struct err err = ERR_NONE;
    if (answer->file && !file_read(answer->file, body, &err)) {
        fprintf(stderr, "loopback_http: %s\n", err.text);
    }
    replace_port(body, answer->text, port);
    static const char zeros[4096];
    for (int64_t left = answer->zeros; left > 0; left -= (int64_t)sizeof zeros) {
        size_t n = left < (int64_t)sizeof zeros ? (size_t)left : sizeof zeros;
        buf_add(body, (struct str){zeros, n});
    }
    if (answer->gzip) {
        compress_body(body);
    }
}

static bool send_head(const struct connection *connection, const struct answer *answer,
                      size_t body_length)
{
    CLEANUP_BUF struct buf head = BUF_INIT(64 * MIB);
    buf_addf(&head, "HTTP/1.1 %d Answer\r\n", answer->status);
    for (size_t i = 0; i < answer->header_count; i++) {
        replace_port(&head, answer->headers[i], connection->server->port);
        buf_add_z(&head, "\r\n");
    }
    for (int64_t i = 0; i < answer->flood; i++) {
        buf_addf(&head, "X-Flood-%08lld: %080d\r\n", (long long)i, 0);
    }
    if (answer->gzip) {
        buf_add_z(&head, "Content-Encoding: gzip\r\n");
    }
    if (answer->chunked || answer->endless) {
        buf_add_z(&head, "Transfer-Encoding: chunked\r\n");
    } else if (answer->status != 304 && answer->status != 204) {
        buf_addf(&head, "Content-Length: %lld\r\n",
                 answer->has_length ? (long long)answer->length : (long long)body_length);
    }
    buf_add_z(&head, "\r\n");
    return send_all(connection->fd, buf_str(&head));
}

static bool send_chunk(int fd, struct str bytes)
{
    char size[32];
    int n = snprintf(size, sizeof size, "%zx\r\n", bytes.n);
    return send_all(fd, (struct str){size, (size_t)n}) && send_all(fd, bytes) &&
           send_all(fd, STR("\r\n"));
}

/* False when the connection is to end. */
static bool send_body(const struct connection *connection, const struct answer *answer,
                      struct str body)
{
    struct str sent = str_slice(body, 0, answer->has_cut ? (size_t)answer->cut : body.n);
    bool chunks = answer->chunked || answer->endless, good = true;
    size_t step = answer->drip_ms ? 1 : sent.n;
    do {
        for (size_t at = 0; good && at < sent.n; at += step) {
            struct str part = str_slice(sent, at, at + step);
            good = chunks ? send_chunk(connection->fd, part) : send_all(connection->fd, part);
            sleep_ms(answer->drip_ms);
        }
    } while (good && answer->endless && sent.n);
    if (chunks && good && !answer->has_cut) {
        good = send_all(connection->fd, STR("0\r\n\r\n"));
    }
    return good && !answer->has_cut && !answer->has_length;
}

static bool send_answer(const struct connection *connection, const struct answer *answer)
{
    CLEANUP_BUF struct buf body = BUF_INIT(256 * MIB);
    static const struct answer nothing = {
        .status = 404, .text = {"no such route", 13}, .next = NULL};
    answer = answer ? answer : &nothing;
    sleep_ms(answer->delay_ms);
    if (answer->close) {
        return false;
    }
    make_body(answer, connection->server->port, &body);
    if (answer->raw) {
        send_all(connection->fd, buf_str(&body));
        return false;
    }
    return send_head(connection, answer, body.n) && send_body(connection, answer, buf_str(&body));
}

/* ---- taking ---- */

static void add_json(struct buf *out, struct str text)
{
    buf_add_byte(out, '"');
    for (size_t i = 0; i < text.n; i++) {
        unsigned char byte = (unsigned char)text.p[i];
        if (byte == '"' || byte == '\\') {
            buf_addf(out, "\\%c", byte);
        } else if (byte < 0x20) {
            buf_addf(out, "\\u%04x", byte);
        } else {
            buf_add_byte(out, (char)byte);
        }
    }
    buf_add_byte(out, '"');
}

static void write_log(const struct server *server, const struct question *question)
{
    CLEANUP_BUF struct buf line = BUF_INIT(4 * MIB);
    FILE *log = server->log_path ? fopen(server->log_path, "a") : NULL;
    if (!log) {
        return;
    }
    buf_add_z(&line, "{\"method\":");
    add_json(&line, question->method);
    buf_add_z(&line, ",\"target\":");
    add_json(&line, question->target);
    buf_add_z(&line, ",\"headers\":[");
    struct str rest = question->headers, header;
    for (bool first = true; str_take(&rest, '\n', &header);) {
        if (str_trim(header).n) {
            buf_add_z(&line, first ? "" : ",");
            add_json(&line, str_trim(header));
            first = false;
        }
    }
    buf_add_z(&line, "],\"body\":");
    add_json(&line, question->body);
    buf_add_z(&line, "}\n");
    fwrite(line.p, 1, line.n, log);
    fclose(log);
}

static bool read_more(struct connection *connection)
{
    char chunk[16384];
    ssize_t n = recv(connection->fd, chunk, sizeof chunk, 0);
    return n > 0 && buf_add(&connection->in, (struct str){chunk, (size_t)n});
}

static size_t content_length(struct str headers)
{
    struct str line;
    int64_t length = 0;
    while (str_take(&headers, '\n', &line)) {
        size_t colon = str_find_byte(line, ':');
        if (colon != STR_NOT_FOUND &&
            str_eq_nocase(str_slice(line, 0, colon), STR("Content-Length"))) {
            str_to_int(str_trim(str_slice(line, colon + 1, line.n)), &length);
        }
    }
    return length > 0 ? (size_t)length : 0;
}

/* Reads a whole request into connection->in; *taken is how much of it that is. */
static bool read_question(struct connection *connection, struct question *question, size_t *taken)
{
    size_t end;
    while ((end = str_find(buf_str(&connection->in), STR("\r\n\r\n"))) == STR_NOT_FOUND) {
        if (!read_more(connection)) {
            return false;
        }
    }
    size_t length = content_length(str_slice(buf_str(&connection->in), 0, end));
    *taken = end + 4 + length;
    while (connection->in.n < *taken) {
        if (!read_more(connection)) {
            return false;
        }
    }
    struct str head = str_slice(buf_str(&connection->in), 0, end), line;
    str_take(&head, '\n', &line);
    question->headers = head;
    str_take(&line, ' ', &question->method);
    str_take(&line, ' ', &question->target);
    question->body = str_slice(buf_str(&connection->in), end + 4, *taken);
    return true;
}

static void reload(struct server *server)
{
    struct stat about;
    struct err err = ERR_NONE;
    struct map_file fresh;
    if (stat(server->map_path, &about) != 0 ||
        (about.st_mtim.tv_sec == server->map_changed.tv_sec &&
         about.st_mtim.tv_nsec == server->map_changed.tv_nsec)) {
        return;
    }
    if (!map_load(&fresh, server->map_path, &err)) {
        fprintf(stderr, "loopback_http: %s\n", err.text);
        exit(1);
    }
    /* Answers of the old map may still be on their way: it is not freed. */
    server->map = fresh;
    server->map_changed = about.st_mtim;
}

static void *serve(void *argument)
{
    struct connection *connection = argument;
    struct server *server = connection->server;
    struct question question;
    size_t taken;
    bool good = true;
    while (good && read_question(connection, &question, &taken)) {
        pthread_mutex_lock(&server->lock);
        reload(server);
        write_log(server, &question);
        const struct answer *answer =
            map_answer(&server->map, question.method, question.target, question.headers);
        pthread_mutex_unlock(&server->lock);
        good = send_answer(connection, answer);
        memmove(connection->in.p, connection->in.p + taken, connection->in.n - taken);
        connection->in.n -= taken;
    }
    shutdown(connection->fd, SHUT_WR);
    close(connection->fd);
    buf_clear(&connection->in);
    free(connection);
    return NULL;
}

/* ---- starting ---- */

static bool listen_somewhere(struct server *server)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)server->port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof address;
    int yes = 1;
    server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(server->listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(server->listener, (const struct sockaddr *)&address, n) != 0 ||
        listen(server->listener, 256) != 0 ||
        getsockname(server->listener, (struct sockaddr *)&address, &n) != 0) {
        return false;
    }
    server->port = ntohs(address.sin_port);
    return true;
}

static bool tell_port(const struct server *server)
{
    char text[16];
    int n = snprintf(text, sizeof text, "%d\n", server->port);
    fputs(text, stdout);
    fflush(stdout);
    return !server->port_path ||
           file_write(server->port_path, (struct str){text, (size_t)n}, 0600, NULL);
}

static bool read_options(struct server *server, int argc, char **argv)
{
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--map") == 0) {
            server->map_path = argv[i + 1];
        } else if (strcmp(argv[i], "--port") == 0) {
            server->port = atoi(argv[i + 1]);
        } else if (strcmp(argv[i], "--port-file") == 0) {
            server->port_path = argv[i + 1];
        } else if (strcmp(argv[i], "--log") == 0) {
            server->log_path = argv[i + 1];
        } else {
            return false;
        }
    }
    return argc % 2 == 1 && server->map_path;
}

int main(int argc, char **argv)
{
    static struct server server = {.lock = PTHREAD_MUTEX_INITIALIZER};
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (!read_options(&server, argc, argv)) {
        fputs("usage: loopback_http --map FILE [--port N] [--port-file FILE] [--log FILE]\n",
              stderr);
        return 2;
    }
    reload(&server);
    if (!listen_somewhere(&server) || !tell_port(&server)) {
        perror("loopback_http");
        return 1;
    }
    for (;;) {
        int fd = accept4(server.listener, NULL, NULL, SOCK_CLOEXEC);
        pthread_t thread;
        int yes = 1;
        struct connection *connection = mem_zalloc(1, sizeof *connection);
        *connection = (struct connection){&server, fd, BUF_INIT(64 * MIB)};
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        if (fd < 0 || pthread_create(&thread, NULL, serve, connection) != 0) {
            free(connection);
            continue;
        }
        pthread_detach(thread);
    }
}
