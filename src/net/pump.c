#include "net/pump.h"

#include "base/clock.h"
#include "base/limits.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* ---- small help ---- */

int64_t pump_clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static struct host *host_of(struct http *http, struct str origin)
{
    union map_value *slot = map_get(&http->hosts, origin);
    if (slot) {
        return slot->pointer;
    }
    struct host *host = arena_new(&http->arena, struct host);
    host->origin = str_copy(&http->arena, origin);
    host->next = http->first_host;
    http->first_host = host;
    map_put(&http->hosts, host->origin, NULL)->pointer = host;
    return host;
}

static void host_is_busy(struct http *http, struct host *host)
{
    if (!host->busy) {
        *(http->last_busy ? &http->last_busy->next_busy : &http->first_busy) = host;
        http->last_busy = host;
        host->next_busy = NULL;
        host->busy = true;
    }
}

/* ---- jobs ---- */

static void take_robots(struct http *http, struct job *job);

void pump_over(struct http *http, struct job *job)
{
    http->unfinished--;
    if (job->for_robots) {
        take_robots(http, job);
        job_free(job);
    } else {
        http->finished_ms = http->finished_count++ ? http->finished_ms : pump_clock_ms();
        http->finished_bytes += job->transfer.body.n;
        queue_append(&http->finished, job);
    }
}

static void job_fail(struct http *http, struct job *job, const char *failure)
{
    snprintf(job->failure, sizeof job->failure, "%s", failure);
    pump_over(http, job);
}

bool pump_enqueue(struct http *http, struct job *job, struct str url, bool in_front)
{
    static const char not_public[] = "the address is not public (allow_private is not set)";
    CLEANUP(arena_clear) struct arena scratch = {0};
    struct target target;
    if (!url_target(url, &scratch, &target, job->failure)) {
        return false;
    }
    if (job->request.proxy.n && target.local && !job->request.allow_private) {
        snprintf(job->failure, sizeof job->failure, "%s", not_public);
        return false;
    }
    job->host = host_of(http, target.origin);
    free(job->url);
    free(job->path);
    job->url = mem_strdup(str_z(&scratch, url));
    job->path = mem_strdup(target.path.p);
    job->first_origin = job->first_origin.p ? job->first_origin : job->host->origin;
    (in_front ? queue_prepend : queue_append)(&job->host->waiting, job);
    host_is_busy(http, job->host);
    return true;
}

/* ---- robots.txt ---- */

static void ask_robots(struct http *http, const struct job *about)
{
    struct host *host = about->host;
    CLEANUP(arena_clear) struct arena scratch = {0};
    struct request request = {
        .method = STR("GET"),
        .url = str_format(&scratch, "%.*s/robots.txt", STR_FMT(host->origin)),
        .proxy = about->request.proxy,
        .allow_private = about->request.allow_private,
    };
    struct job *job = job_new(&request, host);
    http->unfinished++;
    job->for_robots = true;
    job->transfer.body.max = ROBOTS_BYTES;
    host->robots_state = ROBOTS_ASKED;
    bool queued = pump_enqueue(http, job, job->request.url, true);
    assert(queued);
    (void)queued;
}

/* Whether there are rules from an earlier run that are not older than that. */
static bool rules_kept(struct http *http, struct host *host, int64_t most_s)
{
    const struct http_robots *kept = http->options.robots;
    CLEANUP(arena_clear) struct arena scratch = {0};
    int64_t fetched_at;
    int status;
    struct str body;
    if (!kept || !kept->get(kept->user, host->origin, &scratch, &fetched_at, &status, &body) ||
        http->options.now - fetched_at >= most_s || fetched_at > http->options.now + HOUR) {
        return false;
    }
    host_rules(host, status, body);
    return true;
}

/* RFC 9309 2.3.1 and 2.4: a client error means no rules; on a server error or silence what is known
 * from before holds, else nothing may be read. A file over the cap counts as far as it was read. */
static void take_robots(struct http *http, struct job *job)
{
    struct host *host = job->user;
    const struct http_robots *kept = http->options.robots;
    struct str body = buf_str(&job->transfer.body);
    if (job->failure[0] || job->status >= 500 || job->status < 200) {
        host->robots_state = ROBOTS_CLOSED;
        if (job->failure[0]) {
            snprintf(host->robots_failure, sizeof host->robots_failure, "%.100s", job->failure);
        } else {
            snprintf(host->robots_failure, sizeof host->robots_failure, "HTTP %d", job->status);
        }
        rules_kept(http, host, ROBOTS_STALE_S);
        return;
    }
    host_rules(host, job->status, body);
    if (kept) {
        kept->put(kept->user, host->origin, http->options.now, job->status,
                  job->status < 300 ? body : STR(""));
    }
}

/* Whether the job may run as far as robots.txt goes; asks for it, or ends the job, when not. */
static bool robots_let(struct http *http, struct job *job)
{
    struct host *host = job->host;
    if (!job->request.robots) {
        return true;
    }
    if (host->robots_state == ROBOTS_UNASKED) {
        rules_kept(http, host, ROBOTS_FRESH_S);
    }
    if (host->robots_state == ROBOTS_KNOWN && robots_allow(&host->robots, str_of(job->path))) {
        return true;
    }
    if (host->robots_state == ROBOTS_UNASKED) {
        ask_robots(http, job);
    } else if (host->robots_state != ROBOTS_ASKED) {
        queue_take(&host->waiting);
        char why[FAILURE_MAX] = "robots.txt forbids this page";
        if (host->robots_state != ROBOTS_KNOWN) {
            snprintf(why, sizeof why, "robots.txt could not be read, so no page may be: %s",
                     host->robots_failure);
        }
        job_fail(http, job, why);
    }
    return false;
}

/* ---- starting ---- */

static CURL *easy_take(struct http *http)
{
    if (http->idle_count) {
        return http->idle[--http->idle_count];
    }
    CURL *easy = curl_easy_init();
    if (!easy) {
        mem_out();
    }
    return easy;
}

static void easy_give(struct http *http, CURL *easy)
{
    curl_easy_reset(easy); /* keeps its connections; they are the multi handle's */
    http->idle[http->idle_count++] = easy;
}

int64_t pump_time_left_ms(const struct http *http)
{
    return http->options.deadline_ms ? http->opened_ms + http->options.deadline_ms - pump_clock_ms()
                                     : INT64_MAX;
}

static void job_start(struct http *http, struct job *job)
{
    const struct request *request = &job->request;
    struct host *host = job->host;
    bool same = str_eq(host->origin, job->first_origin);
    int64_t left_ms = pump_time_left_ms(http), most_ms = http->options.total_ms;
    struct transfer_plan plan = {
        .options = &http->options,
        .agent = http->agent,
        .method = request->method,
        .url = str_of(job->url),
        .body = request->body,
        .proxy = request->proxy,
        .headers = request->headers,
        .header_count = same ? request->header_count : 0,
        .total_ms = left_ms < 1         ? 1
                    : left_ms < most_ms ? left_ms
                                        : most_ms,
    };
    int64_t gap_ms = request->gap_ms;
    if (request->robots && host->robots.delay_ms > gap_ms) {
        gap_ms = host->robots.delay_ms;
    }
    CURL *easy = easy_take(http);
    bool ready = transfer_prepare(&job->transfer, easy, &plan, job->failure);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, job);
    if (!ready || curl_multi_add_handle(http->multi, easy) != CURLM_OK) {
        easy_give(http, transfer_release(&job->transfer));
        if (ready) {
            snprintf(job->failure, sizeof job->failure, "the transfer could not be started");
        }
        pump_over(http, job);
        return;
    }
    host->free_at_ms = pump_clock_ms() + gap_ms;
    host->running++;
    job->started_ms = pump_clock_ms();
    job->slot = http->running;
    http->under_way[http->running++] = job;
}

static void host_start(struct http *http, struct host *host, int64_t now_ms)
{
    while (host->waiting.first && http->running < http->room &&
           host->running < http->options.per_host && now_ms >= host->free_at_ms) {
        struct job *job = host->waiting.first;
        if (robots_let(http, job)) {
            job_start(http, queue_take(&host->waiting));
        } else if (host->robots_state == ROBOTS_ASKED && job == host->waiting.first) {
            return; /* waits for robots.txt */
        }
    }
}

static unsigned room(const struct http *http, int64_t now_ms)
{
    unsigned stalled = 0, most = http->options.parallel * PATIENCE_TIMES;
    for (unsigned i = 0; i < http->running; i++) {
        const struct job *job = http->under_way[i];
        stalled += now_ms - job->started_ms > PATIENCE_MS && job->transfer.body.n == 0;
    }
    unsigned all = http->options.parallel + stalled;
    most = most < PARALLEL_MAX ? most : PARALLEL_MAX;
    return all < most ? all : most;
}

int64_t pump_start(struct http *http)
{
    int64_t now_ms = pump_clock_ms(), wait_ms = IDLE_MS;
    http->room = room(http, now_ms);
    struct host **link = &http->first_busy, *before = NULL;
    while (*link && http->running < http->room) {
        struct host *host = *link;
        host_start(http, host, now_ms);
        if (!host->waiting.first) {
            *link = host->next_busy;
            http->last_busy = http->last_busy == host ? before : http->last_busy;
            host->busy = false;
            continue;
        }
        int64_t gap_ms = host->free_at_ms - now_ms;
        if (gap_ms > 0 && gap_ms < wait_ms && host->running < http->options.per_host) {
            wait_ms = gap_ms;
        }
        before = host;
        link = &host->next_busy;
    }
    return wait_ms;
}

void pump_fail_waiting(struct http *http)
{
    for (struct host *host = http->first_host; host; host = host->next) {
        for (struct job *job; (job = queue_take(&host->waiting));) {
            job->late = true;
            job_fail(http, job, "the time of this run is over");
        }
    }
}

/* ---- ending ---- */

/* True when the job goes on elsewhere; else it is finished, a failure set when it must not go on.
 */
static bool follow(struct http *http, struct job *job, struct str location)
{
    if (++job->hops > LIMIT_HTTP_REDIRECT) {
        snprintf(job->failure, sizeof job->failure, "more than %u redirects", LIMIT_HTTP_REDIRECT);
        return false;
    }
    struct host *from = job->host;
    job->moved = job->moved && (job->status == 301 || job->status == 308);
    if (!pump_enqueue(http, job, location, true)) {
        char why[FAILURE_MAX / 2];
        snprintf(why, sizeof why, "%.200s", job->failure);
        snprintf(job->failure, sizeof job->failure, "redirect: %s", why);
        return false;
    }
    if (!job_follow_method(job, from == job->host)) {
        queue_take(&job->host->waiting);
        return false;
    }
    return true;
}

void pump_stop(struct http *http, struct job *job)
{
    curl_multi_remove_handle(http->multi, job->transfer.easy);
    easy_give(http, transfer_release(&job->transfer));
    struct job *last = http->under_way[--http->running];
    http->under_way[last->slot = job->slot] = last;
    job->host->running--;
}

static void job_ended(struct http *http, struct job *job, CURLcode code)
{
    struct transfer *transfer = &job->transfer;
    long status = 0, sent_bytes = 0;
    char *location = NULL;
    curl_easy_getinfo(transfer->easy, CURLINFO_REQUEST_SIZE, &sent_bytes);
    curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(transfer->easy, CURLINFO_REDIRECT_URL, &location);
    CLEANUP_FREE char *next = location ? mem_strdup(location) : NULL;
    job->status = (int)status;
    job->asked = job->asked || sent_bytes > 0;
    job->late = code == CURLE_OPERATION_TIMEDOUT && pump_time_left_ms(http) <= 0;
    job->cut = !transfer_end(transfer, code, job->failure);
    pump_stop(http, job);
    bool goes_on = !job->failure[0] && next && !job->request.stay && job_redirected(job) &&
                   follow(http, job, str_of(next));
    if (!goes_on) {
        pump_over(http, job);
    }
}

bool pump_take_ended(struct http *http)
{
    int left;
    bool any = false;
    for (CURLMsg *message; (message = curl_multi_info_read(http->multi, &left));) {
        char *job = NULL;
        CURLcode code = message->data.result;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &job);
        job_ended(http, (struct job *)(void *)job, code);
        any = true;
    }
    return any;
}
