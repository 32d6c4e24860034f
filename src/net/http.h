/* HTTP for a crawler: many requests at once over libcurl's multi interface, answers in the order in
 * which they finish. The only place of the program that talks HTTP; it knows nothing of why.
 *
 *     http_add(http, &request, source);            any number of times, also between answers
 *     while (http_next(http, &response, &source))  blocks until one is finished
 *
 * What it promises: HTTPS is always verified. Only http and https, also after a redirect; at most
 * LIMIT_HTTP_REDIRECT of these, none with a user or password in it, request headers of the caller
 * only to the first origin. Addresses that are not public (loopback, RFC 1918, link-local, ...) are
 * refused when a connection is made and again before it is used, whatever name led there, unless
 * the request allows them. Headers and the decompressed body have caps. A server that hangs, drips
 * or never ends costs at most the timeouts. Requests to a host keep its gap and its number of
 * connections. robots.txt (RFC 9309) is asked where a request wants it: a host whose robots.txt
 * cannot be reached is not read, unless its rules are known from before. No proxy but the request's
 * own; no cookies; no netrc.
 *
 * A failure is words in the response, without secrets or query strings. One thread. */
#ifndef NET_HTTP_H
#define NET_HTTP_H

#include "base/err.h"
#include "model/exchange.h"

/* Zero means the default. */
struct http_options {
    struct str agent;    /* User-Agent: "nabz/0.1 (+contact)" */
    int64_t now;         /* the run's clock, UTC seconds: received_at goes on from it */
    int64_t connect_ms;  /* 10 s */
    int64_t total_ms;    /* of one request, its redirects apart: 60 s */
    int64_t slow_ms;     /* less than HTTP_SLOW_BYTES a second for so long ends it: 20 s */
    int64_t deadline_ms; /* from http_open; what is not done by then fails: none */
    int64_t gather_ms;   /* an answer may wait so long for others, see http_ready: 0 */
    unsigned parallel;   /* transfers under way: 16; beside those that hang, up to eightfold */
    unsigned per_host;   /* of them to one host: 4 */
    const struct http_robots *robots; /* outlives the handle; NULL: asked anew by each */
    const char *ca_file;              /* PEM instead of the system's, for tests; NULL */
};

/* Where robots.txt is kept between runs, by origin ("https://host:443"). */
struct http_robots {
    /* False when there is none; *fetched_at in UTC seconds. In the arena. */
    bool (*get)(void *user, struct str origin, struct arena *arena, int64_t *fetched_at,
                int *status, struct str *body);
    /* Of an answer below 500; a body over ROBOTS_BYTES is cut. */
    void (*put)(void *user, struct str origin, int64_t fetched_at, int status, struct str body);
    void *user;
};

#define HTTP_SLOW_BYTES 100 /* a second */

struct http;
struct http *http_open(const struct http_options *options, struct err *err);
void http_close(struct http *http); /* what is under way is dropped; NULL is fine */

/* Copies the request. `user` comes back with its response. */
void http_add(struct http *http, const struct request *request, void *user);

/* Answers are handed out in groups: of all that have come within gather_ms, or when they are
 * HTTP_GATHER or HTTP_GATHER_BYTES. True while http_next has another one without waiting, so that
 * what a group says can be stored in one transaction. */
#define HTTP_GATHER       32
#define HTTP_GATHER_BYTES (1024u * 1024)
bool http_ready(const struct http *http);

/* False when nothing is left. The response's memory is valid until the next call. */
bool http_next(struct http *http, struct response *response, void **user);

#endif
