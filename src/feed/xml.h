/* XML as it is found in the wild to a libxml2 tree, safely. Pure.
 *
 * The text is mended before libxml2 sees it: declaration and document type are left out (so no
 * entity is ever expanded, fetched or counted), entities of HTML and harmless ones the document
 * declares itself are replaced by what they stand for (libxml2's recovery would silently drop
 * them), a bare & is escaped, control characters and junk before the root go. Where tags do not fit
 * one another then, balance.h puts them in order. */
#ifndef FEED_XML_H
#define FEED_XML_H

#include "base/err.h"
#include "base/str.h"

#include <libxml/tree.h>

/* text is UTF-8 in shape. NULL with err when no root element is there. */
xmlDoc *xml_read(struct str text, struct err *err);

/* HTML, with libxml2's forgiving parser; NULL with err when there is nothing. */
xmlDoc *html_read(struct str text, struct err *err);

void xml_release(xmlDoc **document);
#define CLEANUP_XML CLEANUP(xml_release)

/* All text below a node, in the arena; absent for NULL. */
struct str xml_content(struct arena *arena, const xmlNode *node);

/* An attribute without regard to its namespace, by name ("href"), or "xml:lang", "xml:base",
 * "rdf:about"; absent when it is not there. Borrowed from the tree where it is one piece. */
struct str xml_attribute(struct arena *arena, const xmlNode *node, const char *name);

#endif
