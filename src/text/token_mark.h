/* ASCII marks, symbols and numbers as the quick paths take them. What is not decided by a few bytes
 * is left for plain_ascii (token_plain.c). Internal to text/. */
#ifndef TEXT_TOKEN_MARK_H
#define TEXT_TOKEN_MARK_H

#include "text/token_pass.h"

/* Whether a point begins no part of an address. */
static inline bool is_plain_point(const struct reader *r, const struct pass *pass)
{
    const char *p = pass->p;
    if (p[1] == ' ' || !is_behind_word(r, pass)) {
        return true;
    }
    while (*p == '.') {
        p++;
    }
    return (unsigned char)*p <= ' ';
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
        return is_plain_point(r, pass);
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

/* Whether it belongs to the token before it, being the fifth in a row or a later one. */
static inline bool is_in_row(const struct reader *r, const struct pass *pass, char mark)
{
    return pass->next - r->out->list >= MARKS_IN_ROW &&
           pass->next[-MARKS_IN_ROW].kind == TOKEN_MARK &&
           row_is_full(pass->next, (size_t)(pass->p - pass->begin), mark);
}

static inline void mark_put(const struct reader *r, struct pass *pass, size_t n, char mark)
{
    if (is_in_row(r, pass, mark)) {
        pass->next[-1].n += (uint32_t)n;
        pass->p += n;
        return;
    }
    pass_put(pass, TOKEN_MARK, nameless(r),
             &(struct taken){n, 1, block16_of((unsigned char)mark, 0), 0});
    pass->join = mark == '\n' ? 0 : TOKEN_JOINED;
}

/* A symbol that means nothing: what parts words. */
static inline bool is_plain_symbol(const char *p)
{
    switch (*p) {
    case '/':
    case '%':
    case '$':
    case '+':
    case '\'':
    case '_':
    case '|':
    case '~':
        return true;
    case '-':
        return p[1] != '_' && p[1] != '.';
    case '&':
    case '@':
    case '#':
    case '*':
    case '=':
    case '<':
    case '>':
        return p[1] == ' ';
    default:
        return false;
    }
}

static inline void symbol_skip(struct pass *pass, size_t n)
{
    pass->p += n;
    pass->join &= ~(uint32_t)TOKEN_ZWNJ;
}

static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* In any script, or by a reference. */
static inline bool may_be_digit(const char *p)
{
    return is_digit(*p) || *p == '&' || (unsigned char)*p >= 0x80;
}

/* Bytes of the number in ASCII digits there. A point before a digit is part of it. */
static inline size_t number_length(const char *p)
{
    const struct block16 block = block16_load(p);
    uint32_t digits = block16_between(block, '0', '9');
    return zeros_before(~(digits | (block16_equal(block, '.') & digits >> 1)));
}

/* A number without separators but for a decimal point. */
static ALWAYS_INLINE bool number_take(const struct reader *r, struct pass *pass)
{
    const size_t n = number_length(pass->p);
    unsigned char next = (unsigned char)pass->p[n];
    bool separator = next == '.' || next == ',' || next == '\'';
    if (n > 15 || next >= 0x80 || next == '&' || (separator && may_be_digit(pass->p + n + 1))) {
        return false;
    }
    const struct block16 digits = block16_first(block16_load(pass->p), n);
    pass_put(pass, TOKEN_NUMBER, 0, &(struct taken){n, n, digits, 0});
    run_name(r, pass, digits);
    return true;
}

/* Takes an ASCII mark, symbol, number or space that stands there plainly. */
static ALWAYS_INLINE bool mark_take(const struct reader *r, struct pass *pass)
{
    if (*pass->p == ' ') {
        space_take(pass);
    } else if (is_plain_mark(r, pass)) {
        mark_put(r, pass, 1, *pass->p);
    } else if (is_plain_symbol(pass->p)) {
        symbol_skip(pass, 1);
    } else if (!is_digit(*pass->p) || !number_take(r, pass)) {
        return false;
    }
    space_skip(pass);
    return true;
}

/* Each takes what begins with such a byte: a mark or a symbol that may begin a smiley; a point, if
 * it is in no host name. */
bool eyes_take(const struct reader *r, struct pass *pass);
bool mouth_take(const struct reader *r, struct pass *pass);
bool point_take(const struct reader *r, struct pass *pass);

#endif
