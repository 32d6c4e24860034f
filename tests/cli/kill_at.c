/* Preloaded into nabz by tests. Stops its clock at CLOCK_AT, seconds since 1970, if that is set.
 * With NO_FLOCK no file can be locked, as on a file system without locks. Kills the process with
 * SIGKILL just before its n-th step, where a step is a call that makes something last or lets the
 * world know: a write to the database or its log, a sync, bytes sent to a server. n is KILL_AT;
 * without it the steps are counted into the file KILL_COUNT at exit, so that a test knows how many
 * there are. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static long steps, kill_at;
static time_t clock_at;

__attribute__((constructor)) static void begin(void)
{
    const char *text = getenv("KILL_AT");
    kill_at = text ? atol(text) : 0;
    text = getenv("CLOCK_AT");
    clock_at = text ? (time_t)atoll(text) : -1;
}

__attribute__((destructor)) static void end(void)
{
    const char *path = getenv("KILL_COUNT");
    FILE *file = path ? fopen(path, "w") : NULL;
    if (file) {
        fprintf(file, "%ld\n", steps);
        fclose(file);
    }
}

static void step(void)
{
    if (__atomic_add_fetch(&steps, 1, __ATOMIC_SEQ_CST) == kill_at) {
        raise(SIGKILL);
    }
}

/* ISO C knows no cast from void * to a function; POSIX promises that the bytes are the same. */
static void find(void *function, const char *name)
{
    void *address = dlsym(RTLD_NEXT, name);
    memcpy(function, &address, sizeof address);
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off_t at);
ssize_t pwrite64(int fd, const void *bytes, size_t n, off_t at)
{
    static ssize_t (*real)(int, const void *, size_t, off_t);
    if (!real) {
        find(&real, "pwrite64");
    }
    step();
    return real(fd, bytes, n, at);
}

int fdatasync(int fd)
{
    static int (*real)(int);
    if (!real) {
        find(&real, "fdatasync");
    }
    step();
    return real(fd);
}

ssize_t send(int fd, const void *bytes, size_t n, int flags)
{
    static ssize_t (*real)(int, const void *, size_t, int);
    if (!real) {
        find(&real, "send");
    }
    step();
    return real(fd, bytes, n, flags);
}

int flock(int fd, int operation)
{
    static int (*real)(int, int);
    if (!real) {
        find(&real, "flock");
    }
    if (getenv("NO_FLOCK")) {
        errno = ENOLCK;
        return -1;
    }
    return real(fd, operation);
}

time_t time(time_t *at)
{
    static time_t (*real)(time_t *);
    if (!real) {
        find(&real, "time");
    }
    time_t now = clock_at >= 0 ? clock_at : real(NULL);
    if (at) {
        *at = now;
    }
    return now;
}
