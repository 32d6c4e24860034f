/* A text without what leads to a person: handles, e-mail and web addresses, telephone, card and
 * other long numbers are replaced by what they were: @someone, [link], [number]. For data that is
 * handed on. What people say of themselves in words stays; so do short numbers, prices with their
 * separators, years.
 *
 * Pure, linear in the text. Valid UTF-8 stays valid; masking twice is masking once. */
#ifndef TEXT_MASK_H
#define TEXT_MASK_H

#include "base/buf.h"
#include "text/token.h"

/* Appends to `out`. `tokens` is room for the tokens of the text. */
void text_mask(struct tokens *tokens, struct str text, struct buf *out);

#endif
