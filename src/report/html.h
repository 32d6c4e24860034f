/* The only ways by which words of the outside leave the program: into HTML, an attribute, CSV, a
 * mail header, a mail body. Each writer escapes for its place, so text is shown as text.
 *
 * Pure, append to a capped buf. Text is valid UTF-8; bidirectional overrides and isolates, control
 * characters and other invisible formatting that could turn a line around are left out. */
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include "base/buf.h"

/* Text content. Line breaks are kept as they are. */
void html_text(struct buf *out, struct str text);
/* Inside a double-quoted attribute. */
void html_attribute(struct buf *out, struct str text);
/* As an href: only http, https and mailto are written, anything else as "#". */
void html_link(struct buf *out, struct str url);

/* Plain text without what could turn or end a line: for the text part of a mail and a terminal.
 * Line breaks and runs of white space become one space. */
void plain_text(struct buf *out, struct str text);

/* A CSV field (RFC 4180), quoted where it must be; a field a spreadsheet would take for a formula
 * gets an apostrophe in front. */
void csv_field(struct buf *out, struct str text);

/* At most `max` grapheme clusters, with an ellipsis in place of the rest. In the arena, or the
 * text itself when it fits. */
struct str text_cut(struct arena *arena, struct str text, size_t max);

/* "Name: words" with RFC 2047 encoded words where they are not plain ASCII, folded, ending in
 * CRLF. A line break in the value becomes a space. */
void header_text(struct buf *out, const char *name, struct str value);
/* "Name: phrase <address>". An address that is not printable ASCII without spaces and angle
 * brackets, or has no @, is left out and false returned. */
bool header_address(struct buf *out, const char *name, struct str phrase, struct str address);
/* RFC 2045 bodies: base64 in lines of 76, quoted-printable. Both end in CRLF. */
void body_base64(struct buf *out, struct str bytes);
void body_quoted_printable(struct buf *out, struct str text);

#endif
