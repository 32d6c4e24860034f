#include "aspect/label_graph.h"

#include <stdlib.h>

enum { JOINED_WORDS = 3 }; /* of a phrase that is also known with spaces left out */

static uint32_t node_new(struct label_graph *graph)
{
    graph->nodes =
        label_room(graph->nodes, graph->node_count, &graph->node_capacity, sizeof *graph->nodes);
    graph->nodes[graph->node_count] = (struct image_label_node){0};
    return (uint32_t)graph->node_count++;
}

static void word_add(struct label_graph *graph, struct str word)
{
    bool added;
    union map_value *value = map_put(&graph->words, word, &added);
    if (added) {
        value->number = graph->word_count;
        graph->word_list = label_room(graph->word_list, graph->word_count, &graph->word_capacity,
                                      sizeof *graph->word_list);
        graph->word_list[graph->word_count++] = (struct word_use){.word = word};
    }
    graph->word_list[value->number].uses++;
}

static int by_uses(const void *left, const void *right)
{
    const struct word_use *const *a = left, *const *b = right;
    return (*a)->uses != (*b)->uses ? ((*a)->uses < (*b)->uses) - ((*a)->uses > (*b)->uses)
                                    : (*a > *b) - (*a < *b);
}

/* Words come first, so that a word and the path of that one word are one number; those of many
 * entries, which texts have most of, before the others: they lie near each other. */
static void words_number(struct label_graph *graph)
{
    CLEANUP_FREE struct word_use **order = mem_zalloc(graph->word_count + 1, sizeof(void *));
    for (size_t i = 0; i < graph->word_count; i++) {
        order[i] = &graph->word_list[i];
    }
    qsort(order, graph->word_count, sizeof(void *), by_uses);
    for (size_t i = 0; i < graph->word_count; i++) {
        if (graph->node_count % LABEL_NO_WORD == 0) {
            node_new(graph);
        }
        order[i]->node = node_new(graph);
    }
}

uint32_t label_graph_word(const struct label_graph *graph, struct str word)
{
    const union map_value *place = map_get(&graph->words, word);
    return place ? graph->word_list[place->number].node : 0;
}

static uint32_t step_take(struct label_graph *graph, uint32_t from, uint32_t word)
{
    struct str key = str_format(&graph->arena, "%u %u", from, word);
    bool added;
    union map_value *value = map_put(&graph->steps, key, &added);
    if (added) {
        value->number = node_new(graph);
        graph->nodes[from].flags |= NODE_LEADS;
        graph->nodes[from].follow |= label_follow(word);
        graph->edges = label_room(graph->edges, graph->edge_count, &graph->edge_capacity,
                                  sizeof *graph->edges);
        graph->edges[graph->edge_count++] =
            (struct image_pair){.key = label_edge_key(from, word), .node = (uint32_t)value->number};
    }
    return (uint32_t)value->number;
}

/* The words of a draft in the spelling in which bit i says that word i + 1 is written onto word i.
 * Returns how many they are. */
static size_t words_joined(struct label_graph *graph, const struct label_draft *draft,
                           unsigned joins, struct str words[LABEL_PHRASE_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < draft->word_count; i++) {
        if (i && (joins >> (i - 1) & 1)) {
            words[count - 1] = str_format(&graph->arena, "%.*s%.*s", STR_FMT(words[count - 1]),
                                          STR_FMT(draft->words[i]));
        } else {
            words[count++] = draft->words[i];
        }
    }
    return count;
}

bool label_is_learned(const struct label_draft *draft)
{
    bool learned = draft->mark_count > 0 && !draft->flags;
    for (size_t i = 0; i < draft->mark_count; i++) {
        learned = learned && (draft->marks[i].flags & MARK_LEARNED);
    }
    return learned;
}

/* Persian writes the parts of a compound apart, with a ZWNJ or joined, as the writer likes. */
static unsigned spellings_of(const struct label_draft *draft)
{
    bool joined = draft->arabic && draft->word_count <= JOINED_WORDS && !label_is_learned(draft);
    return joined && draft->word_count ? 1u << (draft->word_count - 1) : 1;
}

/* The draft whose path ends in the node; the first one stays. Its number is kept in mark_at until
 * the marks are laid out. */
static void node_take(struct label_graph *graph, uint32_t node, uint32_t entry)
{
    if (!(graph->nodes[node].flags & NODE_ENTRY)) {
        graph->nodes[node].flags |= NODE_ENTRY;
        graph->nodes[node].mark_at = entry;
    }
}

static void path_add(struct label_graph *graph, const struct label_draft *draft, unsigned joins,
                     uint32_t entry)
{
    struct str words[LABEL_PHRASE_MAX];
    size_t count = words_joined(graph, draft, joins, words);
    uint32_t node = label_graph_word(graph, words[0]);
    for (size_t i = 1; i < count; i++) {
        node = step_take(graph, node, label_graph_word(graph, words[i]));
    }
    node_take(graph, node, entry);
}

static void feature_add(struct label_graph *graph, const struct label_draft *draft, uint32_t entry)
{
    uint32_t node = node_new(graph);
    node_take(graph, node, entry);
    graph->features[draft->feature] = node;
}

/* Own spellings first: what is written joined in the sources wins over what is joined here. */
void label_graph_build(struct label_graph *graph, const struct label_builder *builder)
{
    struct str words[LABEL_PHRASE_MAX];
    node_new(graph);
    for (size_t i = 0; i < builder->count; i++) {
        const struct label_draft *draft = &builder->drafts[i];
        for (unsigned joins = 0; draft->word_count && joins < spellings_of(draft); joins++) {
            size_t count = words_joined(graph, draft, joins, words);
            for (size_t w = 0; w < count; w++) {
                word_add(graph, words[w]);
            }
        }
    }
    words_number(graph);
    for (unsigned round = 0; round < 2; round++) {
        for (size_t i = 0; i < builder->count; i++) {
            const struct label_draft *draft = &builder->drafts[i];
            unsigned first = round, end = round ? spellings_of(draft) : 1;
            for (unsigned joins = first; draft->word_count && joins < end; joins++) {
                path_add(graph, draft, joins, (uint32_t)i);
            }
            if (!draft->word_count && round == 0) {
                feature_add(graph, draft, (uint32_t)i);
            }
        }
    }
}

void label_graph_clear(struct label_graph *graph)
{
    map_clear(&graph->words);
    map_clear(&graph->steps);
    free(graph->word_list);
    free(graph->nodes);
    free(graph->edges);
    buf_clear(&graph->text);
    arena_clear(&graph->arena);
}
