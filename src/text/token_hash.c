/* The hash of a folded word, sixteen bytes at a time. It is part of the lexicon image format: the
 * same on every machine, however the bytes are loaded. */
#include "text/token_reader.h"

/* All but the last 1 to 16 bytes; moves *p and *n to those. */
static uint64_t hash_blocks(const char **p, size_t *n)
{
    uint64_t hash = *n;
    for (; *n > 16; *p += 16, *n -= 16) {
        hash = reader_mix(bytes_load(*p) ^ HASH_LOW ^ hash, bytes_load(*p + 8) ^ HASH_HIGH);
    }
    return hash;
}

uint64_t reader_hash(const char *p, size_t n)
{
    uint64_t hash = n > 16 ? hash_blocks(&p, &n) : n;
    return reader_hash_last(hash, block16_first(block16_load(p), n));
}

uint64_t tokens_hash(struct str part)
{
    return reader_hash(part.p, part.n);
}

/* The first n bytes at p, at most 8, the first one lowest; reads no others. */
static uint64_t bytes_load_few(const char *p, size_t n)
{
    if (n >= 4) {
        uint32_t first, last; /* where they overlap they agree */
        memcpy(&first, p, sizeof first);
        memcpy(&last, p + n - sizeof last, sizeof last);
        return le32toh(first) | (uint64_t)le32toh(last) << 8 * (n - sizeof last);
    }
    uint64_t bytes = 0;
    for (size_t i = 0; i < n; i++) {
        bytes |= (uint64_t)(unsigned char)p[i] << 8 * i;
    }
    return bytes;
}

uint64_t token_hash(struct str folded)
{
    uint64_t hash = hash_blocks(&folded.p, &folded.n), low, high = 0;
    if (folded.n > 8) {
        low = bytes_load(folded.p);
        high = bytes_load(folded.p + folded.n - 8) >> 8 * (16 - folded.n);
    } else {
        low = bytes_load_few(folded.p, folded.n);
    }
    return reader_mix(low ^ HASH_LOW ^ hash, high ^ HASH_HIGH);
}
