/* HTML to text, and character references. Pure; what comes out is to be cleaned with utf8_clean
 * like any outside text (html_to_text has done it).
 *
 * Markup is cut into tags, comments and text as in the HTML standard's tokenisation (WHATWG HTML,
 * 13.2.5) without building a tree: for reading text a tree is not needed, and so neither depth nor
 * the number of attributes or open quotes costs more than one pass. Names of references are
 * libxml2's. */
#ifndef TEXT_HTML_H
#define TEXT_HTML_H

#include "base/str.h"

/* The text a reader would see, at most `max` bytes: tags and comments out, script, style, head,
 * template and svg left out, block elements and <br> become line breaks, runs of white space one
 * space, at most one empty line, an image its alt text when that is an emoji. References are
 * decoded, also when they were escaped twice. The input must be UTF-8 (bad bytes become U+FFFD). A
 * string without any tag keeps its white space. The result lives in the arena and is clean
 * (text/utf8.h). */
struct str html_to_text(struct arena *arena, struct str html, size_t max);

/* Decodes character references in a plain string, also when they were escaped twice
 * (&amp;#1740;). What is no reference stays as it is. */
struct str html_unescape(struct arena *arena, struct str s);

/* The reference at the beginning of s (s.p[0] is '&'): returns the bytes it takes and sets *code,
 * or 0 when it is none. &amp;quot; and &amp;#1740; count as one, of the innermost. A number
 * and the oldest names may lack the ';' where no letter, digit or '=' follows. Names are those of
 * HTML 4, apos, and those of HTML 5 for the signs of a keyboard. */
size_t html_reference(struct str s, uint32_t *code);

#endif
