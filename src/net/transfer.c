#include "net/transfer.h"

#include "base/limits.h"
#include "net/address.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <sys/socket.h>

/* ---- addresses ---- */

static bool may_reach(const struct transfer *transfer, bool is_public)
{
    return is_public || transfer->allow_private || transfer->by_proxy;
}

/* Asked for every address before it is connected to, so that no name leads to a private one. */
static curl_socket_t open_socket(void *user, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct transfer *transfer = user;
    if (purpose != CURLSOCKTYPE_IPCXN || !may_reach(transfer, address_public(&address->addr))) {
        transfer->refusal = REFUSED_ADDRESS;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* Asked again before a connection is used: it may have been opened for a request that may reach
 * more than this one. */
static int before_request(void *user, char *remote_ip, char *local_ip, int remote_port,
                          int local_port)
{
    struct transfer *transfer = user;
    (void)local_ip, (void)remote_port, (void)local_port;
    if (!may_reach(transfer, address_text_public(remote_ip))) {
        transfer->refusal = REFUSED_ADDRESS;
        return CURL_PREREQFUNC_ABORT;
    }
    return CURL_PREREQFUNC_OK;
}

/* ---- what comes in ---- */

static size_t take_header(char *bytes, size_t size, size_t count, void *user)
{
    struct transfer *transfer = user;
    struct str line = {bytes, size * count};
    transfer->header_bytes += line.n;
    if (transfer->header_bytes > LIMIT_HTTP_HEADERS) {
        transfer->refusal = REFUSED_HEADERS;
        return CURL_WRITEFUNC_ERROR;
    }
    if (str_starts(line, STR("HTTP/"))) {
        buf_reset(&transfer->headers); /* of an answer before this one */
    } else if (str_trim(line).n) {
        buf_add(&transfer->headers, line);
    }
    return size * count;
}

static bool decoded(struct transfer *transfer, enum decode_result result)
{
    static const enum transfer_refusal refusals[] = {
        [DECODE_OK] = REFUSED_NOTHING,
        [DECODE_TOO_LARGE] = REFUSED_BODY,
        [DECODE_DAMAGED] = REFUSED_DAMAGED,
        [DECODE_UNKNOWN] = REFUSED_UNKNOWN,
    };
    transfer->refusal = refusals[result];
    return result == DECODE_OK;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *user)
{
    struct transfer *transfer = user;
    if (!transfer->decoding) {
        struct response head = {.headers = buf_str(&transfer->headers)};
        decoder_init(&transfer->decoder, response_header(&head, "Content-Encoding"));
        transfer->decoding = true;
    }
    struct str piece = {bytes, size * count};
    return decoded(transfer, decoder_take(&transfer->decoder, piece, &transfer->body))
               ? piece.n
               : CURL_WRITEFUNC_ERROR;
}

/* ---- set up ---- */

static bool one_line(struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if ((unsigned char)text.p[i] < 0x20 || text.p[i] == 0x7F) {
            return false;
        }
    }
    return true;
}

static bool add_headers(struct transfer *transfer, const struct transfer_plan *plan,
                        char failure[FAILURE_MAX])
{
    CLEANUP(arena_clear) struct arena arena = {0};
    for (size_t i = 0; i < plan->header_count; i++) {
        const struct header *header = &plan->headers[i];
        if (!one_line(header->name) || !one_line(header->value)) {
            snprintf(failure, FAILURE_MAX, "request header %zu holds a line break", i + 1);
            return false;
        }
        struct str line = str_format(&arena, header->value.n ? "%.*s: %.*s" : "%.*s;%.*s",
                                     STR_FMT(header->name), STR_FMT(header->value));
        struct curl_slist *longer = curl_slist_append(transfer->header_lines, line.p);
        if (!longer) {
            mem_out();
        }
        transfer->header_lines = longer;
    }
    return true;
}

static void set_method(CURL *easy, const struct transfer_plan *plan, struct arena *arena)
{
    if (str_eq(plan->method, STR("POST")) || plan->body.n) {
        curl_easy_setopt(easy, CURLOPT_POST, 1L);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, plan->body.p ? plan->body.p : "");
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)plan->body.n);
    }
    if (!str_eq(plan->method, STR("GET")) && !str_eq(plan->method, STR("POST"))) {
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, str_z(arena, plan->method));
    }
}

static void set_limits(CURL *easy, const struct transfer_plan *plan)
{
    const struct http_options *options = plan->options;
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)options->connect_ms);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)plan->total_ms);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, (long)HTTP_SLOW_BYTES);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, (long)((options->slow_ms + 999) / 1000));
    if (options->ca_file) {
        curl_easy_setopt(easy, CURLOPT_CAINFO, options->ca_file);
    }
}

static void set_callbacks(CURL *easy, struct transfer *transfer)
{
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, before_request);
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->curl_words);
}

bool transfer_prepare(struct transfer *transfer, CURL *easy, const struct transfer_plan *plan,
                      char failure[FAILURE_MAX])
{
    CLEANUP(arena_clear) struct arena arena = {0};
    transfer->easy = easy;
    transfer->by_proxy = plan->proxy.n > 0;
    transfer->header_bytes = 0;
    transfer->refusal = REFUSED_NOTHING;
    transfer->curl_words[0] = 0;
    buf_reset(&transfer->headers);
    buf_reset(&transfer->body);
    if (!add_headers(transfer, plan, failure)) {
        return false;
    }
    set_callbacks(easy, transfer);
    set_limits(easy, plan);
    set_method(easy, plan, &arena);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); /* no waiting for a resolver that hangs */
    curl_easy_setopt(easy, CURLOPT_URL, str_z(&arena, plan->url));
    curl_easy_setopt(easy, CURLOPT_USERAGENT, plan->agent);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer->header_lines);
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, DECODE_ACCEPTS);
    curl_easy_setopt(easy, CURLOPT_HTTP_CONTENT_DECODING, 0L); /* decode.h tells why */
    curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);              /* rather one HTTP/2 connection */
    curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(easy, CURLOPT_PROXY, str_z(&arena, plan->proxy)); /* "": not of the env */
    return true;
}

/* ---- words ---- */

static const struct {
    CURLcode code;
    const char *words;
    bool detail; /* libcurl's own words tell more, and never anything secret */
} failures[] = {
    {CURLE_COULDNT_RESOLVE_HOST, "the host is not known", false},
    {CURLE_COULDNT_RESOLVE_PROXY, "the proxy is not known", false},
    {CURLE_COULDNT_CONNECT, "could not connect", false},
    {CURLE_PROXY, "the proxy refused", true},
    {CURLE_OPERATION_TIMEDOUT, "no whole answer in time", false},
    {CURLE_PEER_FAILED_VERIFICATION, "the certificate is not trusted", true},
    {CURLE_SSL_CONNECT_ERROR, "TLS failed", true},
    {CURLE_SSL_CACERT_BADFILE, "the CA file cannot be used", true},
    {CURLE_GOT_NOTHING, "the server closed without an answer", false},
    {CURLE_PARTIAL_FILE, "the body is not whole", false},
    {CURLE_RECV_ERROR, "the connection broke off", false},
    {CURLE_SEND_ERROR, "the connection broke off", false},
    {CURLE_WEIRD_SERVER_REPLY, "the answer is not HTTP", false},
    {CURLE_UNSUPPORTED_PROTOCOL, "the answer is not HTTP", false},
    {CURLE_HTTP2, "the HTTP/2 stream broke off", false},
    {CURLE_HTTP2_STREAM, "the HTTP/2 stream broke off", false},
};

static void say(const struct transfer *transfer, CURLcode code, char failure[FAILURE_MAX])
{
    static const char *const refusals[] = {
        [REFUSED_ADDRESS] = "the address is not public (allow_private is not set)",
        [REFUSED_HEADERS] = "the headers are larger than allowed",
        [REFUSED_BODY] = "",
        [REFUSED_DAMAGED] = "the compressed body is damaged",
        [REFUSED_UNKNOWN] = "the body is in an encoding that was not asked for",
    };
    failure[0] = 0;
    if (transfer->refusal != REFUSED_NOTHING) {
        snprintf(failure, FAILURE_MAX, "%s", refusals[transfer->refusal]);
        return;
    }
    if (code == CURLE_OK) {
        return;
    }
    long tunnel = 0;
    curl_easy_getinfo(transfer->easy, CURLINFO_HTTP_CONNECTCODE, &tunnel);
    if (tunnel >= 300) {
        snprintf(failure, FAILURE_MAX, "the proxy refused: HTTP %ld", tunnel);
        return;
    }
    const char *words = curl_easy_strerror(code);
    bool detail = false;
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
        if (failures[i].code == code) {
            words = failures[i].words;
            detail = failures[i].detail && transfer->curl_words[0];
        }
    }
    snprintf(failure, FAILURE_MAX, "%s%s%.200s", words, detail ? ": " : "",
             detail ? transfer->curl_words : "");
}

bool transfer_end(struct transfer *transfer, CURLcode code, char failure[FAILURE_MAX])
{
    if (code == CURLE_OK && transfer->decoding) {
        decoded(transfer, decoder_end(&transfer->decoder, &transfer->body));
    }
    say(transfer, code, failure);
    return transfer->refusal != REFUSED_BODY;
}

CURL *transfer_release(struct transfer *transfer)
{
    CURL *easy = transfer->easy;
    decoder_clear(&transfer->decoder);
    transfer->decoding = false;
    curl_slist_free_all(transfer->header_lines);
    transfer->header_lines = NULL;
    transfer->easy = NULL;
    return easy;
}

void transfer_clear(struct transfer *transfer)
{
    buf_clear(&transfer->headers);
    buf_clear(&transfer->body);
}

/* ---- URLs ---- */

static void url_done(CURLU **url)
{
    curl_url_cleanup(*url);
}

static struct str url_part(CURLU *url, CURLUPart part, unsigned flags, struct arena *arena)
{
    char *text = NULL;
    if (curl_url_get(url, part, &text, flags) != CURLUE_OK) {
        return STR_NONE;
    }
    struct str copy = str_copy(arena, str_of(text));
    curl_free(text);
    return copy;
}

/* Why a URL cannot be asked, or NULL. */
static const char *url_fault(CURLU *parts, struct str url, struct arena *arena)
{
    if (url.n > LIMIT_HTTP_URL) {
        return "the URL is too long";
    }
    if (!url.n || !one_line(url) ||
        curl_url_set(parts, CURLUPART_URL, str_z(arena, url), CURLU_NON_SUPPORT_SCHEME) !=
            CURLUE_OK) {
        return "not an absolute URL";
    }
    struct str scheme = url_part(parts, CURLUPART_SCHEME, 0, arena);
    if (!str_eq(scheme, STR("http")) && !str_eq(scheme, STR("https"))) {
        return "the URL is neither http nor https";
    }
    bool login = url_part(parts, CURLUPART_USER, 0, arena).p ||
                 url_part(parts, CURLUPART_PASSWORD, 0, arena).p;
    return login ? "the URL has a user or password in it" : NULL;
}

static bool host_local(const char *host)
{
    char literal[64] = "";
    if (*host == '[') {
        snprintf(literal, sizeof literal, "%.*s", (int)strcspn(host + 1, "]%"), host + 1);
        return !address_text_public(literal);
    }
    struct in_addr in;
    bool numeric = inet_pton(AF_INET, host, &in) == 1;
    return (numeric && !address_text_public(host)) || strcmp(host, "localhost") == 0;
}

bool url_target(struct str url, struct arena *arena, struct target *target,
                char failure[FAILURE_MAX])
{
    CLEANUP(url_done) CURLU *parts = curl_url();
    if (!parts) {
        mem_out();
    }
    const char *why = url_fault(parts, url, arena);
    if (why) {
        snprintf(failure, FAILURE_MAX, "%s", why);
        return false;
    }
    struct str query = url_part(parts, CURLUPART_QUERY, 0, arena);
    struct str host = url_part(parts, CURLUPART_HOST, 0, arena);
    struct buf lower = BUF_INIT(LIMIT_HTTP_URL);
    for (size_t i = 0; i < host.n; i++) {
        buf_add_byte(&lower, (char)tolower((unsigned char)host.p[i]));
    }
    target->local = host_local(buf_str(&lower).p);
    target->path =
        str_format(arena, "%.*s%s%.*s", STR_FMT(url_part(parts, CURLUPART_PATH, 0, arena)),
                   query.p ? "?" : "", STR_FMT(query));
    target->origin =
        str_format(arena, "%.*s://%.*s:%.*s", STR_FMT(url_part(parts, CURLUPART_SCHEME, 0, arena)),
                   STR_FMT(buf_str(&lower)),
                   STR_FMT(url_part(parts, CURLUPART_PORT, CURLU_DEFAULT_PORT, arena)));
    buf_clear(&lower);
    return true;
}
