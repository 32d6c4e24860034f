#include "text/scan.h"

#include "text/bytes16.h"

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

/* RFC 3986 has printable ASCII without a few. */
static uint32_t path_bytes(struct block16 block)
{
    uint32_t others = block16_equal(block, '"') | block16_equal(block, '<') |
                      block16_equal(block, '>') | block16_equal(block, '\\') |
                      block16_equal(block, '^') | block16_equal(block, '`') |
                      block16_between(block, '{', '}');
    return block16_between(block, '!', '~') & ~others;
}

static uint32_t handle_bytes(struct block16 block)
{
    return block16_between(block, 'a', 'z') | block16_between(block, 'A', 'Z') |
           block16_between(block, '0', '9') | block16_equal(block, '_') | block16_equal(block, '.');
}

/* How far such bytes go; the zeros behind the text are none. */
static inline size_t run_length(const char *p, uint32_t (*bytes_of)(struct block16))
{
    size_t n = 0;
    uint32_t bytes;
    while ((bytes = bytes_of(block16_load(p + n))) == BYTES16_ALL) {
        n += 16;
    }
    return n + (size_t)__builtin_ctz(~bytes);
}

/* Where an address ends whose path begins at `at`. */
static size_t path_end(struct str text, size_t at)
{
    return without_punctuation(text, at, at + run_length(text.p + at, path_bytes));
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
    static const char schemes[][8] = {"http", "https", "ftp"};
    if (at - from >= sizeof *schemes || !str_starts(str_slice(text, at, at + 3), STR("://"))) {
        return 0;
    }
    uint64_t word = bytes_small(bytes_load(text.p + from)) & ((1ull << 8 * (at - from)) - 1);
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        if (word == bytes_load(schemes[i])) {
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

size_t scan_handle(struct str text, size_t at)
{
    size_t end = at + 1 + run_length(text.p + at + 1, handle_bytes);
    while (end > at + 1 && text.p[end - 1] == '.') {
        end--;
    }
    return end - at - 1;
}
