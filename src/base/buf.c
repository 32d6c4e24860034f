#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static bool make_room(struct buf *buf, size_t more)
{
    if (more > buf->max - buf->n) {
        buf->overflow = true;
        return false;
    }
    size_t need = buf->n + more + 1;
    if (need > buf->capacity) {
        size_t capacity = buf->capacity ? buf->capacity : 64;
        while (capacity < need) {
            capacity = capacity > SIZE_MAX / 2 ? need : capacity * 2;
        }
        buf->p = mem_resize(buf->p, capacity, 1);
        buf->capacity = capacity;
    }
    return true;
}

bool buf_add(struct buf *buf, struct str s)
{
    if (!make_room(buf, s.n)) {
        return false;
    }
    if (s.n) {
        memcpy(buf->p + buf->n, s.p, s.n);
    }
    buf->n += s.n;
    buf->p[buf->n] = 0;
    return true;
}

bool buf_add_z(struct buf *buf, const char *text)
{
    return buf_add(buf, str_of(text));
}

bool buf_addf(struct buf *buf, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    bool fits = n >= 0 && make_room(buf, (size_t)n);
    if (fits) {
        vsnprintf(buf->p + buf->n, (size_t)n + 1, format, again);
        buf->n += (size_t)n;
    }
    va_end(again);
    return fits;
}

void buf_reset(struct buf *buf)
{
    buf->n = 0;
    buf->overflow = false;
    if (buf->p) {
        buf->p[0] = 0;
    }
}

void buf_clear(struct buf *buf)
{
    free(buf->p);
    *buf = BUF_INIT(buf->max);
}
