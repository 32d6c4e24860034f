#include "text/utf8.h"

/* Bytes of the sequence a first byte announces and the bits it carries; 0 for no first byte. */
static size_t announced(unsigned char first, uint32_t *bits, uint32_t *least)
{
    if (first < 0xC2) {
        return 0;
    }
    if (first < 0xE0) {
        *bits = first & 0x1Fu;
        *least = 0x80;
        return 2;
    }
    if (first < 0xF0) {
        *bits = first & 0x0Fu;
        *least = 0x800;
        return 3;
    }
    *bits = first & 0x07u;
    *least = 0x10000;
    return first < 0xF5 ? 4 : 0;
}

static bool is_scalar(uint32_t code)
{
    return code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
}

/* 0 bytes when nothing valid begins there. */
static size_t sequence(struct str s, size_t at, uint32_t *code)
{
    unsigned char first = (unsigned char)s.p[at];
    if (first < 0x80) {
        *code = first;
        return 1;
    }
    uint32_t bits = 0, least = 0;
    size_t n = announced(first, &bits, &least);
    if (n == 0 || s.n - at < n) {
        return 0;
    }
    for (size_t i = 1; i < n; i++) {
        unsigned char next = (unsigned char)s.p[at + i];
        if ((next & 0xC0) != 0x80) {
            return 0;
        }
        bits = bits << 6 | (next & 0x3Fu);
    }
    *code = bits;
    return bits >= least && is_scalar(bits) ? n : 0;
}

uint32_t utf8_decode(struct str s, size_t at, size_t *n)
{
    uint32_t code = UTF8_INVALID;
    size_t bytes = sequence(s, at, &code);
    *n = bytes ? bytes : 1;
    return bytes ? code : UTF8_INVALID;
}

size_t utf8_encode(uint32_t code, char bytes[UTF8_MAX])
{
    if (!is_scalar(code)) {
        code = UTF8_INVALID;
    }
    if (code < 0x80) {
        bytes[0] = (char)code;
        return 1;
    }
    size_t n = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--) {
        bytes[i] = (char)(0x80 | (code & 0x3F));
        code >>= 6;
    }
    bytes[0] = (char)((0xF00u >> n & 0xF0) | code);
    return n;
}

/* Eight bytes at a time: the high bit of each is clear. */
static size_t ascii_end(struct str s, size_t at)
{
    uint64_t eight;
    while (s.n - at >= sizeof eight) {
        memcpy(&eight, s.p + at, sizeof eight);
        if (eight & 0x8080808080808080u) {
            break;
        }
        at += sizeof eight;
    }
    while (at < s.n && (unsigned char)s.p[at] < 0x80) {
        at++;
    }
    return at;
}

/* Whether a letter of two bytes stands there that begins with `least`, C2 (U+0080) or more: most of
 * what is not ASCII (Arabic, Cyrillic, Greek) is told so in few steps. */
static bool is_two(struct str s, size_t at, unsigned char least)
{
    unsigned char first = (unsigned char)s.p[at];
    return first >= least && first < 0xE0 && at + 1 < s.n &&
           ((unsigned char)s.p[at + 1] & 0xC0) == 0x80;
}

/* The end of letters of the Arabic block (U+0600 to U+06FF), four at a time. */
static size_t arabic_end(struct str s, size_t at)
{
    static const unsigned char look[8] = {0xFC, 0xC0, 0xFC, 0xC0, 0xFC, 0xC0, 0xFC, 0xC0},
                               want[8] = {0xD8, 0x80, 0xD8, 0x80, 0xD8, 0x80, 0xD8, 0x80};
    uint64_t mask, letters, eight;
    memcpy(&mask, look, sizeof mask);
    memcpy(&letters, want, sizeof letters);
    for (; s.n - at >= sizeof eight; at += sizeof eight) {
        memcpy(&eight, s.p + at, sizeof eight);
        if ((eight & mask) != letters) {
            break;
        }
    }
    return at;
}

static size_t two_end(struct str s, size_t at, unsigned char least)
{
    at = arabic_end(s, at);
    while (at < s.n && is_two(s, at, least)) {
        at += 2;
    }
    return at;
}

/* The end from `at` of letters of two bytes, the first of them not below `least`, and of what
 * ascii() takes. */
static inline size_t letters_end(struct str s, size_t at, size_t (*ascii)(struct str s, size_t at),
                                 unsigned char least)
{
    size_t from;
    do {
        from = at;
        at = two_end(s, ascii(s, at), least);
    } while (at > from);
    return at;
}

static size_t valid_end(struct str s)
{
    const unsigned char least = 0xC2; /* lower ones begin no sequence */
    uint32_t code;
    size_t at = letters_end(s, 0, ascii_end, least);
    for (size_t n; at < s.n && (n = sequence(s, at, &code)) > 0;) {
        at = letters_end(s, at + n, ascii_end, least);
    }
    return at;
}

bool utf8_valid(struct str s)
{
    return valid_end(s) == s.n;
}

#define ZWJ 0x200Du

static bool is_flag_half(uint32_t code)
{
    return code >= 0x1F1E6 && code <= 0x1F1FF;
}

/* Belongs to the character before it. */
static bool is_extending(uint32_t code)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {
        {0x0300, 0x036F}, {0x0483, 0x0489},   {0x0591, 0x05BD},   {0x0610, 0x061A},
        {0x064B, 0x065F}, {0x0670, 0x0670},   {0x06D6, 0x06DC},   {0x06DF, 0x06E4},
        {0x06E7, 0x06E8}, {0x06EA, 0x06ED},   {0x08D3, 0x08FF},   {0x1AB0, 0x1AFF},
        {0x1DC0, 0x1DFF}, {0x200C, ZWJ},      {0x20D0, 0x20FF},   {0xFE00, 0xFE0F},
        {0xFE20, 0xFE2F}, {0x1F3FB, 0x1F3FF}, {0xE0020, 0xE007F}, {0xE0100, 0xE01EF},
    };
    if (code < 0x0300) {
        return false;
    }
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        if (code >= ranges[i].first && code <= ranges[i].last) {
            return true;
        }
    }
    return false;
}

struct str utf8_cut(struct str s, size_t max)
{
    size_t border = 0, whole = 0, at = 0, halves = 0;
    uint32_t before = 0;
    if (s.n <= max) {
        return str_slice(s, 0, valid_end(s));
    }
    while (at < s.n) {
        size_t n;
        uint32_t code;
        n = sequence(s, at, &code);
        if (n == 0) {
            break;
        }
        bool inside = is_extending(code) || before == ZWJ || (before == '\r' && code == '\n') ||
                      (is_flag_half(code) && halves % 2 == 1);
        if (!inside) {
            border = at;
        }
        if (at + n > max) {
            return str_slice(s, 0, border ? border : whole);
        }
        halves = is_flag_half(code) ? halves + 1 : 0;
        before = code;
        at += n;
        whole = at;
    }
    return str_slice(s, 0, at);
}

/* Each of the eight bytes is from ' ' to '~': taking ' ' away or adding one sets no high bit. */
static bool is_printable(uint64_t eight)
{
    uint64_t less = eight - 0x2020202020202020u, more = eight + 0x0101010101010101u;
    return !((eight | less | more) & 0x8080808080808080u);
}

static bool is_unwanted(uint32_t code)
{
    return (code < 0x20 && code != '\n' && code != '\t') || (code >= 0x7F && code < 0xA0) ||
           (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

/* A code point of outside text into ours; returns the bytes written, at most three for one read. */
static size_t clean_one(struct str s, size_t *at, char *to)
{
    size_t n;
    uint32_t code = utf8_decode(s, *at, &n);
    *at += n;
    if (code == '\r') {
        *at += *at < s.n && s.p[*at] == '\n';
        code = '\n';
    }
    return is_unwanted(code) ? 0 : utf8_encode(code, to);
}

static size_t printable_end(struct str s, size_t at)
{
    uint64_t eight;
    for (; s.n - at >= sizeof eight; at += sizeof eight) {
        memcpy(&eight, s.p + at, sizeof eight);
        if (!is_printable(eight)) {
            break;
        }
    }
    while (at < s.n && s.p[at] >= ' ' && s.p[at] < 0x7F) {
        at++;
    }
    return at;
}

/* The end of what needs no cleaning. */
static size_t clean_end(struct str s)
{
    const unsigned char least = 0xC3; /* from U+00C0 on, letters of two bytes are no controls */
    uint32_t code;
    size_t at = letters_end(s, 0, printable_end, least);
    for (size_t n; at < s.n && (n = sequence(s, at, &code)) > 0;) {
        if (is_unwanted(code) || code == '\r') {
            break;
        }
        at = letters_end(s, at + n, printable_end, least);
    }
    return at;
}

struct str utf8_clean(struct arena *arena, struct str s, size_t max)
{
    if (!s.p) {
        return STR_NONE;
    }
    if (s.n <= max && clean_end(s) == s.n) {
        return str_copy(arena, s); /* as nearly all are */
    }
    /* A little more than max is read, so that the cut sees what follows the border. */
    size_t most = max < SIZE_MAX / 8 ? max + 8 : max;
    size_t room = s.n < most / 3 ? s.n * 3 : most;
    char *bytes = arena_alloc(arena, room + UTF8_MAX + 1, 1);
    size_t filled = 0;
    for (size_t at = 0; at < s.n && filled < room;) {
        filled += clean_one(s, &at, bytes + filled);
    }
    struct str clean = utf8_cut((struct str){bytes, filled}, max);
    bytes[clean.n] = 0;
    return clean;
}
