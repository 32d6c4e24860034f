#include "feed/xml.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/map.h"
#include "feed/balance.h"
#include "text/html.h"
#include "text/utf8.h"

#include <ctype.h>
#include <libxml/HTMLparser.h>
#include <libxml/parser.h>

#define ENTITY_NAME_MAX 32
#define MENDED_MAX      (6 * (size_t)LIMIT_HTTP_BODY)
#define ATTRIBUTES_MAX  4000 /* of one tag; their = and the white space before them count each */

struct mending {
    struct str rest;
    struct buf *out;
    struct map entities; /* the document's own: name to const struct str * */
    struct arena arena;
};

static struct str take(struct mending *m, size_t n)
{
    struct str taken = str_slice(m->rest, 0, n);
    m->rest = str_slice(m->rest, n, m->rest.n);
    return taken;
}

/* The length of a section from its opening mark to its end, all that is left when it has none. */
static size_t section(struct str s, const char *end)
{
    size_t at = str_find(s, str_of(end));
    return at == STR_NOT_FOUND ? s.n : at + strlen(end);
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
    while (n < s->n && !isspace((unsigned char)s->p[n]) && s->p[n] != '>') {
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

/* CDATA as escaped text: its end may be missing or nested, and control characters hide in it. */
static void mend_cdata(struct mending *m)
{
    size_t n = section(m->rest, "]]>");
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

static bool begins_tag(char c)
{
    return isalpha((unsigned char)c) || c == '/' || c == '_' || c == ':' ||
           (unsigned char)c >= 0x80;
}

static void mend_markup(struct mending *m)
{
    if (str_starts(m->rest, STR("<!--"))) {
        take(m, section(m->rest, "-->"));
    } else if (str_starts(m->rest, STR("<![CDATA["))) {
        mend_cdata(m);
    } else if (str_starts(m->rest, STR("<?"))) {
        take(m, section(m->rest, "?>"));
    } else if (str_eq_nocase(str_slice(m->rest, 0, 9), STR("<!doctype"))) {
        take(m, doctype(m));
    } else if (m->rest.n > 1 && begins_tag(m->rest.p[1])) {
        buf_add(m->out, take(m, 1));
    } else { /* "5 < 6" */
        take(m, 1);
        buf_add_z(m->out, m->out->n ? "&lt;" : "");
    }
}

/* Bytes that can be copied without a look: everything but <, & and control characters. */
static size_t plain_run(struct str s)
{
    size_t n = 0;
    while (n < s.n) {
        unsigned char c = (unsigned char)s.p[n];
        if (c == '<' || c == '&' || (c < ' ' && c != '\n' && c != '\t' && c != '\r')) {
            break;
        }
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
    size_t at;
    while ((at = str_find(plain, STR("]]>"))) != STR_NOT_FOUND) {
        buf_add(out, str_slice(plain, 0, at + 2));
        buf_add_z(out, "&gt;");
        plain = str_slice(plain, at + 3, plain.n);
    }
    buf_add(out, plain);
}

static void mend(struct str text, struct buf *out)
{
    struct mending m = {.rest = text, .out = out};
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

/* The offset behind the content of a script or style element whose tag begins at `at`, else `at`:
 * what looks like a tag in there is none. */
static size_t raw_text_end(struct str s, size_t at)
{
    static const char *const names[] = {"<script", "<style"};
    for (size_t i = 0; i < 2; i++) {
        size_t n = strlen(names[i]);
        if (str_eq_nocase(str_slice(s, at, at + n), (struct str){names[i], n})) {
            size_t end = str_find(str_slice(s, at + n, s.n), STR("</"));
            return end == STR_NOT_FOUND ? s.n : at + n + end;
        }
    }
    return at;
}

/* libxml2 compares each attribute of a tag with all before it. */
static bool too_many_attributes(struct str s)
{
    size_t count = 0;
    bool tag = false;
    char quote = 0;
    for (size_t at = 0; at < s.n; at++) {
        char c = s.p[at];
        if (quote) {
            quote = c == quote ? 0 : quote;
        } else if (c == '<') {
            at = raw_text_end(s, at);
            tag = at + 1 < s.n && begins_tag(s.p[at + 1]);
            count = 0;
        } else if (c == '>' || !tag) {
            size_t next = str_find_byte(str_slice(s, at, s.n), '<');
            at = next == STR_NOT_FOUND ? s.n : at + next - 1;
            tag = false;
        } else if ((c == '"' || c == '\'') && s.p[at - 1] == '=') {
            quote = c;
        } else if (tag && (c == '=' || isspace((unsigned char)c)) && ++count > ATTRIBUTES_MAX) {
            return true;
        }
    }
    return false;
}

#define XML_QUIET (XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_COMPACT)

static xmlDoc *parse(struct str text, bool *well_formed)
{
    xmlParserCtxt *parser = xmlNewParserCtxt();
    if (!parser) {
        mem_out();
    }
    xmlDoc *document = xmlCtxtReadMemory(parser, text.p, (int)text.n, NULL, "UTF-8",
                                         XML_QUIET | XML_PARSE_RECOVER);
    *well_formed = parser->wellFormed;
    xmlFreeParserCtxt(parser);
    return document;
}

xmlDoc *xml_read(struct str text, struct err *err)
{
    struct buf mended CLEANUP_BUF = BUF_INIT(MENDED_MAX),
                      balanced CLEANUP_BUF = BUF_INIT(MENDED_MAX);
    bool well_formed;
    mend(text, &mended);
    if (too_many_attributes(buf_str(&mended))) {
        err_set(err, "a tag with more than %d attributes", ATTRIBUTES_MAX);
        return NULL;
    }
    xmlDoc *document = parse(buf_str(&mended), &well_formed);
    if (!well_formed) {
        xml_release(&document);
        balance(buf_str(&mended), &balanced);
        document = parse(buf_str(&balanced), &well_formed);
    }
    if (document && !xmlDocGetRootElement(document)) {
        xml_release(&document);
    }
    if (!document) {
        err_set(err, "not XML");
    }
    return document;
}

xmlDoc *html_read(struct str text, struct err *err)
{
    if (too_many_attributes(text)) {
        err_set(err, "a tag with more than %d attributes", ATTRIBUTES_MAX);
        return NULL;
    }
    xmlDoc *document =
        htmlReadMemory(text.p ? text.p : "", (int)text.n, NULL, "UTF-8",
                       HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                           HTML_PARSE_NONET | HTML_PARSE_COMPACT);
    if (document && !xmlDocGetRootElement(document)) {
        xml_release(&document);
    }
    if (!document) {
        err_set(err, "an empty page");
    }
    return document;
}

void xml_release(xmlDoc **document)
{
    if (*document) {
        xmlFreeDoc(*document);
    }
    *document = NULL;
}

struct str xml_content(struct arena *arena, const xmlNode *node)
{
    if (!node) {
        return STR_NONE;
    }
    const xmlNode *only =
        node->type == XML_ELEMENT_NODE || node->type == XML_ATTRIBUTE_NODE ? node->children : node;
    if (!only) {
        return STR("");
    }
    if (!only->next && only->content && (only->type == XML_TEXT_NODE || only == node)) {
        return str_of((const char *)only->content);
    }
    xmlChar *content = xmlNodeGetContent(node);
    struct str copy = str_copy(arena, str_of((const char *)content));
    xmlFree(content);
    return copy;
}

/* Behind the prefix a name is known by, or behind another one of RDF's namespace. */
static bool in_namespace(const xmlNs *ns, struct str prefix)
{
    return str_eq(str_of((const char *)ns->prefix), prefix) ||
           (str_eq(prefix, STR("rdf")) &&
            str_ends(str_of((const char *)ns->href), STR("22-rdf-syntax-ns#")));
}

struct str xml_attribute(struct arena *arena, const xmlNode *node, const char *name)
{
    size_t colon = str_find_byte(str_of(name), ':');
    struct str whole = str_of(name), prefix = STR_NONE, local = whole;
    if (colon != STR_NOT_FOUND) {
        prefix = str_slice(whole, 0, colon);
        local = str_slice(whole, colon + 1, whole.n);
    }
    for (const xmlAttr *a = node->properties; a; a = a->next) {
        struct str found = str_of((const char *)a->name);
        bool same = a->ns && a->ns->prefix
                        ? prefix.n && str_eq(found, local) && in_namespace(a->ns, prefix)
                        : str_eq_nocase(found, whole);
        if (same) {
            return xml_content(arena, (const xmlNode *)(const void *)a);
        }
    }
    return STR_NONE;
}
