/* In which language a text is, and each of its words. Pure, linear in the tokens.
 *
 * Arabic script: letters that only one language has (text/token.h keeps them as flags) and
 * function words tell Persian, Arabic, Urdu, Sorani. Latin script: function words of English, of
 * Persian in Latin letters and of a few others, then letter patterns. Names, handles, addresses
 * and numbers say nothing. The words are in src/text/language.words.
 *
 * LANG_MIXED is Persian (in either script) and English together, three words of ten or more of
 * each where the scripts differ, one known word of five where they do not; a Persian text with an
 * English noun or two is Persian. LANG_OTHER is everything else, and
 * a text without words. */
#ifndef TEXT_LANGUAGE_H
#define TEXT_LANGUAGE_H

#include "model/score.h"
#include "text/token.h"

enum language language_of(const struct tokens *tokens);

/* Of the word at `index`, where `whole` is what language_of said of the text: LANG_FA for Arabic
 * script in a Persian or mixed text, LANG_EN or LANG_FA_LATN for a Latin word by what it is itself,
 * or else by the words around it, or else by `whole`. LANG_OTHER for tokens that are no words. */
enum language language_of_token(const struct tokens *tokens, size_t index, enum language whole);

#endif
