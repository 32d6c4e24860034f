/* The prefixes of the Persian verb, which are written joined, with a ZWNJ or with a space. The
 * lexicon and the text alike take a prefix and its verb for one word. Private to this layer. */
#ifndef SENTIMENT_VERB_H
#define SENTIMENT_VERB_H

#include "text/token.h"

/* Folded Persian, as bytes: C sources are ASCII. */
#define LETTER_NUN  "\xD9\x86"
#define PREFIX_MI   "\xD9\x85\xDB\x8C"
#define PREFIX_NEMI LETTER_NUN PREFIX_MI

static inline bool starts_with_nun(struct str word)
{
    return word.n >= 2 && memcmp(word.p, LETTER_NUN, 2) == 0;
}

static inline bool is_verb_prefix(struct str word)
{
    return (word.n == 4 && memcmp(word.p, PREFIX_MI, 4) == 0) ||
           (word.n == 6 && memcmp(word.p, PREFIX_NEMI, 6) == 0);
}

/* How many tokens from `at` are one word for the lexicon: 2 for a spaced prefix and its verb. */
static inline uint32_t verb_length(const struct tokens *tokens, size_t at)
{
    const struct token *token = &tokens->list[at];
    bool prefix =
        is_verb_prefix(token->folded) && at + 1 < tokens->count && (token[1].flags & TOKEN_ARABIC);
    return prefix ? 2 : 1;
}

#endif
