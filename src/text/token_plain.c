/* The quick path of tokens_split, for what nearly all of nearly every text is: words of up to
 * fifteen bytes in plain letters, spaces, and marks that stand alone. The state of the pass is kept
 * in registers, a Latin word is taken in one load, an Arabic one a letter a step.
 *
 * Whatever needs a second look (a stretched word, an accent, an address, a smiley, a reference) is
 * left where it stands for token.c. What is taken here is what token.c would read there: a test
 * compares the two over generated texts. */
#include "text/bytes16.h"
#include "text/scan.h"
#include "text/token_reader.h"

struct run {
    const char *begin, *p; /* the text, and where in it we stand; zeros lie behind its end */
    char *end;             /* of the folded bytes */
    struct token *next, *limit;
    uint32_t join;
};

struct taken {
    size_t n, folded_n; /* bytes of the text, and folded; at most 16 */
    struct bytes16_cut folded;
    uint32_t flags;
};

/* Adds the token of the next bytes of the text and steps behind it. */
static inline void run_put(struct run *run, enum token_kind kind, const struct taken *taken)
{
    *run->next++ = (struct token){
        .at = (uint32_t)(run->p - run->begin),
        .n = (uint32_t)taken->n,
        .kind = kind,
        .flags = taken->flags | run->join,
        .folded = {run->end, taken->folded_n},
        .hash = reader_hash_short(taken->folded.low, taken->folded.high, taken->folded_n),
    };
    bytes_store(run->end, taken->folded.low);
    bytes_store(run->end + 8, taken->folded.high);
    run->end += taken->folded_n;
    run->p += taken->n;
    run->join = TOKEN_JOINED;
}

static inline void space_take(struct run *run)
{
    run->p++;
    run->join = 0;
}

/* The same, and the space behind a word. */
static inline void word_put(struct run *run, const struct taken *taken)
{
    run_put(run, TOKEN_WORD, taken);
    if (*run->p == ' ') {
        space_take(run);
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

static inline bool latin_take(const struct reader *r, struct run *run)
{
    const struct bytes16 bytes = bytes16_read(run->p);
    size_t n = latin_length(r, run->p, &bytes);
    if (n == 0 || n > 15 || is_stretched(&bytes, n)) {
        return false;
    }
    uint32_t flags = TOKEN_LATIN;
    if (!(*run->p & 0x20) && n >= 2 && !(bytes.small & ((1u << n) - 1))) {
        flags |= TOKEN_CAPITALS;
    }
    word_put(run, &(struct taken){n, n, bytes16_cut(run->p, n, 0x20), flags});
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

static inline bool arabic_take(const struct reader *r, struct run *run)
{
    uint32_t entries = 0;
    size_t n = letters_fold(run->p, run->end, &entries);
    if (n == 0 || n > ARABIC_MAX) {
        return false;
    }
    const char *next = run->p + n;
    if (*next != ' ' && may_go_on((unsigned char)*next) && !is_over(r, next, FOLD_ARABIC)) {
        return false;
    }
    word_put(run, &(struct taken){n, n, bytes16_cut_plainly(run->end, n, 0),
                                  TOKEN_ARABIC | fold_letters(entries)});
    return true;
}

/* Whether a word or number ends where we stand. */
static inline bool is_behind_word(const struct reader *r, const struct run *run)
{
    const struct token *before = run->next - 1;
    return run->next > r->out->list && before->at + before->n == run->p - run->begin &&
           (before->kind == TOKEN_WORD || before->kind == TOKEN_NUMBER);
}

/* Of an ASCII mark: that it begins neither an address nor a smiley. */
static inline bool is_plain_mark(const struct reader *r, const struct run *run)
{
    char next = run->p[1];
    switch (*run->p) {
    case ',':
    case '!':
    case '?':
    case '"':
    case '\n':
        return true;
    case '.':
        return next == ' ' || !is_behind_word(r, run);
    case ':':
    case ';':
        return next == ' ';
    case '(':
    case ')':
        return next != *run->p;
    default:
        return false;
    }
}

/* Marks in a row are counted by the slow path; this is none of four. */
static inline bool is_in_row(const struct reader *r, const struct run *run)
{
    return run->next - r->out->list >= MARKS_IN_ROW && run->next[-MARKS_IN_ROW].kind == TOKEN_MARK;
}

static inline bool mark_put(const struct reader *r, struct run *run, size_t n, char mark)
{
    if (is_in_row(r, run)) {
        return false;
    }
    run_put(run, TOKEN_MARK, &(struct taken){n, 1, {(unsigned char)mark, 0}, 0});
    run->join = mark == '\n' ? 0 : TOKEN_JOINED;
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
static bool number_take(struct run *run)
{
    size_t n = 1;
    while (n < 16 && is_digit(run->p[n])) {
        n++;
    }
    unsigned char next = (unsigned char)run->p[n];
    if (n == 16 || next >= 0x80 || next == '&' ||
        ((next == '.' || next == ',' || next == '\'') && run->p[n + 1] != ' ')) {
        return false;
    }
    run_put(run, TOKEN_NUMBER, &(struct taken){n, n, bytes16_cut(run->p, n, 0), 0});
    return true;
}

/* A short handle that is no part of an e-mail address. */
static bool handle_take(const struct reader *r, struct run *run)
{
    size_t n = is_behind_word(r, run) ? 0 : scan_handle(r->text, (size_t)(run->p - run->begin));
    if (n == 0 || n > 15) {
        return false;
    }
    struct bytes16_cut folded = bytes16_cut(run->p + 1, n, 0);
    folded.low |= bytes_capitals(folded.low) >> 2;
    folded.high |= bytes_capitals(folded.high) >> 2;
    run_put(run, TOKEN_HANDLE, &(struct taken){1 + n, n, folded, 0});
    return true;
}

static bool ascii_take(const struct reader *r, struct run *run)
{
    if (is_plain_mark(r, run)) {
        return mark_put(r, run, 1, *run->p);
    }
    if (is_digit(*run->p)) {
        return number_take(run);
    }
    if (is_plain_symbol(run->p)) {
        run->p++;
        run->join &= ~(uint32_t)TOKEN_ZWNJ;
        return true;
    }
    return *run->p == '@' && handle_take(r, run);
}

/* Persian punctuation and what parts the words of a compound. */
static bool other_take(const struct reader *r, struct run *run)
{
    static const struct {
        char bytes[4], n, mark;
    } marks[] = {{"\xD8\x8C", 2, ','}, {"\xD8\x9F", 2, '?'}, {"\xD8\x9B", 2, ';'}};
    if (memcmp(run->p, "\xE2\x80\x8C", 3) == 0) {
        run->join |= is_behind_word(r, run) ? (uint32_t)TOKEN_ZWNJ : 0;
        run->p += 3;
        return true;
    }
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (memcmp(run->p, marks[i].bytes, 2) == 0) {
            return mark_put(r, run, 2, marks[i].mark);
        }
    }
    return false;
}

void plain_read(struct reader *r, size_t stop)
{
    struct tokens *out = r->out;
    struct run run = {
        r->text.p, r->text.p + r->at, r->end, out->list + out->count, out->list + out->capacity - 1,
        r->join};
    const char *const last = run.begin + stop;
    bool taken = true;
    while (taken && run.p < last && run.next < run.limit) {
        unsigned char byte = (unsigned char)*run.p;
        if (byte >= 'A' && byte < 0x80) {
            taken = latin_take(r, &run);
        } else if (byte == ' ') {
            space_take(&run);
        } else if (byte < 0x80) {
            taken = ascii_take(r, &run);
        } else {
            taken = ((byte & 0xFC) == 0xD8 && arabic_take(r, &run)) || other_take(r, &run);
        }
    }
    r->at = (size_t)(run.p - run.begin);
    r->end = run.end;
    out->count = (size_t)(run.next - out->list);
    r->join = run.join;
}
