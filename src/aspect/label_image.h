/* The layout of the image of label words, shared by the compiler that writes it and the labeller
 * that reads it. Private to this layer.
 *
 * Every entry is a path of words. Node 0 is the root; nodes 1..words are the words themselves,
 * found by the hash of the folded word in an open table, behind a bitmap of 8 KiB that turns most
 * words of a text away (another one those whose stem cannot be there); further steps are edges
 * (node, word) -> node in a second table, behind a bitmap, too; Persian words in Latin letters are
 * keys -> word in a third. A node has the marks of the entry that ends in it.
 *
 * What label_lexicon.c checks once: every section lies inside the image, table sizes are powers of
 * two with a free slot, and every number in nodes, tables and marks points at what is there. So a
 * reader needs no checks.
 */
#ifndef ASPECT_LABEL_IMAGE_H
#define ASPECT_LABEL_IMAGE_H

#include "aspect/label_lexicon.h"
#include "model/labels.h"

#define LABEL_MAGIC       "nabzlab"
#define LABEL_FORMAT      7u
#define LABEL_BYTE_ORDER  0x01020304u
#define LABEL_FILTER_BITS (64u * 1024u)
#define LABEL_PHRASE_MAX  8u
#define LABEL_LINE        64u        /* sections begin with a line of the cache */
#define LABEL_NODES_MAX   (1u << 24) /* their numbers have 24 bits in the notes of words */

/* The entries of a text lie in layers: within one the longest hides the others, across them nothing
 * is hidden. So "the price, please" is a question about the price, "fast delivery" speaks of the
 * delivery, and what was learned lies on top of what people wrote. */
enum label_layer { LAYER_NEEDS, LAYER_TOUCHPOINTS, LAYER_WEIGHED, LAYER_LEARNED, LAYERS };
enum { POLAR_LAYERS = 1 << LAYER_NEEDS | 1 << LAYER_TOUCHPOINTS, ALL_LAYERS = (1 << LAYERS) - 1 };

/* What an entry is, beside its marks; of several at once. */
enum node_flags {
    NODE_ENTRY = 1, /* or else the path only leads on */
    NODE_LEADS = 2, /* edges leave it */
    NODE_NEGATE_NEXT = 4,
    NODE_NEGATE_PREVIOUS = 8,
    NODE_CONTRAST = 16, /* opens another clause */
    NODE_JOINT = 32,    /* "and": may open one */
    NODE_MORE = 64,     /* high, much */
    NODE_LESS = 128,
    NODE_NUMBER = 256, /* a number in letters */
    NODE_POLAR = 512,  /* has a mark of a need or touchpoint */
    NODE_PROS = 1024,  /* "advantages", "the good thing": what follows is good */
    NODE_CONS = 2048,
    NODE_FURTHER = 4096, /* there are more weights than the one that lies in the node */
    NODE_GRAMMAR = NODE_NEGATE_NEXT | NODE_NEGATE_PREVIOUS | NODE_CONTRAST | NODE_JOINT |
                   NODE_MORE | NODE_LESS | NODE_PROS | NODE_CONS,
};

enum mark_flags {
    MARK_DEFAULT = 1, /* the polarity holds where nothing around says another */
    MARK_SCALE = 2,   /* the polarity is that of more of it */
    MARK_LEARNED = 4,
    MARK_JUDGED = 8, /* counts only where something good or bad is said of it */
};

/* Weights are whole numbers, so that their sums are the same in any order. */
#define WEIGHT_ONE  (1 << 27)
#define WEIGHT_TOLD (WEIGHT_ONE / 2) /* a weaker word decided nothing */

/* What an entry says of one label. */
struct image_mark {
    uint8_t about, which, flags; /* enum about, enum mark_flags */
    int8_t polarity;             /* -1, 0, 1 */
    int32_t weight;
};

/* Half a line of the cache: with the first mark of either kind nearly all of them have all there is
 * to say. Marks of needs and touchpoints come first, then those that are weighed, of stages and
 * intents. */
struct image_label_node {
    uint32_t follow;         /* of the words that edges lead on with: the bits label_follow */
    uint32_t mark_at;        /* all of its marks */
    struct image_mark polar; /* the first of a need or touchpoint */
    int32_t weight;          /* of the first one that is weighed; 0: there is none */
    uint8_t sum, mark_flags; /* and its label_sum and flags */
    uint8_t polar_count, mark_count;
    uint16_t flags;
    uint16_t told;  /* bits of the needs of which it says itself how they are: "dear" */
    uint16_t named; /* of those that count wherever it stands */
    uint8_t layers; /* bits of enum label_layer that the entry is in */
    uint8_t zero;
};

_Static_assert(sizeof(struct image_label_node) == LABEL_LINE / 2, "no node lies in two lines");

struct image_slot32 {
    uint32_t tag, node; /* the upper half of the hash; 0: free */
};

struct image_pair {
    uint64_t key;
    uint32_t node, unused; /* node 0: free */
};

/* The features of a text as a whole, in the order of the section; aspect.c tells what they are. */
#define LABEL_FEATURES                                                                             \
    {                                                                                              \
        "<always>", "<question>", "<exclamation>", "<handle>", "<link>", "<positive>",             \
            "<negative>", "<very-positive>", "<very-negative>", "<need>", "<need-positive>",       \
            "<need-negative>", "<short>", "<long>"                                                 \
    }
#define LABEL_FEATURE_COUNT 14
enum { FEATURE_GROUPS = 3, FEATURE_GROUP = 5, FEATURE_SETS = 1 << FEATURE_GROUP };
_Static_assert(FEATURE_GROUPS *FEATURE_GROUP >= LABEL_FEATURE_COUNT, "each is in a group");

/* In the order of their last byte, longest first. The last eight bytes of a word under `mask` are
 * `tail` when it ends so; of a longer ending the text has the rest. */
struct image_ending {
    uint64_t mask, tail;
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
    struct image_part filter, heads, words, steps, edges, finglish, nodes, names, marks, endings,
        touchpoints, features, text;
    uint32_t word_count, zero; /* the node of the word "0", which stands for any number */
};

/* What is said of each label is summed up: polarities in one row, weights in another. What weighs
 * nothing is put to STAGE_NONE. */
enum label_sums {
    SUM_NEEDS = 0,
    SUM_TOUCHPOINTS = SUM_NEEDS + NEED_COUNT,
    POLAR_SUMS = SUM_TOUCHPOINTS + TOUCHPOINTS_MAX,
    SUM_STAGES = 0,
    SUM_INTENTS = SUM_STAGES + STAGE_COUNT,
    WEIGHT_SUMS = SUM_INTENTS + INTENT_COUNT,
};

/* The place of a label in its row. */
static inline unsigned label_sum(unsigned about, unsigned which)
{
    static const unsigned char first[ABOUT_COUNT] = {
        [ABOUT_NEED] = SUM_NEEDS,
        [ABOUT_STAGE] = SUM_STAGES,
        [ABOUT_TOUCHPOINT] = SUM_TOUCHPOINTS,
        [ABOUT_INTENT] = SUM_INTENTS,
    };
    return first[about] + which;
}

static inline bool label_is_weighed(unsigned about)
{
    return about == ABOUT_STAGE || about == ABOUT_INTENT;
}

struct label_lexicon {
    const struct image_label_header *header;
    const uint64_t *filter, *heads; /* of whole words; of how those begin that have endings */
    const uint64_t *steps;          /* of edges */
    const struct image_slot32 *words;
    const struct image_pair *edges, *finglish;
    const struct image_label_node *nodes;
    const struct image_part *names; /* of node i: bytes of the text */
    const struct image_mark *marks;
    const uint32_t *features; /* nodes, 0 for none: all of Persian, then all of English */
    /* What every set of those of a group adds to stages and intents: without, with what is learned;
     * of Persian, of English. */
    int64_t feature_sums[2][2][FEATURE_GROUPS][FEATURE_SETS][WEIGHT_SUMS];
    const struct image_ending *endings;
    const char *text;
    uint32_t ending_end[257]; /* those whose last byte is b: [ending_end[b], ending_end[b + 1]) */
    struct str touchpoints[TOUCHPOINTS_MAX];
    size_t touchpoint_count;
    struct str mapped; /* for label_lexicon_close, absent when the caller owns the bytes */
    char version[17];
};

uint64_t label_checksum(const void *bytes, size_t n);

static inline uint64_t label_edge_key(uint32_t from, uint32_t word)
{
    uint64_t h = ((uint64_t)from << 32 | word) * HASH_STEP;
    return h ^ h >> 29;
}

/* Most words do not follow most others: a bit says so at once. No word has a
 * number that LABEL_NO_WORD divides, so bit 0, that of no word at all, is in no set. */
#define LABEL_NO_WORD 32u
static inline uint32_t label_follow(uint32_t word)
{
    return 1u << word % LABEL_NO_WORD;
}

/* Whether an edge may be there: where tables are half full, one in sixteen that is not there is
 * taken for one that is. */
static inline bool label_may_step(const uint64_t *steps, uint32_t size, uint64_t key)
{
    return steps[(key / 64) & (size - 1)] >> (key % 64) & 1;
}

/* Where it is, if nothing else is. */
static inline const struct image_pair *pair_slot(const struct image_pair *pairs, uint32_t size,
                                                 uint64_t key)
{
    return &pairs[(key >> 20) & (size - 1)];
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

/* The node of a word, 0 when it is not there. */
static inline uint32_t slot_find(const struct image_slot32 *slots, uint32_t size, uint64_t hash)
{
    uint32_t mask = size - 1, tag = (uint32_t)(hash >> 32);
    for (uint32_t at = (uint32_t)(hash >> 16);; at++) {
        const struct image_slot32 *slot = &slots[at & mask];
        if (slot->node == 0 || slot->tag == tag) {
            return slot->node;
        }
    }
}

/* How a word begins: its first three letters, which every stem has. 0 for shorter words. */
static inline uint64_t label_head(struct str word)
{
    size_t n = word.n && (unsigned char)word.p[0] >= 0x80 ? 6 : 3;
    uint64_t head = 0;
    if (word.n >= n) {
        memcpy(&head, word.p, n);
    }
    return (head * HASH_STEP) >> 40;
}

/* The last eight bytes, zeros before those of a shorter word. */
static inline uint64_t label_tail(struct str word)
{
    unsigned char bytes[8] = {0};
    size_t n = word.n < sizeof bytes ? word.n : sizeof bytes;
    memcpy(bytes + sizeof bytes - n, word.p + word.n - n, n);
    uint64_t tail;
    memcpy(&tail, bytes, sizeof tail);
    return tail;
}

static inline bool label_filter_bit(const uint64_t *filter, uint64_t hash)
{
    return filter[hash % LABEL_FILTER_BITS / 64] >> (hash % 64) & 1;
}

#endif
