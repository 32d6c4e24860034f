/* What every fuzz target is made of. A target is one function over any bytes that asserts what its
 * parser promises, not only that it survives: scripts/fuzz finds the bytes, tests run the kept
 * ones.
 *
 * EXPECT is no assert(): it must hold in every build. */
#ifndef FUZZ_H
#define FUZZ_H

#include "base/str.h"
#include "text/utf8.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define EXPECT(condition)                                                                          \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

static inline struct str fuzz_input(const uint8_t *data, size_t size)
{
    return (struct str){(const char *)data, size};
}

/* Text as it may be stored and shown: valid UTF-8 that cleaning leaves alone, at most max bytes. */
static inline void expect_clean(struct str s, size_t max)
{
    struct arena arena = {0};
    EXPECT(s.n <= max);
    EXPECT(utf8_valid(s));
    EXPECT(str_eq(utf8_clean(&arena, s, max), s));
    arena_clear(&arena);
}

/* One line of words for a person: an error, a problem. */
static inline void expect_message(const char *text)
{
    EXPECT(text[0]);
    EXPECT(utf8_valid(str_of(text)));
}

#endif
