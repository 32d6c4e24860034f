#include "feed/charset.h"

#include "base/buf.h"
#include "base/limits.h"
#include "feed/charset_label.h"
#include "feed/charset_script.h"
#include "text/utf8.h"

#include <ctype.h>
#include <iconv.h>

#define DECLARED_SPAN 4096 /* bytes at the beginning in which a declaration is looked for */

/* Bytes of the smallest piece of text. */
static size_t unit_of(const char *charset)
{
    static const struct {
        const char *family;
        size_t bytes;
    } wide[] = {{"UTF-16", 2}, {"UCS-2", 2}, {"UTF-32", 4}, {"UCS-4", 4}};
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++) {
        if (str_starts(str_of(charset), str_of(wide[i].family))) {
            return wide[i].bytes;
        }
    }
    return 1;
}

/* Converts piece by piece where iconv finds no sense, so that a bad one costs one character. */
static void convert(iconv_t with, size_t unit, struct str s, struct buf *out)
{
    char *in = (char *)(uintptr_t)s.p; /* iconv's prototype lacks a const */
    size_t left = s.n;
    while (left > 0) {
        char chunk[4096], *to = chunk;
        size_t room = sizeof chunk;
        size_t result = iconv(with, &in, &left, &to, &room);
        buf_add(out, (struct str){chunk, sizeof chunk - room});
        if (result == (size_t)-1 && left > 0 && room >= 16) {
            buf_add_z(out, "\xEF\xBF\xBD");
            size_t bad = left < unit ? left : unit;
            in += bad;
            left -= bad;
        }
    }
    char last[16], *to = last; /* what waits for a mark that may be put on it */
    size_t room = sizeof last;
    iconv(with, NULL, NULL, &to, &room);
    buf_add(out, (struct str){last, sizeof last - room});
}

/* iconv knows UTF-8 of old, with six bytes a character and halves of pairs. */
static struct str scrub(struct arena *arena, struct str s)
{
    char *out = arena_alloc(arena, 3 * s.n + UTF8_MAX, 1);
    size_t filled = 0, n;
    for (size_t i = 0; i < s.n; i += n) {
        filled += utf8_encode(utf8_decode(s, i, &n), out + filled);
    }
    return (struct str){out, filled};
}

static bool decode(struct arena *arena, struct str s, const char *charset, struct str *result)
{
    if (strcmp(charset, "UTF-8") == 0) {
        *result = scrub(arena, s);
        return true;
    }
    iconv_t with = iconv_open("UTF-8", charset);
    if (with == (iconv_t)-1) {
        return false;
    }
    struct buf out CLEANUP_BUF = BUF_INIT(3 * (size_t)LIMIT_HTTP_BODY);
    convert(with, unit_of(charset), s, &out);
    iconv_close(with);
    struct str text = buf_str(&out);
    *result = utf8_valid(text) ? str_copy(arena, text) : scrub(arena, text);
    return true;
}

static size_t find_nocase(struct str s, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; i + n <= s.n; i++) {
        if (str_eq_nocase(str_slice(s, i, i + n), (struct str){word, n})) {
            return i;
        }
    }
    return STR_NOT_FOUND;
}

/* What stands behind `word` and an equals sign; the longest label there can be. */
static struct str behind(struct str s, const char *word)
{
    size_t at = find_nocase(s, word);
    if (at == STR_NOT_FOUND) {
        return STR_NONE;
    }
    s = str_trim(str_slice(s, at + strlen(word), s.n));
    return str_starts(s, STR("=")) ? str_slice(s, 1, 1 + CHARSET_NAME_MAX) : STR_NONE;
}

/* Of the first declaration that names one, whatever a broken server has said before it. */
static struct str declared(struct str body)
{
    struct str head = str_slice(body, 0, DECLARED_SPAN), rest = head;
    size_t at;
    while ((at = str_find(rest, STR("<?xml"))) != STR_NOT_FOUND) {
        rest = str_slice(rest, at + 5, rest.n);
        struct str label = behind(str_slice(rest, 0, str_find(rest, STR("?>"))), "encoding");
        if (label.n) {
            return label;
        }
    }
    size_t meta = find_nocase(head, "<meta");
    return meta == STR_NOT_FOUND ? STR_NONE : behind(str_slice(head, meta, head.n), "charset");
}

struct mark {
    const char *bytes;
    size_t n;
    const char *charset;
};

/* Byte order marks, and the first "<?" of XML in the encodings where it is not two ASCII bytes. */
static const struct mark marks[] = {
    {"\xEF\xBB\xBF", 3, "UTF-8"},    {"\xFF\xFE\0\0", 4, "UTF-32LE"},
    {"\0\0\xFE\xFF", 4, "UTF-32BE"}, {"\xFF\xFE", 2, "UTF-16LE"},
    {"\xFE\xFF", 2, "UTF-16BE"},     {"<\0?\0", 4, "UTF-16LE"},
    {"\0<\0?", 4, "UTF-16BE"},       {"<\0\0\0", 4, "UTF-32LE"},
    {"\0\0\0<", 4, "UTF-32BE"},      {"\x4C\x6F\xA7\x94", 4, "CP037"},
};

static const struct mark *find_mark(struct str body)
{
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (str_starts(body, (struct str){marks[i].bytes, marks[i].n})) {
            return &marks[i];
        }
    }
    return NULL;
}

/* In windows-1256 the letters of everyday Persian lie between C1 and ED; a page of it has runs of
 * them, while Western text has single ones between ASCII letters. */
static void count_letters(struct charset_guess *guess, struct str s)
{
    for (size_t i = 1; i < s.n; i++) {
        bool here = (unsigned char)s.p[i] >= 0xC0, before = (unsigned char)s.p[i - 1] >= 0xC0;
        guess->runs += here && before;
        guess->alone += here && !before;
    }
}

static bool reads_like_1256(const struct charset_guess *guess)
{
    return guess->runs > guess->alone;
}

/* UTF-8 with a few bytes gone wrong: most of what is not ASCII makes sense in it. */
static bool mostly_utf8(struct str s)
{
    size_t sound = 0, broken = 0, n;
    for (size_t i = 0; i < s.n; i += n) {
        uint32_t code = utf8_decode(s, i, &n);
        sound += n > 1;
        broken += n == 1 && code >= 0x80;
    }
    return sound > 2 * broken;
}

static bool is_ascii(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

/* A charset that the bytes do not contradict: stateful ones are ASCII bytes too, and those of one
 * byte a character are not valid UTF-8 by chance. */
static bool believable(const char *name, struct str body)
{
    struct str charset = str_of(name);
    if (charset.n == 0 || unit_of(name) > 1) {
        return charset.n && str_find_byte(body, 0) != STR_NOT_FOUND;
    }
    if (is_ascii(body)) {
        return str_starts(charset, STR("ISO-2022-")) || str_eq(charset, STR("UTF-7"));
    }
    return str_eq(charset, STR("UTF-8")) == utf8_valid(body);
}

/* By that label, unless it cannot be right. What is UTF-8 already stays where it is. */
static bool decode_as(struct arena *arena, struct str body, struct str label, struct str *result)
{
    char charset[CHARSET_NAME_MAX];
    charset_name(label, charset);
    if (!believable(charset, body)) {
        return false;
    }
    if (strcmp(charset, "UTF-8") == 0) {
        *result = body; /* believed because it is valid */
        return true;
    }
    return decode(arena, body, charset, result);
}

/* What a mark says. All of EBCDIC has the same one, and the declaration behind it tells which it
 * is (XML 1.0, appendix F). */
static bool decode_marked(struct arena *arena, struct str body, const struct mark *mark,
                          struct str *result)
{
    if (!decode(arena, body, mark->charset, result)) {
        return false;
    }
    if (str_starts(*result, STR("\xEF\xBB\xBF"))) {
        *result = str_slice(*result, 3, result->n);
    }
    char charset[CHARSET_NAME_MAX];
    struct str page;
    charset_name(declared(*result), charset);
    if (strcmp(mark->charset, "CP037") == 0 && decode(arena, body, charset, &page) &&
        str_starts(page, STR("<?xml"))) {
        *result = page;
    }
    return true;
}

struct str charset_to_utf8(struct arena *arena, struct str body, struct str content_type)
{
    struct str result;
    const struct mark *mark = find_mark(body);
    if (mark == marks) {
        body = str_slice(body, mark->n, body.n);
        return utf8_valid(body) || !decode(arena, body, "UTF-8", &result) ? body : result;
    }
    if ((mark && decode_marked(arena, body, mark, &result)) ||
        decode_as(arena, body, behind(content_type, "charset"), &result) ||
        decode_as(arena, body, declared(body), &result)) {
        return result;
    }
    const char *script = utf8_valid(body) || mostly_utf8(body) ? NULL : charset_by_script(body);
    struct charset_guess guess = {0};
    return script && decode(arena, body, script, &result) ? result
                                                          : charset_row(&guess, arena, body);
}

struct str charset_row(struct charset_guess *guess, struct arena *arena, struct str row)
{
    struct str result;
    const char *charset = "UTF-8";
    if (utf8_valid(row)) {
        return row;
    }
    if (!mostly_utf8(row)) {
        count_letters(guess, row);
        charset = reads_like_1256(guess) ? "CP1256" : "CP1252";
    }
    return decode(arena, row, charset, &result) ? result : row;
}
