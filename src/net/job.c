#include "net/job.h"

#include "base/limits.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

void queue_append(struct queue *queue, struct job *job)
{
    job->next = NULL;
    *(queue->last ? &queue->last->next : &queue->first) = job;
    queue->last = job;
}

void queue_prepend(struct queue *queue, struct job *job)
{
    job->next = queue->first;
    queue->first = job;
    queue->last = queue->last ? queue->last : job;
}

struct job *queue_take(struct queue *queue)
{
    struct job *job = queue->first;
    if (job) {
        queue->first = job->next;
        queue->last = queue->first ? queue->last : NULL;
    }
    return job;
}

void job_free(struct job *job)
{
    if (job) {
        transfer_clear(&job->transfer);
        free(job->url);
        free(job->path);
        free(job->memory);
        free(job);
    }
}

void queue_clear(struct queue *queue)
{
    for (struct job *job; (job = queue_take(queue));) {
        job_free(job);
    }
}

static struct str move_str(char **to, struct str from)
{
    if (!from.p) {
        return from;
    }
    memcpy(*to, from.n ? from.p : "", from.n);
    (*to)[from.n] = 0;
    struct str copy = {*to, from.n};
    *to += from.n + 1;
    return copy;
}

/* All strings of a request in one piece of memory. */
static void request_copy(struct job *job, const struct request *from)
{
    size_t n = from->method.n + from->url.n + from->body.n + from->proxy.n + 4;
    assert(from->header_count <= EXCHANGE_HEADERS);
    for (size_t i = 0; i < from->header_count; i++) {
        n += from->headers[i].name.n + from->headers[i].value.n + 2;
    }
    char *to = job->memory = mem_alloc(n);
    job->request = *from;
    job->request.method = move_str(&to, from->method);
    job->request.url = move_str(&to, from->url);
    job->request.body = move_str(&to, from->body);
    job->request.proxy = move_str(&to, from->proxy);
    for (size_t i = 0; i < from->header_count; i++) {
        job->request.headers[i].name = move_str(&to, from->headers[i].name);
        job->request.headers[i].value = move_str(&to, from->headers[i].value);
    }
}

struct job *job_new(const struct request *request, void *user)
{
    struct job *job = mem_zalloc(1, sizeof *job);
    job->user = user;
    request_copy(job, request);
    job->moved = true;
    job->transfer.allow_private = request->allow_private;
    job->transfer.headers = BUF_INIT(LIMIT_HTTP_HEADERS);
    job->transfer.body = BUF_INIT(LIMIT_HTTP_BODY);
    return job;
}

bool job_redirected(const struct job *job)
{
    int status = job->status;
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool job_follow_method(struct job *job, bool same_origin)
{
    bool post = job->request.body.p || str_eq(job->request.method, STR("POST"));
    bool keeps = job->status == 307 || job->status == 308;
    if (post && keeps && !same_origin) {
        snprintf(job->failure, sizeof job->failure,
                 "it is redirected to another host together with its body");
        return false;
    }
    if (post && !keeps) {
        job->request.method = STR("GET");
        job->request.body = STR_NONE;
    }
    return true;
}

void host_rules(struct host *host, int status, struct str body)
{
    host->robots_state = ROBOTS_KNOWN;
    if (status < 300) {
        robots_parse(&host->robots, body, "nabz");
    }
}
