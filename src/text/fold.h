/* The search form of a text: the folded words of text/token.h, put so that the spellings Persian
 * mixes freely come out as the same words. The full-text index holds this form, and a query is
 * turned into it before it is asked; the original is kept for display. Pure.
 *
 * Of the tokens it keeps words, numbers, parts of hashtags, handles and emoji, parted by single
 * spaces; emoji without the tone of the skin.
 * On top of the fold:
 *   - mi and nemi (verb prefixes), plural ha and its kin, tar and tarin (comparison) are one word
 *     with their stem, whether written joined, with a ZWNJ or with a space: they mean nothing
 *     alone, and the joined spelling is the only one that can be reached from the other two;
 *   - any other ZWNJ joins too, except after a final heh, where no joined spelling exists: there
 *     it parts words, and the bare endings of heh (ezafe, -i, -am, -at, -ash) fall away;
 *   - the plural ending then falls away where three letters or more remain;
 *   - of English words the apostrophe goes, and 's with it.
 * Only letters, digits, '_' of handles, emoji and spaces are left: nothing that a query language
 * reads. */
#ifndef TEXT_FOLD_H
#define TEXT_FOLD_H

#include "text/token.h"

/* The result lives in the arena; empty when there is no word. */
struct str text_fold(struct arena *arena, struct str text);
/* The same of a text already cut into tokens. */
struct str text_fold_tokens(struct arena *arena, const struct tokens *tokens);

#endif
