/* Everything grows by doubling up to its cap, so that a run over a few texts touches little memory,
 * and is found by bounded probing, so that no choice of words makes it slow. */
#include "text/vocabulary_table.h"

#include <stdlib.h>

enum { SMALLEST = 256 };

/* ---- Runs ---- */

static struct run *run_slot(const struct vocabulary *v, const struct run *run)
{
    struct run *slot = &v->runs[run_hash(run->low, run->high) & v->run_mask];
    for (size_t i = 0; i < RUN_PROBES; i++) {
        if (slot[i].length == 0) {
            return &slot[i];
        }
    }
    return NULL;
}

_Static_assert(sizeof(struct run) == 64, "a line of the cache");

static void runs_allot(struct vocabulary *v, size_t slots)
{
    v->runs_block = mem_zalloc(slots + RUN_PROBES, sizeof *v->runs);
    v->runs = (struct run *)(((uintptr_t)v->runs_block + sizeof *v->runs - 1) &
                             ~(uintptr_t)(sizeof *v->runs - 1));
    v->run_mask = slots - 1;
    v->run_count = 0;
}

/* One that finds no slot any more is met as a new one the next time. */
static void run_add(struct vocabulary *v, const struct run *run)
{
    struct run *slot = run_slot(v, run);
    if (slot) {
        *slot = *run;
        v->run_count++;
    }
}

static void runs_grow(struct vocabulary *v)
{
    void *block = v->runs_block;
    const struct run *old = v->runs;
    size_t slots = v->run_mask + RUN_PROBES;
    runs_allot(v, (v->run_mask + 1) * 2);
    for (size_t i = 0; i < slots; i++) {
        if (old[i].length) {
            run_add(v, &old[i]);
        }
    }
    free(block);
}

/* ---- Words ---- */

static void words_allot(struct vocabulary *v, size_t capacity)
{
    v->evidence = mem_resize(v->evidence, capacity, sizeof *v->evidence);
    v->letters = mem_resize(v->letters, capacity, sizeof *v->letters);
    v->words = mem_zalloc(capacity * 2 + WORD_PROBES_MOST - 1, sizeof *v->words);
    v->word_capacity = capacity;
}

/* The slot of a word, or the free one it gets; NULL when there is none. */
static struct word_slot *word_find(const struct vocabulary *v, uint64_t key)
{
    struct word_slot *slot = word_slot(v, key);
    for (size_t i = 0; i < WORD_PROBES_MOST; i++) {
        if (slot[i].number == 0 || slot[i].key == key) {
            return &slot[i];
        }
    }
    return NULL;
}

/* A word that finds no slot any more gets another number the next time. */
static void words_grow(struct vocabulary *v)
{
    struct word_slot *old = v->words;
    size_t slots = v->word_capacity * 2 + WORD_PROBES_MOST - 1;
    words_allot(v, v->word_capacity * 2);
    for (size_t i = 0; i < slots; i++) {
        struct word_slot *slot = old[i].number ? word_find(v, old[i].key) : NULL;
        if (slot) {
            *slot = old[i];
        }
    }
    free(old);
}

/* The number that the word of the free slot gets; 0 when there is no room. */
static uint32_t word_add(struct vocabulary *v, const struct token *token, struct word_slot *slot)
{
    if (v->word_count >= v->most) {
        v->full = true;
        return 0;
    }
    if (v->word_count == v->word_capacity) {
        words_grow(v);
        return vocabulary_word(v, token);
    }
    v->evidence[v->word_count] = language_evidence(token);
    v->letters[v->word_count] = LETTERS_UNSEEN;
    *slot = (struct word_slot){word_key(token), (uint32_t)v->word_count++, 0};
    return slot->number;
}

/* False for a word that was never met. So many bits set, and most would seem to have been. */
static bool was_met(struct vocabulary *v, uint64_t key)
{
    uint64_t *bits = &v->met[key / 64 % (MET_BITS / 64)], bit = 1ull << key % 64;
    bool met = *bits & bit;
    if (!met && ++v->met_count > MET_BITS / 4) {
        memset(v->met, 0, sizeof v->met);
        v->met_count = 0;
    }
    *bits |= bit;
    return met;
}

uint32_t vocabulary_word(struct vocabulary *v, const struct token *token)
{
    const unsigned nameless = 1u << TOKEN_HANDLE | 1u << TOKEN_URL | 1u << TOKEN_MARK;
    if (nameless >> token->kind & 1) {
        return WORD_NAMELESS;
    }
    uint64_t key = word_key(token);
    struct word_slot *slot = word_find(v, key);
    if (!slot || slot->number) {
        return slot ? slot->number : 0;
    }
    return was_met(v, key) ? word_add(v, token, slot) : 0;
}

uint32_t vocabulary_joined(struct vocabulary *v, const struct token *left,
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

/* ---- Learning ---- */

static bool token_keep(struct run_token *kept, const struct token *token, size_t from)
{
    if (token->folded.n > RUN_BYTES || token->word == 0) {
        return false;
    }
    struct bytes16_cut folded = bytes16_cut(token->folded.p, token->folded.n, 0);
    bytes_store(kept->folded, folded.low);
    bytes_store(kept->folded + 8, folded.high);
    kept->word = token->word;
    kept->joined = token->joined;
    kept->flags = (uint16_t)token->flags;
    kept->kind = (uint8_t)token->kind;
    kept->at = (uint8_t)(token->at - from);
    kept->n = (uint8_t)token->n;
    kept->folded_n = (uint8_t)token->folded.n;
    return true;
}

/* The tokens behind the first; they count only when the run is kept. */
static bool more_keep(struct vocabulary *v, const struct token *tokens, size_t count, size_t from)
{
    if (v->more_count + count > v->more_capacity) {
        v->more_capacity = (v->more_count + count) * 2;
        v->more = mem_resize(v->more, v->more_capacity, sizeof *v->more);
    }
    bool kept = true;
    for (size_t i = 0; i < count; i++) {
        kept = token_keep(&v->more[v->more_count + i], &tokens[i], from) && kept;
    }
    return kept;
}

void vocabulary_learn(struct vocabulary *v, struct run *run, size_t from, bool alone,
                      const struct token *tokens, size_t count)
{
    const uint32_t around = TOKEN_JOINED | TOKEN_ZWNJ; /* of the first: of its place, not its own */
    /* A number may go on behind the run, in ASCII digits. */
    if (count && (tokens->word == 0 || tokens[count - 1].kind == TOKEN_NUMBER)) {
        return;
    }
    v->full |= v->run_count >= v->most || v->more_count >= v->most;
    if (v->full || count > RUN_TOKENS || (count && !token_keep(&run->first, tokens, from)) ||
        (count > 1 && !more_keep(v, tokens + 1, count - 1, from))) {
        return;
    }
    run->first.flags &= (uint16_t)~around;
    run->count = (uint8_t)count;
    run->leans = count == 0 || run->first.at || run->first.kind != TOKEN_WORD;
    run->plain = count == 1 && !run->leans && run->first.n == run->length;
    run->more = (uint32_t)v->more_count;
    if (run->leans && !alone) {
        return;
    }
    v->more_count += count > 1 ? count - 1 : 0;
    if (v->run_count * 2 > v->run_mask) {
        runs_grow(v);
    }
    run_add(v, run);
}

/* ---- The whole ---- */

struct vocabulary *vocabulary_new(size_t most)
{
    struct vocabulary *v = mem_zalloc(1, sizeof *v);
    v->most = most;
    v->word_count = WORD_FIRST;
    runs_allot(v, SMALLEST);
    words_allot(v, SMALLEST);
    memset(v->evidence, 0, WORD_FIRST * sizeof *v->evidence);
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
    free(v->runs_block);
    free(v->more);
    free(v->words);
    free(v->evidence);
    free(v->letters);
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
    memset(v->runs, 0, (v->run_mask + RUN_PROBES) * sizeof *v->runs);
    memset(v->words, 0, (v->word_capacity * 2 + WORD_PROBES_MOST - 1) * sizeof *v->words);
    for (size_t i = 0; i < NOTES_OWNERS; i++) {
        notes_forget(&v->notes[i]);
    }
    v->run_count = v->more_count = 0;
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
