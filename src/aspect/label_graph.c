#include "aspect/label_graph.h"

#include <limits.h>
#include <stdlib.h>

enum { JOINED_WORDS = 3 }; /* of a phrase that is also known with spaces left out */

/* Persian "too", which stands before the last word of any phrase: "they do not answer, too".
 * Folded, as bytes: C sources are ASCII. */
#define TOO STR("\xD9\x87\xD9\x85")

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

bool label_is_learned(const struct label_draft *draft)
{
    bool learned = draft->mark_count > 0 && !draft->flags;
    for (size_t i = 0; i < draft->mark_count; i++) {
        learned = learned && (draft->marks[i].flags & MARK_LEARNED);
    }
    return learned;
}

/* Persian writes the parts of a compound apart, with a ZWNJ or joined, as the writer likes. */
static unsigned joints_of(const struct label_draft *draft)
{
    bool joined = draft->arabic && draft->word_count <= JOINED_WORDS && !label_is_learned(draft);
    return joined && draft->word_count ? 1u << (draft->word_count - 1) : 1;
}

/* The ways an entry is written and said: with its words apart or joined; in the other forms of the
 * verb it ends in; with "too" before the last word. */
struct spellings {
    unsigned joints, verbs, count; /* ends of the three */
    const struct verb_forms *verb; /* NULL when it ends in none */
};

static struct spellings spellings_of(const struct label_builder *builder,
                                     const struct label_draft *draft)
{
    bool phrase = draft->word_count > 1 && !label_is_learned(draft);
    bool too = phrase && draft->arabic && draft->word_count < LABEL_PHRASE_MAX;
    struct spellings spellings = {.joints = draft->word_count ? joints_of(draft) : 0};
    if (phrase) {
        struct str last = draft->words[draft->word_count - 1];
        const union map_value *verb = map_get(&builder->verb_of, last);
        spellings.verb = verb ? &builder->verbs[verb->number] : NULL;
    }
    spellings.verbs = spellings.joints + (spellings.verb ? (unsigned)spellings.verb->count : 0);
    spellings.count = spellings.verbs + too;
    return spellings;
}

/* The words of a draft in one of its spellings: below `joints` bit i says that word i + 1 is
 * written onto word i. Returns how many they are. */
static size_t words_spelled(struct label_graph *graph, const struct label_draft *draft,
                            const struct spellings *spellings, unsigned spelling,
                            struct str words[LABEL_PHRASE_MAX])
{
    unsigned joined = spelling < spellings->joints ? spelling << 1 : 0;
    size_t count = 0;
    for (size_t i = 0; i < draft->word_count; i++) {
        if (joined >> i & 1) {
            words[count - 1] = str_format(&graph->arena, "%.*s%.*s", STR_FMT(words[count - 1]),
                                          STR_FMT(draft->words[i]));
        } else {
            words[count++] = draft->words[i];
        }
    }
    if (spelling >= spellings->verbs) {
        words[count] = words[count - 1];
        words[count++ - 1] = TOO;
    } else if (spelling >= spellings->joints) {
        words[count - 1] = spellings->verb->of[spelling - spellings->joints];
    }
    return count;
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

static void path_add(struct label_graph *graph, const struct str *words, size_t count,
                     uint32_t entry)
{
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

/* Words or paths of the drafts in their spellings from `first` on, `most` at most. */
static void spellings_add(struct label_graph *graph, const struct label_builder *builder,
                          unsigned first, unsigned most, bool paths)
{
    struct str words[LABEL_PHRASE_MAX];
    for (size_t i = 0; i < builder->count; i++) {
        const struct label_draft *draft = &builder->drafts[i];
        const struct spellings spellings = spellings_of(builder, draft);
        for (unsigned at = first; at < spellings.count && at - first < most; at++) {
            size_t count = words_spelled(graph, draft, &spellings, at, words);
            if (paths) {
                path_add(graph, words, count, (uint32_t)i);
                continue;
            }
            for (size_t w = 0; w < count; w++) {
                word_add(graph, words[w]);
            }
        }
    }
}

/* Own spellings first: what the sources write so wins over what is made of another entry here. */
void label_graph_build(struct label_graph *graph, const struct label_builder *builder)
{
    node_new(graph);
    spellings_add(graph, builder, 0, UINT_MAX, false);
    words_number(graph);
    spellings_add(graph, builder, 0, 1, true);
    for (size_t i = 0; i < builder->count; i++) {
        if (!builder->drafts[i].word_count) {
            feature_add(graph, &builder->drafts[i], (uint32_t)i);
        }
    }
    spellings_add(graph, builder, 1, UINT_MAX, true);
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
