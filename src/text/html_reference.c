#include "text/html.h"
#include "text/utf8.h"

#include <libxml/HTMLparser.h>

enum { NAME_MAX_BYTES = 10, DECIMAL_MAX = 7, HEX_MAX = 6 };

/* What browsers read &#128; to &#159; as (WHATWG HTML, 13.2.5.80): the bytes of windows-1252. */
static const uint16_t windows_1252[32] = {
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
};

static unsigned digit_value(char c)
{
    if (c >= '0' && c <= '9') {
        return (unsigned)(c - '0');
    }
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? (unsigned)(lower - 'a' + 10) : 16;
}

/* "#1740;" or "#x6CC;": bytes, or 0. */
static size_t read_number(struct str s, uint32_t *code)
{
    bool hex = s.n > 1 && (s.p[1] | 0x20) == 'x';
    unsigned base = hex ? 16 : 10;
    size_t from = hex ? 2 : 1, at = from, most = hex ? HEX_MAX : DECIMAL_MAX;
    uint32_t value = 0;
    for (; at < s.n && at - from < most && digit_value(s.p[at]) < base; at++) {
        value = value * base + digit_value(s.p[at]);
    }
    if (at == from || at >= s.n || s.p[at] != ';') {
        return 0;
    }
    if (value >= 128 && value < 160) {
        value = windows_1252[value - 128];
    }
    bool scalar = value && value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF);
    *code = scalar ? value : UTF8_INVALID;
    return at + 1;
}

/* "quot;": bytes, or 0. */
static size_t read_name(struct str s, uint32_t *code)
{
    unsigned char name[NAME_MAX_BYTES + 1] = {0};
    size_t end = str_find_byte(str_slice(s, 0, sizeof name), ';');
    if (end == STR_NOT_FOUND || end == 0) {
        return 0;
    }
    memcpy(name, s.p, end);
    const htmlEntityDesc *entity = htmlEntityLookup(name);
    if (!entity) {
        return 0;
    }
    *code = entity->value;
    return end + 1;
}

static size_t read_body(struct str s, uint32_t *code)
{
    if (s.n == 0) {
        return 0;
    }
    return s.p[0] == '#' ? read_number(s, code) : read_name(s, code);
}

size_t html_reference(struct str s, uint32_t *code)
{
    size_t n = 1;
    for (uint32_t found;;) {
        size_t body = read_body(str_slice(s, n, s.n), &found);
        if (body == 0) {
            return n > 1 ? n : 0;
        }
        *code = found;
        n += body;
        /* Behind an escaped '&' may stand the rest of what was escaped. */
        if (found != '&') {
            return n;
        }
    }
}

struct str html_unescape(struct arena *arena, struct str s)
{
    if (!s.p || str_find_byte(s, '&') == STR_NOT_FOUND) {
        return str_copy(arena, s);
    }
    char *bytes = arena_alloc(arena, s.n + UTF8_MAX, 1);
    size_t filled = 0;
    for (size_t at = 0; at < s.n;) {
        uint32_t code;
        size_t n = s.p[at] == '&' ? html_reference(str_slice(s, at, s.n), &code) : 0;
        if (n) {
            filled += utf8_encode(code, bytes + filled);
        } else {
            bytes[filled++] = s.p[at];
        }
        at += n ? n : 1;
    }
    bytes[filled] = 0;
    return (struct str){bytes, filled};
}
