/* A request to http.h is a job. It waits in the queue of its host, runs as a transfer, may be sent
 * on by a redirect to the queue of another host, and ends in the queue of answers. Where pages for
 * people are asked, the first job of a host makes one of our own for robots.txt and its queue
 * waits. Internal to net/http.c: here is what a job holds, there what is done with it. */
#ifndef NET_JOB_H
#define NET_JOB_H

#include "base/clock.h"
#include "net/robots.h"
#include "net/transfer.h"

struct job {
    struct job *next; /* in the queue it stands in */
    void *user;
    struct request request; /* its strings are in `memory` */
    char *memory;
    struct host *host;
    char *url, *path;        /* where it leads now */
    struct str first_origin; /* the caller's headers go there and nowhere else */
    unsigned hops;
    int64_t started_ms;
    size_t slot;     /* in http->under_way, while it runs */
    bool moved;      /* every hop was permanent */
    bool for_robots; /* ours: robots.txt of its first host */
    struct transfer transfer;
    int status;
    bool asked, cut, late;
    char failure[FAILURE_MAX];
};

struct queue {
    struct job *first, *last;
};

enum robots_state { ROBOTS_UNASKED, ROBOTS_ASKED, ROBOTS_KNOWN, ROBOTS_CLOSED };

struct host {
    struct host *next;      /* of all */
    struct host *next_busy; /* of those with jobs that wait */
    bool busy;
    struct str origin;
    struct queue waiting;
    unsigned running;
    int64_t free_at_ms; /* the next request may start */
    enum robots_state robots_state;
    char robots_failure[128]; /* why they could not be read */
    struct robots robots;
};

#define ROBOTS_FRESH_S DAY        /* rules of an earlier run are used so long, */
#define ROBOTS_STALE_S (30 * DAY) /* and so long where they cannot be asked for anew */

/* What an answer below 500 to /robots.txt means for the host. */
void host_rules(struct host *host, int status, struct str body);

void queue_append(struct queue *queue, struct job *job);
void queue_prepend(struct queue *queue, struct job *job);
struct job *queue_take(struct queue *queue); /* the first one, or NULL */
void queue_clear(struct queue *queue);       /* frees its jobs */

bool job_redirected(const struct job *job); /* its status says so */
/* What RFC 9110 15.4 makes of the method: a form that was taken is not sent again. False when it
 * must not go on. */
bool job_follow_method(struct job *job, bool same_origin);

/* Copies the request; the job stands in no queue and belongs to the caller. */
struct job *job_new(const struct request *request, void *user);
void job_free(struct job *job); /* not while it is under way; NULL is fine */

#endif
