#include "text/fold_table.h"
#include "text/scan.h"
#include "text/utf8.h"

static char byte_at(struct str text, size_t at)
{
    return at < text.n ? text.p[at] : 0;
}

static bool is_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static size_t run_of(struct str text, size_t at, char c)
{
    size_t to = at;
    while (byte_at(text, to) == c) {
        to++;
    }
    return to - at;
}

/* Mouths, and what they make of the eyes ':' (or '=') and ';'. NULL: no smiley. */
static const struct mouth {
    char shape;
    const char *form, *winking, *crying;
} mouths[] = {
    {')', ":)", ";)", ":')"}, {']', ":)", ";)", ":')"}, {'}', ":)", NULL, NULL},
    {'(', ":(", ":(", ":'("}, {'[', ":(", NULL, ":'("}, {'{', ":(", NULL, NULL},
    {'D', ":D", ";)", NULL},  {'d', ":D", NULL, NULL},  {'P', ":P", ":P", NULL},
    {'p', ":P", ":P", NULL},  {'/', ":/", ":/", NULL},  {'\\', ":/", ":/", NULL},
    {'|', ":|", NULL, NULL},  {'*', ":*", ":*", NULL},  {'o', ":o", NULL, NULL},
    {'O', ":o", NULL, NULL},  {'0', ":o", NULL, NULL},  {'3', ":3", NULL, NULL},
    {'S', ":S", NULL, NULL},  {'s', ":S", NULL, NULL},  {'@', ":@", NULL, NULL},
    {'$', ":S", NULL, NULL},  {'x', ":S", NULL, NULL},  {'X', ":S", NULL, NULL},
};

static const struct mouth *mouth_of(char c)
{
    for (size_t i = 0; i < sizeof mouths / sizeof *mouths; i++) {
        if (mouths[i].shape == c) {
            return &mouths[i];
        }
    }
    return NULL;
}

/* Eyes, perhaps a tear, perhaps a nose, a mouth any number of times. */
static size_t scan_face(struct str text, size_t at, const char **form)
{
    size_t to = at + 1;
    bool tear = byte_at(text, to) == '\'';
    to += tear;
    to += byte_at(text, to) == '-' || byte_at(text, to) == '^';
    char shape = byte_at(text, to);
    const struct mouth *mouth = mouth_of(shape);
    if (!mouth) {
        return 0;
    }
    to += run_of(text, to, shape);
    /* In a:b, 12:30, http://, f=(x) the same bytes are no face. */
    bool glued = at > 0 && is_alnum(text.p[at - 1]);
    bool rounded = strchr(")(][", shape) != NULL;
    bool goes_on = is_alnum(byte_at(text, to));
    if ((goes_on && (glued || !rounded)) || (glued && (!rounded || text.p[at] == '='))) {
        return 0;
    }
    *form = tear ? mouth->crying : text.p[at] == ';' ? mouth->winking : mouth->form;
    return *form ? to - at : 0;
}

/* Two equal eyes and a mouth of '_', '.' or '-' between them. */
static size_t scan_flat_face(struct str text, size_t at, char right, const char *form_is,
                             const char **form)
{
    size_t to = at + 1, mouth = 0;
    while (byte_at(text, to) == '_' || byte_at(text, to) == '.') {
        to++;
        mouth++;
    }
    bool bare = mouth == 0 && right == '^'; /* ^^ has no mouth */
    if ((mouth == 0 && !bare) || byte_at(text, to) != right) {
        return 0;
    }
    *form = form_is;
    return to + 1 - at;
}

static size_t scan_heart(struct str text, size_t at, const char **form)
{
    bool broken = byte_at(text, at + 1) == '/';
    size_t threes = run_of(text, at + 1 + broken, '3');
    char after = byte_at(text, at + 1 + broken + threes);
    if (threes == 0 || (after >= '0' && after <= '9')) {
        return 0;
    }
    *form = broken ? "</3" : "<3";
    return 1 + broken + threes;
}

size_t scan_smiley(struct str text, size_t at, const char **form)
{
    size_t run;
    switch (text.p[at]) {
    case ':':
    case ';':
    case '=':
        return scan_face(text, at, form);
    case '<':
        return scan_heart(text, at, form);
    case '^':
        return scan_flat_face(text, at, '^', "^_^", form);
    case '-':
        return scan_flat_face(text, at, '-', "-_-", form);
    case '>':
        return scan_flat_face(text, at, '<', ">_<", form);
    case ')':
    case '(':
        run = run_of(text, at, text.p[at]);
        *form = text.p[at] == ')' ? ":)" : ":(";
        return run >= 3 ? run : 0;
    default:
        return 0;
    }
}

enum {
    ZWJ = 0x200D,
    TEXT_STYLE = 0xFE0E,
    EMOJI_STYLE = 0xFE0F,
    KEYCAP = 0x20E3,
    FIRST_SKIN_TONE = 0x1F3FB,
    LAST_SKIN_TONE = 0x1F3FF,
    FEMALE = 0x2640,
    MALE = 0x2642,
    FIRST_TAG = 0xE0020,
    LAST_TAG = 0xE007F,
};

static uint32_t code_at(struct str text, size_t at, size_t *n)
{
    *n = 0;
    return at < text.n ? utf8_decode(text, at, n) : 0;
}

static bool is_decoration(uint32_t code)
{
    return code == TEXT_STYLE || code == EMOJI_STYLE ||
           (code >= FIRST_SKIN_TONE && code <= LAST_SKIN_TONE);
}

static void append(struct str text, size_t at, size_t n, char *folded, size_t *filled)
{
    memcpy(folded + *filled, text.p + at, n);
    *filled += n;
}

/* What a ZWJ at `at` joins on: an emoji, or a gender sign, which is left out. 0: nothing. */
static size_t scan_joined(struct str text, size_t at, size_t zwj, char *folded, size_t *n)
{
    size_t bytes;
    uint32_t code = code_at(text, at + zwj, &bytes);
    if (bytes == 0 || fold_class(fold_entry(code)) != FOLD_EMOJI) {
        return 0;
    }
    if (code != FEMALE && code != MALE) {
        append(text, at, zwj + bytes, folded, n);
    }
    return zwj + bytes;
}

size_t scan_emoji(struct str text, size_t at, char *folded, size_t *n)
{
    size_t to = at, bytes;
    uint32_t code = code_at(text, to, &bytes);
    bool flag = fold_class(fold_entry(code)) == FOLD_FLAG_HALF;
    append(text, to, bytes, folded, n);
    to += bytes;
    if (flag) {
        code = code_at(text, to, &bytes);
        if (bytes == 0 || fold_class(fold_entry(code)) != FOLD_FLAG_HALF) {
            return 0;
        }
        append(text, to, bytes, folded, n);
        return to + bytes - at;
    }
    for (;;) {
        code = code_at(text, to, &bytes);
        size_t taken = 0;
        if (bytes && is_decoration(code)) {
            taken = bytes;
        } else if (code >= FIRST_TAG && code <= LAST_TAG) {
            append(text, to, bytes, folded, n);
            taken = bytes;
        } else if (code == ZWJ) {
            taken = scan_joined(text, to, bytes, folded, n);
        }
        if (taken == 0) {
            return to - at;
        }
        to += taken;
    }
}

size_t scan_keycap(struct str text, size_t at, char *folded, size_t *n)
{
    size_t style, cap;
    if (code_at(text, at + 1, &style) != EMOJI_STYLE) {
        style = 0;
    }
    if (code_at(text, at + 1 + style, &cap) != KEYCAP) {
        return 0;
    }
    append(text, at, 1, folded, n);
    append(text, at + 1 + style, cap, folded, n);
    return 1 + style + cap;
}
