#include "feed/url.h"

#include "base/buf.h"
#include "base/limits.h"

#include <ctype.h>

static size_t scheme_length(struct str s)
{
    size_t n = 0;
    while (n < s.n && (isalnum((unsigned char)s.p[n]) || strchr("+-.", s.p[n]))) {
        n++;
    }
    return n > 0 && n < s.n && s.p[n] == ':' && isalpha((unsigned char)s.p[0]) ? n : 0;
}

struct url_parts url_split(struct str s)
{
    struct url_parts u = {0};
    size_t n = scheme_length(s);
    if (n) {
        u.scheme = str_slice(s, 0, n);
        s = str_slice(s, n + 1, s.n);
    }
    size_t hash = str_find_byte(s, '#');
    if (hash != STR_NOT_FOUND) {
        u.fragment = str_slice(s, hash + 1, s.n);
        s = str_slice(s, 0, hash);
    }
    size_t mark = str_find_byte(s, '?');
    if (mark != STR_NOT_FOUND) {
        u.query = str_slice(s, mark + 1, s.n);
        s = str_slice(s, 0, mark);
    }
    if (str_starts(s, STR("//"))) {
        size_t end = 2;
        while (end < s.n && s.p[end] != '/') {
            end++;
        }
        u.authority = str_slice(s, 2, end);
        s = str_slice(s, end, s.n);
    }
    u.path = s;
    return u;
}

static void drop_last(struct buf *out)
{
    while (out->n && out->p[out->n - 1] != '/') {
        out->n--;
    }
    out->n -= out->n > 0;
}

void url_add_without_dots(struct buf *out, struct str path)
{
    struct buf clean CLEANUP_BUF = BUF_INIT(LIMIT_HTTP_URL);
    struct str rest = str_slice(path, 1, path.n), part;
    bool last_is_dots = false;
    while (str_take(&rest, '/', &part)) {
        last_is_dots = str_eq(part, STR(".")) || str_eq(part, STR(".."));
        if (str_eq(part, STR(".."))) {
            drop_last(&clean);
        } else if (!last_is_dots) {
            buf_add_byte(&clean, '/');
            buf_add(&clean, part);
        }
    }
    if (last_is_dots) {
        buf_add_byte(&clean, '/');
    }
    buf_add(out, buf_str(&clean));
}

static void add_path(struct buf *out, const struct url_parts *base, struct str path)
{
    struct buf merged CLEANUP_BUF = BUF_INIT(LIMIT_HTTP_URL);
    if (path.n == 0 || path.p[0] != '/') {
        struct str dir = base->path;
        while (dir.n && dir.p[dir.n - 1] != '/') {
            dir.n--;
        }
        buf_add(&merged, dir.n ? dir : STR("/"));
    }
    buf_add(&merged, path);
    url_add_without_dots(out, buf_str(&merged));
}

static void add_encoded(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c <= ' ' || c == 0x7F || c == '"' || c == '<' || c == '>') {
            buf_addf(out, "%%%02X", c);
        } else {
            buf_add_byte(out, (char)c);
        }
    }
}

static void add_tail(struct buf *out, const struct url_parts *u)
{
    if (u->query.p) {
        buf_add_byte(out, '?');
        add_encoded(out, u->query);
    }
    if (u->fragment.p) {
        buf_add_byte(out, '#');
        add_encoded(out, u->fragment);
    }
}

/* The reference has no scheme and the base is a whole URL. */
static void add_merged(struct buf *out, const struct url_parts *base, struct url_parts u)
{
    buf_add(out, base->scheme);
    buf_add_z(out, "://");
    add_encoded(out, u.authority.p ? u.authority : base->authority);
    struct buf path CLEANUP_BUF = BUF_INIT(LIMIT_HTTP_URL);
    add_encoded(&path, u.path);
    if (u.authority.p) {
        buf_add(out, buf_str(&path));
    } else if (path.n) {
        add_path(out, base, buf_str(&path));
    } else {
        buf_add(out, base->path.n ? base->path : STR("/"));
        u.query = u.query.p ? u.query : base->query;
    }
    add_tail(out, &u);
}

struct str url_resolve(struct arena *arena, struct str base, struct str reference)
{
    struct buf out CLEANUP_BUF = BUF_INIT(LIMIT_HTTP_URL);
    struct url_parts u = url_split(str_trim(reference)), b = url_split(str_trim(base));
    if (u.scheme.p || !b.authority.p || !b.scheme.p) {
        add_encoded(&out, str_trim(reference));
    } else {
        add_merged(&out, &b, u);
    }
    return out.overflow ? STR_NONE : str_copy(arena, buf_str(&out));
}

static bool is_tracking(struct str parameter)
{
    static const char *const names[] = {"utm_", "fbclid=", "gclid=", "mc_cid=", "mc_eid="};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (str_starts(parameter, str_of(names[i]))) {
            return true;
        }
    }
    return false;
}

static void add_lower(struct buf *out, struct str s)
{
    size_t from = out->n;
    add_encoded(out, s);
    for (size_t i = from; i < out->n; i++) {
        out->p[i] = (char)tolower((unsigned char)out->p[i]);
    }
}

static struct str without_default_port(struct str authority)
{
    while (str_ends(authority, STR(":80")) || str_ends(authority, STR(":443"))) {
        authority.n -= authority.p[authority.n - 1] == '0' ? 3 : 4;
    }
    return authority;
}

struct str url_canonical(struct arena *arena, struct str url)
{
    struct url_parts u = url_split(str_trim(url));
    if (!u.authority.p ||
        !(str_eq_nocase(u.scheme, STR("http")) || str_eq_nocase(u.scheme, STR("https")))) {
        return str_copy(arena, str_trim(url));
    }
    struct buf out CLEANUP_BUF = BUF_INIT(LIMIT_HTTP_URL);
    buf_add_z(&out, "https://");
    add_lower(&out, without_default_port(u.authority));
    while (str_ends(u.path, STR("/"))) {
        u.path.n--;
    }
    add_encoded(&out, u.path);
    char joint = '?';
    struct str parameter;
    while (str_take(&u.query, '&', &parameter)) {
        if (parameter.n && !is_tracking(parameter)) {
            buf_add_byte(&out, joint);
            add_encoded(&out, parameter);
            joint = '&';
        }
    }
    return out.overflow ? str_copy(arena, url) : str_copy(arena, buf_str(&out));
}

struct str url_origin(struct str url)
{
    struct url_parts u = url_split(url);
    bool web = str_eq_nocase(u.scheme, STR("http")) || str_eq_nocase(u.scheme, STR("https"));
    if (!web || u.authority.n == 0 || str_find_byte(u.authority, '@') != STR_NOT_FOUND) {
        return STR_NONE;
    }
    return (struct str){url.p, u.scheme.n + 3 + u.authority.n};
}

struct str url_parameter(struct str url, struct str name)
{
    struct str query = url_split(url).query, parameter;
    while (str_take(&query, '&', &parameter)) {
        if (parameter.n > name.n && str_starts(parameter, name) && parameter.p[name.n] == '=') {
            return str_slice(parameter, name.n + 1, parameter.n);
        }
    }
    return STR_NONE;
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

struct str url_decode(struct arena *arena, struct str s)
{
    char *out = arena_alloc(arena, s.n + 1, 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        int high = s.p[i] == '%' && i + 2 < s.n ? hex_digit(s.p[i + 1]) : -1;
        int low = high >= 0 ? hex_digit(s.p[i + 2]) : -1;
        out[n++] = low >= 0 ? (char)(high * 16 + low) : s.p[i] == '+' ? ' ' : s.p[i];
        i += low >= 0 ? 2 : 0;
    }
    return (struct str){out, n};
}
