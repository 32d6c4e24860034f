/* The quick path of tokens_read: runs that the vocabulary knows are copied with the tokens that
 * they begin with, everything else is read as token_plain.c and token.c read it, and kept. */
#include "text/token_mark.h"

/* ---- Tokens that are known ---- */

/* Adds a token that a line was found for, all of it but the line being known: where the next one
 * begins must not wait for the line to come. */
static inline void known_put(const struct vocabulary *v, struct pass *pass, struct word_line *line,
                             enum token_kind kind, const struct taken *taken)
{
    pass_put(pass, kind, line_number(v, line), taken);
    line->used = v->text;
}

/* Adds the token of a line, as the line has it. */
static void line_put(struct vocabulary *v, struct pass *pass, struct word_line *line)
{
    evidence_add(&v->sum, line_evidence(v, line));
    known_put(v, pass, line, (enum token_kind)line->kind,
              &(struct taken){line->n, line->folded_n, block16_load(line->folded), line->flags});
}

/* Whether a mark right behind a word is a token whatever follows. */
static inline bool is_quick_mark(const char *p)
{
    return *p == ',' || *p == '!' || *p == '?' || (*p == '.' && (unsigned char)p[1] <= ' ');
}

/* Takes what may stand behind a word: a mark that is a token whatever follows, and a space. */
static inline void gap_take(struct pass *pass)
{
    if (*pass->p != ' ' && is_quick_mark(pass->p)) {
        pass_put(pass, TOKEN_MARK, WORD_NAMELESS,
                 &(struct taken){1, 1, block16_of((unsigned char)*pass->p, 0), 0});
    }
    if (*pass->p == ' ') {
        space_take(pass);
    }
}

static inline struct word_line *line_of(const struct vocabulary *v, struct block16 run)
{
    return line_find(v, block16_low(run), block16_high(run));
}

/* Adds the token of a plain word that its run of n bytes begins with and that is not known yet. */
static ALWAYS_INLINE void word_learn(struct vocabulary *v, struct pass *pass, struct block16 run,
                                     size_t n, const struct taken *taken)
{
    pass_put(pass, TOKEN_WORD, 0, taken);
    struct token *token = pass->next - 1;
    token->word = vocabulary_learn(v, run, n, token);
    evidence_add(&v->sum, evidence_of(v, token));
}

/* ---- Latin letters ---- */

/* Takes words in Latin letters, and the marks and spaces between them. Of sixteen letters, which
 * may not be all, none are known. */
static ALWAYS_INLINE void latins_take(const struct reader *r, struct pass *pass)
{
    struct vocabulary *const v = r->words;
    struct pass here = *pass;
    do {
        const struct bytes16 bytes = bytes16_read(here.p);
        const size_t n = latin_length(r, here.p, &bytes);
        if (n == 0) {
            if (mark_take(r, &here)) {
                continue;
            }
            break;
        }
        uint32_t flags = TOKEN_LATIN | (is_shouted(here.p, &bytes, n) ? TOKEN_CAPITALS : 0u);
        const struct block16 folded = block16_first(bytes.lower, n);
        struct word_line *line = line_of(v, folded);
        if (line) {
            v->sum.latin += v->latin[line->voice];
            known_put(v, &here, line, TOKEN_WORD, &(struct taken){n, n, folded, flags});
        } else if (n == RUN_BYTES || is_stretched(&bytes, n)) {
            break;
        } else {
            word_learn(v, &here, folded, n, &(struct taken){n, n, folded, flags});
        }
        gap_take(&here);
    } while (here.next < here.limit);
    pass_follow(pass, &here);
}

/* Takes what begins in ASCII, and maybe more. False when it is nothing plain. */
static ALWAYS_INLINE bool ascii_take(const struct reader *r, struct pass *pass, const char *last)
{
    latins_take(r, pass);
    if (pass->p >= last || pass->next >= pass->limit || (unsigned char)*pass->p >= 0x80) {
        return true;
    }
    bool taken = plain_ascii(r, pass);
    space_skip(pass);
    return taken;
}

/* ---- Letters beyond ASCII ---- */

static inline bool is_arabic(char c)
{
    return ((unsigned char)c & 0xFC) == 0xD8;
}

static inline bool is_zwnj(const char *p)
{
    return memcmp(p, "\xE2\x80\x8C", 3) == 0;
}

/* Whether a token that ends with its run, behind that byte, ends there whatever follows: a
 * reference may be part of a word, and so may an apostrophe or a mark beyond ASCII, and of one that
 * is not Arabic a letter. */
static inline bool is_end(const char *p, bool arabic)
{
    unsigned char next = (unsigned char)*p;
    if (next == ' ') {
        return true;
    }
    return next >= 0x80
               ? is_zwnj(p)
               : next != '&' && next != '`' && (arabic || (next != '\'' && !is_ascii_letter(*p)));
}

/* The same of the token of a line. A number goes on behind a separator, or in other digits. */
static inline bool is_line_end(const char *p, bool arabic, enum token_kind kind)
{
    return kind == TOKEN_NUMBER ? (unsigned char)*p <= ' ' : is_end(p, arabic);
}

/* Whether a line holds where we stand: equal marks in a row are one token from the fifth on, and a
 * ZWNJ joins words. */
static inline bool is_fit(const struct tokens *out, const struct pass *pass,
                          const struct word_line *line)
{
    return line->kind == TOKEN_WORD || line->kind == TOKEN_NUMBER ||
           (!(pass->join & TOKEN_ZWNJ) &&
            (pass->next == out->list || pass->next[-1].kind != TOKEN_MARK));
}

/* Whether what follows in a run of n bytes does not go on with the token before it: a whole letter
 * of the Arabic block, or an emoji, no joiner that may bring another one with it. */
static inline bool is_parted(const char *p, size_t n, enum token_kind kind)
{
    bool whole = is_arabic(*p) ? n >= 2 : *p == '\xF0' && n >= 4;
    return whole && kind != TOKEN_NUMBER;
}

/* Whether the first token of a run of n bytes at `from` is what it is whatever stands around the
 * run. What ends a line is not: nothing is joined to it. */
static bool is_settled(const struct reader *r, const struct token *token, size_t from, size_t n)
{
    const char *p = r->text.p + from;
    return token->at == from && token->folded.n <= RUN_BYTES && *token->folded.p != '\n' &&
           (token->n < n ? is_parted(p + token->n, n - token->n, token->kind)
                         : token->n == n && is_line_end(p + n, is_arabic(*p), token->kind));
}

/* Whether a plain word ends behind n bytes of Arabic letters, whatever stands around their run, of
 * which `left` bytes follow. */
static bool is_over(const struct reader *r, const char *p, size_t left)
{
    return left ? is_parted(p, left, TOKEN_WORD) && plain_is_over(r, p, FOLD_ARABIC)
                : is_end(p, true);
}

/* Takes the word that a run of n bytes begins with, if it is a plain one in Arabic letters, and
 * keeps it under the run. */
static bool arabic_learn(const struct reader *r, struct pass *pass, size_t n)
{
    const struct letters letters = plain_fold(pass->p, pass->end);
    if (letters.n == 0 || letters.n > n || !is_over(r, pass->p + letters.n, n - letters.n)) {
        return false;
    }
    struct block16 run = block16_first(block16_load(pass->p), n);
    struct block16 folded = block16_first(block16_load(pass->end), letters.n);
    word_learn(r->words, pass, run, n,
               &(struct taken){letters.n, letters.n, folded, letters.flags});
    return true;
}

/* Reads what begins here, with a run of n bytes, and keeps it under the run if it can be kept, or
 * else elsewhere. */
static void run_read(struct reader *r, struct pass *pass, size_t n, bool keep)
{
    struct vocabulary *const v = r->words;
    size_t from = (size_t)(pass->p - pass->begin);
    size_t count = (size_t)(pass->next - r->out->list);
    struct block16 run = block16_first(block16_load(pass->p), n);
    if (!plain_beyond(r, pass)) {
        pass_leave(pass, r);
        r->words = NULL; /* what is kept by its run needs no other line */
        reader_step(r);
        r->words = v;
        *pass = pass_of(r);
    }
    for (struct token *token = r->out->list + count; token < pass->next; token++) {
        if (keep && is_settled(r, token, from, n)) {
            token->word = vocabulary_learn(v, run, n, token);
        } else {
            token->word = vocabulary_word(v, token);
        }
        evidence_add(&v->sum, evidence_of(v, token));
    }
}

/* Whether what stands behind a run of n bytes leaves its first token as the line has it. */
static inline bool is_held(const struct pass *pass, const struct word_line *line, size_t n)
{
    return line->n < n ||
           is_line_end(pass->p + n, is_arabic(*pass->p), (enum token_kind)line->kind);
}

/* Takes the token that a run of n bytes begins with, be it known (but not for here) or not. */
static void run_take(struct reader *r, struct pass *pass, struct word_line *line, size_t n)
{
    if (line && is_held(pass, line, n) && is_fit(r->out, pass, line)) {
        line_put(r->words, pass, line);
    } else if (line || !arabic_learn(r, pass, n)) {
        run_read(r, pass, n, !line);
        return;
    }
    gap_take(pass);
}

/* Takes words in Arabic letters, and the marks and spaces between them. */
static ALWAYS_INLINE void arabics_take(struct reader *r, struct pass *pass)
{
    struct vocabulary *const v = r->words;
    struct pass here = *pass;
    while (is_arabic(*here.p) && here.next < here.limit) {
        const size_t n = zeros_before(~bytes16_arabic(here.p));
        struct word_line *line = line_of(v, block16_first(block16_load(here.p), n));
        if (line && line->whole && is_end(here.p + n, true)) {
            v->sum.arabic += v->arabic[line->voice];
            known_put(v, &here, line, TOKEN_WORD,
                      &(struct taken){n, n, block16_load(line->folded), line->flags});
            gap_take(&here);
        } else {
            pass_follow(pass, &here);
            run_take(r, pass, line, n);
            here = *pass;
        }
    }
    pass_follow(pass, &here);
}

static void zwnj_take(const struct reader *r, struct pass *pass)
{
    pass->join |= is_behind_word(r, pass) ? (uint32_t)TOKEN_ZWNJ : 0;
    pass->p += 3;
}

/* Takes what begins beyond ASCII: when it is known, with the mark and the space behind it. */
static ALWAYS_INLINE void beyond_take(struct reader *r, struct pass *pass)
{
    if (is_arabic(*pass->p)) {
        arabics_take(r, pass);
    } else if (is_zwnj(pass->p)) {
        zwnj_take(r, pass);
    } else if (is_apostrophe(pass->p)) {
        symbol_skip(pass, APOSTROPHE_BYTES);
    } else {
        const size_t n = zeros_before(~bytes16_beyond(pass->p));
        run_take(r, pass, line_of(r->words, block16_first(block16_load(pass->p), n)), n);
    }
}

/* Makes room where there is none, and puts the sum to the tally. */
static void room_make(struct reader *r, struct pass *pass)
{
    pass_leave(pass, r);
    vocabulary_tally(r->words, r->out->count);
    tokens_reserve(r->out, PASS_ROOM);
    *pass = pass_of(r);
}

void known_read(struct reader *r)
{
    struct pass pass = pass_of(r);
    const char *const last = pass.begin + r->text.n;
    bool taken = true;
    while (taken && pass.p < last) {
        if (pass.next >= pass.limit) {
            room_make(r, &pass);
        }
        if ((unsigned char)*pass.p >= 0x80) {
            beyond_take(r, &pass);
        } else {
            taken = ascii_take(r, &pass, last);
        }
    }
    pass_leave(&pass, r);
}
