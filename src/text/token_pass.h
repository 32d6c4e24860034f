/* The state of the quick paths through a text, which fits in registers: token_plain.c reads plain
 * words and marks anew, token_run.c what the vocabulary knows. Internal to text/. */
#ifndef TEXT_TOKEN_PASS_H
#define TEXT_TOKEN_PASS_H

#include "text/vocabulary_table.h"

struct pass {
    const char *begin, *p;      /* the text, and where in it we stand; zeros lie behind its end */
    char *end;                  /* of the folded bytes */
    struct token *next, *limit; /* there is room for PASS_ROOM where next is before limit */
    uint32_t join;
};

/* More tokens than a step adds: a hashtag may have fifteen parts. */
enum { PASS_ROOM = 16 };

/* Where the room ends, or the sum must be put to the tally. */
static inline struct token *pass_limit(const struct reader *r)
{
    size_t room = r->out->capacity - (PASS_ROOM - 1) - TOKENS_BEHIND;
    size_t sum = r->words ? r->words->tallied + EVIDENCE_BATCH : room;
    return r->out->list + (room < sum ? room : sum);
}

static inline struct pass pass_of(const struct reader *r)
{
    struct tokens *out = r->out;
    return (struct pass){
        .begin = r->text.p,
        .p = r->text.p + r->at,
        .end = r->end,
        .next = out->list + out->count,
        .limit = pass_limit(r),
        .join = r->join,
    };
}

static inline void pass_leave(const struct pass *pass, struct reader *r)
{
    r->at = (size_t)(pass->p - pass->begin);
    r->end = pass->end;
    r->out->count = (size_t)(pass->next - r->out->list);
    r->join = pass->join;
}

/* Puts a pass where a copy of it has gone to. */
static inline void pass_follow(struct pass *pass, const struct pass *copy)
{
    pass->p = copy->p;
    pass->end = copy->end;
    pass->next = copy->next;
    pass->join = copy->join;
}

/* The number of what is no word. */
static inline uint32_t nameless(const struct reader *r)
{
    return r->words ? WORD_NAMELESS : 0;
}

static inline void space_take(struct pass *pass)
{
    pass->p++;
    pass->join = 0;
}

struct taken {
    size_t n, folded_n;    /* bytes of the text, and folded */
    struct block16 folded; /* zeros behind it */
    uint32_t flags;
};

/* Adds the token of the next bytes of the text, whose word has that number, and steps behind it.
 * What it folds to is there already, behind the folded bytes. */
static inline void pass_add(struct pass *pass, enum token_kind kind, uint32_t word,
                            const struct taken *taken)
{
    struct token *token = pass->next++;
    token->at = (uint32_t)(pass->p - pass->begin);
    token->n = (uint32_t)taken->n;
    token->kind = kind;
    token->flags = taken->flags | pass->join;
    token->folded = (struct str){pass->end, taken->folded_n};
    token->word = word;
    pass->end += taken->folded_n;
    pass->p += taken->n;
    pass->join = TOKEN_JOINED;
}

/* The same of what folds to at most 16 bytes, which are put there. */
static inline void pass_put(struct pass *pass, enum token_kind kind, uint32_t word,
                            const struct taken *taken)
{
    block16_store(pass->end, taken->folded);
    pass_add(pass, kind, word, taken);
}

static inline bool is_ascii_letter(char c)
{
    unsigned char from_a = (unsigned char)((c | 0x20) - 'a');
    return from_a <= 'z' - 'a';
}

/* The typographic apostrophe, which is written more often than the others beyond ASCII. */
enum { APOSTROPHE_BYTES = 3 };
static inline bool is_apostrophe(const char *p)
{
    return memcmp(p, "\xE2\x80\x99", APOSTROPHE_BYTES) == 0;
}

/* Whether a word of that script is over at p, a byte that is no plain letter of it. */
bool plain_is_over(const struct reader *r, const char *p, enum fold_class script);

/* Plain Arabic letters: of a word that is all of them, if they are no more than ARABIC_MAX bytes.
 */
struct letters {
    size_t n; /* bytes, of the text and folded */
    uint32_t flags;
};
enum { ARABIC_MAX = 30 };

/* Folds the letters at p to `to`, at most ARABIC_MAX + 2 bytes. A letter written three times in a
 * row ends them as if it were none: the word is stretched. */
struct letters plain_fold(const char *p, char *to);

/* Each takes what stands at p if it is plain, and leaves it for reader_step where it says false:
 * what begins beyond ASCII; what begins in ASCII and is neither a plain word nor a plain mark. */
bool plain_beyond(const struct reader *r, struct pass *pass);
bool plain_ascii(const struct reader *r, struct pass *pass);

/* The same of what begins with '@', "://" behind a word, '#'. */
bool handle_take(const struct reader *r, struct pass *pass);
bool address_take(const struct reader *r, struct pass *pass);
bool tag_take(const struct reader *r, struct pass *pass);

/* Gives the last token the number of the run of bytes that it is, if there is a vocabulary. */
static inline void run_name(const struct reader *r, struct pass *pass, struct block16 run)
{
    struct token *token = pass->next - 1;
    struct vocabulary *v = r->words;
    if (!v) {
        return;
    }
    struct word_line *line = line_find(v, block16_low(run), block16_high(run));
    if (line) {
        line->used = v->text;
        token->word = line_number(v, line);
    } else {
        token->word = vocabulary_learn(v, run, token->n, token);
    }
}

/* Has the last token say what it says of the language, if there is a vocabulary. */
static inline void pass_hear(const struct reader *r, const struct pass *pass)
{
    if (r->words) {
        evidence_add(&r->words->sum, evidence_of(r->words, pass->next - 1));
    }
}

/* Whether a word or number ends where we stand. */
static inline bool is_behind_word(const struct reader *r, const struct pass *pass)
{
    const struct token *before = pass->next - 1;
    return pass->next > r->out->list && before->at + before->n == pass->p - pass->begin &&
           (before->kind == TOKEN_WORD || before->kind == TOKEN_NUMBER);
}

/* Takes the space behind a word. */
static inline void space_skip(struct pass *pass)
{
    if (*pass->p == ' ') {
        space_take(pass);
    }
}

static inline bool may_go_on(unsigned char next)
{
    return next >= 0x80 || next == '&' || next == '\'' || next == '`';
}

/* Of a mask that has a bit set from 16 on. */
static inline size_t zeros_before(uint32_t mask)
{
    return (size_t)__builtin_ctz(mask);
}

/* Bytes of the plain Latin word there, 0 when it is none. An apostrophe before a letter is part of
 * it: don't. */
static inline size_t latin_length(const struct reader *r, const char *p,
                                  const struct bytes16 *bytes)
{
    size_t n = zeros_before(bytes->others);
    if (p[n] == ' ' || n == 0) {
        return n;
    }
    if (p[n] == '\'') {
        n = zeros_before(bytes->others & ~(1u << n & ~bytes->others >> 1));
    }
    return may_go_on((unsigned char)p[n]) && !plain_is_over(r, p + n, FOLD_LATIN) ? 0 : n;
}

static inline bool is_stretched(const struct bytes16 *bytes, size_t n)
{
    uint32_t repeats = block16_repeats(bytes->lower), triples = repeats & repeats >> 1;
    return triples && (triples & ((1u << n) - 1) >> 2);
}

/* Whether one of the first n bytes is a small letter. */
static inline bool has_small(const struct bytes16 *bytes, size_t n)
{
    return bytes->small & ~bytes->others & ((1u << n) - 1);
}

/* Whether all letters of a Latin word are capitals. */
static inline bool is_shouted(const char *p, const struct bytes16 *bytes, size_t n)
{
    return !(*p & 0x20) && n >= 2 && !has_small(bytes, n);
}

#endif
