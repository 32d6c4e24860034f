/* The state of one pass over a text, shared by the text/token_*.c. Internal to text/. */
#ifndef TEXT_TOKEN_READER_H
#define TEXT_TOKEN_READER_H

#include "text/bytes16.h"
#include "text/fold_table.h"
#include "text/token.h"

/* Behind the text, as zeros, and behind the folded bytes: so loads and stores of 16 bytes need no
 * bound. */
#define READER_SLACK 32

#define MARKS_IN_ROW 4 /* equal marks in a row that are a token each; the last takes the rest */

struct reader {
    struct str text; /* our copy */
    size_t at;
    struct tokens *out;
    struct vocabulary *words; /* to read with and to learn from; NULL: none */
    char *end;                /* of the folded bytes */
    uint32_t join;            /* TOKEN_JOINED, TOKEN_ZWNJ: flags of the next token */
    uint32_t tag;             /* TOKEN_HASHTAG, TOKEN_TAG: while in a hashtag */
};

/* One character of the text: a reference counts as the character it stands for. */
struct piece {
    uint32_t code, entry;
    size_t n; /* bytes in the text; 0 at its end */
};

struct piece reader_piece(const struct reader *r, size_t at);
void reader_append_folded(struct reader *r, struct piece piece);

/* Adds the token of the text from `from` to where we stand, folded to what was appended since
 * `folded`. */
void reader_token_add(struct reader *r, enum token_kind kind, size_t from, char *folded,
                      uint32_t flags);
/* The last token, or NULL. */
struct token *reader_last(const struct reader *r);
/* Takes the last token back, there is one: its folded bytes, and what it has said of the language.
 */
void reader_token_drop(struct reader *r);
/* Whether a mark at `at` is one more than may be a token of their own of equal marks in a row;
 * there are as many tokens before `next`. */
bool row_is_full(const struct token *next, size_t at, char mark);
/* The last token when it ends where we stand and is a word or number, or NULL. */
struct token *reader_word_before(const struct reader *r);

/* A word of that script begins where we stand; it ends before `limit`. */
void word_read(struct reader *r, enum fold_class script, size_t limit);
/* A number; `separated`: a point or comma between two digits is part of it. */
void digits_read(struct reader *r, bool separated);

/* Each reads what stands at its mark: an e-mail address or a handle at '@', an address at the first
 * ':' or '.' in it, a hashtag at '#'. False, and nothing is read, when it is none. */
bool mail_read(struct reader *r);
bool handle_read(struct reader *r);
bool address_read(struct reader *r);
bool tag_read(struct reader *r);

/* Reads plain words, spaces and marks from where we stand, as far as there are such, maybe none. */
void plain_read(struct reader *r);

/* The same by the vocabulary: what is known of it is copied, what is new is learned. */
void known_read(struct reader *r);

/* Reads whatever stands next, quickly or not; the text is not over. */
void reader_step(struct reader *r);

/* tokens_split without plain_read: what the quick paths are tested against. */
void tokens_split_slowly(struct tokens *tokens, struct str text);

/* Room for `more` tokens and the empty ones behind them. */
void tokens_reserve(struct tokens *tokens, size_t more);

static inline void reader_append(struct reader *r, const char *bytes, size_t n)
{
    memcpy(r->end, bytes, n);
    r->end += n;
}

/* The multiply-and-fold of wyhash (Wang Yi, 2019, public domain): both halves of a wide product. */
static inline uint64_t reader_mix(uint64_t a, uint64_t b)
{
    __extension__ unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

#define HASH_LOW  0xa0761d6478bd642fu
#define HASH_HIGH 0xe7037ed1a0b428dbu

/* Of the last bytes of a word, at most sixteen and zeros behind them, and the hash of those before,
 * or the number of bytes where there are none. */
static inline uint64_t reader_hash_last(uint64_t hash, struct block16 last)
{
    return reader_mix(block16_low(last) ^ HASH_LOW ^ hash, block16_high(last) ^ HASH_HIGH);
}

/* token_hash of the n bytes at p, of which sixteen can be read whatever n is. */
uint64_t reader_hash(const char *p, size_t n);

#endif
