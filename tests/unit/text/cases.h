/* Case files: lines of fields parted by tabs; '#' at the beginning of a line that has no tab is a
 * comment. In a field \n, \t, \\ and \xHH are escapes. For the tests of text/ and match/. */
#ifndef TEST_CASES_H
#define TEST_CASES_H

#include "base/file.h"
#include "base/limits.h"

#include <stdio.h>
#include <stdlib.h>

enum { CASE_FIELDS = 8 };

struct test_case {
    size_t line, count; /* fields */
    struct str field[CASE_FIELDS];
};

static inline unsigned cases_hex(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

static inline struct str cases_unescape(struct arena *arena, struct str s)
{
    char *bytes = arena_alloc(arena, s.n + 1, 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char next = i + 1 < s.n ? s.p[i + 1] : 0;
        if (s.p[i] != '\\' || next == 0) {
            bytes[n++] = s.p[i];
        } else if (next == 'x' && i + 3 < s.n) {
            bytes[n++] = (char)(cases_hex(s.p[i + 2]) << 4 | cases_hex(s.p[i + 3]));
            i += 3;
        } else {
            bytes[n++] = next == 'n' ? '\n' : next == 't' ? '\t' : next;
            i++;
        }
    }
    return (struct str){bytes, n};
}

/* Calls `check` for each case of the file, which must hold at least `least`. */
static inline void cases_run(const char *path, size_t least,
                             void (*check)(struct arena *, const struct test_case *))
{
    struct buf file = BUF_INIT(LIMIT_CONFIG_FILE);
    struct err err;
    if (!file_read(path, &file, &err)) {
        fprintf(stderr, "%s\n", err.text);
        abort();
    }
    struct str rest = buf_str(&file), line;
    size_t count = 0;
    for (size_t number = 1; str_take(&rest, '\n', &line); number++) {
        bool tabbed = str_find_byte(line, '\t') != STR_NOT_FOUND;
        if (line.n == 0 || (line.p[0] == '#' && !tabbed)) {
            continue;
        }
        struct arena arena = {0};
        struct test_case one = {.line = number};
        struct str part;
        while (one.count < CASE_FIELDS && str_take(&line, '\t', &part)) {
            one.field[one.count++] = cases_unescape(&arena, part);
        }
        check(&arena, &one);
        arena_clear(&arena);
        count++;
    }
    buf_clear(&file);
    if (count < least) {
        fprintf(stderr, "%s: only %zu cases\n", path, count);
        abort();
    }
}

#endif
