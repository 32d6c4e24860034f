/* What the loopback server answers: a plain file of routes.
 *
 *     # A comment. The first route whose method, pattern and conditions fit is taken; else 404.
 *     GET /2/tweets/search/recent?*since_id=*
 *       when Authorization: Bearer good     # only with this request header (glob); many: all
 *       status 200
 *       header Content-Type: application/json
 *       file page2.json                     # body, from the map's folder
 *     then                                  # the next request of this route; the last one repeats
 *       status 429
 *       header Retry-After: 60
 *       text {"title":"Too Many Requests"}  # body, the rest of the line
 *
 * Patterns are globs of fnmatch(3) over path and query; METHOD may be *. $PORT in a header or text
 * is the server's port. More directives of an answer:
 *
 *     raw FILE       these bytes are the whole answer, status line and all; then the connection
 * ends delay MS       before the first byte gzip           the body is compressed, with its
 * Content-Encoding zeros N        the body is N zero bytes (with gzip: a bomb) flood N        N
 * more header lines of 100 bytes length N       this Content-Length, whatever the body is cut N
 * only the first N bytes of the body are sent, then the connection ends drip MS        a byte of
 * the body every MS endless        the body again and again, for ever chunked        no
 * Content-Length, chunks instead close          no answer, the connection ends
 *
 * The file is read again when it changes; its sequences then begin anew. */
#ifndef LOOPBACK_MAP_H
#define LOOPBACK_MAP_H

#include "base/buf.h"
#include "base/err.h"

#define ANSWER_HEADERS 32
#define ROUTE_WHENS    8

struct answer {
    struct answer *next; /* after a `then` */
    int status;          /* 200 when not said */
    struct str headers[ANSWER_HEADERS];
    size_t header_count;
    const char *file; /* whole path; body, or all when raw */
    struct str text;
    bool raw, gzip, endless, chunked, close, has_length, has_cut;
    int64_t delay_ms, drip_ms, zeros, flood, length, cut;
};

struct route {
    struct route *next;
    const char *method, *pattern;
    const char *whens[ROUTE_WHENS]; /* "Name: glob" */
    size_t when_count;
    struct answer *answers, *now;
};

struct map_file {
    struct arena arena;
    struct route *routes;
};

bool map_load(struct map_file *map, const char *path, struct err *err) MUST_CHECK;
void map_free(struct map_file *map);

/* The answer to a request, moving on the sequence of its route; NULL when no route fits. headers
 * are the request's lines. */
const struct answer *map_answer(struct map_file *map, struct str method, struct str target,
                                struct str headers);

#endif
