/* Addresses, handles and hashtags: what is found by a mark in it or before it. The beginning of an
 * address has been read as words by then, and is taken back. */
#include "text/scan.h"
#include "text/token_reader.h"

static void append_lower(struct reader *r, size_t at, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char c = r->text.p[at + i];
        *r->end++ = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    }
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
