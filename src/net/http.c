#include "net/http.h"

#include "base/clock.h"
#include "net/pump.h"

#include <stdlib.h>

#define DEFAULT(field, value) ((field) = (field) ? (field) : (value))

static void set_defaults(struct http_options *options)
{
    DEFAULT(options->now, clock_now());
    DEFAULT(options->connect_ms, 10000);
    DEFAULT(options->total_ms, 60000);
    DEFAULT(options->slow_ms, 20000);
    DEFAULT(options->parallel, 16);
    DEFAULT(options->per_host, 4);
    options->parallel = options->parallel > PARALLEL_MAX ? PARALLEL_MAX : options->parallel;
}

struct http *http_open(const struct http_options *options, struct err *err)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        err_set(err, "libcurl cannot be started");
        return NULL;
    }
    struct http *http = mem_zalloc(1, sizeof *http);
    http->options = *options;
    set_defaults(&http->options);
    http->agent = str_z(&http->arena, options->agent.n ? options->agent : STR("nabz"));
    http->opened_ms = pump_clock_ms();
    http->multi = curl_multi_init();
    if (!http->multi) {
        mem_out();
    }
    curl_multi_setopt(http->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_MULTIPLEX);
    curl_multi_setopt(http->multi, CURLMOPT_MAXCONNECTS, (long)(2 * http->options.parallel));
    return http;
}

void http_close(struct http *http)
{
    if (!http) {
        return;
    }
    while (http->running) {
        struct job *job = http->under_way[0];
        pump_stop(http, job);
        job_free(job);
    }
    for (struct host *host = http->first_host; host; host = host->next) {
        queue_clear(&host->waiting);
        robots_clear(&host->robots);
    }
    queue_clear(&http->finished);
    job_free(http->given);
    while (http->idle_count) {
        curl_easy_cleanup(http->idle[--http->idle_count]);
    }
    curl_multi_cleanup(http->multi);
    map_clear(&http->hosts);
    arena_clear(&http->arena);
    free(http);
}

static void fill(const struct http *http, struct job *job, struct response *response)
{
    bool failed = job->failure[0] != 0;
    *response = (struct response){
        .status = failed ? 0 : job->status,
        .failure = failed ? str_of(job->failure) : STR_NONE,
        .asked = job->asked,
        .late = failed && job->late,
        .cut = job->cut,
        .url = job->url ? str_of(job->url) : job->request.url,
        .moved = job->hops && job->moved,
        .headers = buf_str(&job->transfer.headers),
        .body = job->cut || failed ? STR_NONE : buf_str(&job->transfer.body),
        .received_at = http->options.now + (pump_clock_ms() - http->opened_ms) / 1000,
    };
}

void http_add(struct http *http, const struct request *request, void *user)
{
    struct job *job = job_new(request, user);
    http->unfinished++;
    if (!pump_enqueue(http, job, job->request.url, false)) {
        pump_over(http, job);
    }
}

/* Whether answers are to be handed out now: all that there are, once that has begun. */
static bool gathered(struct http *http, int64_t *wait_ms)
{
    if (!http->finished.first) {
        http->handing_out = false;
        return false;
    }
    int64_t left_ms = http->finished_ms + http->options.gather_ms - pump_clock_ms();
    http->handing_out = http->handing_out || left_ms <= 0 || !http->unfinished ||
                        http->finished_count >= HTTP_GATHER ||
                        http->finished_bytes >= HTTP_GATHER_BYTES;
    *wait_ms = left_ms < *wait_ms ? left_ms : *wait_ms;
    return http->handing_out;
}

static void pump(struct http *http)
{
    int running;
    int64_t wait_ms = 0;
    if (pump_time_left_ms(http) > 0) {
        wait_ms = pump_start(http);
    } else {
        pump_fail_waiting(http);
    }
    curl_multi_perform(http->multi, &running);
    if (!pump_take_ended(http) && !gathered(http, &wait_ms)) {
        curl_multi_poll(http->multi, NULL, 0, (int)wait_ms, NULL);
    }
}

bool http_ready(const struct http *http)
{
    return http->finished.first != NULL;
}

bool http_next(struct http *http, struct response *response, void **user)
{
    int64_t unused = 0;
    job_free(http->given);
    http->given = NULL;
    while (!gathered(http, &unused) && http->unfinished) {
        pump(http);
    }
    http->given = queue_take(&http->finished);
    if (!http->given) {
        return false;
    }
    http->finished_count--;
    http->finished_bytes -= http->given->transfer.body.n;
    fill(http, http->given, response);
    *user = http->given->user;
    return true;
}
