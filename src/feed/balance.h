/* Tags put in order: what makes a document whose elements cross or never end a tree. Pure.
 *
 * An end tag closes all that stands open inside its element, one without a beginning is left out,
 * an item that begins inside an item ends the one before, and attributes get their quotes. So a
 * bold word that is never closed costs no item its link: libxml2's own recovery would take all that
 * follows into it. Linear: at most BALANCE_DEPTH elements are looked at for an end tag. */
#ifndef FEED_BALANCE_H
#define FEED_BALANCE_H

#include "base/buf.h"

#define BALANCE_DEPTH 100 /* elements inside one another; deeper ones are left out */

/* text: UTF-8, no comment, CDATA section or processing instruction in it, & escaped. */
void balance(struct str text, struct buf *out);

#endif
