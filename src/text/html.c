#include "text/html.h"

#include "text/fold_table.h"
#include "text/utf8.h"

enum tag_kind {
    TAG_INLINE,
    TAG_SPACE,     /* parts words */
    TAG_BLOCK,     /* begins and ends a line */
    TAG_BREAK,     /* ends a line each time */
    TAG_PARAGRAPH, /* an empty line around it */
    TAG_RAW,       /* its content is no text, and ends only at its end tag */
    TAG_HIDDEN,    /* the same, but without an end tag it hides nothing */
    TAG_IMAGE,
};

static const struct {
    const char *name;
    enum tag_kind kind;
} tag_kinds[] = {
    {"p", TAG_PARAGRAPH},     {"br", TAG_BREAK},      {"div", TAG_BLOCK},
    {"li", TAG_BLOCK},        {"ul", TAG_BLOCK},      {"ol", TAG_BLOCK},
    {"h1", TAG_PARAGRAPH},    {"h2", TAG_PARAGRAPH},  {"h3", TAG_PARAGRAPH},
    {"h4", TAG_PARAGRAPH},    {"h5", TAG_PARAGRAPH},  {"h6", TAG_PARAGRAPH},
    {"tr", TAG_BLOCK},        {"td", TAG_SPACE},      {"th", TAG_SPACE},
    {"table", TAG_BLOCK},     {"hr", TAG_BLOCK},      {"pre", TAG_BLOCK},
    {"dl", TAG_BLOCK},        {"dt", TAG_BLOCK},      {"dd", TAG_BLOCK},
    {"form", TAG_BLOCK},      {"option", TAG_BLOCK},  {"address", TAG_BLOCK},
    {"article", TAG_BLOCK},   {"aside", TAG_BLOCK},   {"blockquote", TAG_PARAGRAPH},
    {"body", TAG_BLOCK},      {"center", TAG_BLOCK},  {"details", TAG_BLOCK},
    {"fieldset", TAG_BLOCK},  {"figure", TAG_BLOCK},  {"figcaption", TAG_BLOCK},
    {"footer", TAG_BLOCK},    {"header", TAG_BLOCK},  {"main", TAG_BLOCK},
    {"nav", TAG_BLOCK},       {"section", TAG_BLOCK}, {"summary", TAG_BLOCK},
    {"script", TAG_RAW},      {"style", TAG_RAW},     {"title", TAG_RAW},
    {"iframe", TAG_RAW},      {"head", TAG_HIDDEN},   {"template", TAG_HIDDEN},
    {"noscript", TAG_HIDDEN}, {"svg", TAG_HIDDEN},    {"img", TAG_IMAGE},
};

enum { TAG_KINDS = sizeof tag_kinds / sizeof *tag_kinds };

struct page {
    struct str html;
    size_t at;
    char *bytes; /* the text; never longer than the markup it came from */
    size_t filled;
    unsigned lines;          /* line breaks due before the next character, at most 2 */
    bool space;              /* a space is due */
    bool tagged;             /* there was a tag */
    bool open_ended;         /* no '<' from here on is closed */
    bool endless[TAG_KINDS]; /* no end tag of that name from here on */
};

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char byte_at(struct str s, size_t at)
{
    return at < s.n ? s.p[at] : 0;
}

/* ---- Writing ---- */

static void break_due(struct page *page, unsigned lines)
{
    page->lines = page->lines > lines ? page->lines : lines;
}

static void write_bytes(struct page *page, const char *bytes, size_t n)
{
    if (page->filled) {
        for (unsigned i = 0; i < page->lines; i++) {
            page->bytes[page->filled++] = '\n';
        }
        if (page->space && page->lines == 0) {
            page->bytes[page->filled++] = ' ';
        }
    }
    page->lines = 0;
    page->space = false;
    memcpy(page->bytes + page->filled, bytes, n);
    page->filled += n;
}

/* One character or reference of the text, moving *at behind it. */
static void write_text(struct page *page, struct str s, size_t *at)
{
    uint32_t code;
    size_t n = s.p[*at] == '&' ? html_reference(str_slice(s, *at, s.n), &code) : 0;
    if (is_space(s.p[*at]) || (n && (code == 0xA0 || (code < 0x80 && is_space((char)code))))) {
        page->space = true;
    } else if (n) {
        char bytes[UTF8_MAX];
        write_bytes(page, bytes, utf8_encode(code, bytes));
    } else {
        write_bytes(page, s.p + *at, 1);
    }
    *at += n ? n : 1;
}

/* The bytes from `at` on that are neither space nor markup nor a reference. */
static size_t plain_run(struct str s, size_t at)
{
    size_t from = at;
    while (at < s.n && (unsigned char)s.p[at] > ' ' && s.p[at] != '<' && s.p[at] != '&') {
        at++;
    }
    return at - from;
}

/* ---- Tags ---- */

/* Where the tag ends whose '<' stands at `at`, behind its '>'; 0 when it does not. A '>' in quotes
 * is none, unless the next tag closes something before the quotes do: then one of them is missing.
 */
static size_t tag_end(struct str html, size_t at)
{
    char quote = 0, before = 0;
    size_t inside = 0; /* behind the first '>' in these quotes */
    for (size_t i = at + 1; i < html.n; i++) {
        char c = html.p[i];
        if (quote) {
            if (c == '<' && inside && byte_at(html, i + 1) == '/') {
                return inside;
            }
            inside = c == '>' && !inside ? i + 1 : inside;
            quote = c == quote ? 0 : quote;
        } else if (c == '>') {
            return i + 1;
        } else if ((c == '"' || c == '\'') && before == '=') {
            quote = c;
            inside = 0;
        }
        before = is_space(c) ? before : c;
    }
    return 0;
}

static struct str tag_name(struct str tag)
{
    size_t from = 1 + (byte_at(tag, 1) == '/'), to = from;
    while (to < tag.n && !is_space(tag.p[to]) && tag.p[to] != '/' && tag.p[to] != '>') {
        to++;
    }
    return str_slice(tag, from, to);
}

static size_t tag_index(struct str name)
{
    size_t i = 0;
    while (i < TAG_KINDS && !str_eq_nocase(name, str_of(tag_kinds[i].name))) {
        i++;
    }
    return i;
}

/* Where "</name" begins at or behind `at`; STR_NOT_FOUND. */
static size_t find_end_tag(struct str html, size_t at, struct str name)
{
    while (at < html.n) {
        size_t next = str_find(str_slice(html, at, html.n), STR("</"));
        if (next == STR_NOT_FOUND) {
            break;
        }
        at += next;
        struct str found = str_slice(html, at + 2, at + 2 + name.n);
        if (str_eq_nocase(found, name) && !is_letter(byte_at(html, at + 2 + name.n))) {
            return at;
        }
        at += 2;
    }
    return STR_NOT_FOUND;
}

static void skip_content(struct page *page, size_t index)
{
    if (page->endless[index]) {
        return;
    }
    size_t end = find_end_tag(page->html, page->at, str_of(tag_kinds[index].name));
    if (end != STR_NOT_FOUND) {
        page->at = end;
    } else if (tag_kinds[index].kind == TAG_RAW) {
        page->at = page->html.n;
    } else {
        page->endless[index] = true;
    }
}

/* The value of alt in an <img ...>; absent when it has none. */
static struct str alt_text(struct str tag)
{
    size_t at = 4;
    while (at < tag.n) {
        size_t from = at;
        while (at < tag.n && (is_letter(tag.p[at]) || tag.p[at] == '-')) {
            at++;
        }
        bool alt = str_eq_nocase(str_slice(tag, from, at), STR("alt"));
        while (is_space(byte_at(tag, at))) {
            at++;
        }
        if (byte_at(tag, at) != '=') {
            at += at == from;
            continue;
        }
        do {
            at++;
        } while (is_space(byte_at(tag, at)));
        char quote = byte_at(tag, at);
        bool quoted = quote == '"' || quote == '\'';
        from = at + quoted;
        for (at = from; at < tag.n && (quoted ? tag.p[at] != quote : !is_space(tag.p[at]));) {
            at++;
        }
        if (alt) {
            return str_slice(tag, from, at);
        }
        at += quoted;
    }
    return STR_NONE;
}

static void write_image(struct page *page, struct str tag)
{
    struct str alt = alt_text(tag);
    size_t n;
    uint32_t code = alt.n ? utf8_decode(alt, 0, &n) : 0;
    enum fold_class class = fold_class(fold_entry(code));
    if (class == FOLD_EMOJI || class == FOLD_FLAG_HALF) {
        for (size_t at = 0; at < alt.n;) {
            write_text(page, alt, &at);
        }
    }
}

static void apply_tag(struct page *page, struct str tag)
{
    size_t index = tag_index(tag_name(tag));
    bool closing = byte_at(tag, 1) == '/';
    switch (index < TAG_KINDS ? tag_kinds[index].kind : TAG_INLINE) {
    case TAG_SPACE:
        page->space = true;
        break;
    case TAG_BLOCK:
        break_due(page, 1);
        break;
    case TAG_BREAK:
        page->lines += page->lines < 2;
        break;
    case TAG_PARAGRAPH:
        break_due(page, 2);
        break;
    case TAG_RAW:
    case TAG_HIDDEN:
        if (!closing) {
            skip_content(page, index);
        }
        break;
    case TAG_IMAGE:
        write_image(page, str_slice(tag, 0, tag.n - 1));
        break;
    default:
        break;
    }
}

/* "<!--...-->", "<!...>", "<?...>" at page->at; an open one reaches to the end. */
static void skip_comment(struct page *page)
{
    struct str rest = str_slice(page->html, page->at, page->html.n);
    bool comment = str_starts(rest, STR("<!--"));
    struct str end = comment ? STR("-->") : STR(">");
    size_t from = comment ? 2 : 0; /* <!--> is whole */
    size_t at = str_find(str_slice(rest, from, rest.n), end);
    page->at += at == STR_NOT_FOUND ? rest.n : from + at + end.n;
    page->tagged = true;
}

/* False when the '<' at page->at begins no markup. */
static bool markup(struct page *page)
{
    char next = byte_at(page->html, page->at + 1), after = byte_at(page->html, page->at + 2);
    if ((next == '!' || next == '?') && (is_letter(after) || after == '-' || after == '[')) {
        skip_comment(page);
        return true;
    }
    bool named = is_letter(next) || (next == '/' && is_letter(after));
    if (!named || page->open_ended) {
        return false;
    }
    size_t end = tag_end(page->html, page->at);
    if (end == 0) {
        page->open_ended = true;
        return false;
    }
    struct str tag = str_slice(page->html, page->at, end);
    page->at = end;
    page->tagged = true;
    apply_tag(page, tag);
    return true;
}

struct str html_to_text(struct arena *arena, struct str html, size_t max)
{
    if (!html.p) {
        return STR_NONE;
    }
    if (str_find_byte(html, '<') == STR_NOT_FOUND) {
        return utf8_clean(arena, html_unescape(arena, html), max);
    }
    struct page page = {.html = html};
    page.bytes = arena_alloc(arena, html.n + UTF8_MAX, 1);
    while (page.at < html.n) {
        size_t run = plain_run(html, page.at);
        if (run) {
            write_bytes(&page, html.p + page.at, run);
            page.at += run;
        } else if (html.p[page.at] != '<' || !markup(&page)) {
            write_text(&page, html, &page.at);
        }
    }
    struct str text =
        page.tagged ? (struct str){page.bytes, page.filled} : html_unescape(arena, html);
    return utf8_clean(arena, text, max);
}
