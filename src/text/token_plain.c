/* The quick path of tokens_split, for what nearly all of nearly every text is: words of up to
 * fifteen bytes in plain letters, spaces, and marks that stand alone. The state of the pass is kept
 * in registers, a Latin word is taken in one load, an Arabic one a letter a step. With a vocabulary
 * (tokens_read) a Latin word is numbered and an Arabic one copied from there, when it is known.
 *
 * Whatever needs a second look (a stretched word, an accent, an address, a smiley, a reference) is
 * left where it stands for token.c. What is taken here is what token.c would read there: a test
 * compares the two over generated texts. */
#include "text/bytes16.h"
#include "text/scan.h"
#include "text/vocabulary_table.h"

/* The loops below stand or fall with it; the compiler will not do it of what is used twice. */
#define ALWAYS_INLINE __attribute__((always_inline))

struct pass {
    const char *begin, *p; /* the text, and where in it we stand; zeros lie behind its end */
    char *end;             /* of the folded bytes */
    struct token *next, *limit;
    uint32_t join;
    uint32_t nameless; /* the number of what is no word */
};

struct taken {
    size_t n, folded_n; /* bytes of the text, and folded; at most 16 */
    struct bytes16_cut folded;
    uint32_t flags;
};

/* Adds the token of the next bytes of the text and steps behind it. */
static inline void pass_put(struct pass *pass, enum token_kind kind, const struct taken *taken)
{
    *pass->next++ = (struct token){
        .at = (uint32_t)(pass->p - pass->begin),
        .n = (uint32_t)taken->n,
        .kind = kind,
        .flags = taken->flags | pass->join,
        .folded = {pass->end, taken->folded_n},
        .hash = reader_hash_short(taken->folded.low, taken->folded.high, taken->folded_n),
        .word = kind == TOKEN_WORD || kind == TOKEN_NUMBER ? 0 : pass->nameless,
    };
    bytes_store(pass->end, taken->folded.low);
    bytes_store(pass->end + 8, taken->folded.high);
    pass->end += taken->folded_n;
    pass->p += taken->n;
    pass->join = TOKEN_JOINED;
}

static inline void space_take(struct pass *pass)
{
    pass->p++;
    pass->join = 0;
}

/* The same, and the space behind a word. */
static inline void word_put(struct pass *pass, const struct taken *taken)
{
    pass_put(pass, TOKEN_WORD, taken);
    if (*pass->p == ' ') {
        space_take(pass);
    }
}

/* Whether a word of that script is over at p, a byte that is no plain letter of it. */
static bool is_over(const struct reader *r, const char *p, enum fold_class script)
{
    enum fold_class class = fold_class(reader_piece(r, (size_t)(p - r->text.p)).entry);
    return class != script && class != FOLD_DROP && class != FOLD_APOSTROPHE;
}

static inline bool may_go_on(unsigned char next)
{
    return next >= 0x80 || next == '&' || next == '\'' || next == '`';
}

static inline uint32_t ones_before(uint32_t mask)
{
    return (uint32_t)__builtin_ctz(~mask);
}

/* Bytes of the plain Latin word there, 0 when it is none. An apostrophe before a letter is part of
 * it: don't. */
static inline size_t latin_length(const struct reader *r, const char *p,
                                  const struct bytes16 *bytes)
{
    size_t n = ones_before(bytes->letters);
    if (p[n] == ' ') {
        return n;
    }
    if (p[n] == '\'') {
        n = ones_before(bytes->letters | (1u << n & bytes->letters >> 1));
    }
    return may_go_on((unsigned char)p[n]) && !is_over(r, p + n, FOLD_LATIN) ? 0 : n;
}

static inline bool is_stretched(const struct bytes16 *bytes, size_t n)
{
    uint32_t triples = bytes->repeats & bytes->repeats >> 1;
    return triples && (triples & ((1u << n) - 1) >> 2);
}

static inline ALWAYS_INLINE bool latin_take(const struct reader *r, struct pass *pass)
{
    const struct bytes16 bytes = bytes16_read(pass->p);
    size_t n = latin_length(r, pass->p, &bytes);
    if (n == 0 || n > 15 || is_stretched(&bytes, n)) {
        return false;
    }
    uint32_t flags = TOKEN_LATIN;
    if (!(*pass->p & 0x20) && n >= 2 && !(bytes.small & ((1u << n) - 1))) {
        flags |= TOKEN_CAPITALS;
    }
    word_put(pass, &(struct taken){n, n, bytes16_cut(pass->p, n, 0x20), flags});
    return true;
}

enum { ARABIC_MAX = 16 }; /* bytes of a plain Arabic word */

/* Folds the letters at p and returns their bytes, at most ARABIC_MAX + 2. A letter written twice in
 * a row ends them as if it were none: the word may be stretched. */
static inline size_t letters_fold(const char *p, char *to, uint32_t *entries)
{
    const uint32_t *const table = fold_arabic;
    uint32_t entry = 0, all = 0;
    uint16_t last = 0, pair;
    size_t n = 0;
    for (; n <= ARABIC_MAX; n += 2) {
        memcpy(&pair, p + n, sizeof pair);
        uint32_t at = (uint32_t)be16toh(pair) - FOLD_ARABIC_FIRST;
        entry = at < FOLD_ARABIC_COUNT ? table[at] : 0;
        if ((uint16_t)entry == last || entry == 0) {
            break;
        }
        last = (uint16_t)entry;
        pair = htole16(last);
        memcpy(to + n, &pair, sizeof pair);
        all |= entry;
    }
    *entries = all;
    return n;
}

static inline ALWAYS_INLINE bool arabic_take(const struct reader *r, struct pass *pass)
{
    uint32_t entries = 0;
    size_t n = letters_fold(pass->p, pass->end, &entries);
    if (n == 0 || n > ARABIC_MAX) {
        return false;
    }
    const char *next = pass->p + n;
    if (*next != ' ' && may_go_on((unsigned char)*next) && !is_over(r, next, FOLD_ARABIC)) {
        return false;
    }
    word_put(pass, &(struct taken){n, n, bytes16_cut_plainly(pass->end, n, 0),
                                   TOKEN_ARABIC | fold_letters(entries)});
    return true;
}

/* Whether a word or number ends where we stand. */
static inline bool is_behind_word(const struct reader *r, const struct pass *pass)
{
    const struct token *before = pass->next - 1;
    return pass->next > r->out->list && before->at + before->n == pass->p - pass->begin &&
           (before->kind == TOKEN_WORD || before->kind == TOKEN_NUMBER);
}

/* Of an ASCII mark: that it begins neither an address nor a smiley. */
static inline bool is_plain_mark(const struct reader *r, const struct pass *pass)
{
    char next = pass->p[1];
    switch (*pass->p) {
    case ',':
    case '!':
    case '?':
    case '"':
    case '\n':
        return true;
    case '.':
        return next == ' ' || !is_behind_word(r, pass);
    case ':':
    case ';':
        return next == ' ';
    case '(':
    case ')':
        return next != *pass->p;
    default:
        return false;
    }
}

/* Marks in a row are counted by the slow path; this is none of four. */
static inline bool is_in_row(const struct reader *r, const struct pass *pass)
{
    return pass->next - r->out->list >= MARKS_IN_ROW &&
           pass->next[-MARKS_IN_ROW].kind == TOKEN_MARK;
}

static inline bool mark_put(const struct reader *r, struct pass *pass, size_t n, char mark)
{
    if (is_in_row(r, pass)) {
        return false;
    }
    pass_put(pass, TOKEN_MARK, &(struct taken){n, 1, {(unsigned char)mark, 0}, 0});
    pass->join = mark == '\n' ? 0 : TOKEN_JOINED;
    return true;
}

/* A symbol that means nothing: what parts words. */
static inline bool is_plain_symbol(const char *p)
{
    return *p == '/' || *p == '%' || (*p == '-' && p[1] != '_' && p[1] != '.');
}

static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A number in ASCII digits without separators. */
static bool number_take(const struct reader *r, struct pass *pass)
{
    size_t n = 1;
    while (n < 16 && is_digit(pass->p[n])) {
        n++;
    }
    unsigned char next = (unsigned char)pass->p[n];
    if (n == 16 || next >= 0x80 || next == '&' ||
        ((next == '.' || next == ',' || next == '\'') && pass->p[n + 1] != ' ')) {
        return false;
    }
    pass_put(pass, TOKEN_NUMBER, &(struct taken){n, n, bytes16_cut(pass->p, n, 0), 0});
    if (r->words) {
        reader_number(r->words, pass->next - 1);
    }
    return true;
}

/* A short handle that is no part of an e-mail address. */
static bool handle_take(const struct reader *r, struct pass *pass)
{
    size_t n = is_behind_word(r, pass) ? 0 : scan_handle(r->text, (size_t)(pass->p - pass->begin));
    if (n == 0 || n > 15) {
        return false;
    }
    struct bytes16_cut folded = bytes16_cut(pass->p + 1, n, 0);
    folded.low |= bytes_capitals(folded.low) >> 2;
    folded.high |= bytes_capitals(folded.high) >> 2;
    pass_put(pass, TOKEN_HANDLE, &(struct taken){1 + n, n, folded, 0});
    return true;
}

static bool ascii_take(const struct reader *r, struct pass *pass)
{
    if (is_plain_mark(r, pass)) {
        return mark_put(r, pass, 1, *pass->p);
    }
    if (is_digit(*pass->p)) {
        return number_take(r, pass);
    }
    if (is_plain_symbol(pass->p)) {
        pass->p++;
        pass->join &= ~(uint32_t)TOKEN_ZWNJ;
        return true;
    }
    return *pass->p == '@' && handle_take(r, pass);
}

/* Persian punctuation and what parts the words of a compound. */
static bool other_take(const struct reader *r, struct pass *pass)
{
    static const struct {
        char bytes[4], n, mark;
    } marks[] = {{"\xD8\x8C", 2, ','}, {"\xD8\x9F", 2, '?'}, {"\xD8\x9B", 2, ';'}};
    if (memcmp(pass->p, "\xE2\x80\x8C", 3) == 0) {
        pass->join |= is_behind_word(r, pass) ? (uint32_t)TOKEN_ZWNJ : 0;
        pass->p += 3;
        return true;
    }
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (memcmp(pass->p, marks[i].bytes, 2) == 0) {
            return mark_put(r, pass, 2, marks[i].mark);
        }
    }
    return false;
}

static inline ALWAYS_INLINE bool letters_take(const struct reader *r, struct pass *pass)
{
    unsigned char byte = (unsigned char)*pass->p;
    return byte < 0x80 ? latin_take(r, pass)
                       : ((byte & 0xFC) == 0xD8 && arabic_take(r, pass)) || other_take(r, pass);
}

static struct pass pass_of(const struct reader *r)
{
    struct tokens *out = r->out;
    return (struct pass){
        .begin = r->text.p,
        .p = r->text.p + r->at,
        .end = r->end,
        .next = out->list + out->count,
        .limit = out->list + out->capacity - 1,
        .join = r->join,
        .nameless = r->words ? WORD_NAMELESS : 0,
    };
}

static void pass_leave(const struct pass *pass, struct reader *r)
{
    r->at = (size_t)(pass->p - pass->begin);
    r->end = pass->end;
    r->out->count = (size_t)(pass->next - r->out->list);
    r->join = pass->join;
}

/* ---- Runs of letters, by the vocabulary ---- */

/* The bytes of the run at p, at most sixteen. */
static inline size_t run_length(const char *p)
{
    return (size_t)__builtin_ctz(~bytes16_run(p));
}

/* Whether what a run is does not depend on what stands behind it: a reference may be part of its
 * last word, and so may an apostrophe of another kind. */
static inline bool is_whole(const char *p, size_t n)
{
    char next = p[n];
    return next == ' ' ||
           (next != '&' && next != '`' && !(n == RUN_BYTES && (bytes16_run(p + n) & 1)));
}

/* Whether it does not depend on what stands before. A ZWNJ there would join it to a word, equal
 * marks in a row are one token from the fifth on. */
static inline bool stands_alone(const struct tokens *out, const struct pass *pass)
{
    return pass->join == 0 && (pass->next == out->list || pass->next[-1].kind != TOKEN_MARK);
}

static inline void token_put(struct pass *pass, const struct run_token *kept, uint32_t at,
                             uint32_t join)
{
    *pass->next++ = (struct token){
        .at = at + kept->at,
        .n = kept->n,
        .kind = (enum token_kind)kept->kind,
        .flags = kept->flags | join,
        .folded = {pass->end, kept->folded_n},
        .hash = kept->hash,
        .word = kept->word,
        .joined = kept->joined,
    };
    memcpy(pass->end, kept->folded, sizeof kept->folded);
    pass->end += kept->folded_n;
}

static inline void run_put(struct pass *pass, const struct vocabulary *v, const struct run *run)
{
    uint32_t at = (uint32_t)(pass->p - pass->begin);
    if (run->count) {
        token_put(pass, &run->first, at, pass->join);
    }
    for (uint32_t i = 1; i < run->count; i++) {
        token_put(pass, &v->more[run->more + i - 1], at, 0);
    }
    pass->p += run->length;
    pass->join = run->join;
}

/* Takes the run that begins here when it is known. */
static inline bool known_take(const struct reader *r, struct pass *pass)
{
    const struct vocabulary *v = r->words;
    size_t n = run_length(pass->p);
    struct bytes16_cut cut = bytes16_cut(pass->p, n, 0);
    const struct run *run = run_find(v, cut.low, cut.high, n);
    if (!run || !is_whole(pass->p, n) || (pass->join & TOKEN_ZWNJ) ||
        pass->limit - pass->next < RUN_TOKENS || (run->leans && !stands_alone(r->out, pass))) {
        return false;
    }
    run_put(pass, v, run);
    if (*pass->p == ' ') {
        space_take(pass);
    }
    return true;
}

/* Numbers the words from that token on. */
static void words_number(struct reader *r, size_t from)
{
    for (struct token *token = r->out->list + from; token < r->out->list + r->out->count; token++) {
        if (token->word == 0) {
            reader_number(r->words, token);
        }
    }
}

/* Reads the run that begins here and keeps it, unless it is known. */
static void run_read(struct reader *r)
{
    const char *p = r->text.p + r->at;
    size_t from = r->at, n = run_length(p), count = r->out->count;
    struct bytes16_cut cut = bytes16_cut(p, n, 0);
    struct run run = {.low = cut.low, .high = cut.high, .length = (uint8_t)n};
    struct pass pass = pass_of(r);
    bool alone = stands_alone(r->out, &pass);
    bool keep = is_whole(p, n) && !run_find(r->words, run.low, run.high, n);
    while (r->at < from + n) {
        if (pass.next < pass.limit && *pass.p != '\'' && letters_take(r, &pass)) {
            pass_leave(&pass, r);
        } else {
            reader_step(r);
            pass = pass_of(r);
        }
    }
    words_number(r, count);
    bool spaced = r->at == from + n + 1 && p[n] == ' ';
    if (keep && (r->at == from + n || spaced)) {
        run.join = (uint8_t)(spaced ? (uint32_t)TOKEN_JOINED : r->join);
        vocabulary_learn(r->words, &run, from, alone, r->out->list + count, r->out->count - count);
    }
}

/* ---- The whole ---- */

/* A word in Latin letters, with its number: reading it costs no more than knowing it would. */
static inline ALWAYS_INLINE bool latin_number(const struct reader *r, struct pass *pass)
{
    if (!latin_take(r, pass)) {
        return false;
    }
    word_number(r->words, pass->next - 1);
    if (pass->next[-1].flags & TOKEN_ZWNJ) {
        reader_number(r->words, pass->next - 1);
    }
    return true;
}

/* plain_read with a vocabulary. */
static void known_read(struct reader *r)
{
    struct pass pass = pass_of(r);
    const char *const last = pass.begin + r->text.n;
    bool taken = true;
    while (taken && pass.p < last && pass.next < pass.limit) {
        unsigned char byte = (unsigned char)*pass.p;
        if (byte == ' ') {
            space_take(&pass);
        } else if (byte < 'A') {
            taken = ascii_take(r, &pass);
        } else if (byte < 0x80) {
            taken = latin_number(r, &pass);
        } else if (!known_take(r, &pass)) {
            pass_leave(&pass, r);
            run_read(r);
            pass = pass_of(r);
        }
    }
    pass_leave(&pass, r);
}

void plain_read(struct reader *r)
{
    if (r->words) {
        known_read(r);
        return;
    }
    struct pass pass = pass_of(r);
    const char *const last = pass.begin + r->text.n;
    bool taken = true;
    while (taken && pass.p < last && pass.next < pass.limit) {
        unsigned char byte = (unsigned char)*pass.p;
        if (byte >= 'A') {
            taken = letters_take(r, &pass);
        } else if (byte == ' ') {
            space_take(&pass);
        } else {
            taken = ascii_take(r, &pass);
        }
    }
    pass_leave(&pass, r);
}
