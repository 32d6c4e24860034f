/* What the benchmarks share: a file of texts, one a line, and the shipped lexicon. */
#ifndef BENCH_TEXTS_H
#define BENCH_TEXTS_H

#include "base/file.h"
#include "base/limits.h"
#include "sentiment/score.h"

#include <stdio.h>
#include <stdlib.h>

struct texts {
    struct buf file;
    struct str *list;
    size_t count, bytes; /* bytes of all of them */
};

_Noreturn static inline void give_up(const struct err *err)
{
    fprintf(stderr, "bench: %s\n", err->text);
    exit(EXIT_FAILURE);
}

/* The first `most` lines. */
static inline void texts_read(struct texts *texts, const char *path, size_t most)
{
    struct err err = ERR_NONE;
    *texts = (struct texts){.file = BUF_INIT(LIMIT_TABLE)};
    if (!file_read(path, &texts->file, &err)) {
        give_up(&err);
    }
    texts->list = mem_zalloc(most, sizeof *texts->list);
    struct str rest = buf_str(&texts->file), line;
    while (texts->count < most && str_take(&rest, '\n', &line)) {
        if (line.n) {
            texts->list[texts->count++] = line;
            texts->bytes += line.n;
        }
    }
}

static inline void texts_clear(struct texts *texts)
{
    free(texts->list);
    buf_clear(&texts->file);
}

static inline size_t number_of(const char *word)
{
    return (size_t)strtoull(word, NULL, 10);
}

#endif
