#include "feed/mend.h"

#include "base/limits.h"
#include "base/map.h"
#include "text/html.h"
#include "text/utf8.h"

#include <ctype.h>

#define ENTITY_NAME_MAX 32
#define TAG_MAX         1000 /* bytes to look back for the tag that a text belongs to */

/* What ends a section, and the first place where it stands in what is left: looked for once, so
 * that a thousand sections that never end cost no more than one. */
struct ending {
    const char *mark;
    const char *at; /* NULL: not looked for */
    bool none;      /* nowhere any more */
};

struct mending {
    struct str rest;
    struct buf *out;
    struct ending cdata, comment, instruction, declaration;
    struct map entities; /* the document's own: name to const struct str * */
    struct arena arena;
};

static struct str take(struct mending *m, size_t n)
{
    struct str taken = str_slice(m->rest, 0, n);
    m->rest = str_slice(m->rest, n, m->rest.n);
    return taken;
}

/* The length of the section that begins here, 0 when it never ends. */
static size_t section(const struct mending *m, struct ending *ending)
{
    const char *from = m->rest.p;
    if (!ending->none && (!ending->at || ending->at < from)) {
        size_t at = str_find(m->rest, str_of(ending->mark));
        ending->none = at == STR_NOT_FOUND;
        ending->at = ending->none ? NULL : from + at;
    }
    return ending->none ? 0 : (size_t)(ending->at - from) + strlen(ending->mark);
}

static struct str skip_space(struct str s)
{
    while (s.n && isspace((unsigned char)s.p[0])) {
        s = str_slice(s, 1, s.n);
    }
    return s;
}

static struct str take_word(struct str *s)
{
    size_t n = 0;
    while (n < s->n && !isspace((unsigned char)s->p[n]) && s->p[n] != '>' && s->p[n] != '<') {
        n++;
    }
    struct str word = str_slice(*s, 0, n);
    *s = skip_space(str_slice(*s, n, s->n));
    return word;
}

/* <!ENTITY name "text"> whose text holds no markup and no reference: others are not for feeds. */
static void declare(struct mending *m, struct str s)
{
    s = skip_space(str_slice(s, strlen("<!ENTITY"), s.n));
    struct str name = take_word(&s);
    if (s.n == 0 || (s.p[0] != '"' && s.p[0] != '\'') || name.n == 0) {
        return;
    }
    size_t end = str_find_byte(str_slice(s, 1, s.n), s.p[0]);
    struct str *text = arena_new(&m->arena, struct str);
    *text = end == STR_NOT_FOUND ? STR_NONE : str_slice(s, 1, 1 + end);
    bool harmless =
        text->p && text->n <= LIMIT_MENTION_FIELD && str_find_byte(*text, '&') == STR_NOT_FOUND &&
        str_find_byte(*text, '<') == STR_NOT_FOUND && str_find_byte(*text, '%') == STR_NOT_FOUND;
    if (harmless) {
        map_put(&m->entities, name, NULL)->pointer = text;
    }
}

/* The end of a document type, with the entities of its internal subset noted. */
static size_t doctype(struct mending *m)
{
    struct str s = m->rest;
    size_t i = 2, depth = 0;
    char quote = 0;
    for (; i < s.n; i++) {
        char c = s.p[i];
        if (quote) {
            quote = c == quote ? 0 : quote;
        } else if (depth && (c == '"' || c == '\'')) {
            quote = c;
        } else if (c == '[') {
            depth = 1;
        } else if (c == ']') {
            depth = 0;
        } else if (c == '>' && depth == 0) {
            return i + 1;
        } else if (c == '<' && str_starts(str_slice(s, i, s.n), STR("<!ENTITY"))) {
            declare(m, str_slice(s, i, i + 2 * (size_t)LIMIT_MENTION_FIELD));
        }
    }
    return s.n;
}

static bool is_basic(struct str name)
{
    static const char *const names[] = {"amp", "lt", "gt", "quot", "apos"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (str_eq(name, str_of(names[i]))) {
            return true;
        }
    }
    return false;
}

/* The length of "&#1740;" or "&#x6CC;", 0 when it is not one XML allows. */
static size_t numeric(struct str s)
{
    bool hex = s.n > 2 && (s.p[2] == 'x' || s.p[2] == 'X');
    size_t i = hex ? 3 : 2, first = i;
    uint32_t code = 0;
    while (i < s.n && i < first + 8 && isxdigit((unsigned char)s.p[i])) {
        char c = (char)tolower((unsigned char)s.p[i++]);
        code =
            code * (hex ? 16 : 10) + (uint32_t)(isdigit((unsigned char)c) ? c - '0' : c - 'a' + 10);
    }
    bool allowed = code >= ' ' || code == '\t' || code == '\n' || code == '\r';
    allowed = allowed && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF) &&
              (code & 0xFFFE) != 0xFFFE && s.n > 2 && s.p[2] != 'X';
    return i > first && i < s.n && s.p[i] == ';' && allowed ? i + 1 : 0;
}

/* Decoded as HTML would, which knows what people mean by &#146;. */
static bool mend_numeric(struct mending *m)
{
    size_t n = numeric(m->rest);
    uint32_t code;
    char bytes[UTF8_MAX];
    if (n == 0) {
        return false;
    }
    if (html_reference(m->rest, &code) == n && code >= 0x80) {
        buf_add(m->out, (struct str){bytes, utf8_encode(code, bytes)});
        take(m, n);
    } else {
        buf_add(m->out, take(m, n));
    }
    return true;
}

static bool mend_named(struct mending *m)
{
    size_t n = 1;
    while (n < m->rest.n && n <= ENTITY_NAME_MAX &&
           (isalnum((unsigned char)m->rest.p[n]) || strchr("._-", m->rest.p[n]))) {
        n++;
    }
    if (n == 1 || n >= m->rest.n || m->rest.p[n] != ';') {
        return false;
    }
    struct str name = str_slice(m->rest, 1, n);
    union map_value *own = map_get(&m->entities, name);
    uint32_t code;
    char bytes[UTF8_MAX];
    if (is_basic(name)) {
        buf_add(m->out, str_slice(m->rest, 0, n + 1));
    } else if (own) {
        buf_add(m->out, *(const struct str *)own->pointer);
    } else if (html_reference(m->rest, &code) == n + 1) {
        buf_add(m->out, (struct str){bytes, utf8_encode(code, bytes)});
    } else {
        return false;
    }
    take(m, n + 1);
    return true;
}

static void mend_reference(struct mending *m)
{
    bool fine = m->rest.n > 1 && m->rest.p[1] == '#' ? mend_numeric(m) : mend_named(m);
    if (!fine) {
        take(m, 1);
        buf_add_z(m->out, "&amp;");
    }
}

/* The name of the tag that was written last, if that is not long ago. */
static struct str last_name(const struct buf *out)
{
    struct str s = buf_str(out);
    s = str_slice(s, s.n > TAG_MAX ? s.n - TAG_MAX : 0, s.n);
    size_t at = s.n;
    while (at > 0 && s.p[at - 1] != '<') {
        at--;
    }
    s = str_slice(s, at, s.n);
    return at > 0 ? take_word(&s) : STR_NONE;
}

/* The length of a CDATA section. One that never ends, or goes on through the end of its item to the
 * next section, ends where its element does. */
static size_t cdata(struct mending *m)
{
    size_t n = section(m, &m->cdata);
    struct str inside = str_slice(m->rest, 1, n ? n : m->rest.n);
    size_t next = str_find(inside, STR("<![CDATA["));
    struct str before = str_slice(inside, 0, next);
    bool ends =
        n && (next == STR_NOT_FOUND || (str_find(before, STR("</item>")) == STR_NOT_FOUND &&
                                        str_find(before, STR("</entry>")) == STR_NOT_FOUND));
    struct str name = ends ? STR_NONE : last_name(m->out);
    char tag[2 + ENTITY_NAME_MAX];
    if (!name.n || name.n > ENTITY_NAME_MAX) {
        return n ? n : m->rest.n;
    }
    memcpy(tag, "</", 2);
    memcpy(tag + 2, name.p, name.n);
    size_t at = str_find(inside, (struct str){tag, 2 + name.n});
    return at == STR_NOT_FOUND ? n ? n : m->rest.n : 1 + at;
}

/* CDATA as escaped text: its end may be missing or nested, and control characters hide in it. */
static void mend_cdata(struct mending *m)
{
    size_t n = cdata(m);
    struct str inside = str_slice(take(m, n), strlen("<![CDATA["), n);
    if (str_ends(inside, STR("]]>"))) {
        inside = str_slice(inside, 0, inside.n - 3);
    }
    for (size_t i = 0; i < inside.n; i++) {
        unsigned char c = (unsigned char)inside.p[i];
        if (c == '&') {
            buf_add_z(m->out, "&amp;");
        } else if (c == '<') {
            buf_add_z(m->out, "&lt;");
        } else if (c == '>') {
            buf_add_z(m->out, "&gt;");
        } else if (c >= ' ' || c == '\n' || c == '\t' || c == '\r') {
            buf_add_byte(m->out, (char)c);
        }
    }
}

bool begins_tag(char c)
{
    return isalpha((unsigned char)c) || c == '/' || c == '_' || c == ':' ||
           (unsigned char)c >= 0x80;
}

/* Some end an XML declaration as a tag. */
static size_t instruction(struct mending *m)
{
    if (str_starts(m->rest, STR("<?xml"))) {
        return section(m, &m->declaration);
    }
    return section(m, &m->instruction);
}

/* The length of what is left out; 0: nothing, it is no comment or instruction, or has no end. */
static size_t left_out(struct mending *m)
{
    if (str_starts(m->rest, STR("<!--"))) {
        return section(m, &m->comment);
    }
    return str_starts(m->rest, STR("<?")) ? instruction(m) : 0;
}

static void mend_markup(struct mending *m)
{
    size_t n = left_out(m);
    if (n) {
        take(m, n);
    } else if (str_starts(m->rest, STR("<![CDATA["))) {
        mend_cdata(m);
    } else if (str_eq_nocase(str_slice(m->rest, 0, 9), STR("<!doctype"))) {
        take(m, doctype(m));
    } else if (m->rest.n > 1 && begins_tag(m->rest.p[1])) {
        buf_add(m->out, take(m, 1));
    } else { /* "5 < 6" */
        take(m, 1);
        buf_add_z(m->out, m->out->n ? "&lt;" : "");
    }
}

/* What can be copied without a look: everything but <, & and control characters. */
static bool is_plain(unsigned char c)
{
    return c > '<' || (c >= ' ' && c != '<' && c != '&') || c == '\n' || c == '\t' || c == '\r';
}

static size_t plain_run(struct str s)
{
    size_t n = 0;
    while (n < s.n && is_plain((unsigned char)s.p[n])) {
        n++;
    }
    return n;
}

/* "<rss", "<atom:feed": a tag that a feed can begin with. */
static bool begins_feed(struct str tag)
{
    static const char *const roots[] = {"rss", "rdf", "feed", "channel", "entry"};
    struct str name = str_slice(tag, 1, 1 + ENTITY_NAME_MAX);
    size_t n = 0;
    for (; n < name.n && (isalpha((unsigned char)name.p[n]) || name.p[n] == ':'); n++) {
        if (name.p[n] == ':') {
            name = str_slice(name, n + 1, name.n);
            n = 0;
        }
    }
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
        if (str_eq_nocase(str_slice(name, 0, n), str_of(roots[i]))) {
            return true;
        }
    }
    return false;
}

/* Where a document begins behind what a broken server has said first: at a declaration, a document
 * type or the root of a feed, else at the first tag. */
static size_t beginning(struct str text)
{
    size_t first = str_find_byte(text, '<');
    for (size_t at = first; at < text.n;) {
        struct str rest = str_slice(text, at, text.n);
        if (str_starts(rest, STR("<?xml ")) || begins_feed(rest) ||
            str_eq_nocase(str_slice(rest, 0, 9), STR("<!doctype"))) {
            return at;
        }
        size_t next = str_find_byte(str_slice(rest, 1, rest.n), '<');
        at = next == STR_NOT_FOUND ? text.n : at + 1 + next;
    }
    return first;
}

/* The end of a CDATA section may stand in no text (XML 1.0, 2.4): libxml2 drops what is before it.
 */
static void add_plain(struct buf *out, struct str plain)
{
    bool may = str_find_byte(plain, ']') != STR_NOT_FOUND;
    size_t at;
    while (may && (at = str_find(plain, STR("]]>"))) != STR_NOT_FOUND) {
        buf_add(out, str_slice(plain, 0, at + 2));
        buf_add_z(out, "&gt;");
        plain = str_slice(plain, at + 3, plain.n);
    }
    buf_add(out, plain);
}

void mend(struct str text, struct buf *out)
{
    struct mending m = {.rest = text,
                        .out = out,
                        .cdata.mark = "]]>",
                        .comment.mark = "-->",
                        .instruction.mark = "?>",
                        .declaration.mark = ">"};
    take(&m, beginning(text));
    while (m.rest.n && !out->overflow) {
        struct str plain = take(&m, plain_run(m.rest));
        char c = m.rest.n ? m.rest.p[0] : 0;
        if (out->n) { /* no text stands before the root */
            add_plain(out, plain);
        }
        if (c == '<') {
            mend_markup(&m);
        } else if (c == '&' && out->n) {
            mend_reference(&m);
        } else {
            take(&m, 1);
        }
    }
    map_clear(&m.entities);
    arena_clear(&m.arena);
}
