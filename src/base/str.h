/* A slice of bytes that somebody else owns: pointer and length, not terminated, may hold NULs.
 * {NULL, 0} is "absent" where a record says so, and equals the empty slice everywhere else.
 * Slices are small: pass them by value. Functions here treat bytes; UTF-8 is text/utf8.h. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include "base/mem.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct str {
    const char *p;
    size_t n;
};

#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
#define STR_NONE     ((struct str){NULL, 0})
/* For printf: `"%.*s", STR_FMT(s)`. Cut at INT_MAX. */
#define STR_FMT(s) (int)((s).n > INT32_MAX ? INT32_MAX : (s).n), ((s).p ? (s).p : "")

static inline struct str str_of(const char *text) /* of a C string; NULL is absent */
{
    return text ? (struct str){text, strlen(text)} : STR_NONE;
}

static inline bool str_eq(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

int str_cmp(struct str a, struct str b);        /* by bytes; <0, 0, >0 */
bool str_eq_nocase(struct str a, struct str b); /* ASCII letters only */

static inline bool str_starts(struct str s, struct str prefix)
{
    return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

static inline bool str_ends(struct str s, struct str suffix)
{
    return s.n >= suffix.n &&
           (suffix.n == 0 || memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0);
}

#define STR_NOT_FOUND SIZE_MAX
size_t str_find(struct str s, struct str needle); /* offset or STR_NOT_FOUND */
size_t str_find_byte(struct str s, char byte);

/* From offset `from` up to but without `to`; both are clamped to the slice. */
static inline struct str str_slice(struct str s, size_t from, size_t to)
{
    to = to < s.n ? to : s.n;
    from = from < to ? from : to;
    return (struct str){s.p ? s.p + from : NULL, to - from};
}
struct str str_trim(struct str s); /* without ASCII white space at both ends */
/* Takes the part before the next `separator` off *rest, or all of it when there is none. False
 * when *rest is absent: `while (str_take(&rest, ',', &part))`. */
bool str_take(struct str *rest, char separator, struct str *part);

/* The whole slice is a number: decimal digits with an optional sign, in range. */
bool str_to_int(struct str s, int64_t *value);
/* The whole slice is a finite number as strtod reads it (never hex, inf, nan). */
bool str_to_double(struct str s, double *value);

struct str str_copy(struct arena *arena, struct str s); /* terminated with a NUL behind n */
struct str str_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A NUL-terminated copy, for interfaces that want one. */
const char *str_z(struct arena *arena, struct str s);

uint64_t str_hash(struct str s); /* for tables in memory only: not stable across versions */
/* FNV-1a of 64 bits (draft-eastlake-fnv): the same on every machine and in every version, for what
 * is kept or told. Not for secrets. */
uint64_t str_hash_stable(struct str s);
/* 2^64 divided by the golden ratio: multiplied with it, numbers that lie close together get high
 * bits far apart (Knuth, The Art of Computer Programming 3, 6.4). Never changed: it is in numbers
 * that are kept. */
#define HASH_STEP 0x9E3779B97F4A7C15u

#endif
