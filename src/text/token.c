/* One pass over a copy of the bytes. Plain words and marks are taken by plain_read; what it stops
 * at is found by its class in the fold table. A word is then taken in runs: eight ASCII letters at
 * a time, or two-byte Arabic letters with one load each, and a slow step for whatever lies between
 * (marks, ligatures, references, apostrophes).
 *
 * Invariants: the folded bytes are reserved before the pass (no character folds to more than
 * FOLD_GROWTH times its bytes, which scripts/make-fold-table checks), so pointers into them hold;
 * behind the copy and behind them lie READER_SLACK bytes, so loads and stores of 16 bytes need no
 * bound; folded forms follow one another without a gap. */
#include "text/token_reader.h"

#include "text/html.h"
#include "text/scan.h"
#include "text/utf8.h"
#include "text/vocabulary_table.h"

#include <assert.h>
#include <stdlib.h>

enum { FOLD_GROWTH = 3 };

void tokens_reserve(struct tokens *tokens, size_t more)
{
    if (tokens->count + more + TOKENS_BEHIND > tokens->capacity) {
        tokens->capacity = tokens->capacity ? tokens->capacity * 2 : 64;
        tokens->list = mem_resize(tokens->list, tokens->capacity, sizeof *tokens->list);
    }
}

/* What a word of the text itself says of its language; hashtags are no words of it. */
static struct evidence heard(const struct reader *r, const struct token *token)
{
    return token->flags & TOKEN_HASHTAG ? (struct evidence){0} : evidence_of(r->words, token);
}

static void reader_hear(const struct reader *r, const struct token *token)
{
    struct vocabulary *v = r->words;
    evidence_add(&v->sum, heard(r, token));
    if (r->out->count - v->tallied >= EVIDENCE_BATCH) {
        vocabulary_tally(v, r->out->count);
    }
}

void reader_token_add(struct reader *r, enum token_kind kind, size_t from, char *folded,
                      uint32_t flags)
{
    size_t n = (size_t)(r->end - folded);
    struct tokens *out = r->out;
    tokens_reserve(out, 1);
    struct token *token = &out->list[out->count++];
    *token = (struct token){
        .at = (uint32_t)from,
        .n = (uint32_t)(r->at - from),
        .kind = kind,
        .flags = flags | r->join | r->tag,
        .folded = {folded, n},
    };
    if (r->words) {
        token->word = vocabulary_word(r->words, token);
        reader_hear(r, token);
    }
    r->join = TOKEN_JOINED;
    r->tag &= ~(uint32_t)TOKEN_TAG;
}

struct token *reader_last(const struct reader *r)
{
    return r->out->count ? &r->out->list[r->out->count - 1] : NULL;
}

void reader_token_drop(struct reader *r)
{
    const struct token *token = reader_last(r);
    if (r->words) {
        vocabulary_tally(r->words, r->out->count);
        tally_remove(&r->words->tally, heard(r, token));
    }
    r->end -= token->folded.n;
    r->join = token->flags & TOKEN_JOINED;
    r->out->count--;
}

struct token *reader_word_before(const struct reader *r)
{
    struct token *token = reader_last(r);
    bool wordy = token && (token->kind == TOKEN_WORD || token->kind == TOKEN_NUMBER);
    return wordy && token->at + token->n == r->at ? token : NULL;
}

/* ---- Characters ---- */

struct piece reader_piece(const struct reader *r, size_t at)
{
    struct piece piece = {0};
    if (at >= r->text.n) {
        return piece;
    }
    piece.code = (unsigned char)r->text.p[at];
    piece.n = 1;
    if (piece.code >= 0x80) {
        piece.code = utf8_decode(r->text, at, &piece.n);
    } else if (piece.code == '&') {
        size_t n = html_reference(str_slice(r->text, at, r->text.n), &piece.code);
        piece.n = n ? n : 1;
    }
    piece.entry = fold_entry(piece.code);
    return piece;
}

void reader_append_folded(struct reader *r, struct piece piece)
{
    uint32_t low = piece.entry & 0xFFFF;
    if (piece.entry & FOLD_WIDE) {
        reader_append(r, (const char *)fold_wide + low + 1, fold_wide[low]);
    } else if (low) {
        char pair[2] = {(char)low, (char)(low >> 8)};
        reader_append(r, pair, low > 0xFF ? 2 : 1);
    } else {
        r->end += utf8_encode(piece.code, r->end);
    }
}

static void letter_read(struct reader *r, struct piece piece)
{
    word_read(r, fold_class(piece.entry), r->text.n);
}

/* An emoji read by one of the scanners; false when it was none. */
static bool emoji_add(struct reader *r, size_t (*scan)(struct str, size_t, char *, size_t *))
{
    size_t from = r->at, n = 0, taken = scan(r->text, r->at, r->end, &n);
    if (taken == 0) {
        return false;
    }
    char *folded = r->end;
    r->at += taken;
    r->end += n;
    reader_token_add(r, TOKEN_EMOJI, from, folded, 0);
    return true;
}

static void digit_read(struct reader *r, struct piece piece)
{
    if (piece.n != 1 || !emoji_add(r, scan_keycap)) {
        digits_read(r, true);
    }
}

/* ---- Everything else ---- */

static bool smiley_read(struct reader *r)
{
    const char *form = NULL;
    size_t from = r->at, n = scan_smiley(r->text, r->at, &form);
    if (n == 0) {
        return false;
    }
    char *folded = r->end;
    reader_append(r, form, strlen(form));
    r->at += n;
    reader_token_add(r, TOKEN_SMILEY, from, folded, 0);
    return true;
}

/* &lt;3 is a heart as well, though its '<' is no byte of the text. */
static bool escaped_heart_read(struct reader *r, struct piece piece)
{
    size_t from = r->at, to = from + piece.n;
    while (to < r->text.n && r->text.p[to] == '3') {
        to++;
    }
    if (piece.code != '<' || to == from + piece.n) {
        return false;
    }
    char *folded = r->end;
    reader_append(r, "<3", 2);
    r->at = to;
    reader_token_add(r, TOKEN_SMILEY, from, folded, 0);
    return true;
}

bool row_is_full(const struct token *next, size_t at, char mark)
{
    if (next[-1].at + next[-1].n != at) {
        return false;
    }
    for (const struct token *token = next - MARKS_IN_ROW; token < next; token++) {
        if (token->kind != TOKEN_MARK || token->folded.p[0] != mark) {
            return false;
        }
    }
    return true;
}

/* A fifth equal mark in a row, and the rest, belong to the fourth. */
static bool run_goes_on(const struct reader *r, char mark)
{
    const struct tokens *out = r->out;
    return out->count >= MARKS_IN_ROW && row_is_full(out->list + out->count, r->at, mark);
}

static void mark_read(struct reader *r, struct piece piece)
{
    char mark = (char)piece.entry, byte = r->text.p[r->at];
    if ((byte == ':' || byte == '.') && address_read(r)) {
        return;
    }
    if (piece.n == 1 && byte != '.' && byte != ',' && smiley_read(r)) {
        return;
    }
    size_t from = r->at;
    bool goes_on = run_goes_on(r, mark);
    r->at += piece.n;
    if (goes_on) {
        reader_last(r)->n += (uint32_t)piece.n;
        return;
    }
    char *folded = r->end;
    reader_append(r, &mark, 1);
    reader_token_add(r, TOKEN_MARK, from, folded, 0);
    r->join = mark == '\n' ? 0 : TOKEN_JOINED;
}

static void symbol_read(struct reader *r, struct piece piece)
{
    bool read = false;
    switch (r->text.p[r->at]) {
    case '@':
        read = mail_read(r) || handle_read(r);
        break;
    case '#':
        read = emoji_add(r, scan_keycap) || tag_read(r);
        break;
    case '*':
        read = emoji_add(r, scan_keycap);
        break;
    case '&':
        read = escaped_heart_read(r, piece);
        break;
    case '=':
    case '<':
    case '>':
    case '^':
    case '-':
        read = smiley_read(r);
        break;
    default:
        break;
    }
    if (!read) {
        r->at += piece.n;
        r->join &= ~(uint32_t)TOKEN_ZWNJ;
    }
}

static void space_read(struct reader *r, struct piece piece)
{
    r->at += piece.n;
    r->join = 0;
}

static void drop_read(struct reader *r, struct piece piece)
{
    r->at += piece.n;
}

static void zwnj_read(struct reader *r, struct piece piece)
{
    r->join |= reader_word_before(r) ? TOKEN_ZWNJ : 0;
    r->at += piece.n;
}

static void emoji_read(struct reader *r, struct piece piece)
{
    /* A reference to an emoji stands for its bytes, but they are not in the text to scan. */
    if ((unsigned char)r->text.p[r->at] >= 0x80 && emoji_add(r, scan_emoji)) {
        return;
    }
    size_t from = r->at;
    char *folded = r->end;
    r->at += piece.n;
    if (fold_class(piece.entry) == FOLD_EMOJI) {
        reader_append_folded(r, piece);
        reader_token_add(r, TOKEN_EMOJI, from, folded, 0);
    }
}

static void (*const readers[])(struct reader *, struct piece) = {
    [FOLD_SYMBOL] = symbol_read, [FOLD_SPACE] = space_read,  [FOLD_LATIN] = letter_read,
    [FOLD_ARABIC] = letter_read, [FOLD_OTHER] = letter_read, [FOLD_DIGIT] = digit_read,
    [FOLD_DROP] = drop_read,     [FOLD_ZWNJ] = zwnj_read,    [FOLD_APOSTROPHE] = symbol_read,
    [FOLD_MARK] = mark_read,     [FOLD_EMOJI] = emoji_read,  [FOLD_FLAG_HALF] = emoji_read,
};

/* Room for a copy of the text and for what it folds to; returns the copy. */
static struct str text_copy(struct tokens *tokens, struct str text)
{
    size_t copied = text.n + READER_SLACK, wanted = copied + text.n * FOLD_GROWTH + READER_SLACK;
    if (wanted > tokens->bytes_capacity) {
        free(tokens->bytes);
        tokens->bytes_capacity = wanted + wanted / 2;
        tokens->bytes = mem_zalloc(tokens->bytes_capacity, 1);
    }
    if (text.n) {
        memcpy(tokens->bytes, text.p, text.n);
    }
    memset(tokens->bytes + text.n, 0, READER_SLACK);
    return (struct str){tokens->bytes, text.n};
}

void reader_step(struct reader *r)
{
    struct piece piece = reader_piece(r, r->at);
    readers[fold_class(piece.entry)](r, piece);
}

/* Quickly as far as that goes, by the vocabulary when there is one. */
static void read_quickly(struct reader *r)
{
    void (*const quickly)(struct reader *) = r->words ? known_read : plain_read;
    for (quickly(r); r->at < r->text.n; quickly(r)) {
        reader_step(r);
    }
}

static void read_slowly(struct reader *r)
{
    while (r->at < r->text.n) {
        reader_step(r);
    }
}

static inline struct reader reader_begin(struct tokens *tokens, struct str text,
                                         struct vocabulary *words)
{
    text = text_copy(tokens, str_slice(text, 0, UINT32_MAX));
    tokens->count = 0;
    tokens_reserve(tokens, 1);
    return (struct reader){
        .text = text,
        .out = tokens,
        .words = words,
        .end = tokens->bytes + text.n + READER_SLACK,
    };
}

static inline void tokens_end(struct tokens *tokens)
{
    for (size_t i = 0; i < TOKENS_BEHIND; i++) {
        tokens->list[tokens->count + i] = (struct token){0};
    }
}

void tokens_read(struct tokens *tokens, struct str text)
{
    if (!tokens->vocabulary) {
        tokens->vocabulary = vocabulary_new(VOCABULARY_LINES);
    }
    struct vocabulary *v = tokens->vocabulary;
    vocabulary_begin(v);
    struct reader r = reader_begin(tokens, text, v);
    read_quickly(&r);
    tokens_end(tokens);
    vocabulary_tally(v, tokens->count);
    v->heard = true;
}

static void split(struct tokens *tokens, struct str text, void (*read)(struct reader *))
{
    struct reader r = reader_begin(tokens, text, NULL);
    read(&r);
    tokens_end(tokens);
    if (tokens->vocabulary) {
        tokens->vocabulary->heard = false;
    }
}

void tokens_split(struct tokens *tokens, struct str text)
{
    split(tokens, text, read_quickly);
}

void tokens_split_slowly(struct tokens *tokens, struct str text)
{
    split(tokens, text, read_slowly);
}

void tokens_clear(struct tokens *tokens)
{
    free(tokens->list);
    free(tokens->bytes);
    vocabulary_free(tokens->vocabulary);
    *tokens = (struct tokens){0};
}

struct str tokens_joined(const struct tokens *tokens, size_t first, size_t count)
{
    assert(first <= tokens->count && count <= tokens->count - first);
    if (count == 0) {
        return STR("");
    }
    const struct token *to = &tokens->list[first + count - 1];
    const char *from = tokens->list[first].folded.p;
    return (struct str){from, (size_t)(to->folded.p + to->folded.n - from)};
}
