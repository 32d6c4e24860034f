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

static bool is_alnum(struct str s, size_t at)
{
    char c = at < s.n ? s.p[at] : 0, lower = (char)(c | 0x20);
    return (c >= '0' && c <= '9') || (lower >= 'a' && lower <= 'z');
}

/* "#1740;" or "#x6CC;", or without the ';' where no letter follows: bytes, or 0. */
static size_t read_number(struct str s, uint32_t *code)
{
    bool hex = s.n > 1 && (s.p[1] | 0x20) == 'x';
    unsigned base = hex ? 16 : 10;
    size_t from = hex ? 2 : 1, at = from, most = hex ? HEX_MAX : DECIMAL_MAX;
    uint32_t value = 0;
    for (; at < s.n && at - from < most && digit_value(s.p[at]) < base; at++) {
        value = value * base + digit_value(s.p[at]);
    }
    if (at == from || is_alnum(s, at)) {
        return 0;
    }
    if (value >= 128 && value < 160) {
        value = windows_1252[value - 128];
    }
    bool scalar = value && value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF);
    *code = scalar ? value : UTF8_INVALID;
    return at + (at < s.n && s.p[at] == ';');
}

struct named {
    const char *name;
    uint32_t code;
};

/* Those that browsers read without a ';', as far as people leave it out. */
static const struct named open_names[] = {
    {"amp", '&'},    {"lt", '<'},     {"gt", '>'},    {"quot", '"'}, {"nbsp", 0xA0},
    {"laquo", 0xAB}, {"raquo", 0xBB}, {"copy", 0xA9}, {"reg", 0xAE},
};

/* HTML 5 has a name for nearly every sign; editors that escape all of them use these. */
static const struct named new_names[] = {
    {"Tab", '\t'},   {"NewLine", '\n'}, {"excl", '!'},     {"num", '#'},      {"dollar", '$'},
    {"percnt", '%'}, {"lpar", '('},     {"rpar", ')'},     {"ast", '*'},      {"plus", '+'},
    {"comma", ','},  {"period", '.'},   {"sol", '/'},      {"colon", ':'},    {"semi", ';'},
    {"equals", '='}, {"quest", '?'},    {"commat", '@'},   {"lsqb", '['},     {"bsol", 92},
    {"rsqb", ']'},   {"lowbar", '_'},   {"grave", '`'},    {"lcub", '{'},     {"vert", '|'},
    {"rcub", '}'},   {"star", 0x2606},  {"starf", 0x2605}, {"check", 0x2713}, {"cross", 0x2717},
};

static bool find_name(const struct named *names, size_t count, struct str name, uint32_t *code)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(name, str_of(names[i].name))) {
            *code = names[i].code;
            return true;
        }
    }
    return false;
}

static bool is_entity(struct str name, uint32_t *code)
{
    unsigned char z[NAME_MAX_BYTES + 1] = {0};
    memcpy(z, name.p, name.n);
    const htmlEntityDesc *entity = htmlEntityLookup(z);
    *code = entity ? entity->value : 0;
    return entity || find_name(new_names, sizeof new_names / sizeof *new_names, name, code);
}

/* "quot;": bytes, or 0. */
static size_t read_name(struct str s, uint32_t *code)
{
    size_t end = 0;
    while (end < NAME_MAX_BYTES && is_alnum(s, end)) {
        end++;
    }
    struct str name = str_slice(s, 0, end);
    if (end < s.n && s.p[end] == ';') {
        return end && is_entity(name, code) ? end + 1 : 0;
    }
    bool open = !(end < s.n && (s.p[end] == '=' || is_alnum(s, end)));
    return open && find_name(open_names, sizeof open_names / sizeof *open_names, name, code) ? end
                                                                                             : 0;
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
