/* Text cut into tokens: words, hashtag parts, handles, addresses, emoji, punctuation that means
 * something. The same fold is applied to texts, lexicons and queries (fold a lexicon entry by
 * reading its tokens), so that however a word is spelled it is one word:
 *   letters    Arabic ye, alef maksura and ye with hamza are Persian ye; Arabic kaf is Persian kaf;
 *              te marbuta, heh with ye are heh; alef with madda or hamza is alef, waw with hamza is
 *              waw, a lone hamza is nothing: Persian writers leave these marks out as often as
 *              not. Presentation forms, full width, bold and the like are the plain letter; Latin
 *              letters lose accents and case
 *   marks      vowel marks, tatweel, joiners, bidi marks, soft hyphens are nothing
 *   digits     of any script are ASCII; separators inside a number go, a decimal point is '.'
 *   stretching a letter written three times or more is written once, or twice where the word
 *              is known to have a double there and only there was stretched: goooood is good,
 *              sooo is so, twice is left alone (scripts/make-fold-table has the words)
 *   ZWNJ       parts words; the second has TOKEN_ZWNJ, and tokens_joined gives the joined spelling
 *   apostrophe inside a word is kept as ': a typographic one is the same
 *   references &amp; &#1740; and their doubly escaped forms are the characters they stand for
 *
 * Pure. Any bytes are accepted; invalid UTF-8 separates tokens. Linear in the text. */
#ifndef TEXT_TOKEN_H
#define TEXT_TOKEN_H

#include "base/str.h"

enum token_kind {
    TOKEN_WORD,   /* letters of one script family, marks, inner apostrophe */
    TOKEN_NUMBER, /* digits, with inner separators; folded to ASCII digits */
    TOKEN_HANDLE, /* @name; folded without the @ */
    TOKEN_URL,    /* http(s)://..., www...., t.me/..., x.com; e-mail; in small letters */
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
    TOKEN_TAG = 128,     /* first part of its hashtag */
    /* Letters that one language of the Arabic script has and its neighbours do not. */
    TOKEN_LETTER_FA = 1 << 8,   /* Persian pe, che, zhe, gaf; Urdu and Sorani have them too */
    TOKEN_LETTER_AR = 1 << 9,   /* te marbuta, alef with hamza below */
    TOKEN_LETTER_UR = 1 << 10,  /* tte, ddal, rre, noon ghunna, ye barree, ... */
    TOKEN_LETTER_CKB = 1 << 11, /* Sorani ae, e, o, rr, ll */
    TOKEN_LETTER_PS = 1 << 12,  /* Pashto; and letters of other languages of the script */
};

struct token {
    uint32_t at, n; /* bytes of the original text */
    enum token_kind kind;
    uint32_t flags;    /* enum token_flags */
    struct str folded; /* lives in the struct tokens */
    uint32_t word;     /* its number, see text/vocabulary.h; 0: it has none */
};

enum { TOKENS_BEHIND = 6 };

/* Storage for the tokens of one text, used again for the next: {0} to begin with. It remembers the
 * words of the texts before, at most some MiB of them: keep it for as long as there are texts. */
struct tokens {
    struct token *list; /* TOKENS_BEHIND empty ones lie behind the last, for who looks ahead */
    size_t count, capacity;
    char *bytes; /* the folded forms, behind a copy of the text */
    size_t bytes_capacity;
    struct vocabulary *vocabulary; /* NULL until tokens_read made one */
};

/* Replaces the content. Texts longer than UINT32_MAX bytes are cut. */
void tokens_read(struct tokens *tokens, struct str text);

/* The same tokens, but without numbers, and without remembering a word: for a text or two. */
void tokens_split(struct tokens *tokens, struct str text);

void tokens_clear(struct tokens *tokens);

/* Of a folded word; stable across machines, part of the lexicon image format. */
uint64_t token_hash(struct str folded);

/* The same of a part of the folded forms of a struct tokens: quicker, as it may read beyond it.
 * Sixteen bytes can be read behind the end of any part, and before it. */
uint64_t tokens_hash(struct str part);

/* The folded forms of tokens [first, first + count) written as one word: what a ZWNJ or a space
 * parts in one spelling is joined in another. No bytes are copied; hash it with token_hash. */
struct str tokens_joined(const struct tokens *tokens, size_t first, size_t count);

#endif
