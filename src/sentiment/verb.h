/* The prefixes of the Persian verb, which are written joined, with a ZWNJ or with a space. The
 * lexicon and the text alike take a prefix and its verb for one word. Private to this layer. */
#ifndef SENTIMENT_VERB_H
#define SENTIMENT_VERB_H

#include "text/token.h"

/* Folded Persian, as bytes: C sources are ASCII. */
#define LETTER_NUN  "\xD9\x86"
#define PREFIX_MI   "\xD9\x85\xDB\x8C"
#define PREFIX_NEMI LETTER_NUN PREFIX_MI

/* How many tokens from `at` are one word for the lexicon: 2 for a spaced prefix and its verb. */
static inline uint32_t verb_length(const struct tokens *tokens, size_t at)
{
    const struct token *token = &tokens->list[at], *next = token + 1;
    bool prefix =
        (token->flags & TOKEN_ARABIC) && at + 1 < tokens->count && (next->flags & TOKEN_ARABIC) &&
        (str_eq(token->folded, STR(PREFIX_MI)) || str_eq(token->folded, STR(PREFIX_NEMI)));
    return prefix ? 2 : 1;
}

#endif
