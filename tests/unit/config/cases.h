/* Reads a case file: groups of YAML text and the expected outcome,
 *
 *     brands: 5
 *     => 1:9: a list (- entry) is wanted, not a single value
 *
 * "=> ok" when it must load, else the error without the file name in front. A line "# ..." in
 * column 1 right after an outcome is a comment. Adding a case needs no C. */
#ifndef UNIT_CONFIG_CASES_H
#define UNIT_CONFIG_CASES_H

#include "../check.h"

#include "base/err.h"
#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static inline void check_case(bool (*load)(const char *path, struct err *err), const char *path,
                              struct str yaml, struct str want, size_t line)
{
    struct err err = ERR_NONE;
    assert_true(file_write(path, yaml, 0600, &err));
    bool loaded = load(path, &err);
    struct str got = loaded ? STR("ok") : str_of(err.text);
    if (!loaded && str_starts(got, str_of(path))) {
        got = str_slice(got, strlen(path) + 1, got.n);
    }
    if (!str_eq(got, want)) {
        fail_msg("case ending in line %zu:\n  got  %.*s\n  want %.*s", line, STR_FMT(got),
                 STR_FMT(want));
    }
}

static inline size_t run_cases(const char *cases, bool (*load)(const char *path, struct err *err))
{
    char path[] = "/tmp/nabz-case-XXXXXX";
    int fd = mkstemp(path);
    struct buf text = BUF_INIT(1u << 20), yaml = BUF_INIT(1u << 20);
    struct err err = ERR_NONE;
    assert_true(fd >= 0 && file_read(cases, &text, &err));
    struct str rest = buf_str(&text), line;
    size_t number = 0, count = 0;
    bool after = true;
    while (str_take(&rest, '\n', &line)) {
        number++;
        if (str_starts(line, STR("=> "))) {
            check_case(load, path, buf_str(&yaml), str_slice(line, 3, line.n), number);
            buf_reset(&yaml);
            count++;
            after = true;
        } else if (!after || !(line.n == 0 || line.p[0] == '#')) {
            assert_true(buf_add(&yaml, line) && buf_add_byte(&yaml, '\n'));
            after = false;
        }
    }
    buf_clear(&text);
    buf_clear(&yaml);
    close(fd);
    unlink(path);
    return count;
}

#endif
