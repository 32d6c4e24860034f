/* Addresses, handles and hashtags: what is found by a mark in it or before it. The beginning of an
 * address has been read as words by then, and is taken back. Each is read in two ways: quickly
 * where it stands plainly, and whatever it is. */
#include "text/scan.h"
#include "text/token_pass.h"

/* Writes n bytes in small letters, and some that say nothing behind them. */
static void lower_copy(char *to, const char *from, size_t n)
{
    for (size_t i = 0; i < n; i += 16) {
        block16_store(to + i, block16_small(block16_load(from + i)));
    }
}

static void append_lower(struct reader *r, size_t at, size_t n)
{
    lower_copy(r->end, r->text.p + at, n);
    r->end += n;
}

/* The bytes up to `to` become one address, instead of the tokens that were made of its beginning.
 */
static void address_add(struct reader *r, size_t from, size_t to)
{
    while (reader_last(r) && reader_last(r)->at + reader_last(r)->n > from) {
        from = reader_last(r)->at < from ? reader_last(r)->at : from;
        reader_token_drop(r);
    }
    char *folded = r->end;
    append_lower(r, from, to - from);
    r->at = to;
    reader_token_add(r, TOKEN_URL, from, folded, 0);
}

bool mail_read(struct reader *r)
{
    size_t from, n = reader_word_before(r) ? scan_mail(r->text, r->at, &from) : 0;
    if (n) {
        address_add(r, from, from + n);
    }
    return n > 0;
}

bool address_read(struct reader *r)
{
    char next = r->at + 1 < r->text.n ? r->text.p[r->at + 1] : 0;
    struct token *before = next > ' ' ? reader_word_before(r) : NULL;
    if (!before) {
        return false;
    }
    size_t from = before->at, n;
    n = r->text.p[r->at] == ':' ? scan_scheme(r->text, from, r->at) + (r->at - from)
                                : scan_host(r->text, r->at, &from);
    if (from + n <= r->at) {
        return false;
    }
    address_add(r, from, from + n);
    return true;
}

bool handle_read(struct reader *r)
{
    size_t from = r->at, n = scan_handle(r->text, r->at);
    char *folded = r->end;
    if (n) {
        append_lower(r, from + 1, n);
        r->at += 1 + n;
        reader_token_add(r, TOKEN_HANDLE, from, folded, 0);
    }
    return n > 0;
}

bool handle_take(const struct reader *r, struct pass *pass)
{
    size_t n = is_behind_word(r, pass) ? 0 : scan_handle(r->text, (size_t)(pass->p - pass->begin));
    if (n) {
        lower_copy(pass->end, pass->p + 1, n);
        pass_add(pass, TOKEN_HANDLE, nameless(r), &(struct taken){.n = 1 + n, .folded_n = n});
    }
    return n > 0;
}

/* Takes back what the last token, a word of the text, has said of the language. False when it was
 * put to the tally since. */
static bool unsay(const struct reader *r, const struct pass *pass)
{
    struct vocabulary *v = r->words;
    const struct token *token = pass->next - 1;
    if (v && v->tallied == (size_t)(pass->next - r->out->list)) {
        return false;
    }
    if (v) {
        struct evidence said = evidence_of(v, token);
        v->sum.latin -= said.latin;
        v->sum.arabic -= said.arabic;
    }
    return true;
}

bool address_take(const struct reader *r, struct pass *pass)
{
    const struct token *scheme = pass->next - 1;
    if (memcmp(pass->p, "://", 3) != 0 || !is_behind_word(r, pass) ||
        (scheme->flags & TOKEN_HASHTAG)) {
        return false;
    }
    size_t n = scan_scheme(r->text, scheme->at, (size_t)(pass->p - pass->begin));
    if (n == 0 || !unsay(r, pass)) {
        return false;
    }
    n += scheme->n;
    pass->next--;
    pass->p = pass->begin + scheme->at;
    pass->end -= scheme->folded.n;
    pass->join = scheme->flags & TOKEN_JOINED;
    lower_copy(pass->end, pass->p, n);
    pass_add(pass, TOKEN_URL, nameless(r), &(struct taken){.n = n, .folded_n = n});
    return true;
}

/* ---- Hashtags ---- */

static bool is_upper(struct str text, size_t at)
{
    return at < text.n && text.p[at] >= 'A' && text.p[at] <= 'Z';
}

static bool is_lower(struct str text, size_t at)
{
    return at < text.n && text.p[at] >= 'a' && text.p[at] <= 'z';
}

/* Where the word of CamelCase at `at` ends: before a capital that follows a small letter, or before
 * the last of several capitals when a small letter follows it. The end of the text: no such border.
 */
static size_t camel_end(struct str text, size_t at)
{
    size_t to = at;
    while (is_upper(text, to)) {
        to++;
    }
    if (to > at + 1 && is_lower(text, to)) {
        return to - 1;
    }
    while (is_lower(text, to)) {
        to++;
    }
    return is_upper(text, to) ? to : text.n;
}

/* One part of a hashtag, or what lies between parts; false at its end. */
static bool tag_step(struct reader *r)
{
    struct piece piece = reader_piece(r, r->at);
    enum fold_class class = fold_class(piece.entry);
    switch (class) {
    case FOLD_LATIN:
    case FOLD_ARABIC:
    case FOLD_OTHER:
        word_read(r, class, class == FOLD_LATIN ? camel_end(r->text, r->at) : r->text.n);
        return true;
    case FOLD_DIGIT:
        digits_read(r, false);
        return true;
    case FOLD_ZWNJ:
        r->join |= reader_word_before(r) ? TOKEN_ZWNJ : 0;
        break;
    case FOLD_DROP:
        break;
    default:
        if (piece.code != '_') {
            return false;
        }
    }
    r->at += piece.n;
    return piece.n > 0;
}

bool tag_read(struct reader *r)
{
    size_t from = r->at, count = r->out->count;
    r->tag = TOKEN_HASHTAG | TOKEN_TAG;
    r->at++;
    while (tag_step(r)) {
    }
    r->tag = 0;
    if (r->out->count == count) {
        r->at = from;
        return false;
    }
    return true;
}

/* Bits of the letters that begin a word in CamelCase, as camel_end has it; of a word itself that
 * begins with the first of them nothing is said. */
static uint32_t camel_humps(const struct bytes16 *letters)
{
    uint32_t small = letters->small & ~letters->others,
             capitals = ~letters->small & ~letters->others;
    return capitals & (small << 1 | small >> 1);
}

/* A hashtag of at most fifteen ASCII letters. */
bool tag_take(const struct reader *r, struct pass *pass)
{
    const char *p = pass->p + 1;
    const struct bytes16 bytes = bytes16_read(p);
    const size_t n = zeros_before(bytes.others);
    const unsigned char next = (unsigned char)p[n];
    if (n == 0 || n > 15 || may_go_on(next) || next == '_' || (next >= '0' && next <= '9') ||
        is_stretched(&bytes, n)) {
        return false;
    }
    uint32_t humps = camel_humps(&bytes), tag = TOKEN_HASHTAG | TOKEN_TAG;
    pass->p = p;
    for (size_t from = 0; from < n; tag = TOKEN_HASHTAG) {
        const struct bytes16 part = bytes16_read(p + from);
        const size_t length = zeros_before((humps | 1u << n) >> from & ~1u);
        uint32_t capitals = is_shouted(p + from, &part, length) ? TOKEN_CAPITALS : 0u;
        const struct block16 folded = block16_first(part.lower, length);
        pass_put(pass, TOKEN_WORD, 0,
                 &(struct taken){length, length, folded, TOKEN_LATIN | capitals | tag});
        run_name(r, pass, folded);
        from += length;
    }
    return true;
}
