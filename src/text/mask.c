#include "text/mask.h"

#include "text/utf8.h"

/* Seven digits together are a telephone number of a town; fewer are a price, a year, a code. */
enum { LONG_DIGITS = 7 };

static size_t digits_of(const struct token *token)
{
    size_t digits = 0;
    for (size_t i = 0; i < token->folded.n; i++) {
        digits += token->folded.p[i] >= '0' && token->folded.p[i] <= '9';
    }
    return digits;
}

static size_t end_of(const struct token *token)
{
    return (size_t)token->at + token->n;
}

/* What may stand between the groups of one number: "+98 (912) 123-45-67". */
static bool is_between_groups(struct str between)
{
    enum { WIDEST = 3 };
    for (size_t i = 0; i < between.n; i++) {
        if (!strchr(" -().+", between.p[i]) || between.p[i] == 0) {
            return false;
        }
    }
    return between.n <= WIDEST;
}

static bool is_group(const struct tokens *tokens, size_t i)
{
    return i < tokens->count && tokens->list[i].kind == TOKEN_NUMBER;
}

/* Marks between two groups of digits are tokens of their own: they are looked over. */
static size_t next_group(const struct tokens *tokens, size_t i)
{
    size_t next = i + 1;
    while (next < tokens->count && tokens->list[next].kind == TOKEN_MARK) {
        next++;
    }
    return next;
}

/* The last token of the number that begins at token i. */
static size_t number_end(const struct tokens *tokens, struct str text, size_t i, size_t *digits)
{
    size_t last = i, next;
    *digits = digits_of(&tokens->list[i]);
    while (is_group(tokens, next = next_group(tokens, last)) &&
           is_between_groups(str_slice(text, end_of(&tokens->list[last]), tokens->list[next].at))) {
        last = next;
        *digits += digits_of(&tokens->list[last]);
    }
    return last;
}

/* 12,500,000 is money: groups of three behind a first of three at most, in digits of any script. */
static bool is_money(struct str written)
{
    enum { GROUP = 3, ARABIC_COMMA = 0x66C };
    size_t digits = 0, commas = 0, n;
    for (size_t at = 0; at < written.n; at += n) {
        uint32_t code = utf8_decode(written, at, &n);
        if (code != ',' && code != ARABIC_COMMA) {
            digits++;
        } else if (digits == 0 || digits > GROUP || (commas > 0 && digits < GROUP)) {
            return false;
        } else {
            digits = 0;
            commas++;
        }
    }
    return commas > 0 && digits == GROUP;
}

static const char *mask_of(const struct tokens *tokens, struct str text, size_t i, size_t *last)
{
    const struct token *token = &tokens->list[i];
    size_t digits;
    *last = i;
    if (token->kind == TOKEN_HANDLE) {
        return "@someone";
    }
    if (token->kind == TOKEN_URL) {
        return "[link]";
    }
    if (token->kind != TOKEN_NUMBER) {
        return NULL;
    }
    *last = number_end(tokens, text, i, &digits);
    struct str written = str_slice(text, token->at, end_of(&tokens->list[*last]));
    return digits >= LONG_DIGITS && !is_money(written) ? "[number]" : NULL;
}

void text_mask(struct tokens *tokens, struct str text, struct buf *out)
{
    size_t from = 0, last;
    tokens_read(tokens, text);
    for (size_t i = 0; i < tokens->count; i = last + 1) {
        const char *mask = mask_of(tokens, text, i, &last);
        if (mask) {
            buf_add(out, str_slice(text, from, tokens->list[i].at));
            buf_add_z(out, mask);
            from = end_of(&tokens->list[last]);
        }
    }
    buf_add(out, str_slice(text, from, text.n));
}
