/* Drafts laid out as the graph that the image holds: words, nodes, edges, entries. Everything is
 * sorted by name first, so that the order in which the sources came leaves no trace: the same
 * lexicon is the same bytes, and has the same version. Private to this layer: compile.c writes it
 * down. */
#ifndef SENTIMENT_ASSEMBLE_H
#define SENTIMENT_ASSEMBLE_H

#include "sentiment/draft.h"

/* A path to an entry: its own words, or a spelling of them with spaces left out. */
struct path {
    struct str words[IMAGE_PHRASE_MAX];
    size_t word_count;
    struct str name; /* sort key, and what must not be taken by an entry of its own */
    uint32_t entry;
    bool finglish;
};

struct assembly {
    struct arena arena;
    struct path *paths;
    size_t path_count, path_capacity;
    struct map word_ids[2]; /* word -> node; the second is of Finglish */
    struct image_word *words;
    struct image_node *nodes;
    size_t word_count, node_count, word_capacity, node_capacity;
    struct image_edge *edges;
    size_t edge_count, edge_slots;
    struct image_entry *entries;
    uint32_t curated, learned; /* entries of each layer */
    struct buf text;
};

/* Fills an assembly of zeros whose text has a cap, and sorts the drafts of the builder. Fails where
 * a Latin spelling stands for nothing. Clear it in any case. */
bool assembly_build(struct assembly *a, struct lexicon_builder *builder,
                    struct err *err) MUST_CHECK;
void assembly_clear(struct assembly *a);

/* Where the copy of s lies in the text. */
uint32_t assembly_text(struct assembly *a, struct str s);

/* Slots of an open table for `count` elements: a power of two, at most half full. */
size_t assembly_table_size(size_t count);

#endif
