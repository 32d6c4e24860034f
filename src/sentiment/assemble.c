#include "sentiment/assemble.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>

static int by_name(const void *a, const void *b)
{
    const struct draft *x = a, *y = b;
    int order = str_cmp(x->name, y->name);
    return order ? order : x->finglish - y->finglish;
}

static void path_add(struct assembly *a, const struct path *path)
{
    a->paths = draft_room(a->paths, a->path_count, &a->path_capacity, sizeof *path);
    a->paths[a->path_count++] = *path;
}

/* The spelling in which bit i of `joins` says that word i+1 is written onto word i. */
static struct path path_joined(struct assembly *a, const struct draft *draft, unsigned joins)
{
    CLEANUP_BUF struct buf name = BUF_INIT(64 * 1024);
    struct path path = {.finglish = draft->finglish};
    size_t start = 0;
    for (size_t i = 0; i < draft->word_count; i++) {
        buf_add(&name, draft->words[i]);
        if (i + 1 == draft->word_count || !(joins >> i & 1)) {
            struct str word = str_slice(buf_str(&name), start, name.n);
            path.words[path.word_count++] = str_copy(&a->arena, word);
            buf_add_byte(&name, ' ');
            start = name.n;
        }
    }
    path.name = str_copy(&a->arena, str_slice(buf_str(&name), 0, name.n - 1));
    return path;
}

/* What is learned of the joined spelling of a word that a person wrote apart must not hide what the
 * person said of it: the curated layer alone has to know both. */
static void curated_take(struct draft *joined, const struct draft *apart)
{
    if (!(joined->flags & ENTRY_CURATED) && !joined->role) {
        joined->curated = apart->curated;
        joined->role = apart->role;
        joined->amount = apart->amount;
        joined->flags |= apart->flags & ENTRY_CURATED;
    }
}

/* Persian writes the parts of a compound apart, with a ZWNJ or joined, as the writer likes. Only
 * what a person listed is spelled so: joined forms of learned pairs would be noise. */
static void paths_of(struct assembly *a, struct lexicon_builder *builder, uint32_t entry,
                     const struct map *taken)
{
    const struct draft *draft = &builder->drafts[entry];
    struct path own = path_joined(a, draft, 0);
    own.entry = entry;
    path_add(a, &own);
    if (!draft->arabic || draft->word_count > 4 ||
        !((draft->flags & ENTRY_CURATED) || draft->role)) {
        return;
    }
    for (unsigned joins = 1; joins < 1u << (draft->word_count - 1); joins++) {
        struct path path = path_joined(a, draft, joins);
        path.entry = entry;
        const union map_value *other = map_get(taken, path.name);
        if (!other) {
            path_add(a, &path);
        } else {
            curated_take(&builder->drafts[other->number], draft);
        }
    }
}

static struct str without_spaces(struct assembly *a, const struct draft *draft)
{
    return path_joined(a, draft, UINT_MAX).name;
}

/* Spelling out where an alias leads to must not hang on where the target was written apart. */
static bool aliases_add(struct assembly *a, const struct lexicon_builder *builder, struct err *err)
{
    struct map CLEANUP(map_clear) targets = {0};
    for (size_t i = 0; builder->alias_count && i < builder->count; i++) {
        map_put(&targets, without_spaces(a, &builder->drafts[i]), NULL)->number = i;
    }
    for (size_t i = 0; i < builder->alias_count; i++) {
        const struct draft_alias *alias = &builder->aliases[i];
        const union map_value *target = map_get(&targets, without_spaces(a, &alias->target));
        if (!target) {
            return err_set(err, "%.*s:1: \"%.*s\" is no entry of the lexicon", STR_FMT(alias->at),
                           STR_FMT(alias->target.name));
        }
        struct path path = path_joined(a, &alias->spelling, 0);
        path.entry = (uint32_t)target->number;
        path_add(a, &path);
    }
    return true;
}

uint32_t assembly_text(struct assembly *a, struct str s)
{
    uint32_t at = (uint32_t)a->text.n;
    buf_add(&a->text, s);
    return at;
}

static uint32_t node_add(struct assembly *a)
{
    a->nodes = draft_room(a->nodes, a->node_count, &a->node_capacity, sizeof *a->nodes);
    a->nodes[a->node_count] = (struct image_node){0};
    return (uint32_t)a->node_count++;
}

static uint32_t word_node(struct assembly *a, struct str word, bool finglish)
{
    bool added;
    union map_value *id = map_put(&a->word_ids[finglish], word, &added);
    if (added) {
        id->number = node_add(a);
        a->words = draft_room(a->words, a->word_count, &a->word_capacity, sizeof *a->words);
        a->words[a->word_count++] = (struct image_word){assembly_text(a, word), (uint32_t)word.n};
    }
    return (uint32_t)id->number;
}

static uint32_t edge_take(struct assembly *a, uint32_t from, uint32_t word)
{
    const uint64_t path = image_path(from, word);
    size_t mask = a->edge_slots - 1;
    for (size_t i = image_edge_at(path) & mask;; i = (i + 1) & mask) {
        struct image_edge *edge = &a->edges[i];
        if (!edge->path) {
            *edge = (struct image_edge){.path = path, .to = node_add(a)};
            a->edge_count++;
        }
        if (edge->path == path) {
            return edge->to;
        }
    }
}

size_t assembly_table_size(size_t count)
{
    size_t size = 16;
    while (size < count * 2) {
        size *= 2;
    }
    return size;
}

/* All words get their nodes before any phrase gets its own: nodes 1..words are the words. */
static void graph_build(struct assembly *a)
{
    size_t steps = 0;
    node_add(a);
    for (size_t i = 0; i < a->path_count; i++) {
        for (size_t w = 0; w < a->paths[i].word_count; w++) {
            word_node(a, a->paths[i].words[w], a->paths[i].finglish);
        }
        steps += a->paths[i].word_count - 1;
    }
    a->edge_slots = assembly_table_size(steps);
    a->edges = mem_zalloc(a->edge_slots, sizeof *a->edges);
    for (size_t i = 0; i < a->path_count; i++) {
        const struct path *path = &a->paths[i];
        uint32_t node = word_node(a, path->words[0], path->finglish);
        for (size_t w = 1; w < path->word_count; w++) {
            node = edge_take(a, node, word_node(a, path->words[w], path->finglish));
        }
        if (!a->nodes[node].entry) {
            a->nodes[node].entry = path->entry + 1;
        }
    }
}

static void entries_build(struct assembly *a, const struct lexicon_builder *builder)
{
    a->entries = mem_zalloc(builder->count, sizeof *a->entries);
    for (size_t i = 0; i < builder->count; i++) {
        const struct draft *d = &builder->drafts[i];
        a->entries[i] = (struct image_entry){
            .curated = d->curated,
            .amount = d->amount,
            .role = d->role,
            .flags = d->flags,
            .name_at = assembly_text(a, d->name),
            .name_n = (uint32_t)d->name.n,
        };
        a->curated += (d->flags & ENTRY_CURATED) || d->role;
        a->learned += (d->flags & ENTRY_LEARNED) != 0;
    }
}

/* Once the entries are known. */
static void nodes_finish(struct assembly *a, const struct lexicon_builder *builder)
{
    for (size_t i = 0; i < a->node_count; i++) {
        struct image_node *node = &a->nodes[i];
        if (node->entry) {
            const struct image_entry *entry = &a->entries[node->entry - 1];
            bool said = entry->role || (entry->flags & ENTRY_CURATED);
            bool learned = entry->flags & ENTRY_LEARNED;
            node->trust = image_trust(entry);
            node->flags = (learned ? NODE_LEARNED : 0u) | (said ? NODE_ENTRY : 0u);
            node->learned =
                (int16_t)lroundf(builder->drafts[node->entry - 1].learned * LEARNED_UNITS);
        }
    }
    for (size_t i = 0; i < a->edge_slots; i++) {
        const uint64_t path = a->edges[i].path;
        if (path) {
            a->nodes[image_path_word(path)].flags |= NODE_FOLLOWS;
            a->nodes[image_path_from(path)].next |= image_next_bit(image_path_word(path));
        }
    }
}

static void paths_build(struct assembly *a, struct lexicon_builder *builder)
{
    struct map CLEANUP(map_clear) taken = {0};
    for (size_t i = 0; i < builder->count; i++) {
        map_put(&taken, builder->drafts[i].name, NULL)->number = i;
    }
    for (size_t i = 0; i < builder->count; i++) {
        paths_of(a, builder, (uint32_t)i, &taken);
    }
}

bool assembly_build(struct assembly *a, struct lexicon_builder *builder, struct err *err)
{
    if (builder->count) {
        qsort(builder->drafts, builder->count, sizeof *builder->drafts, by_name);
    }
    paths_build(a, builder);
    if (!aliases_add(a, builder, err)) {
        return false;
    }
    graph_build(a);
    entries_build(a, builder);
    nodes_finish(a, builder);
    return true;
}

void assembly_clear(struct assembly *a)
{
    map_clear(&a->word_ids[0]);
    map_clear(&a->word_ids[1]);
    free(a->paths);
    free(a->words);
    free(a->nodes);
    free(a->edges);
    free(a->entries);
    buf_clear(&a->text);
    arena_clear(&a->arena);
}
