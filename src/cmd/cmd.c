#include "cmd/cmd.h"

#include "base/nearest.h"
#include "base/version.h"
#include "feed/dates.h"
#include "model/score.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { MOST_COMMANDS = 64, MOST_OPTIONS = 32 };

static const struct option global_options[] = {
    {"config", OPTION_TEXT, offsetof(struct globals, config), "FILE",
     "the configuration, else ./nabz.yaml, ~/.config/nabz/nabz.yaml, /etc/nabz/nabz.yaml"},
    {"db", OPTION_TEXT, offsetof(struct globals, db), "FILE", "the database, else the configured"},
    {"now", OPTION_TIME, offsetof(struct globals, now), "TIME", "run as if it were then"},
    {0},
};

int command_fail(int status, const struct err *err)
{
    fprintf(stderr, "nabz: %s\n", err->text);
    return status;
}

static int usage_error(const struct command *command, const struct err *err)
{
    fprintf(stderr, "nabz: %s\nTry 'nabz %s --help'.\n", err->text, command ? command->name : "");
    return EXIT_USAGE;
}

static void print_options(FILE *out, const struct option *options)
{
    for (; options && options->name; options++) {
        char left[48];
        snprintf(left, sizeof left, "--%s%s%s", options->name, options->value ? " " : "",
                 options->value ? options->value : "");
        fprintf(out, "  %-22s %s\n", left, options->help);
    }
}

static void print_help(FILE *out, const struct command *command)
{
    fprintf(out, "nabz %s: %s\n\nUsage: nabz %s%s%s%s\n", command->name, command->summary,
            command->name, command->options ? " [OPTION ...]" : "", *command->arguments ? " " : "",
            command->arguments);
    if (command->options) {
        fprintf(out, "\nOptions:\n");
        print_options(out, command->options);
    }
    fprintf(out, "\nWith every command:\n");
    print_options(out, global_options);
    fprintf(out, "\nExample:\n%s\n", command->example);
}

static void print_commands(FILE *out)
{
    fprintf(out, "nabz (pulse): listens to what customers say of a brand in public, and tells the "
                 "team when it turns bad.\n\nUsage: nabz COMMAND [OPTION ...]\n\nCommands:\n");
    for (size_t i = 0; i < command_count; i++) {
        fprintf(out, "  %-16s %s\n", command_table[i]->name, command_table[i]->summary);
    }
    fprintf(out, "\n'nabz COMMAND --help' tells the options of one, with an example.\n");
}

/* "alert list" before "alert"; *words is how many arguments the name took. */
static const struct command *find_command(int argc, const char *const *argv, int *words)
{
    char two[128] = "";
    if (argc > 1) {
        snprintf(two, sizeof two, "%s %s", argv[0], argv[1]);
    }
    for (size_t i = 0; i < command_count; i++) {
        if (strcmp(command_table[i]->name, two) == 0) {
            *words = 2;
            return command_table[i];
        }
    }
    for (size_t i = 0; i < command_count; i++) {
        if (strcmp(command_table[i]->name, argv[0]) == 0) {
            *words = 1;
            return command_table[i];
        }
    }
    return NULL;
}

/* What follows the word in a command's name: "list" of "alert list"; NULL when it is none of them.
 */
static const char *second_word(const char *name, const char *first)
{
    size_t n = strlen(first);
    return strncmp(name, first, n) == 0 && name[n] == ' ' ? name + n + 1 : NULL;
}

/* "alert" alone is the first word of some commands. */
static int half_command(const char *first)
{
    const char *between = "";
    fprintf(stderr, "nabz: '%s' wants to know what: ", first);
    for (size_t i = 0; i < command_count; i++) {
        const char *second = second_word(command_table[i]->name, first);
        fprintf(stderr, "%s%s", second ? between : "", second ? second : "");
        between = second ? ", " : between;
    }
    fprintf(stderr, "\n");
    return EXIT_USAGE;
}

static int unknown_command(int argc, const char *const *argv)
{
    const char *names[MOST_COMMANDS];
    char word[128];
    if (argv[0][0] == '-') {
        fprintf(stderr, "nabz: '%s' stands before the command: options follow it\n", argv[0]);
        return EXIT_USAGE;
    }
    size_t n = 0;
    bool noun = false;
    for (; n < command_count && n < MOST_COMMANDS; n++) {
        names[n] = command_table[n]->name;
        noun |= second_word(names[n], argv[0]) != NULL;
    }
    if (noun && argc == 1) {
        return half_command(argv[0]);
    }
    snprintf(word, sizeof word, "%s%s%s", argv[0], noun && argc > 1 ? " " : "",
             noun && argc > 1 ? argv[1] : "");
    const char *near = nearest_name(str_of(word), names, n);
    fprintf(stderr, "nabz: no command '%s'%s%s%s\n", word, near ? ": did you mean '" : "",
            near ? near : "", near ? "'?" : "; 'nabz --help' lists them");
    return EXIT_USAGE;
}

static const struct option *find_option(const struct option *options, struct str name)
{
    for (; options && options->name; options++) {
        if (str_eq(str_of(options->name), name)) {
            return options;
        }
    }
    return NULL;
}

/* Spans and RFC 3339 first: what they mean is not left to guessing. */
static bool read_when(struct str text, int64_t now, struct when *when)
{
    int64_t span;
    enum time_precision precision;
    when->is_said = true;
    if (text.n && !str_to_int(text, &span) && duration_parse(text, &span)) {
        when->at = now - span;
        return true;
    }
    if (text.n > strlen("2026-11-22") && time_parse(text, &when->at)) {
        return true;
    }
    if (!text.n || str_to_int(text, &span) ||
        !date_read(text, "auto", "UTC", now, &when->at, &precision)) {
        return false;
    }
    when->is_day = precision == PRECISION_DAY;
    return true;
}

static bool read_time(struct str text, int64_t now, int64_t *at)
{
    struct when when = {0};
    bool well = read_when(text, now, &when);
    *at = well ? when.at : *at;
    return well;
}

static bool not_a_time(const struct option *option, const char *text, struct err *err)
{
    return err_set(err,
                   "--%s: not a time: '%s' (as 2026-11-22T08:30:00Z, 2026-11-22, 1405-09-01, or a "
                   "span ago: 36h, 7d)",
                   option->name, text);
}

static bool store_value(const struct option *option, const char *text, int64_t now, void *into,
                        struct err *err)
{
    void *field = (char *)into + option->at;
    switch (option->kind) {
    case OPTION_FLAG:
        *(bool *)field = true;
        return true;
    case OPTION_TEXT:
        *(const char **)field = text;
        return true;
    case OPTION_COUNT:
        return (str_to_int(str_of(text), field) && *(int64_t *)field >= 0) ||
               err_set(err, "--%s: not a count: '%s'", option->name, text);
    case OPTION_TIME:
        return read_time(str_of(text), now, field) || not_a_time(option, text, err);
    case OPTION_WHEN:
        return read_when(str_of(text), now, field) || not_a_time(option, text, err);
    case OPTION_LANGUAGE:
        *(enum language *)field = language_from_name(text);
        return *(enum language *)field != LANG_OTHER || strcmp(text, "other") == 0 ||
               err_set(err, "--%s: no language '%s' (fa, en, fa-Latn, mixed, ar, ur, ckb, other)",
                       option->name, text);
    case OPTION_LABEL:
        *(enum label *)field = label_from_name(text);
        return *(enum label *)field != LABEL_NONE ||
               err_set(err, "--%s: no label '%s' (positive, neutral, negative)", option->name,
                       text);
    }
    return false;
}

static bool unknown_option(const struct command *command, struct str name, struct err *err)
{
    const char *names[MOST_OPTIONS];
    size_t n = 0;
    for (const struct option *o = command->options; o && o->name && n < MOST_OPTIONS; o++) {
        names[n++] = o->name;
    }
    for (const struct option *o = global_options; o->name && n < MOST_OPTIONS; o++) {
        names[n++] = o->name;
    }
    const char *near = nearest_name(name, names, n);
    return err_set(err, "no option --%.*s%s%s%s", STR_FMT(name), near ? ": did you mean --" : "",
                   near ? near : "", near ? "?" : "");
}

/* One --option at argv[*i]; moves *i over its value. */
static bool read_option(const struct command *command, int argc, char **argv, int *i,
                        struct globals *globals, void *own, struct err *err)
{
    struct str name = str_of(argv[*i] + 2), rest = name, word;
    const char *value = NULL;
    if (str_find_byte(name, '=') != STR_NOT_FOUND) {
        str_take(&rest, '=', &word);
        name = word;
        value = rest.p;
    }
    void *into = own;
    const struct option *option = find_option(command->options, name);
    if (!option) {
        option = find_option(global_options, name);
        into = globals;
    }
    if (!option) {
        return unknown_option(command, name, err);
    }
    if (option->kind == OPTION_FLAG && value) {
        return err_set(err, "--%s takes no value", option->name);
    }
    if (option->kind != OPTION_FLAG && !value) {
        if (*i + 1 >= argc) {
            return err_set(err, "--%s wants %s", option->name, option->value);
        }
        value = argv[++*i];
    }
    int64_t now = into == globals ? clock_now() : globals->now;
    return store_value(option, value, now, into, err);
}

/* Arguments that are not options are gathered at the front of argv, in their order. */
static bool read_arguments(const struct command *command, int argc, char **argv,
                           struct globals *globals, void *own, int *count, struct err *err)
{
    bool options_end = false;
    *count = 0;
    for (int i = 0; i < argc; i++) {
        if (!options_end && strcmp(argv[i], "--") == 0) {
            options_end = true;
        } else if (!options_end && strncmp(argv[i], "--", 2) == 0) {
            if (!read_option(command, argc, argv, &i, globals, own, err)) {
                return false;
            }
        } else {
            argv[(*count)++] = argv[i];
        }
    }
    if ((size_t)*count < command->argument_least) {
        return err_set(err, "'%s' wants %s", command->name, command->arguments);
    }
    if ((size_t)*count > command->argument_most) {
        return err_set(err, "'%s': one argument too many: '%s'", command->name,
                       argv[command->argument_most]);
    }
    return true;
}

/* --now comes first, wherever it stands: "since 2h" is seen from it. What is wrong with it is told
 * when all are read. */
static void read_now(int argc, char **argv, struct globals *globals)
{
    int64_t real = clock_now();
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strncmp(argv[i], "--now=", 6) == 0) {
            read_time(str_of(argv[i] + 6), real, &globals->now);
        } else if (strcmp(argv[i], "--now") == 0 && i + 1 < argc) {
            read_time(str_of(argv[i + 1]), real, &globals->now);
        }
    }
}

static bool wants_help(int argc, char **argv)
{
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            return true;
        }
    }
    return false;
}

static int run_command(const struct command *command, int argc, char **argv)
{
    struct err err = ERR_NONE;
    struct globals globals = {.now = clock_now()};
    CLEANUP_FREE void *own = mem_zalloc(1, command->options_size);
    int count;
    read_now(argc, argv, &globals);
    if (!read_arguments(command, argc, argv, &globals, own, &count, &err)) {
        return usage_error(command, &err);
    }
    return command->run(&(struct invocation){
        .globals = globals,
        .options = own,
        .arguments = (const char *const *)argv,
        .argument_count = (size_t)count,
    });
}

static int run_help(const struct invocation *invocation)
{
    if (!invocation->argument_count) {
        print_commands(stdout);
        return EXIT_WELL;
    }
    const char *name[2] = {invocation->arguments[0]};
    if (invocation->argument_count > 1) {
        name[1] = invocation->arguments[1];
    }
    int words, given = (int)invocation->argument_count;
    const struct command *command = find_command(given, name, &words);
    if (!command || words != given) {
        return unknown_command(given, name);
    }
    print_help(stdout, command);
    return EXIT_WELL;
}

const struct command command_help = {
    .name = "help",
    .summary = "tells what a command does",
    .arguments = "[COMMAND]",
    .argument_most = 2,
    .example = "  nabz help crawl",
    .run = run_help,
};

static int dispatch(int argc, char **argv)
{
    if (argc < 2) {
        print_commands(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("nabz " NABZ_VERSION);
        return EXIT_WELL;
    }
    int words = 1;
    const char *const *named = (const char *const *)argv + 1;
    const struct command *command = find_command(argc - 1, named, &words);
    if (!command && wants_help(argc, argv)) {
        print_commands(stdout);
        return EXIT_WELL;
    }
    if (!command) {
        return unknown_command(argc - 1, named);
    }
    int first = 1 + words;
    if (wants_help(argc - first, argv + first)) {
        print_help(stdout, command);
        return EXIT_WELL;
    }
    return run_command(command, argc - first, argv + first);
}

/* Where one of the three was closed, the next file would get its number, and what is printed would
 * be written into it: a lock, a connection. What is written to these fails, as to a closed one. */
static void keep_standard_files(void)
{
    int fd;
    do {
        fd = open("/dev/null", O_RDONLY);
    } while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0) {
        close(fd);
    }
}

int command_main(int argc, char **argv)
{
    keep_standard_files();
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is a failed write, as on a full disk */
    int status = dispatch(argc, argv);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "nabz: could not write the output\n");
        return status ? status : EXIT_SOME_FAILED;
    }
    return status;
}
