#include "text/scan.h"

enum {
    LABEL_MAX = 63, /* RFC 1035, 2.3.4 */
    HOST_MAX = 253,
    MAILBOX_MAX = 64, /* RFC 5321, 4.5.3.1 */
};

static bool is_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_host_byte(char c)
{
    return is_alnum(c) || c == '.' || c == '-';
}

static bool is_mailbox_byte(char c)
{
    return is_alnum(c) || (c && strchr("._%+-", c));
}

/* Sentence punctuation at the end is not part of an address. */
static size_t without_punctuation(struct str text, size_t from, size_t to)
{
    while (to > from && strchr(".,!?;:'\")]*", text.p[to - 1]) && text.p[to - 1]) {
        to--;
    }
    return to;
}

static bool is_path_byte(char c)
{
    /* '"' '<' '>' and '\\' '^' '`' '{' '|' '}', by the low six bits */
    const uint64_t not_below_64 = 1ull << 34 | 1ull << 60 | 1ull << 62;
    const uint64_t not_from_64 = 1ull << 28 | 1ull << 30 | 1ull << 32 | 7ull << 59;
    return c > ' ' && c < 0x7F && !((c < 64 ? not_below_64 : not_from_64) >> (c & 63) & 1);
}

/* Where an address ends whose path begins at `at`: RFC 3986 has printable ASCII without these. */
static size_t path_end(struct str text, size_t at)
{
    size_t to = at;
    while (to < text.n && is_path_byte(text.p[to])) {
        to++;
    }
    return without_punctuation(text, at, to);
}

static size_t run_end(struct str text, size_t at, size_t most, bool (*takes)(char))
{
    size_t to = at;
    while (to < text.n && to - at < most && takes(text.p[to])) {
        to++;
    }
    return to;
}

static size_t run_start(struct str text, size_t at, size_t most, bool (*takes)(char))
{
    size_t from = at;
    while (from > 0 && at - from < most && takes(text.p[from - 1])) {
        from--;
    }
    return from;
}

size_t scan_scheme(struct str text, size_t from, size_t at)
{
    static const char *const schemes[] = {"http", "https", "ftp"};
    struct str word = str_slice(text, from, at);
    if (!str_starts(str_slice(text, at, at + 3), STR("://"))) {
        return 0;
    }
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        if (str_eq_nocase(word, str_of(schemes[i]))) {
            return path_end(text, at + 3) - at;
        }
    }
    return 0;
}

static bool is_known_domain(struct str name)
{
    static const char *const names[] = {"com", "net", "org", "ir", "info",
                                        "edu", "gov", "io",  "co", "uk"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (str_eq_nocase(name, str_of(names[i]))) {
            return true;
        }
    }
    return false;
}

static struct str last_label(struct str host)
{
    size_t from = host.n;
    while (from > 0 && host.p[from - 1] != '.') {
        from--;
    }
    return str_slice(host, from, host.n);
}

static bool is_letters(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (!is_alnum(s.p[i]) || s.p[i] <= '9') {
            return false;
        }
    }
    return s.n >= 2;
}

static bool is_label_byte(char c)
{
    return is_alnum(c) || c == '-';
}

size_t scan_host(struct str text, size_t at, size_t *from)
{
    size_t start = run_start(text, at, LABEL_MAX, is_label_byte);
    /* Behind another dot the whole run was judged at its first one. */
    if (start == at || (start > 0 && text.p[start - 1] == '.')) {
        return 0;
    }
    size_t end = without_punctuation(text, start, run_end(text, at, HOST_MAX, is_host_byte));
    struct str host = str_slice(text, start, end);
    bool path = end < text.n && text.p[end] == '/';
    bool www = host.n > 4 && str_eq_nocase(str_slice(host, 0, 4), STR("www."));
    if (end <= at || !is_letters(last_label(host)) ||
        !(path || www || is_known_domain(last_label(host)))) {
        return 0;
    }
    *from = start;
    return (path ? path_end(text, end) : end) - start;
}

size_t scan_mail(struct str text, size_t at, size_t *from)
{
    size_t start = run_start(text, at, MAILBOX_MAX, is_mailbox_byte);
    size_t end = without_punctuation(text, at + 1, run_end(text, at + 1, HOST_MAX, is_host_byte));
    struct str host = str_slice(text, at + 1, end);
    if (start == at || str_find_byte(host, '.') == STR_NOT_FOUND || !is_letters(last_label(host))) {
        return 0;
    }
    *from = start;
    return end - start;
}

static bool is_handle_byte(char c)
{
    return is_alnum(c) || c == '_' || c == '.';
}

size_t scan_handle(struct str text, size_t at)
{
    size_t end = run_end(text, at + 1, SIZE_MAX, is_handle_byte);
    while (end > at + 1 && text.p[end - 1] == '.') {
        end--;
    }
    return end - at - 1;
}
