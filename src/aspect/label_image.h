/* The layout of the image of label words, shared by the compiler that writes it and the labeller
 * that reads it. Private to this layer.
 *
 * Every entry is a path of words. Node 0 is the root; nodes 1..words are the words themselves,
 * found by the hash of the folded word in an open table, behind a bitmap of 8 KiB that turns most
 * words of a text away; further steps are edges (node, word) -> node in a second table; Persian
 * words in Latin letters are keys -> word in a third. All tables are the same struct.
 *
 * What label_lexicon.c checks once: every section lies inside the image, table sizes are powers of
 * two with a free slot, and every number in nodes, entries and marks points at what is there. So a
 * reader needs no checks but for the values of tables, which it compares with the count of nodes.
 */
#ifndef ASPECT_LABEL_IMAGE_H
#define ASPECT_LABEL_IMAGE_H

#include "aspect/label_lexicon.h"
#include "model/labels.h"

#define LABEL_MAGIC       "nabzlab"
#define LABEL_FORMAT      1u
#define LABEL_BYTE_ORDER  0x01020304u
#define LABEL_FILTER_BITS (64u * 1024u)
#define LABEL_PHRASE_MAX  8u

/* What an entry says, beside the labels of enum about. */
enum mark_about {
    MARK_NEGATE_NEXT = ABOUT_COUNT,
    MARK_NEGATE_PREVIOUS,
    MARK_NEGATE_BOTH,
    MARK_CONTRAST, /* opens another clause */
    MARK_JOINT,    /* "and": may open one */
    MARK_MORE,     /* high, much */
    MARK_LESS,
    MARK_NUMBER, /* a number in letters */
    MARK_ABOUTS,
};

enum mark_flags {
    MARK_DEFAULT = 1, /* the polarity holds where nothing around says another */
    MARK_SCALE = 2,   /* the polarity is that of more of it */
    MARK_LEARNED = 4,
    MARK_JUDGED = 8, /* counts only where something good or bad is said of it */
};

struct image_mark {
    uint8_t about, which, flags;
    int8_t polarity; /* -1, 0, 1 */
    float weight;
};

struct image_label_entry {
    uint32_t mark_at, mark_count, name_at, name_n;
};

struct image_label_node {
    uint32_t entry; /* index + 1, 0: the path only leads on */
    uint32_t leads; /* 1 when edges leave it */
};

struct image_pair {
    uint64_t key;
    uint32_t node, unused; /* node 0: free */
};

/* In the order of their last byte. */
struct image_ending {
    uint32_t text_at;
    uint16_t text_n, stem_least; /* bytes */
};

struct image_part {
    uint32_t at, count; /* bytes from the start of the image; elements */
};

struct image_label_header {
    char magic[8];
    uint32_t format, byte_order;
    uint64_t size, checksum; /* of all bytes behind the header */
    struct image_part filter, words, edges, finglish, nodes, entries, marks, endings, touchpoints,
        text;
    uint32_t word_count, unused;
};

struct label_lexicon {
    const struct image_label_header *header;
    const uint64_t *filter;
    const struct image_pair *words, *edges, *finglish;
    const struct image_label_node *nodes;
    const struct image_label_entry *entries;
    const struct image_mark *marks;
    const struct image_ending *endings;
    const char *text;
    uint32_t ending_end[257]; /* those whose last byte is b: [ending_end[b], ending_end[b + 1]) */
    struct str touchpoints[TOUCHPOINTS_MAX];
    size_t touchpoint_count;
    struct str mapped; /* for label_lexicon_close, absent when the caller owns the bytes */
    char version[17];
};

static inline uint64_t label_edge_key(uint32_t from, uint32_t word)
{
    uint64_t h = ((uint64_t)from << 32 | word) * 0x9E3779B97F4A7C15u;
    return h ^ h >> 29;
}

static inline uint64_t label_feature_key(struct str name, bool english)
{
    return str_hash_stable(name) ^ (english ? 0x656Eu : 0x6661u);
}

/* 0 when it is not there. */
static inline uint32_t pair_find(const struct image_pair *pairs, uint32_t size, uint64_t key)
{
    uint32_t mask = size - 1;
    for (uint32_t at = (uint32_t)(key >> 20);; at++) {
        const struct image_pair *pair = &pairs[at & mask];
        if (pair->node == 0 || pair->key == key) {
            return pair->node;
        }
    }
}

static inline bool label_filter_bit(const uint64_t *filter, uint64_t hash)
{
    return filter[hash % LABEL_FILTER_BITS / 64] >> (hash % 64) & 1;
}

#endif
