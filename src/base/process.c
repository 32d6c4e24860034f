#include "base/process.h"

#include "base/buf.h"
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

enum { LOOK_MS = 20 /* between two looks whether it has ended */, PIECE = 4096, PIECES = 64 };

static void close_at(int *fd)
{
    close(*fd);
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool start(const struct process *process, int output, pid_t *child)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    if (process->input < 0) {
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    } else {
        posix_spawn_file_actions_adddup2(&actions, process->input, STDIN_FILENO);
    }
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    if (process->with_errors) {
        posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
    }
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    int why = posix_spawnp(child, process->argv[0], &actions, &attributes, process->argv, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return why == 0;
}

/* Hands over what is there without waiting; sets *output to -1 at its end. Not without end, since a
 * program may print faster than it is read. */
static bool drain(const struct process *process, int *output)
{
    char piece[PIECE];
    bool wanted = true;
    for (int i = 0; wanted && *output >= 0 && i < PIECES; i++) {
        ssize_t n = read(*output, piece, sizeof piece);
        if (n > 0) {
            wanted = process->take(process->user, (struct str){piece, (size_t)n});
        } else if (n == 0) {
            *output = -1;
        } else if (errno != EINTR) {
            break;
        }
    }
    explicit_bzero(piece, sizeof piece);
    return wanted;
}

/* Until the program itself has ended: one that lives on behind it may hold the output open. What
 * was printed before the end is in the pipe by then. *ended tells that it was waited for. */
static enum process_end follow(const struct process *process, int output, pid_t child, int *raw,
                               bool *ended)
{
    int64_t deadline_ms = now_ms() + process->timeout_ms;
    for (;;) {
        *ended = waitpid(child, raw, WNOHANG) == child;
        int64_t left_ms = deadline_ms - now_ms();
        if (!drain(process, &output)) {
            return PROCESS_STOPPED;
        }
        if (*ended || left_ms <= 0) {
            return *ended ? PROCESS_EXITED : PROCESS_LATE;
        }
        struct pollfd ready = {.fd = output, .events = POLLIN};
        poll(&ready, 1, (int)(left_ms < LOOK_MS ? left_ms : LOOK_MS));
    }
}

enum process_end process_run(const struct process *process, int *status)
{
    int pipe_fds[2], raw = 0;
    pid_t child;
    bool ended;
    if (pipe2(pipe_fds, O_CLOEXEC) != 0) {
        return PROCESS_NOT_STARTED;
    }
    CLEANUP(close_at) int output = pipe_fds[0];
    bool started = start(process, pipe_fds[1], &child);
    close(pipe_fds[1]);
    if (!started || fcntl(output, F_SETFL, O_NONBLOCK) != 0) {
        return PROCESS_NOT_STARTED;
    }
    enum process_end end = follow(process, output, child, &raw, &ended);
    if (!ended) {
        kill(-child, SIGKILL);
        while (waitpid(child, &raw, 0) < 0 && errno == EINTR) {
        }
    }
    *status = WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw);
    return end;
}

static bool can_run(const char *path)
{
    struct stat file;
    return stat(path, &file) == 0 && S_ISREG(file.st_mode) && access(path, X_OK) == 0;
}

bool process_exists(const char *program)
{
    const char *path = getenv("PATH");
    struct str rest = str_of(path ? path : "/bin:/usr/bin"), folder;
    bool found = strchr(program, '/') && can_run(program);
    while (!found && !strchr(program, '/') && str_take(&rest, ':', &folder)) {
        struct buf name CLEANUP_BUF = BUF_INIT(64u * KIB);
        buf_addf(&name, "%.*s/%s", STR_FMT(folder.n ? folder : STR(".")), program);
        found = !name.overflow && can_run(buf_str(&name).p);
    }
    return found;
}
