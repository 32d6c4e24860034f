#include "feed/url_identity.h"

#include "base/limits.h"
#include "feed/url.h"

#include <ctype.h>
#include <stdlib.h>

enum { PARAMETERS_MAX = 64, LEADS_MAX = 3 /* links that lead to links that lead on */ };

struct page {
    struct buf host, path;
    struct str query, fragment; /* of the address */
};

static void page_clear(struct page *page)
{
    buf_clear(&page->host);
    buf_clear(&page->path);
}

/* ---- links that lead on ---- */

static const struct lead {
    const char *host, *path, *parameter;
} leads[] = {
    {"google.com", "/url", "url"},
    {"google.com", "/url", "q"},
    {"facebook.com", "/l.php", "u"},
    {"facebook.com", "/sharer", "u"},
    {"facebook.com", "/sharer.php", "u"},
    {"facebook.com", "/sharer/sharer.php", "u"},
    {"l.facebook.com", "/l.php", "u"},
    {"l.instagram.com", "", "u"},
    {"twitter.com", "/intent/tweet", "url"},
    {"twitter.com", "/share", "url"},
    {"x.com", "/intent/post", "url"},
    {"x.com", "/intent/tweet", "url"},
    {"t.me", "/share/url", "url"},
    {"telegram.me", "/share/url", "url"},
    {"youtube.com", "/redirect", "q"},
    {"out.reddit.com", "", "url"},
    {"linkedin.com", "/shareArticle", "url"},
    {"linkedin.com", "/sharing/share-offsite", "url"},
    {"vk.com", "/away.php", "to"},
    {"steamcommunity.com", "/linkfilter", "url"},
};

/* What the address leads to; absent when it is a page itself. */
static struct str led_to(struct arena *arena, struct str url, const struct page *page)
{
    for (size_t i = 0; i < sizeof leads / sizeof *leads; i++) {
        const struct lead *lead = &leads[i];
        if (str_eq(buf_str(&page->host), str_of(lead->host)) &&
            (!*lead->path || str_eq_nocase(buf_str(&page->path), str_of(lead->path)))) {
            struct str to = url_decode(arena, url_parameter(url, str_of(lead->parameter)));
            if (str_starts(to, STR("http"))) {
                return to;
            }
        }
    }
    return STR_NONE;
}

/* ---- the parts ---- */

static void host_write(struct str authority, struct buf *host)
{
    static const char *const ports[] = {":80", ":443"};
    static const char *const doors[] = {"www.", "m.", "mobile.", "amp."};
    size_t at = str_find_byte(authority, '@');
    struct str name = at == STR_NOT_FOUND ? authority : str_slice(authority, at + 1, authority.n);
    for (size_t i = 0; i < sizeof ports / sizeof *ports; i++) {
        name.n -= str_ends(name, str_of(ports[i])) ? strlen(ports[i]) : 0;
    }
    for (size_t i = 0; i < name.n; i++) {
        buf_add_byte(host, (char)tolower((unsigned char)name.p[i]));
    }
    for (size_t i = 0; i < sizeof doors / sizeof *doors; i++) {
        struct str door = str_of(doors[i]), rest = str_slice(buf_str(host), door.n, host->n);
        if (str_starts(buf_str(host), door) && str_find_byte(rest, '.') != STR_NOT_FOUND) {
            memmove(host->p, rest.p, rest.n);
            host->n = rest.n;
            return;
        }
    }
}

static int hex_digit(char c)
{
    return isdigit((unsigned char)c)    ? c - '0'
           : isxdigit((unsigned char)c) ? tolower((unsigned char)c) - 'a' + 10
                                        : -1;
}

static bool is_unreserved(int c)
{
    return isalnum(c) || strchr("-._~", c);
}

/* Encoded where it must be, and nowhere else; hexadecimal digits in capitals. */
static void add_normal(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        int c = (unsigned char)s.p[i];
        bool encoded =
            c == '%' && i + 2 < s.n && hex_digit(s.p[i + 1]) >= 0 && hex_digit(s.p[i + 2]) >= 0;
        if (encoded) {
            c = 16 * hex_digit(s.p[i + 1]) + hex_digit(s.p[i + 2]);
            i += 2;
        }
        if (c > 0 && c < 0x80 && is_unreserved(c)) {
            buf_add_byte(out, (char)c);
        } else if (encoded || c <= ' ' || c >= 0x7F) {
            buf_addf(out, "%%%02X", (unsigned)c);
        } else {
            buf_add_byte(out, (char)c);
        }
    }
}

static bool drop_end(struct buf *path, const char *end)
{
    bool has = str_ends(buf_str(path), str_of(end));
    path->n -= has ? strlen(end) : 0;
    return has;
}

static void path_write(struct str written, struct buf *path)
{
    static const char *const ends[] = {"/index.html", "/index.htm", "/index.php", "/amp"};
    struct buf normal CLEANUP_BUF = BUF_INIT(LIMIT_HTTP_URL);
    add_normal(&normal, written);
    if (normal.n && normal.p[0] == '/') {
        url_add_without_dots(path, buf_str(&normal));
    }
    while (drop_end(path, "/")) {
    }
    for (size_t i = 0; i < sizeof ends / sizeof *ends && !drop_end(path, ends[i]); i++) {
    }
}

/* ---- the query ---- */

static bool is_noise(struct str parameter)
{
    static const char *const names[] = {
        "fbclid",   "gclid",   "dclid",     "gbraid",     "wbraid",  "msclkid", "yclid",
        "twclid",   "ttclid",  "igsh",      "igshid",     "mc_cid",  "mc_eid",  "_ga",
        "_gl",      "_hsenc",  "_hsmi",     "mkt_tok",    "ref_src", "ref_url", "spm",
        "si",       "feature", "amp",       "ocid",       "cmpid",   "ncid",    "sr_share",
        "share_id", "xtor",    "PHPSESSID", "jsessionid",
    };
    struct str name = str_slice(parameter, 0, str_find_byte(parameter, '='));
    if (!name.n || str_starts(name, STR("utm_")) || str_starts(name, STR("at_"))) {
        return true;
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (str_eq_nocase(name, str_of(names[i]))) {
            return true;
        }
    }
    return false;
}

static int by_bytes(const void *left, const void *right)
{
    const struct str *a = left, *b = right;
    return str_cmp(*a, *b);
}

static void query_write(struct str query, struct buf *out)
{
    struct str kept[PARAMETERS_MAX], parameter;
    size_t count = 0;
    while (count < PARAMETERS_MAX && str_take(&query, '&', &parameter)) {
        if (!is_noise(parameter)) {
            kept[count++] = parameter;
        }
    }
    qsort(kept, count, sizeof *kept, by_bytes);
    for (size_t i = 0; i < count; i++) {
        buf_add_byte(out, i ? '&' : '?');
        add_normal(out, kept[i]);
    }
}

static void fragment_write(struct str fragment, struct buf *out)
{
    bool number = false;
    for (size_t i = 0; i < fragment.n; i++) {
        number |= isdigit((unsigned char)fragment.p[i]) != 0;
    }
    bool script = str_starts(fragment, STR("!")) || str_starts(fragment, STR("/"));
    if (script || (number && str_find_byte(fragment, '=') == STR_NOT_FOUND)) {
        buf_add_byte(out, '#');
        add_normal(out, fragment);
    }
}

/* ---- posts with many addresses ---- */

/* What stands behind the id. */
enum rest {
    REST_IS_NOISE,
    REST_IS_ANOTHER, /* with something behind it, it is another item */
    REST_IS_ID,
};

/* The segment behind a marker in the path is the id, and the address is `as` and the id. */
static const struct site {
    const char *host, *marker, *as;
    enum rest rest;
} sites[] = {
    {"twitter.com", "/status/", "x.com/status/", REST_IS_NOISE},
    {"x.com", "/status/", "x.com/status/", REST_IS_NOISE},
    {"fxtwitter.com", "/status/", "x.com/status/", REST_IS_NOISE},
    {"vxtwitter.com", "/status/", "x.com/status/", REST_IS_NOISE},
    {"youtu.be", "/", "youtube.com/watch?v=", REST_IS_ANOTHER},
    {"youtube.com", "/shorts/", "youtube.com/watch?v=", REST_IS_ANOTHER},
    {"youtube.com", "/live/", "youtube.com/watch?v=", REST_IS_ANOTHER},
    {"youtube.com", "/embed/", "youtube.com/watch?v=", REST_IS_ANOTHER},
    {"instagram.com", "/p/", "instagram.com/p/", REST_IS_ANOTHER},
    {"instagram.com", "/reel/", "instagram.com/p/", REST_IS_ANOTHER},
    {"telegram.me", "/", "t.me/", REST_IS_ID},
    {"t.me", "/s/", "t.me/", REST_IS_ID},
    {"redd.it", "/", "reddit.com/comments/", REST_IS_ANOTHER},
};

static bool site_write(const struct page *page, struct buf *out)
{
    for (size_t i = 0; i < sizeof sites / sizeof *sites; i++) {
        const struct site *site = &sites[i];
        struct str path = buf_str(&page->path);
        size_t at = str_eq(buf_str(&page->host), str_of(site->host))
                        ? str_find(path, str_of(site->marker))
                        : STR_NOT_FOUND;
        if (at == STR_NOT_FOUND) {
            continue;
        }
        struct str rest = str_slice(path, at + strlen(site->marker), path.n);
        size_t slash = str_find_byte(rest, '/');
        struct str id = site->rest == REST_IS_ID ? rest : str_slice(rest, 0, slash);
        if (id.n && (site->rest != REST_IS_ANOTHER || slash == STR_NOT_FOUND)) {
            buf_add_z(out, site->as);
            buf_add(out, id);
            return true;
        }
    }
    return false;
}

/* reddit.com/r/NAME/comments/ID/words-of-the-title, and a comment's own id behind it. */
static bool reddit_write(const struct page *page, struct buf *out)
{
    struct str host = buf_str(&page->host), rest = buf_str(&page->path), part;
    size_t at = str_find(rest, STR("/comments/"));
    if (!(str_eq(host, STR("reddit.com")) || str_ends(host, STR(".reddit.com"))) ||
        at == STR_NOT_FOUND) {
        return false;
    }
    rest = str_slice(rest, at + strlen("/comments/"), rest.n);
    buf_add_z(out, "reddit.com/comments/");
    for (size_t i = 0; str_take(&rest, '/', &part); i++) {
        if (i != 1) { /* the words */
            buf_add_z(out, i ? "/" : "");
            buf_add(out, part);
        }
    }
    return true;
}

static void page_read(struct str url, struct page *page)
{
    struct url_parts parts = url_split(url);
    host_write(parts.authority, &page->host);
    path_write(parts.path, &page->path);
    page->query = parts.query;
    page->fragment = parts.fragment;
}

static bool is_web(struct str url)
{
    struct url_parts parts = url_split(url);
    return parts.authority.n &&
           (str_eq_nocase(parts.scheme, STR("http")) || str_eq_nocase(parts.scheme, STR("https")));
}

static struct str identity(struct arena *arena, struct str url, size_t leads_left)
{
    CLEANUP(page_clear)
    struct page page = {.host = BUF_INIT(LIMIT_HTTP_URL), .path = BUF_INIT(LIMIT_HTTP_URL)};
    struct buf out CLEANUP_BUF = BUF_INIT(LIMIT_HTTP_URL);
    if (!is_web(url)) {
        return STR_NONE;
    }
    page_read(url, &page);
    struct str to = leads_left ? led_to(arena, url, &page) : STR_NONE;
    if (to.p && is_web(str_trim(to))) {
        return identity(arena, str_trim(to), leads_left - 1);
    }
    if (!reddit_write(&page, &out) && !site_write(&page, &out)) {
        buf_add(&out, buf_str(&page.host));
        buf_add(&out, buf_str(&page.path));
        query_write(page.query, &out);
    }
    fragment_write(page.fragment, &out);
    return out.overflow ? STR_NONE : str_copy(arena, buf_str(&out));
}

struct str url_identity(struct arena *arena, struct str url)
{
    return identity(arena, str_trim(url), LEADS_MAX);
}
