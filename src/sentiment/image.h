/* The layout of a lexicon image, shared by the compiler that writes it, the lexicon that checks it
 * and the scorer that reads it. Private to this layer.
 *
 * Every entry is a path of words from the root. The first step of a path is found by the hash of
 * the word: a bitmap of 32 KiB, which stays in the first cache and turns most words of a text away,
 * then an open table. A table of what Persian words begin with turns away most of those that might
 * be one with an ending. Further steps are edges (node, word) -> node in a table of their own; a
 * node itself turns most words away. Nodes 1..words are the words themselves, so a word and the
 * path of that one word are one number.
 *
 * Invariants that lexicon.c checks once, so that a reader needs no checks: every section lies
 * inside the image and is aligned to 8; table sizes are powers of two. Numbers found *inside* a
 * section are not checked at opening (that would read it all) and are compared with the count of
 * what they point at where they are used. */
#ifndef SENTIMENT_IMAGE_H
#define SENTIMENT_IMAGE_H

#include "base/str.h"
#include "model/score.h"
#include "sentiment/lexicon.h"

#include <endian.h>
#include <stdint.h>

#define IMAGE_MAGIC       "nabzlex"
#define IMAGE_FORMAT      15u /* raised whenever a struct below or token_hash changes its meaning */
#define IMAGE_BYTE_ORDER  0x01020304u
#define IMAGE_BITMAP_BITS (32u * 1024u * 8u)
#define IMAGE_BEGINNINGS  4096u
#define IMAGE_STEM_BYTES  6u /* shorter stems (three letters) meet other words by chance */
#define IMAGE_PHRASE_MAX  8u /* words of one entry */
#define IMAGE_LEARNED_MAX 3u /* of one with a learned weight */

#define STRENGTH_LEAST 0.1f
#define STRENGTH_MOST  10.0f
#define VALENCE_MOST   4.0f

/* Learned weights are whole numbers of this part of a point: the sum of any of them is exact, in
 * whatever order, and that of all in a stretch fits into 32 bits, be the image damaged. */
#define LEARNED_UNITS 1000

enum image_role {
    ROLE_NONE,
    ROLE_NEGATE_NEXT,     /* not, without */
    ROLE_NEGATE_PREVIOUS, /* Persian "is not", "was not" behind the adjective */
    ROLE_NEGATE_BOTH,
    ROLE_BOOST_NEXT, /* amount: how much stronger, negative is weaker */
    ROLE_BOOST_PREVIOUS,
    ROLE_CONTRAST, /* amount: weight of what stands before it */
    ROLE_WISH,     /* amount: valence the wish adds */
    ROLE_COUNT,
};

enum image_entry_flags {
    ENTRY_CURATED = 1, /* a person gave it a valence, maybe 0 */
    ENTRY_LEARNED = 2, /* the data gave it one */
    ENTRY_EMOJI = 4,
};

struct image_entry {
    float curated; /* valence, -4 to 4 */
    float amount;  /* of the role */
    uint16_t role, flags;
    uint32_t name_at, name_n; /* folded words, one space between them */
};

struct image_word {
    uint32_t text_at, text_n;
};

enum image_node_flags {
    NODE_ENTRY = 1,   /* its entry has a curated valence or a role */
    NODE_LEARNED = 2, /* it has a learned weight */
    NODE_FOLLOWS = 4, /* of a word: a step leads on by it */
};

/* What the scorer must know of a path before it looks at any entry. */
struct image_node {
    uint32_t entry;  /* index + 1, or 0 when the path only leads on */
    uint16_t trust;  /* of the entry, see image_trust */
    int16_t learned; /* what the learned layer adds, in LEARNED_UNITS; 0 without NODE_LEARNED */
    uint32_t flags;
    uint32_t next; /* image_next_bit of each word that a step leads on by */
};

struct image_slot {
    uint64_t hash;
    uint32_t word, unused; /* node of the word, 0 is free */
};

struct image_key {
    uint64_t key; /* text/finglish.h, or token_hash of a word a lexicon writes in Latin letters */
    uint32_t word, unused; /* word 0 is free */
};

/* The weight of its end lies in an edge itself: of most ends there is nothing more to be known. */
struct image_edge {
    uint64_t path;   /* image_path, 0 is free */
    uint32_t to;     /* with EDGE_MORE unless its node says nothing but the weight */
    int16_t learned; /* as in a node */
    uint16_t unused;
};

#define EDGE_MORE 0x80000000u

enum image_suffix_class {
    SUFFIX_COPULA,
    SUFFIX_PLURAL,
    SUFFIX_POSSESSIVE,
    SUFFIX_EZAFE,
    SUFFIX_COMPARATIVE,
    SUFFIX_SUPERLATIVE,
    SUFFIX_OBJECT,
    SUFFIX_COUNT,
};

/* In the order of their last byte, then longest first. */
struct image_suffix {
    uint64_t tail, mask; /* image_tail of the text, and which bits of it count */
    uint32_t text_at;
    uint16_t text_n, kind;
};

struct image_span {
    uint32_t at, count; /* bytes from the start of the image; elements */
};

struct image_header {
    char magic[8];
    uint32_t format, byte_order;
    uint64_t size;
    uint64_t checksum;        /* of all bytes behind the header */
    uint64_t header_checksum; /* of the header with this field 0 */
    struct image_span bitmap, beginnings, slots, finglish, edges, words, nodes, entries, suffixes,
        text;
    uint32_t curated, learned; /* entries of each layer */
    /* Of the languages that have a folder, curated alone and with what is learned; 0: it has none.
     */
    float strength[LANG_COUNT][2];
    float marks[LANG_COUNT][MARK_COUNT]; /* what is learned of them */
};

struct edge_table {
    const struct image_edge *edges;
    uint32_t mask; /* of the place of an edge */
};

struct lexicon {
    const struct image_header *header;
    const uint64_t *bitmap, *beginnings;
    const struct image_slot *slots;
    const struct image_key *finglish;
    struct edge_table edges;
    const struct image_word *words; /* of node 1.. at index 0.. */
    const struct image_node *nodes; /* of node 0.. */
    const struct image_entry *entries;
    const struct image_suffix *suffixes;
    const char *text;
    uint32_t suffix_end[257]; /* those whose last byte is b: [suffix_end[b], suffix_end[b + 1]) */
    struct str mapped;        /* for lexicon_close, absent when the caller owns the bytes */
    char version[17];
};

uint64_t image_checksum(const void *bytes, size_t n);

/* Asked of the node, it turns most pairs of words away before their edge is looked for. */
static inline uint32_t image_next_at(uint32_t word)
{
    return word % 32;
}

static inline uint32_t image_next_bit(uint32_t word)
{
    return 1u << image_next_at(word);
}

/* A step from a node by a word. */
static inline uint64_t image_path(uint32_t from, uint32_t word)
{
    return (uint64_t)from << 32 | word;
}

static inline uint32_t image_path_from(uint64_t path)
{
    return (uint32_t)(path >> 32);
}

static inline uint32_t image_path_word(uint64_t path)
{
    return (uint32_t)path;
}

/* The place of its edge in the table before collisions, of which the low bits count. */
static inline uint32_t image_edge_at(uint64_t path)
{
    return (uint32_t)(path * HASH_STEP >> 40);
}

/* Between entries of one length that overlap, the stronger has the say: a
 * fraction of IMAGE_TRUST_UNIT, which is what one word of length gains. Whole numbers, so that
 * equal covers are equal. */
#define IMAGE_TRUST_UNIT 1600u
#define IMAGE_TRUST_MOST (IMAGE_TRUST_UNIT + (uint32_t)(VALENCE_MOST * 100))
static inline uint16_t image_trust(const struct image_entry *entry)
{
    float strength = entry->curated < 0 ? -entry->curated : entry->curated;
    return entry->flags & ENTRY_CURATED
               ? (uint16_t)(IMAGE_TRUST_UNIT + (uint32_t)(strength * 100 + 0.5f))
               : 0;
}

/* The last bytes before `end`, at most eight, the very last one highest. */
static inline uint64_t image_tail(const char *end, size_t n)
{
    uint64_t tail = 0;
    n = n < sizeof tail ? n : sizeof tail;
    memcpy((char *)&tail + sizeof tail - n, end - n, n);
    return le64toh(tail);
}

/* The same where eight bytes can be read, be they of the text or before it. */
static inline uint64_t image_tail_load(const char *end)
{
    uint64_t tail;
    memcpy(&tail, end - sizeof tail, sizeof tail);
    return le64toh(tail);
}

/* The first bytes, at most eight, the very first one lowest. */
static inline uint64_t image_head(const char *p, size_t n)
{
    uint64_t head = 0;
    memcpy(&head, p, n < sizeof head ? n : sizeof head);
    return le64toh(head);
}

/* What a stem may begin with, which turns most words away before an ending is looked for: for the
 * first IMAGE_STEM_BYTES a bit for each letter that may follow, by its last byte; all of them where
 * none need follow. */
static inline uint64_t image_beginning_at(uint64_t head)
{
    return (head << 16) * HASH_STEP >> 52;
}

static inline uint64_t image_beginning_bit(uint64_t head)
{
    return (uint64_t)1 << (head >> 56) % 64;
}

static inline uint64_t image_slot_at(uint64_t hash)
{
    return hash >> 18;
}

static inline bool image_bit(const uint64_t *bitmap, uint64_t hash)
{
    return bitmap[hash % IMAGE_BITMAP_BITS / 64] >> (hash % 64) & 1;
}

static inline void image_bit_set(uint64_t *bitmap, uint64_t hash)
{
    bitmap[hash % IMAGE_BITMAP_BITS / 64] |= (uint64_t)1 << hash % 64;
}

#endif
