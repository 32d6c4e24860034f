#include "config/secret.h"

#include "base/limits.h"
#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

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

static bool take_piece(void *user, struct str piece)
{
    struct scratch *scratch = user;
    size_t room = sizeof scratch->bytes - scratch->n, n = piece.n < room ? piece.n : room;
    memcpy(scratch->bytes + scratch->n, piece.p, n);
    scratch->n += n;
    return scratch->n < sizeof scratch->bytes;
}

static bool from_command(const char *command, struct scratch *scratch, struct err *err)
{
    char shell[] = "/bin/sh", option[] = "-c";
    CLEANUP_FREE char *line = mem_strdup(command);
    char *const argv[] = {shell, option, line, NULL};
    struct process process = {
        .argv = argv,
        .input = -1,
        .timeout_ms = SECRET_SECONDS * 1000,
        .take = take_piece,
        .user = scratch,
    };
    int status;
    switch (process_run(&process, &status)) {
    case PROCESS_NOT_STARTED:
        return err_set(err, "command: cannot be started");
    case PROCESS_LATE:
        return err_set(err, "command: no answer in time");
    case PROCESS_STOPPED:
        return err_set(err, "command: it prints more than a secret");
    case PROCESS_EXITED:
        break;
    }
    if (status != 0) {
        return err_set(err, "command: it failed with status %d", status);
    }
    bool object = scratch->n && scratch->bytes[0] == '{';
    const char *end = object ? NULL : memchr(scratch->bytes, '\n', scratch->n);
    scratch->n = end ? (size_t)(end - scratch->bytes) : scratch->n;
    return true;
}

/* ---- what it must be ---- */

/* A key file is an object in JSON, whose line breaks mean nothing. */
static void on_one_line(struct scratch *scratch)
{
    for (size_t i = 0; i < scratch->n; i++) {
        char *byte = &scratch->bytes[i];
        *byte = *byte == '\n' || *byte == '\r' || *byte == '\t' ? ' ' : *byte;
    }
}

static bool check(struct scratch *scratch, struct str *value, struct err *err)
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
    if (value->p[0] == '{') {
        on_one_line(scratch);
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
        return secret->name ? err_wrap(err, "secret %s", secret->name) : false;
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
