/* What a mention is known by where its site may call it by another id tomorrow. Pure. */
#ifndef APP_IDENTITY_H
#define APP_IDENTITY_H

#include "config/recipe.h"
#include "model/batch.h"
#include "text/token.h"

/* Whether the ids of a recipe's mentions are no platform's: a feed's, which change with the program
 * that writes it, or made here of an address or of words. */
bool identity_may_change(const struct recipe *recipe);

/* The KEY_WORDS of a mention, whose words are in the tokens: folded words, author and the day
 * the site says. 0 when it has too few words to be one person's. */
uint64_t identity_of_words(const struct tokens *tokens, const struct mention *mention);

/* Sets the KEY_URL of all that have an address of their own; the one of a page with many mentions
 * is the address of none. */
void identity_of_urls(struct batch *batch);

#endif
