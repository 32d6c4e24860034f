/* Serves the demo world over HTTP in the shapes of the platforms, as far as its clock has come.
 *
 *   demo_server TEXTS NAMES START BURST END PORT-FILE      times as RFC 3339
 *
 * GET  /2/tweets/search/recent                     X API v2 recent search (bearer demo-x-token)
 * GET  /2/tweets                                   the posts of those ids
 * GET  /v26.0/HASHTAG/recent_media                 Instagram Graph (access_token=demo-ig-token)
 * GET  /v26.0/USER/tags                            Instagram Graph, tagged media
 * GET  /v1/product/ID/comments/                    a shop's reviews in Digikala's shape
 * GET  /us/rss/customerreviews/page=N/id=.../json  App Store reviews
 * GET  /zarinak.rss /dorsavi.atom                  feeds, with ETag and 304
 * GET  /reviews.html                               a page with schema.org reviews in JSON-LD
 * PUT  /clock                                      body: the time it is now in this world
 *
 * IDs in paths are 1 for Zarinak and 2 for Dorsavi. */
#include "pages.h"

#include "base/file.h"
#include "base/limits.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

struct server {
    struct world world;
    int64_t now;
};

struct upload {
    struct buf body;
};

static size_t visible(const struct server *server)
{
    size_t n = 0;
    while (n < server->world.count && server->world.events[n].at <= server->now) {
        n++;
    }
    return n;
}

static enum MHD_Result answer(struct MHD_Connection *connection, const struct page_answer *page)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(page->body.n, page->body.p, MHD_RESPMEM_MUST_COPY);
    MHD_add_response_header(response, "Content-Type", page->type);
    if (*page->etag) {
        MHD_add_response_header(response, "ETag", page->etag);
    }
    enum MHD_Result result = MHD_queue_response(connection, page->status, response);
    MHD_destroy_response(response);
    return result;
}

static const char *argument(void *connection, const char *name)
{
    return MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, name);
}

static const char *header(void *connection, const char *name)
{
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

static void set_clock(struct server *server, struct str body, struct page_answer *page)
{
    bool good = time_parse(str_trim(body), &server->now);
    page->status = good ? 200 : 400;
    buf_add_z(&page->body, good ? "ok\n" : "not a time\n");
}

static enum MHD_Result handle(void *user, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *data,
                              size_t *data_size, void **state)
{
    (void)version;
    struct server *server = user;
    struct upload *upload = *state;
    if (!upload) {
        upload = mem_zalloc(1, sizeof *upload);
        upload->body = BUF_INIT(KIB);
        *state = upload;
        return MHD_YES;
    }
    if (*data_size) {
        buf_add(&upload->body, (struct str){data, *data_size});
        *data_size = 0;
        return MHD_YES;
    }
    struct page_answer page = {.status = 200, .type = "text/plain", .body = BUF_INIT(8 * MIB)};
    if (strcmp(method, "PUT") == 0 && strcmp(url, "/clock") == 0) {
        set_clock(server, buf_str(&upload->body), &page);
    } else {
        page_make(&(struct page_request){.path = str_of(url),
                                         .events = server->world.events,
                                         .count = visible(server),
                                         .argument = argument,
                                         .header = header,
                                         .connection = connection},
                  &page);
    }
    enum MHD_Result result = answer(connection, &page);
    buf_clear(&page.body);
    return result;
}

static void finished(void *user, struct MHD_Connection *connection, void **state,
                     enum MHD_RequestTerminationCode why)
{
    (void)user;
    (void)connection;
    (void)why;
    struct upload *upload = *state;
    if (upload) {
        buf_clear(&upload->body);
        free(upload);
    }
}

static bool serve(struct server *server, const char *port_file, struct err *err)
{
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    sigprocmask(SIG_BLOCK, &stop, NULL);
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL, NULL, handle, server, MHD_OPTION_SOCK_ADDR,
        (struct sockaddr *)&here, MHD_OPTION_NOTIFY_COMPLETED, finished, NULL, MHD_OPTION_END);
    if (!daemon) {
        return err_set(err, "could not listen");
    }
    char port[16];
    snprintf(port, sizeof port, "%u\n",
             (unsigned)MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
    bool told = file_write(port_file, str_of(port), 0644, err);
    int signal_number;
    if (told) {
        sigwait(&stop, &signal_number);
    }
    MHD_stop_daemon(daemon);
    return told;
}

int main(int argc, char **argv)
{
    struct err err = ERR_NONE;
    struct server server = {0};
    int64_t start, burst, end;
    if (argc != 7 || !time_parse(str_of(argv[3]), &start) || !time_parse(str_of(argv[4]), &burst) ||
        !time_parse(str_of(argv[5]), &end)) {
        fprintf(stderr, "usage: demo_server TEXTS NAMES START BURST END PORT-FILE\n");
        return 2;
    }
    server.now = burst;
    bool well = world_make(&server.world, argv[1], argv[2], start, burst, end, &err) &&
                serve(&server, argv[6], &err);
    world_clear(&server.world);
    if (!well) {
        fprintf(stderr, "demo_server: %s\n", err.text);
    }
    return well ? 0 : 1;
}
