#include "base/process.h"

#include "base/buf.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define PRINTED_MAX 100000

struct ran {
    struct buf printed;
    size_t most; /* bytes after which no more is wanted */
    int status;
    enum process_end end;
};

static bool keep(void *user, struct str piece)
{
    struct ran *ran = user;
    buf_add(&ran->printed, piece);
    return ran->printed.n < ran->most;
}

static void run(struct ran *ran, const char *script, int input, int64_t timeout_ms)
{
    char shell[] = "sh", option[] = "-c";
    CLEANUP_FREE char *line = mem_strdup(script);
    char *const argv[] = {shell, option, line, NULL};
    struct process process = {
        .argv = argv,
        .input = input,
        .with_errors = true,
        .timeout_ms = timeout_ms,
        .take = keep,
        .user = ran,
    };
    ran->printed.max = PRINTED_MAX;
    ran->most = ran->most ? ran->most : PRINTED_MAX;
    ran->end = process_run(&process, &ran->status);
}

static void ended(struct ran *ran, enum process_end end, int status, const char *printed)
{
    assert_int_equal(ran->end, end);
    assert_int_equal(ran->status, status);
    assert_string_equal(buf_str(&ran->printed).p, printed);
    buf_clear(&ran->printed);
}

static void output_and_status_come_back(void **state)
{
    (void)state;
    struct ran ran = {0};
    run(&ran, "echo one; echo two >&2; exit 75", -1, 10000);
    ended(&ran, PROCESS_EXITED, 75, "one\ntwo\n");
}

static void it_reads_what_it_is_given(void **state)
{
    (void)state;
    struct ran ran = {0};
    int input = open("/proc/self/comm", O_RDONLY | O_CLOEXEC);
    run(&ran, "cat", input, 10000);
    close(input);
    assert_true(ran.printed.n > 0);
    assert_int_equal(ran.status, 0);
    buf_clear(&ran.printed);
}

static void without_input_it_reads_nothing(void **state)
{
    (void)state;
    struct ran ran = {0};
    run(&ran, "cat", -1, 10000);
    ended(&ran, PROCESS_EXITED, 0, "");
}

static void a_signal_is_a_status(void **state)
{
    (void)state;
    struct ran ran = {0};
    run(&ran, "kill -9 $$", -1, 10000);
    ended(&ran, PROCESS_EXITED, 128 + 9, "");
}

static void one_that_hangs_is_killed_with_what_it_started(void **state)
{
    (void)state;
    struct ran ran = {0};
    int fds[2];
    char byte;
    assert_int_equal(pipe2(fds, 0), 0); /* a child that lives on would keep it open */
    run(&ran, "sleep 60 & sleep 60", -1, 100);
    close(fds[1]);
    assert_int_equal(read(fds[0], &byte, 1), 0);
    close(fds[0]);
    ended(&ran, PROCESS_LATE, 128 + 9, "");
}

static void one_that_prints_too_much_is_stopped(void **state)
{
    (void)state;
    struct ran ran = {.most = 5000};
    run(&ran, "yes", -1, 10000);
    assert_int_equal(ran.end, PROCESS_STOPPED);
    buf_clear(&ran.printed);
}

static void one_that_prints_for_ever_ends_with_its_time(void **state)
{
    (void)state;
    struct ran ran = {.most = SIZE_MAX};
    run(&ran, "yes", -1, 100);
    assert_int_equal(ran.end, PROCESS_LATE);
    buf_clear(&ran.printed);
}

static void a_helper_that_lives_on_does_not_hold_the_answer(void **state)
{
    (void)state;
    struct ran ran = {0};
    time_t before = time(NULL);
    run(&ran, "sleep 5 & echo done", -1, 10000);
    ended(&ran, PROCESS_EXITED, 0, "done\n");
    assert_true(time(NULL) - before < 4);
}

static void one_that_closes_its_output_is_still_waited_for(void **state)
{
    (void)state;
    struct ran ran = {0};
    run(&ran, "exec >&- 2>&-; sleep 0.2; exit 3", -1, 10000);
    ended(&ran, PROCESS_EXITED, 3, "");
}

static void a_program_is_found_as_it_would_be_started(void **state)
{
    (void)state;
    assert_true(process_exists("sh"));
    assert_true(process_exists("/bin/sh"));
    assert_false(process_exists("/bin"));
    assert_false(process_exists("no-such-program"));
    assert_false(process_exists("/bin/no-such-program"));
    assert_false(process_exists("/etc/passwd"));
    assert_false(process_exists(""));
}

static void what_is_not_there_is_not_started(void **state)
{
    (void)state;
    char name[] = "/no/such/program";
    char *const argv[] = {name, NULL};
    struct process process = {.argv = argv, .input = -1, .timeout_ms = 1000, .take = keep};
    int status;
    assert_int_equal(process_run(&process, &status), PROCESS_NOT_STARTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(output_and_status_come_back),
        cmocka_unit_test(it_reads_what_it_is_given),
        cmocka_unit_test(without_input_it_reads_nothing),
        cmocka_unit_test(a_signal_is_a_status),
        cmocka_unit_test(one_that_hangs_is_killed_with_what_it_started),
        cmocka_unit_test(one_that_prints_too_much_is_stopped),
        cmocka_unit_test(one_that_prints_for_ever_ends_with_its_time),
        cmocka_unit_test(a_helper_that_lives_on_does_not_hold_the_answer),
        cmocka_unit_test(one_that_closes_its_output_is_still_waited_for),
        cmocka_unit_test(a_program_is_found_as_it_would_be_started),
        cmocka_unit_test(what_is_not_there_is_not_started),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
