/* A growing string of bytes that cannot be made without naming its largest size.
 *
 * What does not fit is not added and sets `overflow`, which stays set: a writer may add a hundred
 * times and ask once. The content is always NUL-terminated behind n. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/str.h"

struct buf {
    char *p;
    size_t n, capacity;
    size_t max;    /* n never gets larger */
    bool overflow; /* something was left out */
};

#define BUF_INIT(largest) ((struct buf){.max = (largest)})

bool buf_add(struct buf *buf, struct str s); /* false when it did not fit; then nothing is added */
bool buf_add_z(struct buf *buf, const char *text);
static inline bool buf_add_byte(struct buf *buf, char byte)
{
    if (buf->n + 1 >= buf->capacity || buf->n >= buf->max) {
        return buf_add(buf, (struct str){&byte, 1});
    }
    buf->p[buf->n++] = byte;
    buf->p[buf->n] = 0;
    return true;
}
bool buf_addf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Keeps the memory, forgets the content and the overflow. */
void buf_reset(struct buf *buf);
void buf_clear(struct buf *buf); /* gives the memory back; max stays */

static inline struct str buf_str(const struct buf *buf) /* valid until the next change */
{
    return (struct str){buf->p ? buf->p : "", buf->n};
}

#define CLEANUP_BUF CLEANUP(buf_clear)

#endif
