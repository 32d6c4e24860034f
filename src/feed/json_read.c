#include "feed/json_read.h"

#include "base/buf.h"
#include "base/limits.h"

#include <ctype.h>

/* Skips a string from its opening quote; returns the offset behind its closing one. */
static size_t string_end(struct str s, size_t at)
{
    for (at++; at < s.n && s.p[at] != '"'; at++) {
        at += s.p[at] == '\\';
    }
    return at < s.n ? at + 1 : s.n;
}

/* jansson goes as deep as the text says, by recursion. */
static bool too_deep(struct str s)
{
    size_t depth = 0;
    for (size_t i = 0; i < s.n;) {
        char c = s.p[i];
        if (c == '"') {
            i = string_end(s, i);
            continue;
        }
        if ((c == '{' || c == '[') && ++depth > LIMIT_JSON_DEPTH) {
            return true;
        }
        depth -= (c == '}' || c == ']') && depth > 0;
        i++;
    }
    return false;
}

static size_t digits_end(struct str s, size_t at)
{
    while (at < s.n && isdigit((unsigned char)s.p[at])) {
        at++;
    }
    return at;
}

static bool is_any_of(struct str s, size_t at, const char *bytes)
{
    return at < s.n && s.p[at] && strchr(bytes, s.p[at]);
}

/* The offset behind the number that begins at `at` (RFC 8259, 6), or `at` when none does. */
static size_t number_end(struct str s, size_t at, bool *whole)
{
    size_t first = at + is_any_of(s, at, "-"), end = digits_end(s, first), more;
    *whole = true;
    if (end == first || (s.p[first] == '0' && end > first + 1)) {
        return at;
    }
    if (is_any_of(s, end, ".") && (more = digits_end(s, end + 1)) > end + 1) {
        *whole = false;
        end = more;
    }
    if (is_any_of(s, end, "eE")) {
        first = end + 1 + is_any_of(s, end + 1, "+-");
        *whole = false;
        end = digits_end(s, first) > first ? digits_end(s, first) : end;
    }
    return end;
}

/* Beyond what jansson holds: 64 bits with a sign, as ids and fingerprints of some platforms are, or
 * a double. */
static bool is_too_big(struct str number, bool whole)
{
    int64_t integer;
    double real;
    return whole ? !str_to_int(number, &integer) : !str_to_double(number, &real);
}

/* Numbers that are too big as strings, so that not a digit of them is lost. */
static void quote_big_numbers(struct str s, struct buf *out)
{
    for (size_t i = 0; i < s.n;) {
        bool whole = true;
        size_t end = s.p[i] == '"' ? string_end(s, i) : number_end(s, i, &whole);
        size_t none = digits_end(s, i); /* zeros before a number: one step, or time is quadratic */
        none = none > i ? none : i + 1;
        struct str token = str_slice(s, i, end > i ? end : none);
        bool big = end > i && s.p[i] != '"' && is_too_big(token, whole);
        buf_add_z(out, big ? "\"" : "");
        buf_add(out, token);
        buf_add_z(out, big ? "\"" : "");
        i += token.n;
    }
}

/* The code of "\\u06A9" at `at`, -1 when it is none. */
static int unicode_escape(struct str s, size_t at)
{
    int code = 0;
    if (!str_starts(str_slice(s, at, s.n), STR("\\u")) || at + 6 > s.n) {
        return -1;
    }
    for (size_t i = at + 2; i < at + 6; i++) {
        char c = (char)tolower((unsigned char)s.p[i]);
        if (!isxdigit((unsigned char)c)) {
            return -1;
        }
        code = code * 16 + (isdigit((unsigned char)c) ? c - '0' : c - 'a' + 10);
    }
    return code;
}

static bool between(int code, int low, int high)
{
    return code >= low && code <= high;
}

/* Copies an escape. Half of a surrogate pair, as is left of an emoji that somebody has cut in two,
 * becomes U+FFFD; RFC 8259, 8.2 leaves it open. Returns the offset behind. */
static size_t copy_escape(struct str s, size_t at, struct buf *out)
{
    int code = unicode_escape(s, at);
    bool high = between(code, 0xD800, 0xDBFF), low = between(code, 0xDC00, 0xDFFF);
    size_t n = code < 0 ? 2 : 6;
    if (high && between(unicode_escape(s, at + 6), 0xDC00, 0xDFFF)) {
        n = 12;
        high = false;
    }
    if (high || low) {
        buf_add_z(out, "\\ufffd");
    } else {
        buf_add(out, str_slice(s, at, at + n));
    }
    return at + n;
}

static void mend_surrogates(struct str s, struct buf *out)
{
    for (size_t i = 0; i < s.n;) {
        if (s.p[i] == '\\') {
            i = copy_escape(s, i, out);
        } else {
            buf_add_byte(out, s.p[i++]);
        }
    }
}

static json_t *load(struct str s, size_t flags, json_error_t *error)
{
    return json_loadb(s.n ? s.p : "", s.n, JSON_DECODE_ANY | JSON_ALLOW_NUL | flags, error);
}

/* Cures what is wrong with a sound document now and then; false when it is something else. */
static bool cure(struct str s, const json_error_t *error, struct buf *out)
{
    if (json_error_code(error) == json_error_numeric_overflow) {
        quote_big_numbers(s, out);
    } else if (strncmp(error->text, "invalid Unicode", strlen("invalid Unicode")) == 0) {
        mend_surrogates(s, out);
    }
    return out->n > 0;
}

static json_t *decode(struct str s, size_t flags, struct err *err)
{
    json_error_t error;
    if (too_deep(s)) {
        err_set(err, "JSON nested deeper than %u levels", LIMIT_JSON_DEPTH);
        return NULL;
    }
    struct buf cured[2] = {BUF_INIT(2 * (size_t)LIMIT_HTTP_BODY),
                           BUF_INIT(2 * (size_t)LIMIT_HTTP_BODY)};
    json_t *document = load(s, flags, &error);
    for (size_t i = 0; i < 2 && !document && cure(s, &error, &cured[i]); i++) {
        s = buf_str(&cured[i]);
        document = load(s, flags, &error);
    }
    buf_clear(&cured[0]);
    buf_clear(&cured[1]);
    if (!document) {
        err_set(err, "not JSON: line %d, column %d: %s", error.line, error.column, error.text);
    }
    return document;
}

static struct str without(struct str s, const char *prefix, const char *suffix)
{
    s = str_trim(s);
    if (str_starts(s, str_of(prefix))) {
        s = str_slice(s, strlen(prefix), s.n);
    }
    s = str_trim(s);
    if (str_ends(s, str_of(suffix))) {
        s = str_slice(s, 0, s.n - strlen(suffix));
    }
    return str_trim(s);
}

/* What people wrap JSON in so that ancient browsers and XML parsers do not trip over it. */
static struct str unwrap(struct str s)
{
    s = without(s, "\xEF\xBB\xBF", "");
    s = without(s, "<!--", "-->");
    s = without(s, "//<![CDATA[", "//]]>");
    s = without(s, "/*<![CDATA[*/", "/*]]>*/");
    s = without(s, "<![CDATA[", "]]>");
    return without(s, "", ";");
}

/* Copies a string literal with its raw control characters escaped, and without the backslash before
 * what needs none: \' is of JavaScript. */
static size_t mend_string(struct str s, size_t at, struct buf *out)
{
    size_t end = string_end(s, at);
    while (at < end) {
        unsigned char c = (unsigned char)s.p[at];
        if (c == '\\' && at + 1 < end && strchr("\"\\/bfnrtu", s.p[at + 1])) {
            buf_add(out, str_slice(s, at, at + 2));
            at += 2;
            continue;
        }
        if (c < ' ') {
            buf_addf(out, "\\u%04x", c);
        } else if (c != '\\') {
            buf_add_byte(out, (char)c);
        }
        at++;
    }
    return end;
}

/* A word of JavaScript that stands for a value and is none in JSON. */
static size_t no_value(struct str s, size_t at)
{
    static const char *const words[] = {"NaN", "undefined", "-Infinity", "Infinity"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (str_starts(str_slice(s, at, s.n), str_of(words[i]))) {
            return strlen(words[i]);
        }
    }
    return 0;
}

/* The offset behind a comment that begins at `at`, or `at` when none does. */
static size_t comment_end(struct str s, size_t at)
{
    struct str rest = str_slice(s, at, s.n);
    if (!str_starts(rest, STR("//")) && !str_starts(rest, STR("/*"))) {
        return at;
    }
    struct str end = rest.p[1] == '/' ? STR("\n") : STR("*/");
    size_t found = str_find(str_slice(rest, 2, rest.n), end);
    return found == STR_NOT_FOUND ? s.n : at + 2 + found + end.n;
}

static void drop_trailing_comma(struct buf *out)
{
    size_t n = out->n;
    while (n > 0 && strchr(" \t\r\n", out->p[n - 1])) {
        n--;
    }
    if (n > 0 && out->p[n - 1] == ',') {
        out->n = n - 1;
    }
}

static void mend(struct str s, struct buf *out)
{
    for (size_t i = 0; i < s.n;) {
        size_t behind = comment_end(s, i), word = no_value(s, i);
        if (behind > i) {
            i = behind;
        } else if (word) {
            buf_add_z(out, "null");
            i += word;
        } else if (s.p[i] == '"') {
            i = mend_string(s, i, out);
        } else {
            if (s.p[i] == '}' || s.p[i] == ']') {
                drop_trailing_comma(out);
            }
            buf_add_byte(out, s.p[i++]);
        }
    }
}

json_t *json_read(struct str text, enum json_manners manners, struct err *err)
{
    if (manners == JSON_OF_API) {
        return decode(text, JSON_REJECT_DUPLICATES, err);
    }
    struct str inner = unwrap(text);
    json_t *document = decode(inner, 0, err);
    if (document) {
        return document;
    }
    struct buf mended CLEANUP_BUF = BUF_INIT(6 * (size_t)LIMIT_HTTP_BODY);
    mend(inner, &mended);
    return decode(buf_str(&mended), 0, err);
}

void json_release(json_t **document)
{
    json_decref(*document);
}
