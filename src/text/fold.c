#include "text/fold.h"

#include "text/word_table.h"

enum {
    LETTER = 2,           /* bytes of one of Persian */
    STEM_MIN = 3 * LETTER /* what a plural must leave */
};

struct folder {
    char *bytes;
    size_t n;    /* written */
    size_t word; /* where the last word begins */
};

/* What may stand behind the plural ending ha, in UTF-8. */
#define HA "\u0647\u0627"
static const char *const behind_ha[] = {
    "",
    "\u06CC",                   /* haye */
    "\u06CC\u06CC",             /* hayi */
    "\u06CC\u0645",             /* hayam */
    "\u06CC\u062A",             /* hayat */
    "\u06CC\u0634",             /* hayash */
    "\u0645\u0648\u0646",       /* hamun */
    "\u062A\u0648\u0646",       /* hatun */
    "\u0634\u0648\u0646",       /* hashun */
    "\u06CC\u0645\u0627\u0646", /* hayeman */
    "\u06CC\u062A\u0627\u0646", /* hayetan */
    "\u06CC\u0634\u0627\u0646", /* hayeshan */
};
enum { BEHIND_HA_MAX = 4 * LETTER };

static struct str last_word(const struct folder *f)
{
    return (struct str){f->bytes + f->word, f->n - f->word};
}

static bool stands_behind_ha(struct str rest)
{
    for (size_t i = 0; i < sizeof behind_ha / sizeof *behind_ha; i++) {
        if (str_eq(rest, str_of(behind_ha[i]))) {
            return true;
        }
    }
    return false;
}

/* An ending holds ha only at its beginning, so the last ha of the word decides. */
static void strip_plural(struct folder *f)
{
    struct str word = last_word(f), ha = STR(HA);
    if (word.n < STEM_MIN + ha.n || (unsigned char)word.p[word.n - 1] < 0x80) {
        return;
    }
    for (size_t n = ha.n; n <= ha.n + BEHIND_HA_MAX && word.n >= n + STEM_MIN; n += LETTER) {
        struct str ending = str_slice(word, word.n - n, word.n);
        if (str_starts(ending, ha)) {
            f->n -= stands_behind_ha(str_slice(ending, ha.n, n)) ? n : 0;
            return;
        }
    }
}

/* Words beyond ASCII are copied as they are, but for those with an apostrophe. */
static void add_bytes(struct folder *f, struct str s)
{
    if (s.n && (unsigned char)s.p[0] >= 0x80 && !memchr(s.p, '\'', s.n)) {
        memcpy(f->bytes + f->n, s.p, s.n);
        f->n += s.n;
        return;
    }
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != '\'') {
            f->bytes[f->n++] = s.p[i] == '.' ? '_' : s.p[i];
        }
    }
}

static void add_word(struct folder *f, struct str folded)
{
    if (f->n) {
        strip_plural(f);
        f->bytes[f->n++] = ' ';
    }
    f->word = f->n;
    if (str_ends(folded, STR("'s"))) {
        folded.n -= 2;
    }
    add_bytes(f, folded);
}

/* Thumbs are one emoji, whoever's. A keycap of # or * would be a mark in words that have none. */
static void add_emoji(struct folder *f, struct str emoji)
{
    static const char tone[] = "\xF0\x9F\x8F"; /* U+1F3FB to U+1F3FF, and others below */
    enum { TONE_BYTES = 4, TONE_FIRST = 0xBB };
    if (*emoji.p == '#' || *emoji.p == '*') {
        return;
    }
    add_word(f, STR(""));
    for (size_t i = 0; i < emoji.n; i++) {
        if (i && emoji.n - i >= TONE_BYTES && memcmp(emoji.p + i, tone, sizeof tone - 1) == 0 &&
            (unsigned char)emoji.p[i + TONE_BYTES - 1] >= TONE_FIRST) {
            i += TONE_BYTES - 1;
        } else {
            f->bytes[f->n++] = emoji.p[i];
        }
    }
}

enum joining { APART, JOINED, NOTHING };

/* How a word goes with the one before it. */
static enum joining joining(const struct token *before, const struct token *token)
{
    bool persian = before && before->kind == TOKEN_WORD && token->kind == TOKEN_WORD &&
                   (before->flags & token->flags & TOKEN_ARABIC);
    if (!persian) {
        return APART;
    }
    uint32_t kinds = word_kinds(tokens_hash(token->folded));
    if ((kinds & WORD_PLURAL) || (word_kinds(tokens_hash(before->folded)) & WORD_VERB_PREFIX)) {
        return JOINED;
    }
    if (!(token->flags & TOKEN_ZWNJ)) {
        return APART;
    }
    if (!str_ends(before->folded, STR("\u0647"))) {
        return JOINED;
    }
    return kinds & WORD_HEH_ENDING ? NOTHING : APART;
}

struct str text_fold_tokens(struct arena *arena, const struct tokens *tokens)
{
    /* Each word is written at most once, with a space before it. */
    struct folder f = {0};
    f.bytes = arena_alloc(arena, tokens_joined(tokens, 0, tokens->count).n + tokens->count + 1, 1);
    const struct token *before = NULL;
    for (size_t i = 0; i < tokens->count; i++) {
        const struct token *token = &tokens->list[i];
        if (token->kind > TOKEN_HANDLE) {
            before = NULL;
            if (token->kind == TOKEN_EMOJI) {
                add_emoji(&f, token->folded);
            }
            continue;
        }
        switch (joining(before, token)) {
        case APART:
            add_word(&f, token->folded);
            break;
        case JOINED:
            add_bytes(&f, token->folded);
            break;
        case NOTHING:
            continue; /* what follows still sees the heh */
        }
        before = token;
    }
    strip_plural(&f);
    f.bytes[f.n] = 0;
    return (struct str){f.bytes, f.n};
}

struct str text_fold(struct arena *arena, struct str text)
{
    struct tokens tokens = {0};
    tokens_split(&tokens, text);
    struct str folded = text_fold_tokens(arena, &tokens);
    tokens_clear(&tokens);
    return folded;
}
