/* The transfers of an HTTP handle: which may start, what becomes of those that end. Internal to
 * net/http.c, which is the handle itself. */
#ifndef NET_PUMP_H
#define NET_PUMP_H

#include "base/map.h"
#include "net/job.h"

enum {
    PARALLEL_MAX = 256,
    IDLE_MS = 1000,
    /* A transfer that has brought nothing for so long keeps its turn, and another one may start
     * beside it: a hundred servers that hang must not stop the others. */
    PATIENCE_MS = 1500,
    PATIENCE_TIMES = 8, /* of `parallel` at most run at once */
};

struct http {
    struct http_options options;
    CURLM *multi;
    CURL *idle[PARALLEL_MAX];
    size_t idle_count;
    struct arena arena;
    const char *agent;
    struct map hosts; /* origin to struct host */
    struct host *first_host;
    struct host *first_busy, *last_busy; /* in the order in which they became so */
    struct job *under_way[PARALLEL_MAX];
    unsigned running;
    size_t unfinished; /* jobs that wait or run */
    struct queue finished;
    size_t finished_count, finished_bytes;
    int64_t finished_ms; /* when the first of them was */
    bool handing_out;    /* until they are all gone */
    struct job *given;   /* whose response the caller has */
    unsigned room;       /* transfers that may run now */
    int64_t opened_ms;
};

int64_t pump_clock_ms(void); /* monotonic */
/* Of the run; INT64_MAX without a deadline. */
int64_t pump_time_left_ms(const struct http *http);

/* Puts the job into the queue of the host its URL names. False when it must not go there: its
 * failure says why. */
bool pump_enqueue(struct http *http, struct job *job, struct str url, bool in_front);
/* The end of a job, good or bad: an answer for the caller, or the rules of a host. */
void pump_over(struct http *http, struct job *job);

/* Starts what may start. Returns how long nothing more can, in ms. */
int64_t pump_start(struct http *http);
/* Takes up what libcurl has finished. False when that is nothing. */
bool pump_take_ended(struct http *http);
/* Takes the job out of what is under way. */
void pump_stop(struct http *http, struct job *job);
/* The time of the run is over. */
void pump_fail_waiting(struct http *http);

#endif
