/* XML as people write it made XML as libxml2 reads it: what stands before the root, document types,
 * comments and instructions are left out, HTML entities and harmless ones of the document replaced,
 * bare & and < escaped, CDATA sections written as text, control characters dropped. Pure; linear.
 */
#ifndef FEED_MEND_H
#define FEED_MEND_H

#include "base/buf.h"
#include "base/str.h"

/* text: UTF-8. Appends to out, which is at most six times as long. */
void mend(struct str text, struct buf *out);

/* A < with this byte behind it begins a tag, else it is text. */
bool begins_tag(char c);

#endif
