#include "text/stretch.h"

#include "text/fold_table.h"

#include <stdlib.h>

/* A word of the table is shorter than this in letters and in bytes. */
enum { RUNS_MAX = 24, SINGLE_MAX = 64 };

static size_t letter_bytes(const char *p, size_t left)
{
    unsigned char first = (unsigned char)*p;
    size_t n = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    return n < left ? n : left;
}

/* Times the letter of `bytes` bytes at word[at] stands there in a row. */
static size_t run_length(const char *word, size_t n, size_t at, size_t bytes)
{
    size_t to = at + bytes;
    while (n - to >= bytes && memcmp(word + to, word + at, bytes) == 0) {
        to += bytes;
    }
    return (to - at) / bytes;
}

static int compare(const void *single, const void *row)
{
    return strcmp(single, ((const struct fold_double *)row)->single);
}

/* Each run of `known` is as long as in the stretched word, or was stretched there. */
static bool is_stretch_of(const char *known, const size_t *runs)
{
    size_t n = strlen(known), i = 0;
    for (size_t at = 0; at < n; i++) {
        size_t bytes = letter_bytes(known + at, n - at);
        size_t run = run_length(known, n, at, bytes);
        if (runs[i] != run && runs[i] < 3) {
            return false;
        }
        at += run * bytes;
    }
    return true;
}

/* The word with a double that this is a stretching of, or NULL. */
static const char *known_double(const char *word, size_t n)
{
    char single[SINGLE_MAX];
    size_t runs[RUNS_MAX], count = 0, filled = 0;
    for (size_t at = 0; at < n;) {
        size_t bytes = letter_bytes(word + at, n - at);
        if (count == RUNS_MAX || filled + bytes >= SINGLE_MAX) {
            return NULL;
        }
        memcpy(single + filled, word + at, bytes);
        filled += bytes;
        runs[count] = run_length(word, n, at, bytes);
        at += runs[count++] * bytes;
    }
    single[filled] = 0;
    const struct fold_double *row =
        bsearch(single, fold_doubles, fold_double_count, sizeof *fold_doubles, compare);
    return row && is_stretch_of(row->word, runs) ? row->word : NULL;
}

static size_t shorten(char *word, size_t n)
{
    size_t filled = 0;
    for (size_t at = 0; at < n;) {
        size_t bytes = letter_bytes(word + at, n - at);
        size_t run = run_length(word, n, at, bytes);
        size_t kept = (run >= 3 ? 1 : run) * bytes;
        memmove(word + filled, word + at, kept);
        filled += kept;
        at += run * bytes;
    }
    return filled;
}

size_t stretch_fold(char *word, size_t n, bool *stretched)
{
    const char *known = known_double(word, n);
    size_t shorter = known ? strlen(known) : shorten(word, n);
    *stretched = shorter < n;
    if (known) {
        memcpy(word, known, shorter);
    }
    return shorter;
}
