/* Commands: the body is the event's JSON, given to a program on stdin; the recipient is the name of
 * a command of the row's team. */
#include "app/channel.h"

#include "base/process.h"

#include <stdio.h>
#include <sys/mman.h>
#include <sysexits.h>
#include <unistd.h>

static const struct config_command *find(const struct app *app, const struct delivery *row)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    const struct config_team *team = config_team(app->config, str_z(&arena, row->team));
    for (unsigned i = 0; team && i < team->command_count; i++) {
        if (str_eq(str_of(team->commands[i].name), row->recipient)) {
            return &team->commands[i];
        }
    }
    return NULL;
}

/* The last line that was printed, as far as there is room for it. */
struct last_line {
    char text[256];
    size_t n;
    bool ended;
};

static bool keep_last(void *user, struct str piece)
{
    struct last_line *last = user;
    for (size_t i = 0; i < piece.n; i++) {
        char c = piece.p[i];
        if (c == '\n') {
            last->ended = true;
            continue;
        }
        last->n = last->ended ? 0 : last->n;
        last->ended = false;
        if (last->n < sizeof last->text) {
            last->text[last->n++] = c;
        }
    }
    return true;
}

static void close_at(int *fd)
{
    if (*fd >= 0) {
        close(*fd);
    }
}

/* A file without a name: the program may read the event at its own pace, or not at all. */
static int event_file(struct str event)
{
    int fd = memfd_create("nabz-event", MFD_CLOEXEC);
    if (fd >= 0 && (write(fd, event.p, event.n) != (ssize_t)event.n || lseek(fd, 0, SEEK_SET))) {
        close(fd);
        fd = -1;
    }
    return fd;
}

static enum outcome judge(enum process_end end, int status)
{
    if (end == PROCESS_EXITED) {
        return status == 0 ? OUTCOME_SENT : status == EX_TEMPFAIL ? OUTCOME_LATER : OUTCOME_REFUSED;
    }
    return end == PROCESS_LATE ? OUTCOME_UNKNOWN : OUTCOME_LATER;
}

static void tell(enum process_end end, int status, const struct last_line *last,
                 char words[OUTCOME_WORDS_MAX])
{
    struct err line; /* makes bytes of the outside fit to be shown */
    err_set(&line, "%.*s", (int)last->n, last->text);
    if (end == PROCESS_EXITED) {
        snprintf(words, OUTCOME_WORDS_MAX, "exit status %d%s%.480s", status, last->n ? ": " : "",
                 line.text);
    } else {
        snprintf(words, OUTCOME_WORDS_MAX, "%s",
                 end == PROCESS_LATE ? "killed: it did not end in time" : "it cannot be started");
    }
}

static enum outcome send_command(const struct app *app, const struct delivery *row,
                                 int64_t *retry_at, char words[OUTCOME_WORDS_MAX])
{
    (void)retry_at;
    const struct config_command *command = find(app, row);
    if (!command) {
        snprintf(words, OUTCOME_WORDS_MAX, "the team has no command of that name");
        return OUTCOME_LATER;
    }
    CLEANUP(close_at) int event = event_file(row->body);
    if (event < 0) {
        snprintf(words, OUTCOME_WORDS_MAX, "the event cannot be handed over");
        return OUTCOME_LATER;
    }
    CLEANUP(arena_clear) struct arena arena = {0};
    char **argv = arena_array(&arena, char *, command->run_count + 1);
    for (unsigned i = 0; i < command->run_count; i++) {
        argv[i] = command->run[i];
    }
    struct last_line last = {.n = 0};
    struct process process = {
        .argv = argv,
        .input = event,
        .with_errors = true,
        .timeout_ms = command->timeout_s * 1000,
        .take = keep_last,
        .user = &last,
    };
    int status = 0;
    enum process_end end = process_run(&process, &status);
    tell(end, status, &last, words);
    return judge(end, status);
}

const struct channel channel_command = {"command", send_command, false};
