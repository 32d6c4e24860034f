/* The quick path of tokens_split, for what nearly all of nearly every text is: words of up to
 * fifteen bytes in plain letters, spaces, and marks that stand alone. The state of the pass is kept
 * in registers, a Latin word is taken in one load, an Arabic one a letter a step.
 *
 * Whatever needs a second look (a stretched word, an accent, an address, a smiley, a reference) is
 * left where it stands for token.c. What is taken here is what token.c would read there: a test
 * compares the two over generated texts. */
#include "text/bytes16.h"
#include "text/scan.h"
#include "text/token_pass.h"

/* Whether a word of that script is over at p, a byte that is no plain letter of it. */
bool plain_is_over(const struct reader *r, const char *p, enum fold_class script)
{
    enum fold_class class = fold_class(reader_piece(r, (size_t)(p - r->text.p)).entry);
    return class != script && class != FOLD_DROP && class != FOLD_APOSTROPHE;
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

static ALWAYS_INLINE bool arabic_take(const struct reader *r, struct pass *pass)
{
    uint32_t entries = 0;
    size_t n = letters_fold(pass->p, pass->end, &entries);
    if (n == 0 || n > ARABIC_MAX) {
        return false;
    }
    const char *next = pass->p + n;
    if (*next != ' ' && may_go_on((unsigned char)*next) && !plain_is_over(r, next, FOLD_ARABIC)) {
        return false;
    }
    word_put(pass, &(struct taken){n, n, block16_first(block16_load(pass->end), n),
                                   TOKEN_ARABIC | fold_letters(entries)});
    return true;
}

/* Takes a word in Latin letters if it is plain. */
static ALWAYS_INLINE bool latin_take(const struct reader *r, struct pass *pass)
{
    const struct bytes16 bytes = bytes16_read(pass->p);
    size_t n = latin_length(r, pass->p, &bytes);
    if (n == 0 || n > 15 || is_stretched(&bytes, n)) {
        return false;
    }
    uint32_t flags = TOKEN_LATIN | (is_shouted(pass->p, &bytes, n) ? TOKEN_CAPITALS : 0u);
    word_put(pass, &(struct taken){n, n, block16_first(bytes.lower, n), flags});
    return true;
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
    pass_put(pass, TOKEN_MARK, pass->nameless,
             &(struct taken){n, 1, block16_of((unsigned char)mark, 0), 0});
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
    pass_put(pass, TOKEN_NUMBER, 0,
             &(struct taken){n, n, block16_first(block16_load(pass->p), n), 0});
    if (r->words) {
        pass->next[-1].word = vocabulary_word(r->words, pass->next - 1);
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
    struct block16 name = block16_first(block16_load(pass->p + 1), n);
    uint64_t low = block16_low(name), high = block16_high(name);
    const struct block16 folded =
        block16_of(low | bytes_capitals(low) >> 2, high | bytes_capitals(high) >> 2);
    pass_put(pass, TOKEN_HANDLE, pass->nameless, &(struct taken){1 + n, n, folded, 0});
    return true;
}

bool plain_ascii(const struct reader *r, struct pass *pass)
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

static ALWAYS_INLINE bool letters_take(const struct reader *r, struct pass *pass)
{
    unsigned char byte = (unsigned char)*pass->p;
    return byte < 0x80 ? latin_take(r, pass)
                       : ((byte & 0xFC) == 0xD8 && arabic_take(r, pass)) || other_take(r, pass);
}

bool plain_letters(const struct reader *r, struct pass *pass)
{
    return letters_take(r, pass);
}

void plain_read(struct reader *r)
{
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
            taken = plain_ascii(r, &pass);
        }
    }
    pass_leave(&pass, r);
}
