/* Text cut into tokens: words, hashtag parts, handles, addresses, emoji, punctuation that means
 * something. The same fold is applied to texts, lexicons and queries, so that however a word is
 * spelled it is one word: letters of the Arabic block that Persian writes with several codes,
 * digits, ZWNJ, diacritics, tatweel, stretching, case, width.
 *
 * Pure. Any bytes are accepted; invalid UTF-8 separates tokens. Linear in the text. */
#ifndef TEXT_TOKEN_H
#define TEXT_TOKEN_H

#include "base/str.h"

enum token_kind {
    TOKEN_WORD,   /* letters of one script family, marks, inner apostrophe */
    TOKEN_NUMBER, /* digits, with inner separators; folded to ASCII digits */
    TOKEN_HANDLE, /* @name; folded without the @ */
    TOKEN_URL,    /* http(s)://..., www...., t.me/...; also e-mail addresses */
    TOKEN_EMOJI,  /* one emoji with its modifiers, as written but without variation selectors */
    TOKEN_SMILEY, /* :-) and kin; folded to a canonical form */
    TOKEN_MARK,   /* . , ! ? ; : ... newline and their Persian kin, folded to one ASCII byte:
                     '.' ends a sentence, ',' a clause, '!' '?' as they are, ';' ':' '\n' '"' '(' ')'
                   */
};

enum token_flags {
    TOKEN_STRETCHED = 1, /* a letter was written three times or more */
    TOKEN_CAPITALS = 2,  /* two or more Latin letters and all of them capitals */
    TOKEN_HASHTAG = 4,   /* part of a hashtag: #good_service is two words with this flag */
    TOKEN_ARABIC = 8,    /* a word in Arabic script */
    TOKEN_LATIN = 16,    /* a word in Latin script */
    TOKEN_JOINED = 32,   /* no white space between this token and the one before */
    TOKEN_ZWNJ = 64,     /* this word was joined to the one before by a ZWNJ */
};

struct token {
    uint32_t at, n; /* bytes of the original text */
    enum token_kind kind;
    uint32_t flags;    /* enum token_flags */
    struct str folded; /* lives in the struct tokens */
    uint64_t hash;     /* token_hash(folded) */
};

/* Storage for the tokens of one text, used again for the next: {0} to begin with. */
struct tokens {
    struct token *list;
    size_t count, capacity;
    char *bytes; /* the folded forms */
    size_t bytes_capacity;
};

/* Replaces the content. Texts longer than UINT32_MAX bytes are cut. */
void tokens_read(struct tokens *tokens, struct str text);
void tokens_clear(struct tokens *tokens);

/* Of a folded word; stable across machines, part of the lexicon image format. */
uint64_t token_hash(struct str folded);

#endif
