/* Lines do not move while a text is read, and one that it has met is not given away: so numbers
 * hold for as long as the tokens do. */
#include "text/vocabulary_table.h"

#include <assert.h>
#include <stdlib.h>

_Static_assert(sizeof(struct word_line) == LINE_BYTES, "a line of the cache");

/* Flags that make a word of the same letters another one. */
enum {
    IDENTITY_FLAGS = TOKEN_ARABIC | TOKEN_LATIN | TOKEN_LETTER_FA | TOKEN_LETTER_AR |
                     TOKEN_LETTER_UR | TOKEN_LETTER_CKB | TOKEN_LETTER_PS,
    PLACE_FLAGS = TOKEN_JOINED | TOKEN_ZWNJ | TOKEN_HASHTAG | TOKEN_TAG | TOKEN_CAPITALS,
};

static size_t line_count(const struct vocabulary *v)
{
    return WORD_FIRST + v->mask / LINE_BYTES + 1;
}

/* A run over a few texts touches little memory. */
enum { LINES_FIRST = 1024, LINES_GROWTH = 64 };

/* What is asked of every new word and of every pair has what it calls in it. */
#define CALLS_INLINE __attribute__((flatten))

/* ---- Lines ---- */

static void notes_erase(const struct vocabulary *v, uint32_t number)
{
    for (size_t i = 0; i < NOTES_OWNERS; i++) {
        const struct notes *notes = &v->notes[i];
        if (notes->list) {
            memset((char *)notes->list + number * notes->size, 0, notes->size);
        }
    }
}

/* A line for a new word: a free one, or that which was longest not met. It has its key and nothing
 * else. NULL when the text at hand has met both. */
static ALWAYS_INLINE struct word_line *line_take(struct vocabulary *v, uint64_t low, uint64_t high)
{
    struct word_line *line = line_home(v, low, high), *other = line_other(line);
    line = other->used < line->used ? other : line;
    if (line->used == v->text) {
        return NULL;
    }
    if (line->used) {
        notes_erase(v, line_number(v, line));
    } else {
        v->filled++;
    }
    *line = (struct word_line){.low = low, .high = high, .used = v->text};
    return line;
}

static bool is_nameless(const struct token *token)
{
    const unsigned nameless = 1u << TOKEN_HANDLE | 1u << TOKEN_URL | 1u << TOKEN_MARK;
    return nameless >> token->kind & 1;
}

/* The note of a word that there is nothing to note of. */
static void note_begin(const struct vocabulary *v, struct word_line *line,
                       const struct token *token, uint64_t hash)
{
    const uint64_t bit = hash % NOTE_FILTER_BITS;
    if (!(token->flags & TOKEN_ARABIC) && !is_nameless(token) && v->filter &&
        !(v->filter[bit / 64] >> bit % 64 & 1)) {
        memcpy(line->note, v->blank, sizeof line->note);
    }
}

/* All of a token but its bytes. */
static void line_fill(const struct vocabulary *v, struct word_line *line, const struct token *token,
                      struct str folded, uint64_t hash)
{
    line->flags = (uint16_t)(token->flags & ~(uint32_t)PLACE_FLAGS);
    line->kind = (uint8_t)token->kind;
    line->voice = language_voice(token, folded, hash);
    line->letters = LETTERS_UNSEEN;
    note_begin(v, line, token, hash);
}

CALLS_INLINE uint32_t vocabulary_learn(struct vocabulary *v, struct block16 run, size_t n,
                                       const struct token *token)
{
    const size_t folded_n = token->folded.n;
    assert(token->n <= RUN_BYTES && folded_n <= RUN_BYTES);
    struct word_line *line = line_take(v, block16_low(run), block16_high(run));
    if (!line) {
        return 0;
    }
    struct block16 folded = block16_first(block16_load(token->folded.p), folded_n);
    line_fill(v, line, token, token->folded, reader_hash_last(folded_n, folded));
    block16_store(line->folded, folded);
    line->n = (uint8_t)token->n;
    line->folded_n = (uint8_t)folded_n;
    line->whole = token->kind == TOKEN_WORD && token->n == n && folded_n == n;
    return line_number(v, line);
}

/* Keeps a token that folds to other bytes under their hash. */
static uint32_t hash_learn(struct vocabulary *v, const struct token *token, struct str folded,
                           uint64_t hash, uint64_t high)
{
    struct word_line *line = line_take(v, hash, high);
    if (!line) {
        return 0;
    }
    line_fill(v, line, token, folded, hash);
    return line_number(v, line);
}

/* The line of a token that folds to other bytes, kept by what it is. */
static CALLS_INLINE uint32_t line_of_word(struct vocabulary *v, const struct token *token,
                                          struct str folded)
{
    /* No run has such bytes: one of a kind lies between others beyond ASCII. */
    const uint64_t no_run = ~0ull << 32;
    uint64_t high = no_run | (uint64_t)token->kind << 16 | (token->flags & IDENTITY_FLAGS);
    uint64_t hash = tokens_hash(folded);
    struct word_line *line = line_find(v, hash, high);
    if (!line) {
        return hash_learn(v, token, folded, hash, high);
    }
    line->used = v->text;
    return line_number(v, line);
}

uint32_t vocabulary_word(struct vocabulary *v, const struct token *token)
{
    return is_nameless(token) ? WORD_NAMELESS : line_of_word(v, token, token->folded);
}

uint32_t tokens_joined_word(const struct tokens *tokens, size_t at)
{
    const struct token *first = &tokens->list[at];
    return first->word ? line_of_word(tokens->vocabulary, first, tokens_joined(tokens, at, 2)) : 0;
}

/* ---- The whole ---- */

/* A pair of lines lies at a multiple of its size: see line_other. */
static const uintptr_t PAIR_BYTES = 2 * LINE_BYTES;

static void lines_allot(struct vocabulary *v, size_t lines)
{
    v->mask = (lines - 1) * LINE_BYTES;
    v->filled = 0;
    v->block = mem_zalloc(line_count(v) + 2, LINE_BYTES);
    v->lines = (struct word_line *)(((uintptr_t)v->block + PAIR_BYTES - 1) & ~(PAIR_BYTES - 1));
    v->first = v->lines + WORD_FIRST;
}

static void lines_free(struct vocabulary *v)
{
    for (size_t i = 0; i < NOTES_OWNERS; i++) {
        free(v->notes[i].list);
        v->notes[i] = (struct notes){0};
    }
    free(v->block);
}

struct vocabulary *vocabulary_new(size_t most)
{
    assert(most >= 2 && (most & (most - 1)) == 0);
    struct vocabulary *v = mem_zalloc(1, sizeof *v);
    v->most = most;
    for (size_t i = 0; i < VOICES; i++) {
        struct evidence evidence = voice_evidence((uint8_t)i);
        v->latin[i] = evidence.latin;
        v->arabic[i] = evidence.arabic;
    }
    lines_allot(v, most < LINES_FIRST ? most : LINES_FIRST);
    return v;
}

void vocabulary_free(struct vocabulary *v)
{
    if (v) {
        lines_free(v);
        free(v->filter);
        free(v);
    }
}

/* Words that were met are met again soon: they need not come along. */
static void lines_anew(struct vocabulary *v, size_t lines)
{
    lines_free(v);
    lines_allot(v, lines);
}

void vocabulary_begin(struct vocabulary *v)
{
    size_t lines = line_count(v) - WORD_FIRST;
    v->tally = (struct tally){{0}};
    v->sum = (struct evidence){0};
    v->tallied = 0;
    v->text++;
    if (v->text == 0) { /* four thousand million texts */
        v->text = 1;
        lines_anew(v, lines);
    } else if (v->filled > lines / 2 && lines < v->most) {
        lines_anew(v, lines * LINES_GROWTH < v->most ? lines * LINES_GROWTH : v->most);
    }
}

void vocabulary_tally(struct vocabulary *v, size_t tokens)
{
    tally_add(&v->tally, v->sum);
    v->sum = (struct evidence){0};
    v->tallied = tokens;
}

static void line_notes_begin(struct vocabulary *v, const struct line_notes *with)
{
    for (size_t i = 0; v->noted && i < line_count(v); i++) {
        memset(v->lines[i].note, 0, LINE_NOTE_BYTES);
    }
    free(v->filter);
    v->filter = NULL;
    if (with->filter) { /* of our own: a lexicon may be closed before the next text is read */
        v->filter = mem_alloc(NOTE_FILTER_BITS / 8);
        memcpy(v->filter, with->filter, NOTE_FILTER_BITS / 8);
        memcpy(v->blank, with->blank, sizeof v->blank);
    }
    v->noted = true;
    v->key = with->key;
}

void *tokens_line_notes(const struct tokens *tokens, const struct line_notes *with)
{
    struct vocabulary *v = tokens->vocabulary;
    if (!v) {
        return NULL;
    }
    if (!v->noted || v->key != with->key) {
        line_notes_begin(v, with);
    }
    return v->lines->note;
}

void *tokens_notes(const struct tokens *tokens, enum notes_owner owner, size_t size, uint64_t key)
{
    struct vocabulary *v = tokens->vocabulary;
    if (!v) {
        return NULL;
    }
    struct notes *notes = &v->notes[owner];
    if (!notes->list || notes->size != size || notes->key != key) {
        free(notes->list);
        *notes = (struct notes){mem_zalloc(line_count(v), size), size, key};
    }
    return notes->list;
}
