/* Runs another program to its end or to the end of its time, without a shell, and hands over what
 * it prints. Blocks. The program leads a group of its own, so that what it started ends with it
 * when it must be killed; it inherits the environment and no open file but the ones named here. */
#ifndef BASE_PROCESS_H
#define BASE_PROCESS_H

#include "base/str.h"

struct process {
    char *const *argv; /* NULL behind the last; argv[0] is a path, or a name to be found in PATH */
    int input;         /* what it reads; -1: nothing */
    bool with_errors;  /* its stderr is handed over as well; else it is ours */
    int64_t timeout_ms;
    /* Gets the output as it comes; the memory is wiped after. False kills the program. */
    bool (*take)(void *user, struct str piece);
    void *user;
};

enum process_end {
    PROCESS_EXITED,  /* by itself: see the status */
    PROCESS_LATE,    /* killed: its time was over */
    PROCESS_STOPPED, /* killed: take wanted no more */
    PROCESS_NOT_STARTED,
};

/* *status is what the program exited with, or 128 and the number of the signal that ended it. */
enum process_end process_run(const struct process *process, int *status);

/* Whether process_run would find something to start. */
bool process_exists(const char *program);

#endif
