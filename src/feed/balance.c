#include "feed/balance.h"

#include <ctype.h>

struct balancing {
    struct str rest;
    struct buf *out;
    struct str open[BALANCE_DEPTH]; /* names of the elements that wait for their end */
    size_t depth;
};

static bool is_space(char c)
{
    return isspace((unsigned char)c);
}

static bool begins_name(char c)
{
    return isalpha((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool in_name(char c)
{
    return begins_name(c) || isdigit((unsigned char)c) || c == '-' || c == '.' || c == ':';
}

/* The length of the name that a slice begins with, 0 for none. */
static size_t name_length(struct str s)
{
    size_t n = s.n && begins_name(s.p[0]) ? 1 : 0;
    while (n > 0 && n < s.n && in_name(s.p[n])) {
        n++;
    }
    return n;
}

static struct str take(struct str *rest, size_t n)
{
    struct str taken = str_slice(*rest, 0, n);
    *rest = str_slice(*rest, n, rest->n);
    return taken;
}

static void skip_space(struct str *rest)
{
    while (rest->n && is_space(rest->p[0])) {
        take(rest, 1);
    }
}

static void close_to(struct balancing *b, size_t depth)
{
    while (b->depth > depth) {
        struct str name = b->open[--b->depth];
        buf_addf(b->out, "</%.*s>", STR_FMT(name));
    }
}

/* The place of the innermost open element of that name, or b->depth. */
static size_t find_open(const struct balancing *b, struct str name)
{
    for (size_t i = b->depth; i > 0; i--) {
        if (str_eq_nocase(b->open[i - 1], name)) {
            return i - 1;
        }
    }
    return b->depth;
}

static bool is_item(struct str name)
{
    size_t colon = str_find_byte(name, ':');
    struct str local = colon == STR_NOT_FOUND ? name : str_slice(name, colon + 1, name.n);
    return str_eq_nocase(local, STR("item")) || str_eq_nocase(local, STR("entry"));
}

static void end_tag(struct balancing *b, struct str tag)
{
    struct str name = take(&tag, name_length(tag));
    size_t at = find_open(b, name);
    if (at < b->depth) {
        close_to(b, at);
    }
}

/* What stands behind a name: nothing, ="value", or =value. */
static struct str take_value(struct str *tag, char *quote)
{
    skip_space(tag);
    if (!str_starts(*tag, STR("="))) {
        return STR_NONE;
    }
    take(tag, 1);
    skip_space(tag);
    if (tag->n && (tag->p[0] == '"' || tag->p[0] == '\'')) {
        *quote = take(tag, 1).p[0];
        struct str value = take(tag, str_find_byte(*tag, *quote));
        take(tag, 1);
        return value;
    }
    size_t n = 0;
    while (n < tag->n && !is_space(tag->p[n]) && tag->p[n] != '"') {
        n++;
    }
    return take(tag, n);
}

/* name="value" with whatever quotes there were; one without a value has an empty one, a stray sign
 * is left out. */
static void attribute(struct buf *out, struct str *tag)
{
    struct str name = take(tag, name_length(*tag));
    char quote = '"';
    if (name.n == 0) {
        take(tag, 1);
        return;
    }
    struct str value = take_value(tag, &quote);
    buf_addf(out, " %.*s=%c%.*s%c", STR_FMT(name), quote, STR_FMT(value), quote);
}

static void start_tag(struct balancing *b, struct str tag)
{
    bool empty = str_ends(tag, STR("/"));
    tag = str_slice(tag, 0, tag.n - (empty ? 1 : 0));
    struct str name = take(&tag, name_length(tag));
    if (is_item(name)) {
        close_to(b, find_open(b, name));
    }
    if (name.n == 0 || b->depth == BALANCE_DEPTH) {
        return;
    }
    buf_addf(b->out, "<%.*s", STR_FMT(name));
    for (skip_space(&tag); tag.n; skip_space(&tag)) {
        attribute(b->out, &tag);
    }
    buf_add_z(b->out, empty ? "/>" : ">");
    if (!empty) {
        b->open[b->depth++] = name;
    }
}

/* The length of a tag behind its <: a > in quotes is none of its own. Quotes that hold a < are
 * taken for stray signs, which also keeps the search linear. */
static size_t tag_length(struct str s)
{
    char quote = 0;
    for (size_t i = 0; i < s.n && s.p[i] != '<'; i++) {
        char c = s.p[i];
        if (quote) {
            quote = c == quote ? 0 : quote;
        } else if ((c == '"' || c == '\'') && i > 0 && s.p[i - 1] == '=') {
            quote = c;
        } else if (c == '>') {
            return i;
        }
    }
    size_t n = 0;
    while (n < s.n && s.p[n] != '>' && s.p[n] != '<') {
        n++;
    }
    return n;
}

void balance(struct str text, struct buf *out)
{
    struct balancing b = {.rest = text, .out = out};
    while (b.rest.n && !out->overflow) {
        size_t n = str_find_byte(b.rest, '<');
        buf_add(out, take(&b.rest, n));
        if (b.rest.n == 0) {
            break;
        }
        take(&b.rest, 1);
        struct str tag = take(&b.rest, tag_length(b.rest));
        take(&b.rest, str_starts(b.rest, STR(">")) ? 1 : 0);
        if (str_starts(tag, STR("/"))) {
            end_tag(&b, str_slice(tag, 1, tag.n));
        } else {
            start_tag(&b, tag);
        }
    }
    close_to(&b, 0);
}
