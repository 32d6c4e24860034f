/* The only ways by which words of the outside leave the program: into HTML, an attribute, a line
 * of text, CSV, a mail header, a mail body. Each writer escapes for its place, so that text is
 * shown as text.
 *
 * Pure; they append to a capped buf. Any bytes are accepted: what is not valid UTF-8 reads as
 * U+FFFD, and bidirectional embeddings, overrides and isolates, control characters and line
 * separators, which could turn or break the line around them, are left out or become a space. */
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include "base/buf.h"
#include "base/err.h"

/* Text content, and the inside of a double-quoted attribute. Line breaks are kept. */
void html_text(struct buf *out, struct str text);
/* An href inside double quotes: http and https only, anything else is "#". */
void html_link(struct buf *out, struct str url);

/* One line: line breaks and runs of white space become one space, none at the ends. For the text
 * part of a mail, a terminal, a preview. */
void text_line(struct buf *out, struct str text);
/* The same, cut before `max` bytes at a whole grapheme, with an ellipsis for the rest. */
struct str text_cut(struct arena *arena, struct str text, size_t max);

/* A CSV field (RFC 4180), in quotes where it must be. Text that a spreadsheet would take for a
 * formula gets an apostrophe in front; numbers do not. */
void csv_field(struct buf *out, struct str text);

/* "Name: words" CRLF. What is not short plain ASCII is written as encoded words (RFC 2047), folded
 * so that no line passes 76 bytes. */
void header_text(struct buf *out, const char *name, struct str value);
/* "Name: phrase <address>" CRLF. False, and nothing written, for an address that is not local@host
 * in printable ASCII without quotes, brackets, commas and spaces, of at most 254 bytes. */
bool header_address(struct buf *out, const char *name, struct str phrase,
                    struct str address) MUST_CHECK;
/* base64 in lines of 76 (RFC 2045), CRLF behind each. */
void body_base64(struct buf *out, struct str bytes);

#endif
