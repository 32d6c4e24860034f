#include "config/secret.h"

#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

/* The value goes through this memory only, and it is wiped: no copy stays on the stack or the heap
 * but the one in the caller's buf. One byte more than a secret may have, to see that it is more. */
struct scratch {
    char bytes[LIMIT_SECRET + 1];
    size_t n;
};

static void scratch_wipe(struct scratch *scratch)
{
    explicit_bzero(scratch, sizeof *scratch);
}

static void close_at(int *fd)
{
    if (*fd >= 0) {
        close(*fd);
    }
}

/* ---- where it comes from ---- */

static bool fill(int fd, struct scratch *scratch)
{
    while (scratch->n < sizeof scratch->bytes) {
        ssize_t n = read(fd, scratch->bytes + scratch->n, sizeof scratch->bytes - scratch->n);
        if (n <= 0 && !(n < 0 && errno == EINTR)) {
            return n == 0;
        }
        scratch->n += n > 0 ? (size_t)n : 0;
    }
    return true;
}

static bool from_file(const char *path, struct scratch *scratch, struct err *err)
{
    struct stat about;
    CLEANUP(close_at) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0 || fstat(fd, &about) != 0) {
        return err_set(err, "%s: %s", path, strerror(errno));
    }
    if (about.st_mode & S_IRWXO) {
        return err_set(err, "%s: others may read it: chmod 600 it first", path);
    }
    return fill(fd, scratch) || err_set(err, "%s: %s", path, strerror(errno));
}

static bool from_env(const char *name, struct scratch *scratch, struct err *err)
{
    const char *value = getenv(name);
    if (!value) {
        return err_set(err, "environment variable %s is not set", name);
    }
    scratch->n = strnlen(value, sizeof scratch->bytes);
    memcpy(scratch->bytes, value, scratch->n);
    return true;
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Reads to the end of the output or as much as there is room for; false at the deadline. */
static bool fill_in_time(int fd, struct scratch *scratch)
{
    int64_t deadline_ms = now_ms() + SECRET_SECONDS * 1000;
    while (scratch->n < sizeof scratch->bytes) {
        int64_t left_ms = deadline_ms - now_ms();
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        if (left_ms <= 0 || poll(&ready, 1, (int)left_ms) == 0) {
            return false;
        }
        ssize_t n = read(fd, scratch->bytes + scratch->n, sizeof scratch->bytes - scratch->n);
        if (n <= 0 && !(n < 0 && errno == EINTR)) {
            return true;
        }
        scratch->n += n > 0 ? (size_t)n : 0;
    }
    return true;
}

/* The child leads a group of its own, so that all it started can be ended with it. */
static bool start_shell(const char *command, int output, pid_t *child)
{
    char shell[] = "sh", option[] = "-c";
    CLEANUP_FREE char *line = mem_strdup(command);
    char *const argv[] = {shell, option, line, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    int why = posix_spawn(child, "/bin/sh", &actions, &attributes, argv, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return why == 0;
}

static bool from_command(const char *command, struct scratch *scratch, struct err *err)
{
    int pipe_fds[2];
    pid_t child;
    if (pipe2(pipe_fds, O_CLOEXEC) != 0) {
        return err_set(err, "command: %s", strerror(errno));
    }
    CLEANUP(close_at) int output = pipe_fds[0];
    bool started = start_shell(command, pipe_fds[1], &child);
    close(pipe_fds[1]);
    if (!started) {
        return err_set(err, "command: cannot be started");
    }
    bool in_time = fill_in_time(output, scratch);
    bool too_long = scratch->n == sizeof scratch->bytes;
    if (!in_time || too_long) {
        kill(-child, SIGKILL);
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (!in_time || too_long) {
        return err_set(err, too_long ? "command: it prints more than a secret"
                                     : "command: no answer in time");
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        return err_set(err, "command: it failed with status %d",
                       WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    }
    const char *end = memchr(scratch->bytes, '\n', scratch->n);
    scratch->n = end ? (size_t)(end - scratch->bytes) : scratch->n;
    return true;
}

/* ---- what it must be ---- */

static bool check(const struct scratch *scratch, struct str *value, struct err *err)
{
    *value = (struct str){scratch->bytes, scratch->n};
    while (value->n && (value->p[value->n - 1] == '\n' || value->p[value->n - 1] == '\r')) {
        value->n--;
    }
    if (value->n == 0) {
        return err_set(err, "it is empty");
    }
    if (value->n > LIMIT_SECRET) {
        return err_set(err, "it is longer than %u bytes", LIMIT_SECRET);
    }
    for (size_t i = 0; i < value->n; i++) {
        unsigned char byte = (unsigned char)value->p[i];
        if (byte < 0x20 || byte == 0x7F) {
            return err_set(err, byte == '\n' ? "it has more than one line"
                                             : "it holds a control character");
        }
    }
    return true;
}

bool secret_read(const struct secret *secret, struct buf *buf, struct err *err)
{
    CLEANUP(scratch_wipe) struct scratch scratch = {.n = 0};
    struct str value;
    bool found = secret->file      ? from_file(secret->file, &scratch, err)
                 : secret->command ? from_command(secret->command, &scratch, err)
                                   : from_env(secret->env, &scratch, err);
    if (!found || !check(&scratch, &value, err)) {
        return err_wrap(err, "secret %s", secret->name ? secret->name : "password");
    }
    return buf_add(buf, value) || err_set(err, "secret: larger than its buffer");
}

void secret_wipe(struct buf *buf)
{
    if (buf->p) {
        explicit_bzero(buf->p, buf->capacity);
    }
    buf_clear(buf);
}
