/* The state of one pass over a text, shared by text/token.c and text/token_word.c. Internal to
 * text/.
 */
#ifndef TEXT_TOKEN_READER_H
#define TEXT_TOKEN_READER_H

#include "text/fold_table.h"
#include "text/token.h"

#include <endian.h>

/* Behind the folded bytes, so that loads and stores of 16 bytes need no bound. */
#define READER_SLACK 32

struct reader {
    struct str text;
    size_t at;
    struct tokens *out;
    char *end;     /* of the folded bytes */
    uint32_t join; /* TOKEN_JOINED, TOKEN_ZWNJ: flags of the next token */
    uint32_t tag;  /* TOKEN_HASHTAG, TOKEN_TAG: while in a hashtag */
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
/* The last token when it ends where we stand and is a word or number, or NULL. */
struct token *reader_word_before(const struct reader *r);

/* A word of that script begins where we stand; it ends before `limit`. */
void word_read(struct reader *r, enum fold_class script, size_t limit);
/* A word of one to seven ASCII letters, as most are, out of one register: the same as word_read to
 * the end of the text, but false when it is none or anything about it needs a second look. */
bool word_read_short(struct reader *r);
/* A number; `separated`: a point or comma between two digits is part of it. */
void digits_read(struct reader *r, bool separated);

static inline void reader_append(struct reader *r, const char *bytes, size_t n)
{
    memcpy(r->end, bytes, n);
    r->end += n;
}

/* Eight bytes, the first one lowest. */
static inline uint64_t bytes_load(const char *p)
{
    uint64_t bytes;
    memcpy(&bytes, p, sizeof bytes);
    return le64toh(bytes);
}

/* The multiply-and-fold of wyhash (Wang Yi, 2019, public domain): both halves of a wide product. */
static inline uint64_t reader_mix(uint64_t a, uint64_t b)
{
    __extension__ unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

#define HASH_LOW  0xa0761d6478bd642fu
#define HASH_HIGH 0xe7037ed1a0b428dbu

/* The same for who knows the hash already, and that there is room for one more. */
static inline void reader_token_put(struct reader *r, enum token_kind kind, size_t from,
                                    struct str folded, uint64_t hash, uint32_t flags)
{
    struct tokens *out = r->out;
    out->list[out->count++] = (struct token){
        .at = (uint32_t)from,
        .n = (uint32_t)(r->at - from),
        .kind = kind,
        .flags = flags | r->join | r->tag,
        .folded = folded,
        .hash = hash,
    };
    r->join = TOKEN_JOINED;
    r->tag &= ~(uint32_t)TOKEN_TAG;
}

/* token_hash of the n bytes at p, of which sixteen can be read whatever n is. */
uint64_t reader_hash(const char *p, size_t n);

#endif
