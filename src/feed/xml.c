#include "feed/xml.h"

#include "base/buf.h"
#include "base/limits.h"
#include "feed/balance.h"
#include "feed/mend.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>

#include <ctype.h>

#define MENDED_MAX     (6 * (size_t)LIMIT_HTTP_BODY)
#define ATTRIBUTES_MAX 4000 /* of one tag; their = and the white space before them count each */

/* The offset behind the content of a script or style element whose tag begins at `at`, else `at`:
 * what looks like a tag in there is none. */
static size_t raw_text_end(struct str s, size_t at)
{
    static const char *const names[] = {"<script", "<style"};
    bool may = at + 1 < s.n && (s.p[at + 1] | 0x20) == 's';
    for (size_t i = 0; may && i < 2; i++) {
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
