/* Texts and persons as the elements of feeds hold them. Serves syndication.c. Pure. */
#ifndef FEED_CONSTRUCTS_H
#define FEED_CONSTRUCTS_H

#include "base/str.h"

#include <libxml/tree.h>

bool has_elements(const xmlNode *node);

/* A text construct, and whether it is HTML: RFC 4287, 3.1 and 4.1.3, and `mode` of Atom 0.3, of
 * which RSS knows nothing. In the arena or borrowed from the tree. */
struct str text_construct(struct arena *arena, const xmlNode *node, bool *html);

/* Text that nobody says is HTML is, when it has a closing tag, one that needs none, or a reference.
 */
bool looks_like_html(struct str s);

/* "name@host (Name)", "Name (name@host)", "Name <name@host>": the name; else all of it. */
struct str person_name(struct str s);

#endif
