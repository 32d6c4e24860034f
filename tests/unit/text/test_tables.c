/* The generated C files are what their scripts make of their sources. Needs python3 (Debian), which
 * a build does not: skipped where it is not there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"

#include <stdio.h>
#include <unistd.h>

static bool run(const char *command, struct buf *out)
{
    char chunk[4096];
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, pipe)) > 0;) {
        assert_true(buf_add(out, (struct str){chunk, n}));
    }
    return pclose(pipe) == 0;
}

static struct str first_line(struct str text)
{
    struct str line = STR("");
    str_take(&text, '\n', &line);
    return line;
}

static void check_generated(const char *script, const char *path)
{
    struct buf made = BUF_INIT(4u << 20), kept = BUF_INIT(4u << 20);
    struct err err = ERR_NONE;
    char command[512];
    snprintf(command, sizeof command, "%s/scripts/%s 2>/dev/null", SOURCE_DIR, script);
    if (access("/usr/bin/python3", X_OK) != 0) {
        print_message("skipped: no python3\n");
        skip();
    }
    assert_true(run(command, &made));
    assert_true(file_read(path, &kept, &err));
    if (!str_eq(first_line(buf_str(&made)), first_line(buf_str(&kept)))) {
        print_message("skipped: this python3 has other Unicode tables\n");
        buf_clear(&made);
        buf_clear(&kept);
        skip();
    }
    assert_true(str_eq(buf_str(&made), buf_str(&kept)));
    buf_clear(&made);
    buf_clear(&kept);
}

static void the_fold_table_is_what_its_script_makes(void **state)
{
    (void)state;
    check_generated("make-fold-table", SOURCE_DIR "/src/text/fold_table.c");
}

static void the_word_tables_are_what_their_script_makes(void **state)
{
    (void)state;
    check_generated("make-word-table", SOURCE_DIR "/src/text/word_table.c");
    check_generated("make-word-table function", SOURCE_DIR "/src/text/function_table.c");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_fold_table_is_what_its_script_makes),
        cmocka_unit_test(the_word_tables_are_what_their_script_makes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
