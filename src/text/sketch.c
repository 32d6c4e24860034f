#include "text/sketch.h"

/* As many bins must have a pair of their own: eight times one word is one pair. */
enum { FILLED_LEAST = 4 };

struct least {
    uint64_t of[SKETCH_BINS]; /* the least hash of each bin; UINT64_MAX where there is none */
};

static uint64_t mixed(uint64_t left, uint64_t right)
{
    uint64_t x = (left ^ (right * HASH_STEP)) * 0xFF51AFD7ED558CCDu;
    x ^= x >> 32;
    x *= 0xC4CEB9FE1A85EC53u;
    return x ^ (x >> 29);
}

/* Returns how many words there are. */
static size_t pairs_hash(const struct tokens *tokens, struct least *least)
{
    uint64_t before = 0;
    size_t words = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        const struct token *token = &tokens->list[i];
        if (token->kind != TOKEN_WORD && token->kind != TOKEN_NUMBER) {
            continue;
        }
        uint64_t word = tokens_hash(token->folded);
        if (words++ > 0) {
            uint64_t hash = mixed(before, word);
            uint64_t *bin = &least->of[hash >> 60];
            *bin = hash < *bin ? hash : *bin;
        }
        before = word;
    }
    return words;
}

/* Empty bins borrow, changed by how far they reached, so that two that borrow do not agree by it.
 */
static void bins_write(const struct least *least, struct sketch *sketch)
{
    for (size_t i = 0; i < SKETCH_BINS; i++) {
        size_t far = 0;
        while (least->of[(i + far) % SKETCH_BINS] == UINT64_MAX) {
            far++;
        }
        uint64_t hash = least->of[(i + far) % SKETCH_BINS];
        sketch->bins[i] = (unsigned char)((hash >> 16) + 0x6B * far);
    }
}

struct sketch sketch_tokens(const struct tokens *tokens)
{
    struct sketch sketch = {.made = false};
    struct least least;
    size_t filled = 0;
    memset(&least, 0xFF, sizeof least);
    if (tokens->count < SKETCH_WORDS || pairs_hash(tokens, &least) < SKETCH_WORDS) {
        return sketch;
    }
    for (size_t i = 0; i < SKETCH_BINS; i++) {
        filled += least.of[i] != UINT64_MAX;
    }
    if (filled >= FILLED_LEAST) {
        bins_write(&least, &sketch);
        sketch.made = true;
    }
    return sketch;
}
