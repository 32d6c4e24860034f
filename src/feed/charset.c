#include "feed/charset.h"

#include "base/buf.h"
#include "base/limits.h"
#include "text/utf8.h"

#include <ctype.h>
#include <iconv.h>

#define LABEL_MAX     40
#define DECLARED_SPAN 4096 /* bytes at the beginning in which a declaration is looked for */

/* Lower case, and without what people put around it: `"UTF_8"` is utf-8. */
static struct str clean_label(struct str label, char out[LABEL_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < label.n && n < LABEL_MAX; i++) {
        char c = (char)tolower((unsigned char)label.p[i]);
        if (isalnum((unsigned char)c) || c == '-' || c == ':' || c == '_') {
            out[n++] = c == '_' ? '-' : c;
        } else if (n > 0) {
            break;
        }
    }
    return (struct str){out, n};
}

/* What a label means, where that is not what it says. */
static const char *codec(struct str label)
{
    static const struct {
        const char *label, *codec;
    } aliases[] = {
        {"utf8", "UTF-8"},        {"unicode-1-1-utf-8", "UTF-8"},
        {"iso-8859-1", "CP1252"}, {"iso8859-1", "CP1252"},
        {"latin1", "CP1252"},     {"us-ascii", "CP1252"},
        {"ascii", "CP1252"},      {"windows-1252", "CP1252"},
        {"x-sjis", "CP932"},      {"shift-jis", "CP932"},
        {"gb2312", "GB18030"},    {"gbk", "GB18030"},
        {"x-gbk", "GB18030"},     {"ks-c-5601-1987", "CP949"},
        {"euc-kr", "CP949"},      {"windows-1256", "CP1256"},
        {"x-cp1256", "CP1256"},   {"iso-8859-9", "CP1254"},
        {"tis-620", "CP874"},     {"iso-8859-11", "CP874"},
        {"windows-874", "CP874"}, {"x-mac-roman", "MACINTOSH"},
        {"utf-16", "UTF-16LE"},   {"ucs-2", "UTF-16LE"},
    };
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++) {
        if (str_eq(label, str_of(aliases[i].label))) {
            return aliases[i].codec;
        }
    }
    return NULL;
}

/* Converts byte by byte where iconv finds no sense, so that one bad byte costs one character. */
static void convert(iconv_t with, struct str s, struct buf *out)
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
            in++;
            left--;
        }
    }
}

static bool decode(struct arena *arena, struct str s, struct str label, struct str *result)
{
    char name[LABEL_MAX + 1] = "";
    const char *known = codec(label);
    memcpy(name, label.p, label.n);
    iconv_t with = iconv_open("UTF-8", known ? known : name);
    if (with == (iconv_t)-1) {
        return false;
    }
    struct buf out CLEANUP_BUF = BUF_INIT(3 * (size_t)LIMIT_HTTP_BODY);
    convert(with, s, &out);
    iconv_close(with);
    *result = str_copy(arena, buf_str(&out));
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
    return str_starts(s, STR("=")) ? str_slice(s, 1, 1 + LABEL_MAX) : STR_NONE;
}

static struct str declared(struct str body)
{
    struct str head = str_slice(body, 0, DECLARED_SPAN);
    size_t end = str_find(head, STR("?>"));
    if (str_starts(str_trim(head), STR("<?xml")) && end != STR_NOT_FOUND) {
        return behind(str_slice(head, 0, end), "encoding");
    }
    size_t meta = find_nocase(head, "<meta");
    return meta == STR_NOT_FOUND ? STR_NONE : behind(str_slice(head, meta, head.n), "charset");
}

struct mark {
    const char *bytes;
    size_t n;
    const char *label;
};

/* Byte order marks, and the first "<?" of XML in the encodings where it is not two ASCII bytes. */
static const struct mark marks[] = {
    {"\xEF\xBB\xBF", 3, "utf-8"},    {"\xFF\xFE\0\0", 4, "utf-32le"},
    {"\0\0\xFE\xFF", 4, "utf-32be"}, {"\xFF\xFE", 2, "utf-16le"},
    {"\xFE\xFF", 2, "utf-16be"},     {"<\0?\0", 4, "utf-16le"},
    {"\0<\0?", 4, "utf-16be"},       {"<\0\0\0", 4, "utf-32le"},
    {"\0\0\0<", 4, "utf-32be"},      {"\x4C\x6F\xA7\x94", 4, "cp037"},
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
static bool reads_like_1256(struct str s)
{
    size_t pairs = 0, alone = 0;
    for (size_t i = 1; i < s.n; i++) {
        bool here = (unsigned char)s.p[i] >= 0xC0, before = (unsigned char)s.p[i - 1] >= 0xC0;
        pairs += here && before;
        alone += here && !before;
    }
    return pairs > alone;
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

static bool is_utf8(struct str label)
{
    const char *known = codec(label);
    return str_eq(label, STR("utf-8")) || (known && strcmp(known, "UTF-8") == 0);
}

/* A label that the bytes do not contradict: stateful and double-byte charsets are ASCII bytes too,
 * and those of one byte a character are not valid UTF-8 by chance. */
static bool believable(struct str label, struct str body)
{
    if (label.n == 0) {
        return false;
    }
    const char *known = codec(label);
    bool utf8 = is_utf8(label);
    bool utf16 = str_starts(label, STR("utf-16")) || str_starts(label, STR("ucs-"));
    bool stateful = str_starts(label, STR("iso-2022")) || str_starts(label, STR("hz-"));
    if (utf16) {
        return str_find_byte(body, 0) != STR_NOT_FOUND;
    }
    if (is_ascii(body)) {
        return stateful || !(known || str_starts(label, STR("utf-")));
    }
    return utf8 ? utf8_valid(body) : !utf8_valid(body);
}

/* By that label, unless it cannot be right. What is UTF-8 already stays where it is. */
static bool decode_as(struct arena *arena, struct str body, struct str label, struct str *result)
{
    if (!believable(label, body)) {
        return false;
    }
    if (is_utf8(label)) {
        *result = body; /* believed because it is valid */
        return true;
    }
    return decode(arena, body, label, result);
}

struct str charset_to_utf8(struct arena *arena, struct str body, struct str content_type)
{
    char bytes[LABEL_MAX];
    struct str result;
    const struct mark *mark = find_mark(body);
    if (mark == marks) {
        body = str_slice(body, mark->n, body.n);
        return utf8_valid(body) || !decode(arena, body, STR("utf-8"), &result) ? body : result;
    }
    if (mark && decode(arena, body, str_of(mark->label), &result)) {
        return str_starts(result, STR("\xEF\xBB\xBF")) ? str_slice(result, 3, result.n) : result;
    }
    struct str label = clean_label(behind(content_type, "charset"), bytes);
    if (decode_as(arena, body, label, &result)) {
        return result;
    }
    label = clean_label(declared(body), bytes);
    if (decode_as(arena, body, label, &result)) {
        return result;
    }
    if (utf8_valid(body)) {
        return body;
    }
    label = mostly_utf8(body)       ? STR("utf-8")
            : reads_like_1256(body) ? STR("windows-1256")
                                    : STR("windows-1252");
    return decode(arena, body, label, &result) ? result : body;
}
