/* Everything grows by doubling up to its cap, so that a run over a few texts touches little memory,
 * and is found by bounded probing, so that no choice of words makes it slow. */
#include "text/vocabulary_table.h"

#include "text/utf8.h"

#include <stdlib.h>

enum { SMALLEST = 256, BYTES_A_WORD = 16 };

/* Flags that make a word of the same letters another one. */
enum {
    IDENTITY_FLAGS = TOKEN_ARABIC | TOKEN_LATIN | TOKEN_LETTER_FA | TOKEN_LETTER_AR |
                     TOKEN_LETTER_UR | TOKEN_LETTER_CKB | TOKEN_LETTER_PS
};

/* ---- Chunks ---- */

static struct chunk *chunk_free_slot(const struct vocabulary *v, uint64_t hash)
{
    struct chunk *chunk = &v->chunks[hash & v->chunk_mask];
    for (size_t i = 0; i < CHUNK_PROBES; i++) {
        if (chunk[i].length == 0) {
            return &chunk[i];
        }
    }
    return NULL;
}

static void chunks_allot(struct vocabulary *v, size_t slots)
{
    v->chunks = mem_zalloc(slots + CHUNK_PROBES - 1, sizeof *v->chunks);
    v->chunk_mask = slots - 1;
    v->chunk_count = 0;
}

/* One that finds no slot any more is met as a new one the next time. */
static void chunks_grow(struct vocabulary *v)
{
    struct chunk *old = v->chunks;
    size_t slots = v->chunk_mask + CHUNK_PROBES;
    chunks_allot(v, (v->chunk_mask + 1) * 2);
    for (size_t i = 0; i < slots; i++) {
        const struct chunk *chunk = &old[i];
        struct chunk *slot =
            chunk->length ? chunk_free_slot(v, chunk_hash(chunk->low, chunk->high, chunk->length))
                          : NULL;
        if (slot) {
            *slot = *chunk;
            v->chunk_count++;
        }
    }
    free(old);
}

/* ---- Words ---- */

static void words_allot(struct vocabulary *v, size_t capacity)
{
    v->words = mem_resize(v->words, capacity, sizeof *v->words);
    free(v->numbers);
    v->numbers = mem_zalloc(capacity * 2 + WORD_PROBE - 1, sizeof *v->numbers);
    v->word_capacity = capacity;
}

static uint32_t *number_slot(const struct vocabulary *v, uint64_t hash)
{
    return &v->numbers[hash & (v->word_capacity * 2 - 1)];
}

/* A word that finds no slot any more gets another number the next time. */
static void words_grow(struct vocabulary *v)
{
    words_allot(v, v->word_capacity * 2);
    for (size_t number = WORD_FIRST; number < v->word_count; number++) {
        uint32_t *slot = number_slot(v, v->words[number].hash);
        for (size_t i = 0; i < WORD_PROBE; i++) {
            if (slot[i] == 0) {
                slot[i] = (uint32_t)number;
                break;
            }
        }
    }
}

static uint32_t bytes_keep(struct vocabulary *v, struct str folded)
{
    if (v->byte_count + folded.n > v->byte_capacity) {
        v->byte_capacity = (v->byte_count + folded.n) * 2;
        v->bytes = mem_resize(v->bytes, v->byte_capacity, 1);
    }
    memcpy(v->bytes + v->byte_count, folded.p, folded.n);
    v->byte_count += folded.n;
    return (uint32_t)(v->byte_count - folded.n);
}

static uint32_t identity_of(const struct token *token)
{
    return (uint32_t)token->kind << 16 | (token->flags & IDENTITY_FLAGS);
}

static bool is_word(const struct vocabulary *v, const struct word *word, const struct token *token)
{
    return word->hash == token->hash && word->identity == identity_of(token) &&
           str_eq((struct str){v->bytes + word->bytes_at, word->n}, token->folded);
}

/* The number that the free slot gets; 0 when there is no room. */
static uint32_t word_add(struct vocabulary *v, const struct token *token, uint32_t *slot)
{
    if (v->word_count >= v->most || v->byte_count + token->folded.n > v->most * BYTES_A_WORD) {
        v->full = true;
        return 0;
    }
    if (v->word_count == v->word_capacity) {
        words_grow(v);
        return vocabulary_word(v, token);
    }
    v->words[v->word_count] = (struct word){
        .hash = token->hash,
        .evidence = language_evidence(token),
        .bytes_at = bytes_keep(v, token->folded),
        .n = (uint32_t)token->folded.n,
        .identity = identity_of(token),
        .letters = LETTERS_UNSEEN,
    };
    return *slot = (uint32_t)v->word_count++;
}

uint32_t vocabulary_word(struct vocabulary *v, const struct token *token)
{
    if (token->kind == TOKEN_HANDLE || token->kind == TOKEN_URL) {
        return WORD_NAMELESS;
    }
    if (token->folded.n > WORD_BYTES) {
        return 0;
    }
    uint32_t *slot = number_slot(v, token->hash);
    for (size_t i = 0; i < WORD_PROBE; i++) {
        if (slot[i] == 0) {
            return word_add(v, token, &slot[i]);
        }
        if (is_word(v, &v->words[slot[i]], token)) {
            return slot[i];
        }
    }
    return 0;
}

/* ---- Learning ---- */

static bool piece_keep(struct piece_kept *piece, const struct token *token, size_t from)
{
    if (token->folded.n > CHUNK_BYTES || token->word == 0) {
        return false;
    }
    /* Sixteen bytes can be read there, and what lies behind the form does no harm. */
    memcpy(piece->folded, token->folded.p, CHUNK_BYTES);
    piece->hash = token->hash;
    piece->word = token->word;
    piece->joined = token->joined;
    piece->flags = (uint16_t)token->flags;
    piece->kind = (uint8_t)token->kind;
    piece->at = (uint8_t)(token->at - from);
    piece->n = (uint8_t)token->n;
    piece->folded_n = (uint8_t)token->folded.n;
    return true;
}

/* The tokens behind the first; they count only when the chunk is kept. */
static bool more_keep(struct vocabulary *v, const struct token *tokens, size_t count, size_t from)
{
    if (v->piece_count + count > v->piece_capacity) {
        v->piece_capacity = (v->piece_count + count) * 2;
        v->pieces = mem_resize(v->pieces, v->piece_capacity, sizeof *v->pieces);
    }
    for (size_t i = 0; i < count; i++) {
        if (!piece_keep(&v->pieces[v->piece_count + i], &tokens[i], from)) {
            return false;
        }
    }
    return true;
}

static struct chunk *chunk_add(struct vocabulary *v, uint64_t low, uint64_t high, size_t n)
{
    if (v->chunk_count * 2 > v->chunk_mask) {
        chunks_grow(v);
    }
    return chunk_free_slot(v, chunk_hash(low, high, n));
}

void vocabulary_learn(struct vocabulary *v, struct str bytes, size_t from,
                      const struct token *tokens, size_t count)
{
    char padded[CHUNK_BYTES] = {0};
    struct chunk kept = {.length = (uint8_t)bytes.n, .count = (uint8_t)count};
    v->full |= v->chunk_count >= v->most || v->piece_count >= v->most;
    if (v->full || bytes.n > CHUNK_BYTES || count > CHUNK_TOKENS || !utf8_valid(bytes) ||
        (count && !piece_keep(&kept.first, &tokens[0], from)) ||
        (count > 1 && !more_keep(v, tokens + 1, count - 1, from))) {
        return;
    }
    memcpy(padded, bytes.p, bytes.n);
    kept.low = bytes_load(padded);
    kept.high = bytes_load(padded + 8);
    kept.marks = count > 1 && tokens[0].kind == TOKEN_MARK && tokens[1].kind == TOKEN_MARK;
    kept.more = (uint32_t)v->piece_count;
    struct chunk *slot = chunk_add(v, kept.low, kept.high, bytes.n);
    if (slot) {
        *slot = kept;
        v->chunk_count++;
        v->piece_count += count > 1 ? count - 1 : 0;
    }
}

/* ---- The whole ---- */

struct vocabulary *vocabulary_new(size_t most)
{
    struct vocabulary *v = mem_zalloc(1, sizeof *v);
    v->most = most;
    v->word_count = WORD_FIRST;
    chunks_allot(v, SMALLEST);
    words_allot(v, SMALLEST);
    memset(v->words, 0, WORD_FIRST * sizeof *v->words);
    return v;
}

void vocabulary_free(struct vocabulary *v)
{
    if (!v) {
        return;
    }
    for (size_t i = 0; i < NOTES_OWNERS; i++) {
        free(v->notes[i].list);
    }
    free(v->chunks);
    free(v->pieces);
    free(v->words);
    free(v->numbers);
    free(v->bytes);
    free(v);
}

static void notes_forget(struct notes *notes)
{
    if (notes->list) {
        memset(notes->list, 0, notes->capacity * notes->size);
    }
}

void vocabulary_begin(struct vocabulary *v)
{
    if (!v->full) {
        return;
    }
    memset(v->chunks, 0, (v->chunk_mask + CHUNK_PROBES) * sizeof *v->chunks);
    memset(v->numbers, 0, (v->word_capacity * 2 + WORD_PROBE - 1) * sizeof *v->numbers);
    for (size_t i = 0; i < NOTES_OWNERS; i++) {
        notes_forget(&v->notes[i]);
    }
    v->chunk_count = v->piece_count = v->byte_count = 0;
    v->word_count = WORD_FIRST;
    v->full = false;
}

/* Room for the notes of all words there are. */
static void notes_grow(struct notes *notes, size_t capacity)
{
    notes->list = mem_resize(notes->list, capacity, notes->size);
    memset((char *)notes->list + notes->capacity * notes->size, 0,
           (capacity - notes->capacity) * notes->size);
    notes->capacity = capacity;
}

void *tokens_notes(const struct tokens *tokens, enum notes_owner owner, size_t size, uint64_t key)
{
    struct vocabulary *v = tokens->vocabulary;
    if (!v) {
        return NULL;
    }
    struct notes *notes = &v->notes[owner];
    if (notes->size != size) {
        free(notes->list);
        *notes = (struct notes){.size = size, .key = key};
    } else if (notes->key != key) {
        notes_forget(notes);
        notes->key = key;
    }
    if (notes->capacity < v->word_capacity) {
        notes_grow(notes, v->word_capacity);
    }
    return notes->list;
}
