/* One HTTP transfer on a libcurl easy handle: how it is set up, what it may reach, how much it may
 * bring, and what its failure is called. Internal to net/http.c, which decides when and how often.
 */
#ifndef NET_TRANSFER_H
#define NET_TRANSFER_H

#include "base/buf.h"
#include "net/decode.h"
#include "net/http.h"

#include <curl/curl.h>

enum transfer_refusal {
    REFUSED_NOTHING,
    REFUSED_ADDRESS, /* not a public one */
    REFUSED_HEADERS, /* more than LIMIT_HTTP_HEADERS */
    REFUSED_BODY,    /* more than its cap */
    REFUSED_DAMAGED, /* compressed and broken */
    REFUSED_UNKNOWN, /* in an encoding that was not asked for */
};

#define FAILURE_MAX 512

struct transfer {
    CURL *easy; /* NULL when it is not under way */
    struct curl_slist *header_lines;
    bool allow_private, by_proxy;
    struct buf headers, body;
    struct decoder decoder; /* of the body, while it comes in */
    bool decoding;
    size_t header_bytes; /* of all answers, interim ones too */
    enum transfer_refusal refusal;
    char curl_words[CURL_ERROR_SIZE];
};

struct transfer_plan {
    const struct http_options *options; /* all of them set */
    const char *agent;
    struct str method, url, body, proxy;
    const struct header *headers;
    size_t header_count;
    int64_t total_ms;
};

/* Makes easy ready for curl_multi_add_handle. The plan's body must outlive the transfer. False when
 * the request itself cannot be sent. */
bool transfer_prepare(struct transfer *transfer, CURL *easy, const struct transfer_plan *plan,
                      char failure[FAILURE_MAX]);

/* After libcurl is done with it: says what went wrong, "" when nothing did. False when the body is
 * larger than its cap, which is no failure. */
bool transfer_end(struct transfer *transfer, CURLcode code, char failure[FAILURE_MAX]);

/* Forgets the exchange but keeps headers and body; easy is the caller's again. */
CURL *transfer_release(struct transfer *transfer);
void transfer_clear(struct transfer *transfer); /* easy must have been released */

/* Where a URL leads. */
struct target {
    struct str origin; /* "https://example.com:443", in lower case */
    struct str path;   /* path and query, what rules of robots.txt are for */
    bool local;        /* the host is a numeric address that is not public, or localhost */
};

/* Of an absolute http or https URL without a user or password. False with the reason otherwise. */
bool url_target(struct str url, struct arena *arena, struct target *target,
                char failure[FAILURE_MAX]);

#endif
