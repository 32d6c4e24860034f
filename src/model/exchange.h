/* One HTTP exchange as plain data, so that what to ask and what an answer means can be decided
 * without a network (feed/) and carried out without knowing why (net/). */
#ifndef MODEL_EXCHANGE_H
#define MODEL_EXCHANGE_H

#include "base/str.h"

#define EXCHANGE_HEADERS 32 /* of a request */

struct header {
    struct str name, value;
};

struct request {
    struct str method; /* "GET", "POST" */
    struct str url;    /* absolute, http or https, already encoded */
    struct header headers[EXCHANGE_HEADERS];
    size_t header_count;
    struct str body;    /* absent for GET */
    struct str proxy;   /* of the source; absent for none */
    bool allow_private; /* may reach loopback and private addresses */
    bool stay;          /* a redirect is the answer, not a way to go on */
    bool robots;        /* a page for people: ask robots.txt first */
    int64_t gap_ms;     /* least time between two requests to the same host */
};

struct response {
    int status;          /* 0 when there was no answer: then `failure` says why */
    struct str failure;  /* "could not connect: ...", never with a secret in it */
    bool asked;          /* the server may have got the request, whatever came of it */
    bool late;           /* no answer because the time of the run was over: nobody's fault */
    bool cut;            /* the body is larger than LIMIT_HTTP_BODY and is not there */
    struct str url;      /* in the end, after redirects */
    bool moved;          /* all redirects on the way were permanent (301, 308) */
    struct str headers;  /* the lines of the final answer, CRLF between them */
    struct str body;     /* decompressed */
    int64_t received_at; /* UTC seconds */
};

/* The value of the first header of that name (any case), trimmed; absent when there is none. */
struct str response_header(const struct response *response, const char *name);

#endif
