/* A list of words of text/, src/text/NAME.words, against the table that was made of it: sections in
 * brackets, comments behind '#', words between spaces. */
#ifndef TESTS_WORD_SOURCE_H
#define TESTS_WORD_SOURCE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "text/token.h"

struct word_source {
    const char *path;
    uint32_t (*of_section)(struct str name); /* 0: its words are in no table */
    bool (*has)(uint64_t hash, uint32_t of_section);
};

static inline size_t check_word_line(const struct word_source *source, struct str line,
                                     uint32_t section)
{
    struct tokens tokens = {0};
    struct str word;
    size_t count = 0;
    for (; str_take(&line, ' ', &word); count++) {
        tokens_split(&tokens, word);
        if (tokens.count != 1 || !str_eq(tokens.list[0].folded, word) ||
            !source->has(token_hash(word), section)) {
            fail_msg("not folded, or not in the table: %.*s", STR_FMT(word));
        }
    }
    tokens_clear(&tokens);
    return count;
}

/* How many words there are; fails when one is not folded or not in the table. */
static inline size_t check_word_source(const struct word_source *source)
{
    struct buf file = BUF_INIT(1 << 20);
    struct err err = ERR_NONE;
    assert_true(file_read(source->path, &file, &err));
    struct str rest = buf_str(&file), line;
    uint32_t section = 0;
    size_t words = 0;
    while (str_take(&rest, '\n', &line)) {
        if (line.n && line.p[0] == '[') {
            section = source->of_section(line);
        } else if (line.n && line.p[0] != '#' && section) {
            words += check_word_line(source, line, section);
        }
    }
    buf_clear(&file);
    return words;
}

#endif
