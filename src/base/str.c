#include "base/str.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

int str_cmp(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.p, b.p, n) : 0;
    return order ? order : (a.n > b.n) - (a.n < b.n);
}

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

bool str_eq_nocase(struct str a, struct str b)
{
    if (a.n != b.n) {
        return false;
    }
    for (size_t i = 0; i < a.n; i++) {
        if (lower(a.p[i]) != lower(b.p[i])) {
            return false;
        }
    }
    return true;
}

size_t str_find(struct str s, struct str needle)
{
    if (needle.n == 0) {
        return 0;
    }
    if (needle.n > s.n) {
        return STR_NOT_FOUND;
    }
    const char *at = memmem(s.p, s.n, needle.p, needle.n);
    return at ? (size_t)(at - s.p) : STR_NOT_FOUND;
}

size_t str_find_byte(struct str s, char byte)
{
    const char *at = s.n ? memchr(s.p, byte, s.n) : NULL;
    return at ? (size_t)(at - s.p) : STR_NOT_FOUND;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
    while (s.n && is_space(s.p[0])) {
        s = str_slice(s, 1, s.n);
    }
    while (s.n && is_space(s.p[s.n - 1])) {
        s.n--;
    }
    return s;
}

bool str_take(struct str *rest, char separator, struct str *part)
{
    if (!rest->p) {
        return false;
    }
    size_t at = str_find_byte(*rest, separator);
    if (at == STR_NOT_FOUND) {
        *part = *rest;
        *rest = STR_NONE;
        return true;
    }
    *part = str_slice(*rest, 0, at);
    *rest = str_slice(*rest, at + 1, rest->n);
    return true;
}

bool str_to_int(struct str s, int64_t *value)
{
    size_t i = s.n && (s.p[0] == '-' || s.p[0] == '+');
    if (i == s.n) {
        return false;
    }
    bool negative = s.p[0] == '-';
    int64_t sum = 0;
    for (; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') {
            return false;
        }
        int64_t digit = s.p[i] - '0';
        /* Summed downward, because INT64_MIN has no positive twin. */
        if (__builtin_mul_overflow(sum, 10, &sum) || __builtin_sub_overflow(sum, digit, &sum)) {
            return false;
        }
    }
    if (!negative && sum == INT64_MIN) {
        return false;
    }
    *value = negative ? sum : -sum;
    return true;
}

bool str_to_double(struct str s, double *value)
{
    char copy[64], *end;
    if (s.n == 0 || s.n >= sizeof copy) {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        if (!strchr("0123456789+-.eE", s.p[i]) || s.p[i] == 0) {
            return false;
        }
        copy[i] = s.p[i];
    }
    copy[s.n] = 0;
    errno = 0;
    double number = strtod(copy, &end);
    if (*end || end == copy || !isfinite(number)) {
        return false;
    }
    *value = number;
    return true;
}

struct str str_copy(struct arena *arena, struct str s)
{
    if (!s.p) {
        return STR_NONE;
    }
    char *copy = arena_alloc(arena, s.n + 1, 1);
    if (s.n) {
        memcpy(copy, s.p, s.n);
    }
    return (struct str){copy, s.n};
}

struct str str_format(struct arena *arena, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0) {
        mem_out();
    }
    char *text = arena_alloc(arena, (size_t)n + 1, 1);
    vsnprintf(text, (size_t)n + 1, format, again);
    va_end(again);
    return (struct str){text, (size_t)n};
}

const char *str_z(struct arena *arena, struct str s)
{
    return s.p ? str_copy(arena, s).p : "";
}

uint64_t str_hash_stable(struct str s)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < s.n; i++) {
        hash = (hash ^ (unsigned char)s.p[i]) * 0x100000001b3u;
    }
    return hash;
}

uint64_t str_hash(struct str s)
{
    uint64_t hash = str_hash_stable(s);
    return hash ^ (hash >> 29); /* tables use the low bits alone */
}
