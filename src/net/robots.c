#include "net/robots.h"

#include "base/buf.h"

#include <ctype.h>
#include <stdlib.h>

enum {
    RULES_MAX = 20000,
    PATH_MAX_COMPARED = 4096, /* bytes: so that no robots.txt makes a check slow */
};

/* ---- paths ---- */

static bool unreserved(unsigned char byte)
{
    return isalnum(byte) || (byte && strchr("-._~", byte));
}

static int hex_digit(unsigned char byte)
{
    return isdigit(byte) ? byte - '0' : isxdigit(byte) ? tolower(byte) - 'a' + 10 : -1;
}

/* Percent-encoding in one form (RFC 9309 2.2.2). In a path * and $ are literal and are encoded, so
 * that only a pattern has them bare. */
static struct str normalise(struct arena *arena, struct str text, bool is_path)
{
    CLEANUP_BUF struct buf out = BUF_INIT(3 * PATH_MAX_COMPARED);
    text = str_slice(text, 0, PATH_MAX_COMPARED);
    for (size_t i = 0; i < text.n; i++) {
        unsigned char byte = (unsigned char)text.p[i];
        bool encoded = byte == '%' && i + 2 < text.n &&
                       hex_digit((unsigned char)text.p[i + 1]) >= 0 &&
                       hex_digit((unsigned char)text.p[i + 2]) >= 0;
        if (encoded) {
            byte = (unsigned char)(16 * hex_digit((unsigned char)text.p[i + 1]) +
                                   hex_digit((unsigned char)text.p[i + 2]));
            i += 2;
        }
        bool literal = is_path && (byte == '*' || byte == '$');
        if ((encoded && !unreserved(byte)) || byte > 0x7E || literal) {
            buf_addf(&out, "%%%02X", byte);
        } else {
            buf_add_byte(&out, (char)byte);
        }
    }
    return str_copy(arena, buf_str(&out));
}

/* The parts between the stars are sought from the left, one behind the other: the leftmost place of
 * a part leaves most room for the rest, so nothing needs to be tried again. */
static bool matches(struct str pattern, struct str path)
{
    bool to_end = str_ends(pattern, STR("$"));
    struct str rest = str_slice(pattern, 0, pattern.n - to_end), part;
    bool first = true, last = false;
    while (str_take(&rest, '*', &part)) {
        last = !rest.p;
        if (first && !str_starts(path, part)) {
            return false;
        }
        if (last && to_end && !first) {
            return str_ends(path, part);
        }
        size_t at = first ? 0 : str_find(path, part);
        if (at == STR_NOT_FOUND) {
            return false;
        }
        path = str_slice(path, at + part.n, path.n);
        first = false;
    }
    return !to_end || path.n == 0;
}

bool robots_allow(const struct robots *robots, struct str path)
{
    struct arena arena = {0};
    struct str normal = normalise(&arena, path.n ? path : STR("/"), true);
    size_t longest = 0;
    bool allow = true;
    for (size_t i = 0; i < robots->rule_count; i++) {
        const struct robots_rule *rule = &robots->rules[i];
        bool counts = rule->pattern.n > longest || (rule->pattern.n == longest && rule->allow);
        if (counts && matches(rule->pattern, normal)) {
            longest = rule->pattern.n;
            allow = rule->allow;
        }
    }
    allow = allow || str_eq(normal, STR("/robots.txt"));
    arena_clear(&arena);
    return allow;
}

/* ---- the file ---- */

struct line {
    struct str key, value;
};

/* The next line with a colon, comment and white space off; any of CR, LF, CRLF ends one. */
static bool next_line(struct str *rest, struct line *line)
{
    while (rest->n) {
        size_t end = 0;
        while (end < rest->n && rest->p[end] != '\n' && rest->p[end] != '\r') {
            end++;
        }
        struct str text = str_slice(*rest, 0, end);
        *rest = str_slice(*rest, end + 1, rest->n);
        text = str_slice(text, 0, str_find_byte(text, '#'));
        size_t colon = str_find_byte(text, ':');
        if (colon != STR_NOT_FOUND) {
            line->key = str_trim(str_slice(text, 0, colon));
            line->value = str_trim(str_slice(text, colon + 1, text.n));
            return true;
        }
    }
    return false;
}

/* "Nabz/1.0" names nabz; "*" names everybody. */
static bool names(struct str value, struct str product)
{
    if (str_eq(product, STR("*"))) {
        return str_starts(value, STR("*"));
    }
    size_t n = 0;
    while (n < value.n && (isalpha((unsigned char)value.p[n]) || strchr("-_", value.p[n]))) {
        n++;
    }
    return str_eq_nocase(str_slice(value, 0, n), product);
}

static void add_rule(struct robots *robots, struct str pattern, bool allow)
{
    if (pattern.n == 0 || robots->rule_count == RULES_MAX) {
        return; /* "Disallow:" with nothing forbids nothing */
    }
    if (robots->rule_count == robots->capacity) {
        robots->capacity = robots->capacity ? 2 * robots->capacity : 16;
        robots->rules = mem_resize(robots->rules, robots->capacity, sizeof *robots->rules);
    }
    if (pattern.p[0] != '/' && pattern.p[0] != '*') {
        pattern = str_format(&robots->arena, "/%.*s", STR_FMT(pattern));
    }
    robots->rules[robots->rule_count++] =
        (struct robots_rule){normalise(&robots->arena, pattern, false), allow};
}

static void add_delay(struct robots *robots, struct str value)
{
    double seconds;
    if (str_to_double(value, &seconds) && seconds > 0) {
        seconds = seconds > ROBOTS_DELAY_MAX_S ? ROBOTS_DELAY_MAX_S : seconds;
        robots->delay_ms = (int64_t)(seconds * 1000);
    }
}

/* Takes the rules of every group that names the product; false when none does. */
static bool take_groups(struct robots *robots, struct str body, struct str product)
{
    struct line line;
    bool found = false, ours = false, in_names = false;
    while (next_line(&body, &line)) {
        if (str_eq_nocase(line.key, STR("user-agent"))) {
            ours = (in_names && ours) || names(line.value, product);
            found = found || ours;
            in_names = true;
            continue;
        }
        bool allow = str_eq_nocase(line.key, STR("allow"));
        bool rule = allow || str_eq_nocase(line.key, STR("disallow"));
        bool delay = str_eq_nocase(line.key, STR("crawl-delay"));
        in_names = in_names && !rule && !delay; /* other lines do not end a group's names */
        if (ours && rule) {
            add_rule(robots, line.value, allow);
        } else if (ours && delay) {
            add_delay(robots, line.value);
        }
    }
    return found;
}

void robots_parse(struct robots *robots, struct str body, const char *product)
{
    *robots = (struct robots){.delay_ms = 0};
    body = str_slice(body, 0, ROBOTS_BYTES);
    if (str_starts(body, STR("\xEF\xBB\xBF"))) {
        body = str_slice(body, 3, body.n);
    }
    if (!take_groups(robots, body, str_of(product))) {
        take_groups(robots, body, STR("*"));
    }
}

void robots_clear(struct robots *robots)
{
    arena_clear(&robots->arena);
    free(robots->rules);
    *robots = (struct robots){.delay_ms = 0};
}
