/* What a word of a text is in a lexicon. Private to this layer; cover.c asks for every word. */
#ifndef SENTIMENT_FIND_H
#define SENTIMENT_FIND_H

#include "sentiment/cover.h"
#include "sentiment/image.h"
#include "sentiment/verb.h"

/* One lexicon to read with. */
struct reading {
    const struct lexicon *lexicon;
    uint32_t gain; /* of each of its entries over those of other lexicons */
    bool brand;
};

/* The node of a word by its hash alone: all 64 bits of it are compared, so no other word is found
 * by chance. */
static inline uint32_t find_word(const struct lexicon *l, uint64_t hash)
{
    if (!image_bit(l->bitmap, hash)) {
        return 0;
    }
    uint32_t mask = l->header->slots.count - 1;
    for (uint32_t i = 0, at = (uint32_t)image_slot_at(hash); i <= mask; i++, at++) {
        const struct image_slot *slot = &l->slots[at & mask];
        if (slot->hash == hash || slot->word == 0) {
            return slot->word <= l->header->words.count ? slot->word : 0;
        }
    }
    return 0;
}

/* Whether there is an entry to lay at a node. */
static inline bool has_entry(const struct reading *r, uint32_t node)
{
    const struct image_node *n = &r->lexicon->nodes[node];
    return (n->flags & NODE_ENTRY) && n->entry - 1 < r->lexicon->header->entries.count;
}

/* The step of a path, or NULL. */
static inline const struct image_edge *find_edge(struct edge_table table, uint64_t path)
{
    for (uint32_t i = 0, at = image_edge_at(path); i <= table.mask; i++, at++) {
        const struct image_edge *e = &table.edges[at & table.mask];
        if (e->path == path) {
            return e;
        }
        if (e->path == 0) {
            return NULL;
        }
    }
    return NULL;
}

static inline uint32_t edge_end(const struct lexicon *l, const struct image_edge *edge)
{
    uint32_t node = edge->to & ~EDGE_MORE;
    return node < l->header->nodes.count ? node : 0;
}

/* The node one word further on a path, or 0. */
static inline uint32_t find_next(const struct lexicon *l, uint32_t from, uint32_t word)
{
    const struct image_edge *edge = l->nodes[from].next & image_next_bit(word)
                                        ? find_edge(l->edges, image_path(from, word))
                                        : NULL;
    return edge ? edge_end(l, edge) : 0;
}

/* Whether there is any sense in asking for the stem of a Persian word. It is part of one in a
 * struct tokens. */
static inline bool may_have_stem(const struct lexicon *l, struct str word)
{
    uint64_t head = image_head(word.p, sizeof head);
    bool begins = l->beginnings[image_beginning_at(head)] & image_beginning_bit(head);
    return (begins && word.n > IMAGE_STEM_BYTES) || starts_with_nun(word);
}

/* What a word is without what is written before or behind it. */
struct stem {
    uint32_t node;  /* 0: nothing */
    uint32_t flags; /* enum unit_flags */
};

/* The entry of a Persian word that is none as it is written: a verb without its prefix, or the word
 * without its endings. The word is part of one in a struct tokens. */
struct stem find_stem(const struct reading *r, struct str word);

/* What a word is in a lexicon. */
struct found {
    struct place place;
    uint32_t flags; /* enum unit_flags, of the stem */
};

/* The word as it is written, or else by its stem when it is Persian. As above. */
static ALWAYS_INLINE struct found find_place(const struct reading *r, struct str word, bool arabic)
{
    uint32_t node = find_word(r->lexicon, tokens_hash(word));
    bool stemmed = arabic && !has_entry(r, node) && may_have_stem(r->lexicon, word);
    struct stem stem = stemmed ? find_stem(r, word) : (struct stem){0, 0};
    return (struct found){{node, stem.node}, stem.flags};
}

/* The word that a Latin word stands for, and when that is no entry, the one without its ending. */
struct found find_finglish(const struct reading *r, const struct token *token);

#endif
