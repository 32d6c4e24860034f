#include "store/author_key.h"

/* FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/ */
uint64_t author_hash(struct str name)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = str_starts(name, STR("@")); i < name.n; i++) {
        unsigned char c = (unsigned char)name.p[i];
        hash = (hash ^ (c >= 'A' && c <= 'Z' ? c + 32u : c)) * 1099511628211u;
    }
    return hash;
}

struct author_word author_word(struct str name)
{
    static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567", mark[] = "\"\uE000";
    enum { DIGITS = 4, BITS = 5 };
    struct author_word word = {.n = 0};
    uint64_t hash = name.n ? author_hash(name) * HASH_STEP : 0;
    if (!name.n) {
        return word;
    }
    memcpy(word.quoted, mark, sizeof mark - 1);
    word.n = sizeof mark - 1;
    for (int i = 0; i < DIGITS; i++, hash <<= BITS) {
        word.quoted[word.n++] = digits[hash >> (64 - BITS)];
    }
    word.quoted[word.n++] = '"';
    return word;
}
