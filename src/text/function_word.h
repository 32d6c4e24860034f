/* Words that only hold a sentence together, in Persian, in Persian in Latin letters and in English:
 * auxiliaries, light verbs, pronouns, prepositions, particles, as they are written and as they are
 * spoken. They go with everything, so they are no theme, no cause and no matter of a lexicon. What
 * speaks for a language is another question: that is text/word_table.h, which has words like
 * "cold".
 *
 * Pure. A binary search: for what is asked of some thousand words, not of every word that is read.
 */
#ifndef TEXT_FUNCTION_WORD_H
#define TEXT_FUNCTION_WORD_H

#include "model/word_role.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of a word by its token_hash; ROLE_TELLS where nothing is known of it. */
enum word_role function_word_role(uint64_t hash);

/* The hashes in order, their low two bits giving way to the role. */
extern const uint64_t function_table[];
extern const size_t function_count;

#endif
