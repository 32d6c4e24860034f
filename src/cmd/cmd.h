/* The command line. A command is one `struct command`: it describes its options in a table, from
 * which they are parsed and its --help is written; a row in cmd/table.c makes it exist.
 *
 * Data goes to stdout, words to stderr, progress to stderr only when it is a terminal. */
#ifndef CMD_CMD_H
#define CMD_CMD_H

#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"

enum exit_status {
    EXIT_WELL = 0,
    EXIT_SOME_FAILED = 1, /* some sources or deliveries failed; the rest is stored */
    EXIT_USAGE = 2,
    EXIT_CONFIG = 3,
    EXIT_STORE = 4,
    EXIT_LOCKED = 5,     /* another run holds the lock */
    EXIT_ALL_FAILED = 6, /* every source failed */
};

enum option_kind {
    OPTION_FLAG,     /* bool */
    OPTION_TEXT,     /* const char * */
    OPTION_COUNT,    /* int64_t, 0 and up */
    OPTION_TIME,     /* int64_t UTC seconds: RFC 3339, a date, Jalali too, or a span ago ("7d") */
    OPTION_WHEN,     /* struct when: the same, but a date alone begins in the configured zone */
    OPTION_LANGUAGE, /* enum language */
    OPTION_LABEL,    /* enum label */
};

struct option {
    const char *name; /* without the dashes; a NULL name ends the table */
    enum option_kind kind;
    size_t at;         /* offsetof the field in the command's own struct */
    const char *value; /* what stands for the value in --help: "FILE" */
    const char *help;
};

/* What a person said of a time; {0} when nothing. session_when makes it a time. */
struct when {
    int64_t at;
    bool is_said, is_day; /* is_day: at is midnight UTC of the day */
};

struct globals {
    const char *config, *db; /* NULL: the usual places */
    int64_t now;             /* UTC seconds: the clock of this run */
};

struct invocation {
    struct globals globals;
    const void *options; /* the command's own struct, zeroed then filled */
    const char *const *arguments;
    size_t argument_count;
};

struct command {
    const char *name;      /* "crawl", or two words: "alert list" */
    const char *summary;   /* one line, for the list of commands */
    const char *arguments; /* "ID", "[TEXT ...]", "" */
    size_t argument_least, argument_most;
    const struct option *options; /* may be NULL */
    size_t options_size;
    const char *example;
    int (*run)(const struct invocation *invocation); /* an exit status */
};

extern const struct command *const command_table[];
extern const size_t command_count;

/* Finds the command, reads its options, runs it. The exit status of the program. */
int command_main(int argc, char **argv);

/* Says "nabz: <what>" on stderr; returns the exit status it is given. */
int command_fail(int status, const struct err *err);

#endif
