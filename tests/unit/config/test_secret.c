#include "config/secret.h"

#include "base/file.h"
#include "base/limits.h"

#include "../check.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char path[] = "/tmp/nabz-secret-XXXXXX";

static int make_file(void **state)
{
    (void)state;
    int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

enum kind { FROM_FILE, FROM_COMMAND, FROM_ENV };

/* Reads the secret; the value or the error must contain `want`, an error never `value`. */
static void check(enum kind kind, const char *where, const char *want, const char *value)
{
    struct err err = ERR_NONE;
    CLEANUP_SECRET struct buf buf = BUF_INIT(LIMIT_SECRET);
    CLEANUP_FREE char *copy = mem_strdup(where);
    char name[] = "token";
    struct secret secret = {.name = name,
                            .file = kind == FROM_FILE ? copy : NULL,
                            .command = kind == FROM_COMMAND ? copy : NULL,
                            .env = kind == FROM_ENV ? copy : NULL};
    bool read = secret_read(&secret, &buf, &err);
    assert_contains(read ? buf_str(&buf).p : err.text, want);
    if (!read) {
        assert_int_equal(buf.n, 0);
        assert_contains(err.text, "secret token: ");
        assert_null(value ? strstr(err.text, value) : NULL);
    }
}

static void a_file_gives_its_line(void **state)
{
    (void)state;
    struct err err = ERR_NONE;
    struct buf buf = BUF_INIT(LIMIT_SECRET);
    assert_true(file_write(path, STR("s3cret word\r\n"), 0600, &err));
    assert_true(secret_read(&(struct secret){.file = path}, &buf, &err));
    assert_str(buf_str(&buf), "s3cret word");
    secret_wipe(&buf);
    assert_null(buf.p);
}

static void a_file_that_others_may_read_is_refused_and_its_value_is_not_told(void **state)
{
    (void)state;
    assert_true(file_write(path, STR("s3cret\n"), 0600, NULL));
    assert_int_equal(chmod(path, 0644), 0);
    check(FROM_FILE, path, "chmod 600", "s3cret");
    assert_int_equal(chmod(path, 0602), 0);
    check(FROM_FILE, path, "others may read it", "s3cret");
    assert_int_equal(chmod(path, 0640), 0);
    check(FROM_FILE, path, "s3cret", NULL);
    assert_int_equal(chmod(path, 0600), 0);
    check(FROM_FILE, "/nowhere/token", "No such file", NULL);
}

static void what_is_no_secret_is_refused_without_telling_it(void **state)
{
    (void)state;
    CLEANUP_BUF struct buf big = BUF_INIT(LIMIT_SECRET + 10);
    while (big.n <= LIMIT_SECRET) {
        assert_true(buf_add_byte(&big, 's'));
    }
    const struct {
        struct str content;
        const char *want;
    } cases[] = {
        {STR(""), "it is empty"},
        {STR("\n\n"), "it is empty"},
        {STR("sss\nsss\n"), "more than one line"},
        {STR("sss\0sss\n"), "control character"},
        {STR("sss\rsss\n"), "control character"},
        {buf_str(&big), "longer than"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(file_write(path, cases[i].content, 0600, NULL));
        check(FROM_FILE, path, cases[i].want, "sss");
    }
}

static void a_command_gives_the_first_line_it_prints(void **state)
{
    (void)state;
    check(FROM_COMMAND, "printf 'first\\nsecond\\n'", "first", NULL);
    check(FROM_COMMAND, "printf bare", "bare", NULL);
    check(FROM_COMMAND, "echo s3cret; exit 3", "failed with status 3", "s3cret");
    check(FROM_COMMAND, "true", "it is empty", NULL);
    check(FROM_COMMAND, "exec 2>/dev/null; no-such-command-here", "failed with status 127", NULL);
    check(FROM_COMMAND, "yes", "prints more than a secret", NULL);
    check(FROM_COMMAND, "kill -9 $$", "failed with status 137", NULL);
}

static void an_environment_variable_gives_its_value(void **state)
{
    (void)state;
    assert_int_equal(setenv("NABZ_TEST_SECRET", "word", 1), 0);
    check(FROM_ENV, "NABZ_TEST_SECRET", "word", NULL);
    assert_int_equal(unsetenv("NABZ_TEST_SECRET"), 0);
    check(FROM_ENV, "NABZ_TEST_SECRET", "environment variable NABZ_TEST_SECRET is not set", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_gives_its_line),
        cmocka_unit_test(a_file_that_others_may_read_is_refused_and_its_value_is_not_told),
        cmocka_unit_test(what_is_no_secret_is_refused_without_telling_it),
        cmocka_unit_test(a_command_gives_the_first_line_it_prints),
        cmocka_unit_test(an_environment_variable_gives_its_value),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
