/* The quick path of tokens_split, for what nearly all of nearly every text is: words of up to
 * fifteen letters, spaces, marks, numbers, handles and hashtags that stand plainly. The state of
 * the pass is kept in registers, a Latin word is taken in one load, an Arabic one a letter a step.
 *
 * Whatever needs a second look (a stretched word, an accent, a host name, a reference) is left
 * where it stands for token.c. What is taken here is what token.c would read there: a test
 * compares the two over generated texts. */
#include "text/bytes16.h"
#include "text/scan.h"
#include "text/token_mark.h"

bool plain_is_over(const struct reader *r, const char *p, enum fold_class script)
{
    if (is_apostrophe(p) && is_ascii_letter(p[APOSTROPHE_BYTES])) {
        return script != FOLD_LATIN;
    }
    size_t at = (size_t)(p - r->text.p);
    struct piece piece = reader_piece(r, at);
    enum fold_class class = fold_class(piece.entry);
    if (class == FOLD_APOSTROPHE) { /* part of a Latin word before a letter of it */
        return script != FOLD_LATIN ||
               fold_class(reader_piece(r, at + piece.n).entry) != FOLD_LATIN;
    }
    return class != script && class != FOLD_DROP;
}

/* Whether the last two letters of n bytes are the same. */
static bool is_doubled(const char *p, size_t n)
{
    return n >= 4 && memcmp(p + n - 4, p + n - 2, 2) == 0;
}

static ALWAYS_INLINE struct letters letters_fold(const char *p, char *to)
{
    const uint32_t *const table = fold_arabic;
    uint32_t entry = 0, all = 0;
    uint16_t last = 0, pair;
    size_t n = 0;
    for (; n <= ARABIC_MAX; n += 2) {
        memcpy(&pair, p + n, sizeof pair);
        uint32_t at = (uint32_t)be16toh(pair) - FOLD_ARABIC_FIRST;
        entry = at < FOLD_ARABIC_COUNT ? table[at] : 0;
        if (entry == 0 || ((uint16_t)entry == last && is_doubled(to, n))) {
            break;
        }
        last = (uint16_t)entry;
        pair = htole16(last);
        memcpy(to + n, &pair, sizeof pair);
        all |= entry;
    }
    return (struct letters){n, TOKEN_ARABIC | fold_letters(all)};
}

struct letters plain_fold(const char *p, char *to)
{
    return letters_fold(p, to);
}

static ALWAYS_INLINE bool arabic_take(const struct reader *r, struct pass *pass)
{
    struct letters letters = letters_fold(pass->p, pass->end);
    size_t n = letters.n;
    if (n == 0 || n > ARABIC_MAX) {
        return false;
    }
    const char *next = pass->p + n;
    if (*next != ' ' && may_go_on((unsigned char)*next) && !plain_is_over(r, next, FOLD_ARABIC)) {
        return false;
    }
    pass_add(pass, TOKEN_WORD, 0, &(struct taken){.n = n, .folded_n = n, .flags = letters.flags});
    space_skip(pass);
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
    pass_put(pass, TOKEN_WORD, 0, &(struct taken){n, n, block16_first(bytes.lower, n), flags});
    space_skip(pass);
    return true;
}

/* A word with a typographic apostrophe in it, which folds to an ASCII one. */
static bool apostrophe_take(const struct reader *r, struct pass *pass)
{
    const struct bytes16 head = bytes16_read(pass->p);
    const size_t before = zeros_before(head.others);
    const char *rest = pass->p + before + APOSTROPHE_BYTES;
    if (before > RUN_BYTES - 4 || !is_apostrophe(pass->p + before)) {
        return false;
    }
    const struct bytes16 tail = bytes16_read(rest);
    const size_t behind = zeros_before(tail.others), n = before + APOSTROPHE_BYTES + behind;
    if (behind == 0 || n > RUN_BYTES || may_go_on((unsigned char)pass->p[n])) {
        return false;
    }
    block16_store(pass->end, head.lower);
    pass->end[before] = '\'';
    block16_store(pass->end + before + 1, tail.lower);
    const size_t folded_n = before + 1 + behind;
    const struct block16 folded = block16_first(block16_load(pass->end), folded_n);
    if (is_stretched(&(struct bytes16){.lower = folded}, folded_n)) {
        return false;
    }
    bool shouted = !has_small(&head, before) && !has_small(&tail, behind);
    pass_put(pass, TOKEN_WORD, 0,
             &(struct taken){n, folded_n, folded, TOKEN_LATIN | (shouted ? TOKEN_CAPITALS : 0u)});
    run_name(r, pass, folded);
    pass_hear(r, pass);
    return true;
}

bool plain_ascii(const struct reader *r, struct pass *pass)
{
    switch (*pass->p) {
    case '#':
        return tag_take(r, pass);
    case '@':
        return handle_take(r, pass);
    case '.':
        return point_take(r, pass);
    case ':':
        return pass->p[1] == '/' ? address_take(r, pass) : eyes_take(r, pass);
    case ';':
    case '(':
    case ')':
        return eyes_take(r, pass);
    case '-':
    case '=':
    case '<':
    case '>':
    case '^':
        return mouth_take(r, pass);
    default:
        return apostrophe_take(r, pass);
    }
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
            mark_put(r, pass, 2, marks[i].mark);
            return true;
        }
    }
    return false;
}

static ALWAYS_INLINE bool beyond_take(const struct reader *r, struct pass *pass)
{
    return ((unsigned char)(*pass->p & 0xFC) == 0xD8 && arabic_take(r, pass)) ||
           other_take(r, pass);
}

bool plain_beyond(const struct reader *r, struct pass *pass)
{
    return beyond_take(r, pass);
}

void plain_read(struct reader *r)
{
    struct pass pass = pass_of(r);
    const char *const last = pass.begin + r->text.n;
    bool taken = true;
    while (taken && pass.p < last && pass.next < pass.limit) {
        unsigned char byte = (unsigned char)*pass.p;
        if (byte >= 0x80) {
            taken = beyond_take(r, &pass);
        } else {
            taken = (byte >= 'A' && latin_take(r, &pass)) || mark_take(r, &pass) ||
                    plain_ascii(r, &pass);
        }
    }
    pass_leave(&pass, r);
}
