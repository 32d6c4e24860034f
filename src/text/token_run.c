/* The quick path of tokens_read: runs of letters that the vocabulary knows are copied with their
 * tokens, everything else is read as token_plain.c and token.c read it, and kept. */
#include "text/token_pass.h"

/* The bytes of the run at p, at most sixteen. */
static inline size_t run_length(const char *p)
{
    return (size_t)__builtin_ctz(~bytes16_run(p));
}

/* Whether what a run is does not depend on what stands behind it: a reference may be part of its
 * last word, and so may an apostrophe of another kind. */
static inline bool is_whole(const char *p, size_t n)
{
    char next = p[n];
    return next == ' ' ||
           (next != '&' && next != '`' && !(n == RUN_BYTES && (bytes16_run(p + n) & 1)));
}

/* Whether it does not depend on what stands before. A ZWNJ there would join it to a word, equal
 * marks in a row are one token from the fifth on. */
static inline bool stands_alone(const struct tokens *out, const struct pass *pass)
{
    return pass->join == 0 && (pass->next == out->list || pass->next[-1].kind != TOKEN_MARK);
}

static inline void token_put(struct pass *pass, const struct run_token *kept, uint32_t join)
{
    uint64_t low = bytes_load(kept->folded), high = bytes_load(kept->folded + 8);
    *pass->next++ = (struct token){
        .at = (uint32_t)(pass->p - pass->begin) + kept->at,
        .n = kept->n,
        .kind = (enum token_kind)kept->kind,
        .flags = kept->flags | join,
        .folded = {pass->end, kept->folded_n},
        .hash = reader_hash_short(low, high, kept->folded_n),
        .word = kept->word,
        .joined = kept->joined,
    };
    bytes_store(pass->end, low);
    bytes_store(pass->end + 8, high);
    pass->end += kept->folded_n;
}

/* Whether a mark right behind a word is a token whatever follows. */
static inline bool is_quick_mark(const char *p)
{
    return *p == ',' || *p == '!' || *p == '?' || (*p == '.' && (unsigned char)p[1] <= ' ');
}

/* Takes what may stand behind a word: a mark that is a token whatever follows, and a space. False
 * when there is neither. */
static inline bool gap_take(struct pass *pass)
{
    if (is_quick_mark(pass->p)) {
        pass_put(pass, TOKEN_MARK, &(struct taken){1, 1, {(unsigned char)*pass->p, 0}, 0});
    }
    bool spaced = *pass->p == ' ';
    pass->p += spaced;
    pass->join = spaced ? 0 : pass->join;
    return spaced;
}

/* Takes known words in letters beyond ASCII, one token each, with the marks and spaces between
 * them. */
static inline void runs_take(const struct reader *r, struct pass *pass)
{
    const struct run *const runs = r->words->runs;
    const size_t mask = r->words->run_mask;
    struct pass here = *pass;
    bool spaced = !(here.join & TOKEN_ZWNJ);
    while (spaced && here.limit - here.next >= 2) {
        size_t n = run_length(here.p);
        struct bytes16_cut cut = bytes16_cut(here.p, n, 0);
        const struct run *run = &runs[run_hash(cut.low, cut.high) & mask];
        if (((run->low ^ cut.low) | (run->high ^ cut.high)) || !run->plain ||
            !is_whole(here.p, n)) {
            break;
        }
        token_put(&here, &run->first, here.join);
        here.p += n;
        here.join = TOKEN_JOINED;
        spaced = gap_take(&here);
    }
    *pass = here;
}

static inline bool is_ascii_letter(char c)
{
    unsigned char from_a = (unsigned char)((c | 0x20) - 'a');
    return from_a <= 'z' - 'a';
}

/* The same of any words in Latin letters: reading one costs less than finding it among the runs, of
 * which fewer stay in the cache than of words. */
static inline bool latins_take(const struct reader *r, struct pass *pass)
{
    struct pass here = *pass;
    bool taken;
    do {
        taken = latin_take(r, &here);
        if (taken && (here.next[-1].flags & TOKEN_ZWNJ)) {
            reader_number(r->words, here.next - 1);
        } else if (taken) {
            word_number(r->words, here.next - 1);
        }
    } while (taken && here.join == 0 && is_ascii_letter(*here.p) && here.limit - here.next >= 2);
    *pass = here;
    return taken;
}

static inline void run_put(struct pass *pass, const struct vocabulary *v, const struct run *run)
{
    if (run->count) {
        token_put(pass, &run->first, pass->join);
    }
    for (uint32_t i = 1; i < run->count; i++) {
        token_put(pass, &v->more[run->more + i - 1], 0);
    }
    pass->p += run->length;
    pass->join = run->join;
}

/* Takes the run that begins here when it is known, whatever it is. */
static bool known_take(const struct reader *r, struct pass *pass)
{
    const struct vocabulary *v = r->words;
    size_t n = run_length(pass->p);
    struct bytes16_cut cut = bytes16_cut(pass->p, n, 0);
    const struct run *run = run_find(v, cut.low, cut.high, n);
    if (!run || !is_whole(pass->p, n) || (pass->join & TOKEN_ZWNJ) ||
        pass->limit - pass->next < RUN_TOKENS || (run->leans && !stands_alone(r->out, pass))) {
        return false;
    }
    run_put(pass, v, run);
    if (*pass->p == ' ') {
        space_take(pass);
    }
    return true;
}

/* Numbers the words from that token on. */
static void words_number(struct reader *r, size_t from)
{
    for (struct token *token = r->out->list + from; token < r->out->list + r->out->count; token++) {
        if (token->word == 0) {
            reader_number(r->words, token);
        }
    }
}

/* Reads the run that begins here and keeps it, unless it is known. */
static void run_read(struct reader *r)
{
    const char *p = r->text.p + r->at;
    size_t from = r->at, n = run_length(p), count = r->out->count;
    struct bytes16_cut cut = bytes16_cut(p, n, 0);
    struct run run = {.low = cut.low, .high = cut.high, .length = (uint8_t)n};
    struct pass pass = pass_of(r);
    bool alone = stands_alone(r->out, &pass);
    bool keep = is_whole(p, n) && !run_find(r->words, run.low, run.high, n);
    while (r->at < from + n) {
        if (pass.next < pass.limit && *pass.p != '\'' && plain_letters(r, &pass)) {
            pass_leave(&pass, r);
        } else {
            reader_step(r);
            pass = pass_of(r);
        }
    }
    words_number(r, count);
    bool spaced = r->at == from + n + 1 && p[n] == ' ';
    if (keep && (r->at == from + n || spaced)) {
        run.join = (uint8_t)(spaced ? (uint32_t)TOKEN_JOINED : r->join);
        vocabulary_learn(r->words, &run, from, alone, r->out->list + count, r->out->count - count);
    }
}

/* Letters beyond ASCII that are no known word. */
static void letters_read(struct reader *r, struct pass *pass)
{
    if (!known_take(r, pass)) {
        pass_leave(pass, r);
        run_read(r);
        *pass = pass_of(r);
    }
}

void known_read(struct reader *r)
{
    struct pass pass = pass_of(r);
    const char *const last = pass.begin + r->text.n;
    bool taken = true;
    while (taken && pass.p < last && pass.next < pass.limit) {
        unsigned char byte = (unsigned char)*pass.p;
        if (byte >= 0x80) {
            const char *from = pass.p;
            runs_take(r, &pass);
            if (pass.p == from) {
                letters_read(r, &pass);
            }
        } else if (byte >= 'A') {
            taken = latins_take(r, &pass);
        } else if (byte == ' ') {
            space_take(&pass);
        } else {
            taken = plain_ascii(r, &pass);
        }
    }
    pass_leave(&pass, r);
}
