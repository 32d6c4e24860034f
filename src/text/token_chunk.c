/* The quickest path through a text, for what was read before: chunk by chunk, each copied from the
 * vocabulary. A chunk that is not there is read as tokens_split reads it, and kept.
 *
 * Nothing that is read looks beyond a space or a line end, with one exception: of equal marks in a
 * row the fifth belongs to the fourth, and spaces may stand among the first ones (token.c). So a
 * chunk that begins with two marks is read anew behind a mark, and none is kept that was read
 * behind one. */
#include "text/vocabulary_table.h"

/* The state of the pass while chunks are known: as struct reader, but in registers. */
struct run {
    const char *begin, *p, *stop; /* the text, where in it we stand, its end; zeros lie behind it */
    char *end;                    /* of the folded bytes */
    struct token *list, *next, *limit;
};

static struct run run_of(const struct reader *r)
{
    struct tokens *out = r->out;
    tokens_reserve(out, CHUNK_TOKENS);
    return (struct run){
        .begin = r->text.p,
        .p = r->text.p + r->at,
        .stop = r->text.p + r->text.n,
        .end = r->end,
        .list = out->list,
        .next = out->list + out->count,
        .limit = out->list + out->capacity - CHUNK_TOKENS,
    };
}

/* Between two chunks nothing else is to be known of where we stand. */
static void run_leave(const struct run *run, struct reader *r)
{
    r->at = (size_t)(run->p - run->begin);
    r->end = run->end;
    r->out->count = (size_t)(run->next - run->list);
    r->join = 0;
}

static inline bool is_behind_mark(const struct run *run)
{
    return run->next > run->list && run->next[-1].kind == TOKEN_MARK;
}

/* ---- Chunks that are known ---- */

static inline void piece_put(struct run *run, const struct piece_kept *piece, uint32_t at)
{
    *run->next++ = (struct token){
        .at = at + piece->at,
        .n = piece->n,
        .kind = (enum token_kind)piece->kind,
        .flags = piece->flags,
        .folded = {run->end, piece->folded_n},
        .hash = piece->hash,
        .word = piece->word,
        .joined = piece->joined,
    };
    memcpy(run->end, piece->folded, sizeof piece->folded);
    run->end += piece->folded_n;
}

static inline void chunk_put(struct run *run, const struct vocabulary *v, const struct chunk *chunk)
{
    uint32_t at = (uint32_t)(run->p - run->begin);
    if (chunk->count) {
        piece_put(run, &chunk->first, at);
    }
    for (uint32_t i = 1; i < chunk->count; i++) {
        piece_put(run, &v->pieces[chunk->more + i - 1], at);
    }
    run->p += chunk->length;
}

/* ---- Others ---- */

/* The two as one word. Their folded forms lie side by side. */
static uint32_t joined_word(struct vocabulary *v, const struct token *left,
                            const struct token *right)
{
    struct token both = {
        .kind = left->kind,
        .flags = left->flags,
        .folded = {left->folded.p, left->folded.n + right->folded.n},
    };
    both.hash = tokens_hash(both.folded);
    return vocabulary_word(v, &both);
}

static void words_number(struct vocabulary *v, struct token *tokens, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        tokens[i].word = vocabulary_word(v, &tokens[i]);
        tokens[i].joined = 0;
        if (i && (tokens[i].flags & TOKEN_ZWNJ)) {
            tokens[i - 1].joined = joined_word(v, &tokens[i - 1], &tokens[i]);
        }
    }
}

/* Where the chunk that begins here ends. */
static size_t chunk_end(struct str text, size_t from)
{
    size_t to = from;
    uint32_t gaps = 0;
    while (to < text.n && (gaps = bytes16_gaps(text.p + to)) == 0) {
        to += CHUNK_BYTES;
    }
    to += gaps ? (size_t)__builtin_ctz(gaps) : 0;
    return to < text.n ? to : text.n;
}

/* Reads the chunk that begins here. A plain word takes the space behind it. */
static void chunk_read(struct reader *r, size_t to)
{
    while (r->at < to) {
        plain_read(r, to);
        if (r->at < to) {
            reader_step(r);
        }
    }
}

/* Reads a chunk and the line ends behind it: whether they are joined to it shows only here. It is
 * kept when it is not `known` and may be. */
__attribute__((noinline)) static struct run run_read(struct run run, struct reader *r,
                                                     struct vocabulary *v, bool known)
{
    bool behind_mark = is_behind_mark(&run);
    run_leave(&run, r);
    size_t from = r->at, to = chunk_end(r->text, from), count = r->out->count, made;
    chunk_read(r, to);
    made = r->out->count - count;
    while (r->at < r->text.n && r->text.p[r->at] == '\n') {
        reader_step(r);
    }
    struct token *tokens = r->out->list + count;
    words_number(v, tokens, r->out->count - count);
    if (!known && to > from && (!behind_mark || (made && tokens->kind != TOKEN_MARK))) {
        vocabulary_learn(v, str_slice(r->text, from, to), from, tokens, made);
    }
    return run_of(r);
}

void chunks_read(struct reader *r)
{
    struct vocabulary *v = r->out->vocabulary;
    struct run run = run_of(r);
    while (run.p < run.stop) {
        if (*run.p == ' ') {
            run.p++;
            continue;
        }
        size_t n = (size_t)__builtin_ctz(bytes16_gaps(run.p) | 1u << CHUNK_BYTES);
        size_t left = (size_t)(run.stop - run.p);
        n = n < left ? n : left;
        struct bytes16_cut cut = bytes16_cut(run.p, n, 0);
        const struct chunk *chunk = n ? chunk_find(v, cut.low, cut.high, n) : NULL;
        bool over = n == left || run.p[n] == ' ';
        if (chunk && over && run.next < run.limit && !(chunk->marks && is_behind_mark(&run))) {
            chunk_put(&run, v, chunk);
        } else {
            run = run_read(run, r, v, chunk != NULL);
        }
    }
    run_leave(&run, r);
}
