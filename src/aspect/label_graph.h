/* The paths of all entries, words first: the shape of the image, before it is laid out. Private to
 * this layer: label_graph.c builds it from drafts, label_compile.c writes it. */
#ifndef ASPECT_LABEL_GRAPH_H
#define ASPECT_LABEL_GRAPH_H

#include "aspect/label_draft.h"

struct word_use {
    struct str word;
    uint32_t uses, node;
};

struct label_graph {
    struct arena arena;
    struct map words, steps;    /* word -> place in the list; (node, word) -> node */
    struct word_use *word_list; /* as they are met */
    size_t word_count, word_capacity;
    struct image_label_node *nodes;
    size_t node_count, node_capacity;
    struct image_pair *edges; /* not yet a table: key and node */
    size_t edge_count, edge_capacity;
    uint32_t features[2 * LABEL_FEATURE_COUNT];
    struct buf text;
};

/* Of drafts that are sorted by name. A node that ends a path has the number of its draft in
 * mark_at. The graph is zeroed to begin with, but for the cap of its text. */
void label_graph_build(struct label_graph *graph, const struct label_builder *builder);
void label_graph_clear(struct label_graph *graph);

/* The node of a word, 0 when it is in no entry. */
uint32_t label_graph_word(const struct label_graph *graph, struct str word);

/* Whether all that a draft says was learned. */
bool label_is_learned(const struct label_draft *draft);

#endif
