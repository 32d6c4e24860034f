#include "text/stretch.h"
#include "text/token_reader.h"

struct word {
    enum fold_class script;
    size_t limit;       /* of the text */
    uint64_t small;     /* not 0: a Latin letter was small */
    uint32_t letters;   /* or-ed entries */
    bool stretch_check; /* there may be a stretched letter */
};

static void ascii_run(struct reader *r, struct word *word)
{
    const char *p = r->text.p + r->at, *stop = r->text.p + word->limit;
    while (stop - p >= 8) {
        uint64_t bytes = bytes_load(p), lower = bytes | BYTES_EACH(0x20u);
        uint64_t others = ~bytes_letters(lower) & BYTES_EACH(0x80u);
        size_t n = others ? (size_t)__builtin_ctzll(others) / 8 : 8;
        uint64_t stored = htole64(lower);
        memcpy(r->end, &stored, sizeof stored);
        r->end += n;
        p += n;
        if (n < 8) {
            word->small |= bytes & BYTES_EACH(0x20u) & ((1ull << 8 * n) - 1);
            r->at = (size_t)(p - r->text.p);
            return;
        }
        word->small |= bytes & BYTES_EACH(0x20u);
    }
    for (; p < stop && bytes_letters((unsigned char)*p | 0x20u) & 0x80; p++) {
        word->small |= (unsigned char)*p & 0x20u;
        *r->end++ = (char)(*p | 0x20);
    }
    r->at = (size_t)(p - r->text.p);
}

static void arabic_run(struct reader *r, struct word *word)
{
    const char *p = r->text.p + r->at, *stop = r->text.p + word->limit;
    uint32_t before = 0, letters = 0, repeats = 0;
    char *end = r->end;
    for (; stop - p >= 2; p += 2) {
        uint16_t two;
        memcpy(&two, p, sizeof two);
        two = le16toh(two);
        if ((two & 0xC0E0) != 0x80C0) { /* 110xxxxx 10xxxxxx, the first byte lowest */
            break;
        }
        uint32_t entry = fold_entries[(two & 0x1Fu) << 6 | (two >> 8 & 0x3Fu)];
        enum fold_class class = fold_class(entry);
        if (class != FOLD_ARABIC) {
            if (class != FOLD_DROP) {
                break;
            }
            continue;
        }
        uint16_t pair = htole16((uint16_t)entry);
        memcpy(end, &pair, sizeof pair);
        end += 2;
        letters |= entry;
        if ((uint16_t)entry == before) {
            word->stretch_check |= ++repeats >= 2;
        } else {
            repeats = 0;
        }
        before = (uint16_t)entry;
    }
    r->at = (size_t)(p - r->text.p);
    r->end = end;
    word->letters |= letters;
}

/* One character of a word by the slow way; false when the word is over. */
static bool word_step(struct reader *r, struct word *word)
{
    struct piece piece = reader_piece(r, r->at);
    enum fold_class class = fold_class(piece.entry);
    if (piece.n == 0 || r->at + piece.n > word->limit) {
        return false;
    }
    if (class == FOLD_APOSTROPHE && word->script == FOLD_LATIN) {
        struct piece next = reader_piece(r, r->at + piece.n);
        if (fold_class(next.entry) != FOLD_LATIN) {
            return false;
        }
        reader_append(r, "'", 1);
    } else if (class == word->script) {
        reader_append_folded(r, piece);
        word->letters |= piece.entry;
        word->small = 1; /* not known to be a capital */
        word->stretch_check = true;
    } else if (class != FOLD_DROP) {
        return false;
    }
    r->at += piece.n;
    return true;
}

/* The high bit of each of the first n bytes that is equal to the byte behind it; bits behind a true
 * one may be wrong. */
static uint64_t same_bits(uint64_t bytes, size_t n)
{
    uint64_t change = bytes ^ bytes >> 8;
    uint64_t same = (change - BYTES_EACH(1u)) & ~change & BYTES_EACH(0x80u);
    return same & ((1ull << 8 * n) - 1);
}

/* Whether an ASCII letter may stand three times in a row in the n bytes at p. Windows of eight
 * overlap by two. */
static bool has_triple(const char *p, size_t n)
{
    for (size_t at = 0; at + 2 < n; at += 6) {
        size_t pairs = n - at - 1 < 7 ? n - at - 1 : 7;
        uint64_t same = same_bits(bytes_load(p + at), pairs);
        if (same & same >> 8) {
            return true;
        }
    }
    return false;
}

static uint32_t word_flags(const struct word *word, size_t n)
{
    switch (word->script) {
    case FOLD_LATIN:
        return TOKEN_LATIN | (!word->small && n >= 2 ? (uint32_t)TOKEN_CAPITALS : 0);
    case FOLD_ARABIC:
        return TOKEN_ARABIC | fold_letters(word->letters);
    default:
        return 0;
    }
}

void word_read(struct reader *r, enum fold_class script, size_t limit)
{
    size_t from = r->at;
    char *folded = r->end;
    struct word word = {.script = script, .limit = limit};
    do {
        if (script == FOLD_LATIN) {
            ascii_run(r, &word);
        } else if (script == FOLD_ARABIC) {
            arabic_run(r, &word);
        }
        /* A space ends nearly every word: no need to ask the table. */
    } while (r->at < limit && r->text.p[r->at] != ' ' && word_step(r, &word));
    size_t n = (size_t)(r->end - folded);
    uint32_t flags = word_flags(&word, n);
    if (word.stretch_check || (script == FOLD_LATIN && has_triple(folded, n))) {
        bool stretched;
        n = stretch_fold(folded, n, &stretched);
        r->end = folded + n;
        flags |= stretched ? TOKEN_STRETCHED : 0;
    }
    reader_token_add(r, TOKEN_WORD, from, folded, flags);
}

/* ---- Numbers ---- */

/* A separator between two digits: sets its folded byte, 0 for one that goes. */
static bool is_separator(uint32_t code, char *byte)
{
    static const struct {
        uint32_t code;
        char byte;
    } separators[] = {{'.', '.'}, {0x66B, '.'}, {',', 0}, {0x66C, 0}, {0x60C, 0}, {'\'', 0}};
    for (size_t i = 0; i < sizeof separators / sizeof *separators; i++) {
        if (separators[i].code == code) {
            *byte = separators[i].byte;
            return true;
        }
    }
    return false;
}

void digits_read(struct reader *r, bool separated)
{
    size_t from = r->at;
    char *folded = r->end;
    for (;;) {
        struct piece piece = reader_piece(r, r->at);
        enum fold_class class = fold_class(piece.entry);
        char byte;
        if (class == FOLD_DIGIT) {
            reader_append_folded(r, piece);
        } else if (separated && piece.n && is_separator(piece.code, &byte) &&
                   fold_class(reader_piece(r, r->at + piece.n).entry) == FOLD_DIGIT) {
            reader_append(r, &byte, byte != 0);
        } else if (piece.n == 0 || class != FOLD_DROP) {
            break;
        }
        r->at += piece.n;
    }
    reader_token_add(r, TOKEN_NUMBER, from, folded, 0);
}
