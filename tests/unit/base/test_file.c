#include "../check.h"

#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/nabz-file-XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return chdir("/") == 0 && system(command) == 0 ? 0 : -1;
}

static void a_written_file_reads_back_with_its_mode(void **state)
{
    (void)state;
    struct err err = ERR_NONE;
    struct buf buf = BUF_INIT(100);
    assert_true(file_write("a", STR("one"), 0600, &err));
    assert_true(file_write("a", STR("two\0three"), 0600, &err));
    assert_true(file_read("a", &buf, &err));
    assert_int_equal(buf.n, 9);
    assert_memory_equal(buf.p, "two\0three", 9);
    struct stat about;
    assert_int_equal(stat("a", &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    buf_clear(&buf);
}

static void a_file_larger_than_the_cap_is_refused_by_name(void **state)
{
    (void)state;
    struct err err = ERR_NONE;
    struct buf buf = BUF_INIT(2);
    struct file_map map;
    assert_true(file_write("big", STR("abc"), 0600, &err));
    assert_false(file_read("big", &buf, &err));
    assert_contains(err.text, "big: larger than 2 bytes");
    assert_false(file_map("big", 2, &map, &err));
    assert_contains(err.text, "big: larger");
    buf_clear(&buf);
}

static void a_file_that_is_not_there_says_so(void **state)
{
    (void)state;
    struct err err = ERR_NONE;
    struct buf buf = BUF_INIT(100);
    struct file_map map;
    assert_false(file_read("nowhere", &buf, &err));
    assert_string_equal(err.text, "nowhere: No such file or directory");
    assert_false(file_map("nowhere", 10, &map, &err));
    assert_false(file_write("no/such/folder", STR("x"), 0600, &err));
    assert_contains(err.text, "no/such/folder");
}

static void an_empty_file_maps_to_nothing(void **state)
{
    (void)state;
    struct err err = ERR_NONE;
    struct file_map map;
    assert_true(file_write("empty", STR(""), 0600, &err));
    assert_true(file_map("empty", 10, &map, &err));
    assert_null(map.bytes);
    file_unmap(&map);
}

static void a_lock_is_held_by_one_and_freed_by_death(void **state)
{
    (void)state;
    struct err err = ERR_NONE;
    int ready[2], fd, status;
    char byte;
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        bool taken = file_lock("lock", &fd, &err) == FILE_LOCK_TAKEN;
        if (write(ready[1], taken ? "y" : "n", 1) == 1) {
            pause();
        }
        _exit(1);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(byte, 'y');
    assert_int_equal(file_lock("lock", &fd, &err), FILE_LOCK_BUSY);
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    assert_int_equal(file_lock("lock", &fd, &err), FILE_LOCK_TAKEN);
    close(fd);
    close(ready[0]);
    close(ready[1]);
}

static void data_lie_beside_the_program_unless_told_otherwise(void **state)
{
    (void)state;
    struct arena arena = {0};
    unsetenv("NABZ_DATA");
    const char *path = file_data_path(&arena, "lexicon.image");
    assert_contains(path, "/share/nabz/lexicon.image");
    assert_int_equal(path[0], '/');
    setenv("NABZ_DATA", "/elsewhere", 1);
    assert_string_equal(file_data_path(&arena, "x"), "/elsewhere/x");
    unsetenv("NABZ_DATA");
    arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_written_file_reads_back_with_its_mode),
        cmocka_unit_test(a_file_larger_than_the_cap_is_refused_by_name),
        cmocka_unit_test(a_file_that_is_not_there_says_so),
        cmocka_unit_test(an_empty_file_maps_to_nothing),
        cmocka_unit_test(a_lock_is_held_by_one_and_freed_by_death),
        cmocka_unit_test(data_lie_beside_the_program_unless_told_otherwise),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
