#include "base/err.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* A message cut in the middle of a character would make the whole log line invalid UTF-8. */
static void cut_whole_character(char *text)
{
    size_t n = strlen(text);
    if (n + 1 < ERR_TEXT_MAX) {
        return;
    }
    while (n > 0 && ((unsigned char)text[n - 1] & 0xC0) == 0x80) {
        n--;
    }
    if (n > 0 && ((unsigned char)text[n - 1] & 0x80)) {
        n--;
    }
    text[n] = 0;
}

/* The bytes of the UTF-8 sequence that begins at p, 0 when none does (RFC 3629). */
static size_t sequence(const unsigned char *p)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t n = p[0] < 0x80 ? 1 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    if (n == 1) {
        return 1;
    }
    uint32_t code = p[0] & (0x7Fu >> n);
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xC0) != 0x80) {
            return 0;
        }
        code = code << 6 | (p[i] & 0x3Fu);
    }
    bool scalar = code >= least[n] && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
    return p[0] >= 0xC0 && p[0] < 0xF8 && scalar ? n : 0;
}

/* Messages quote what came from outside. */
static void clean(char *text)
{
    unsigned char *p = (unsigned char *)text;
    while (*p) {
        size_t n = sequence(p);
        bool control = (*p < ' ' && *p != '\n' && *p != '\t') || *p == 0x7F;
        if (n == 0 || control) {
            *p = '?';
        }
        p += n ? n : 1;
    }
}

static void finish(char *text)
{
    cut_whole_character(text);
    clean(text);
}

bool err_set(struct err *err, const char *format, ...)
{
    if (err) {
        va_list args;
        va_start(args, format);
        vsnprintf(err->text, sizeof err->text, format, args);
        va_end(args);
        finish(err->text);
    }
    return false;
}

bool err_wrap(struct err *err, const char *format, ...)
{
    if (err) {
        char before[ERR_TEXT_MAX], after[ERR_TEXT_MAX];
        va_list args;
        va_start(args, format);
        vsnprintf(before, sizeof before - 2, format, args);
        va_end(args);
        memcpy(after, err->text, sizeof after);
        size_t n = strlen(before), room = sizeof err->text - n - 3;
        memcpy(err->text, before, n);
        memcpy(err->text + n, ": ", 2);
        size_t rest = strnlen(after, room);
        memcpy(err->text + n + 2, after, rest);
        err->text[n + 2 + rest] = 0;
        finish(err->text);
    }
    return false;
}
