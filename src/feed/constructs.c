#include "feed/constructs.h"

#include "feed/feed_words.h"
#include "feed/xml.h"
#include "text/html.h"

/* The children of a node as markup, for content that stands in the document unescaped. */
static struct str inner_markup(struct arena *arena, const xmlNode *node)
{
    xmlBuffer *buffer = xmlBufferCreate();
    if (!buffer) {
        mem_out();
    }
    for (xmlNode *child = node->children; child; child = child->next) {
        xmlNodeDump(buffer, node->doc, child, 0, 0);
    }
    struct str markup = str_copy(arena, str_of((const char *)xmlBufferContent(buffer)));
    xmlBufferFree(buffer);
    return markup;
}

bool has_elements(const xmlNode *node)
{
    for (const xmlNode *child = node->children; child; child = child->next) {
        if (child->type == XML_ELEMENT_NODE) {
            return true;
        }
    }
    return false;
}

static unsigned base64_value(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (unsigned)(at - digits) : 64;
}

static struct str base64(struct arena *arena, struct str s)
{
    char *out = arena_alloc(arena, s.n + 1, 1);
    size_t n = 0;
    unsigned bits = 0, count = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned value = base64_value(s.p[i]);
        if (value < 64) {
            bits = (bits << 6 | value) & 0xFFFF;
            count += 6;
        }
        if (count >= 8) {
            count -= 8;
            out[n++] = (char)(bits >> count & 0xFF);
        }
    }
    return (struct str){out, n};
}

static bool has_reference(struct str s)
{
    size_t at;
    uint32_t code;
    for (; (at = str_find_byte(s, '&')) != STR_NOT_FOUND; s = str_slice(s, 1, s.n)) {
        s = str_slice(s, at, s.n);
        size_t n = html_reference(s, &code);
        if (n && s.p[n - 1] == ';') {
            return true;
        }
    }
    return false;
}

bool looks_like_html(struct str s)
{
    static const char *const signs[] = {"</", "<!--", "<br", "<hr", "<img ", "<IMG ", "/>"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (str_find(s, str_of(signs[i])) != STR_NOT_FOUND) {
            return true;
        }
    }
    return str_starts(s, STR("<p>")) || has_reference(s);
}

/* Atom trusts what is said of a text, and text is what it is when nothing is said; people forget to
 * say html, though. RSS has no way to say it: a title is HTML when it looks so, all else is. */
static bool is_html(const xmlNode *node, struct str type, struct str text)
{
    bool atom = node->ns && node->ns->href && strstr((const char *)node->ns->href, "tom");
    if (str_eq(type, STR("text")) || str_eq(type, STR("text/plain"))) {
        return !atom && looks_like_html(text);
    }
    bool guessed = type.n == 0 && (atom || feed_named(node, "title"));
    return !guessed || looks_like_html(text);
}

struct str text_construct(struct arena *arena, const xmlNode *node, bool *html)
{
    struct str type = xml_attribute(arena, node, "type");
    struct str mode = xml_attribute(arena, node, "mode");
    if (has_elements(node)) {
        *html = true;
        return inner_markup(arena, node);
    }
    struct str text = xml_content(arena, node);
    bool binary = str_find_byte(type, '/') != STR_NOT_FOUND && !str_starts(type, STR("text/")) &&
                  !str_ends(type, STR("xml")); /* RFC 4287, 4.1.3.3 */
    if (binary || str_eq(mode, STR("base64")) || str_eq(mode, STR("base64binary"))) {
        text = base64(arena, text);
    }
    *html = is_html(node, type, text);
    return text;
}

/* A display name in quotes: RFC 5322, 3.4. */
static struct str unquoted(struct str s)
{
    bool quoted = s.n > 2 && s.p[0] == '"' && s.p[s.n - 1] == '"';
    return quoted ? str_trim(str_slice(s, 1, s.n - 1)) : s;
}

struct str person_name(struct str s)
{
    size_t open = str_find_byte(s, '('), close = str_find_byte(s, ')');
    if (open == STR_NOT_FOUND) {
        open = str_find_byte(s, '<');
        close = str_find_byte(s, '>');
    }
    if (open == STR_NOT_FOUND || close == STR_NOT_FOUND || close < open) {
        return unquoted(s);
    }
    struct str before = str_trim(str_slice(s, 0, open));
    struct str inside = str_trim(str_slice(s, open + 1, close));
    bool inside_is_address = str_find_byte(inside, '@') != STR_NOT_FOUND ||
                             str_find(inside, STR("://")) != STR_NOT_FOUND;
    bool before_is_address = str_find_byte(before, '@') != STR_NOT_FOUND;
    if (before.n && inside_is_address) {
        return unquoted(before);
    }
    return inside.n && (before_is_address || before.n == 0) ? inside : s;
}
