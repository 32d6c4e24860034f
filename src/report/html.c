#include "report/html.h"

#include "text/utf8.h"

#include <assert.h>

#define HEADER_LINE 76 /* RFC 2047 section 2: a line with an encoded word */
#define WORD_OPEN   STR("=?UTF-8?B?")
#define WORD_CLOSE  STR("?=")
#define HEADER_NAME 40  /* with ": "; leaves room for an encoded word beside it */
#define ADDRESS_MAX 254 /* RFC 5321 section 4.5.3.1.3, less the angle brackets */
#define ELLIPSIS    STR("\xe2\x80\xa6")

enum shape { SHAPE_PLAIN, SHAPE_SPACE, SHAPE_BREAK, SHAPE_HIDDEN };

/* What becomes of a code point on its way out. ZWNJ and ZWJ stay: Persian and emoji need them. */
static enum shape shape_of(uint32_t code)
{
    if (code == '\n') {
        return SHAPE_BREAK;
    }
    if (code == ' ' || code == '\t' || code == '\r' || code == 0x85 || code == 0x2028 ||
        code == 0x2029) {
        return SHAPE_SPACE;
    }
    bool control = code < 0x20 || (code >= 0x7f && code <= 0x9f);
    bool turns = (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
    bool odd = code == 0xfeff || (code >= 0xfff9 && code <= 0xfffb);
    return control || turns || odd ? SHAPE_HIDDEN : SHAPE_PLAIN;
}

static void add_code(struct buf *out, uint32_t code)
{
    char bytes[UTF8_MAX];
    buf_add(out, (struct str){bytes, utf8_encode(code, bytes)});
}

static const char *html_escape(uint32_t code)
{
    switch (code) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void html_text(struct buf *out, struct str text)
{
    for (size_t at = 0, n; at < text.n; at += n) {
        uint32_t code = utf8_decode(text, at, &n);
        enum shape shape = shape_of(code);
        const char *escape = html_escape(code);
        if (escape) {
            buf_add_z(out, escape);
        } else if (shape == SHAPE_SPACE) {
            buf_add_byte(out, ' ');
        } else if (shape != SHAPE_HIDDEN) {
            add_code(out, code);
        }
    }
}

void html_link(struct buf *out, struct str url)
{
    bool web = str_eq_nocase(str_slice(url, 0, 7), STR("http://")) ||
               str_eq_nocase(str_slice(url, 0, 8), STR("https://"));
    html_text(out, web ? url : STR("#"));
}

void text_line(struct buf *out, struct str text)
{
    bool gap = false;
    size_t start = out->n;
    for (size_t at = 0, n; at < text.n; at += n) {
        uint32_t code = utf8_decode(text, at, &n);
        enum shape shape = shape_of(code);
        if (shape == SHAPE_SPACE || shape == SHAPE_BREAK) {
            gap = true;
        } else if (shape == SHAPE_PLAIN) {
            if (gap && out->n > start) {
                buf_add_byte(out, ' ');
            }
            gap = false;
            add_code(out, code);
        }
    }
}

struct str text_cut(struct arena *arena, struct str text, size_t max)
{
    CLEANUP_BUF struct buf line = BUF_INIT(4 * text.n + 1);
    text_line(&line, text);
    struct str whole = buf_str(&line);
    if (whole.n <= max) {
        return str_copy(arena, whole);
    }
    struct str kept = str_trim(utf8_cut(whole, max > ELLIPSIS.n ? max - ELLIPSIS.n : 0));
    return str_format(arena, "%.*s%s", STR_FMT(kept), ELLIPSIS.p);
}

void csv_field(struct buf *out, struct str text)
{
    double number;
    bool formula = text.n > 0 && strchr("=+-@\t\r", text.p[0]) && !str_to_double(text, &number);
    bool quote = formula;
    for (size_t i = 0; i < text.n && !quote; i++) {
        quote = strchr(",\"\r\n", text.p[i]) != NULL;
    }
    if (!quote) {
        buf_add(out, text);
        return;
    }
    buf_add_z(out, formula ? "\"'" : "\"");
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"') {
            buf_add_byte(out, '"');
        }
        buf_add_byte(out, text.p[i]);
    }
    buf_add_byte(out, '"');
}

static void add_base64(struct buf *out, struct str bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < bytes.n; i += 3) {
        uint32_t group = 0;
        size_t have = bytes.n - i < 3 ? bytes.n - i : 3;
        for (size_t k = 0; k < 3; k++) {
            group = group << 8 | (k < have ? (unsigned char)bytes.p[i + k] : 0);
        }
        for (size_t k = 0; k < 4; k++) {
            buf_add_byte(out, k <= have ? digits[group >> (18 - 6 * k) & 63] : '=');
        }
    }
}

void body_base64(struct buf *out, struct str bytes)
{
    enum { LINE = 57 };
    for (size_t at = 0; at < bytes.n; at += LINE) {
        add_base64(out, str_slice(bytes, at, at + LINE));
        buf_add_z(out, "\r\n");
    }
}

static bool is_ascii_line(struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < 0x20 || text.p[i] > 0x7e) {
            return false;
        }
    }
    return true;
}

/* Encoded words from column `used` of the line on, each of whole characters (RFC 2047 section 5),
 * one a line. Returns the column the last one ends in. */
static size_t add_encoded(struct buf *out, struct str text, size_t used)
{
    while (text.n > 0) {
        size_t room = (HEADER_LINE - used - WORD_OPEN.n - WORD_CLOSE.n) / 4 * 3, take = 0, n;
        while (take < text.n && (utf8_decode(text, take, &n), take + n <= room)) {
            take += n;
        }
        size_t start = out->n;
        buf_add(out, WORD_OPEN);
        add_base64(out, str_slice(text, 0, take));
        buf_add(out, WORD_CLOSE);
        used += out->n - start;
        text = str_slice(text, take, text.n);
        if (text.n > 0) {
            buf_add_z(out, "\r\n ");
            used = 1;
        }
    }
    return used;
}

void header_text(struct buf *out, const char *name, struct str value)
{
    CLEANUP_BUF struct buf line = BUF_INIT(4 * value.n + 1);
    text_line(&line, value);
    struct str text = buf_str(&line);
    size_t used = strlen(name) + 2;
    assert(used <= HEADER_NAME);
    buf_addf(out, "%s: ", name);
    bool plain = is_ascii_line(text) && used + text.n <= HEADER_LINE &&
                 str_find(text, STR("=?")) == STR_NOT_FOUND;
    if (plain) {
        buf_add(out, text);
    } else {
        add_encoded(out, text, used);
    }
    buf_add_z(out, "\r\n");
}

static bool address_valid(struct str address)
{
    size_t at = str_find_byte(address, '@');
    if (address.n > ADDRESS_MAX || at == STR_NOT_FOUND || at == 0 || at + 1 == address.n ||
        str_find_byte(str_slice(address, at + 1, address.n), '@') != STR_NOT_FOUND) {
        return false;
    }
    for (size_t i = 0; i < address.n; i++) {
        if (address.p[i] <= ' ' || address.p[i] > '~' || strchr("<>()[]\\,;:\"", address.p[i])) {
            return false;
        }
    }
    return true;
}

/* A phrase is atoms: anything with a special character goes into an encoded word as well, which
 * spares the quoting rules of RFC 5322. */
static bool is_phrase(struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        bool letter = (text.p[i] | 32) >= 'a' && (text.p[i] | 32) <= 'z';
        bool digit = text.p[i] >= '0' && text.p[i] <= '9';
        if (!letter && !digit && text.p[i] != ' ' && text.p[i] != '-') {
            return false;
        }
    }
    return true;
}

bool header_address(struct buf *out, const char *name, struct str phrase, struct str address)
{
    if (!address_valid(address)) {
        return false;
    }
    CLEANUP_BUF struct buf line = BUF_INIT(4 * phrase.n + 1);
    text_line(&line, phrase);
    struct str text = buf_str(&line);
    size_t used = strlen(name) + 2;
    assert(used <= HEADER_NAME);
    buf_addf(out, "%s: ", name);
    if (is_phrase(text) && used + text.n <= HEADER_LINE) {
        buf_add(out, text);
        used += text.n;
    } else {
        used = add_encoded(out, text, used);
    }
    if (text.n > 0) {
        buf_add_z(out, used + address.n + 3 > HEADER_LINE ? "\r\n " : " ");
    }
    buf_addf(out, "<%.*s>\r\n", STR_FMT(address));
    return true;
}
