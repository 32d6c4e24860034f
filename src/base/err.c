#include "base/err.h"

#include <stdarg.h>
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

bool err_set(struct err *err, const char *format, ...)
{
    if (err) {
        va_list args;
        va_start(args, format);
        vsnprintf(err->text, sizeof err->text, format, args);
        va_end(args);
        cut_whole_character(err->text);
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
        cut_whole_character(err->text);
    }
    return false;
}
