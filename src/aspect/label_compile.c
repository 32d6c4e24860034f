/* From drafts to the image. Everything is sorted by name first, so that the same lexicon is the
 * same bytes in whatever order its sources came. */
#include "aspect/label_compile.h"

#include "aspect/label_graph.h"
#include "base/file.h"
#include "base/limits.h"
#include "text/finglish.h"

#include <stdlib.h>

enum {
    STEM_ARABIC = 6, /* bytes: shorter stems meet other words by chance */
    STEM_LATIN = 3,
};

struct label_builder *label_builder_open(void)
{
    struct label_builder *builder = mem_zalloc(1, sizeof *builder);
    for (size_t i = 0; i < TOUCHPOINTS_SHIPPED; i++) {
        builder->touchpoints[builder->touchpoint_count++] = str_of(touchpoint_names[i]);
    }
    return builder;
}

void label_builder_close(struct label_builder *builder)
{
    if (builder) {
        for (size_t i = 0; i < builder->count; i++) {
            free(builder->drafts[i].marks);
        }
        tokens_clear(&builder->tokens);
        map_clear(&builder->by_name);
        map_clear(&builder->verb_of);
        arena_clear(&builder->arena);
        free(builder->drafts);
        free(builder->endings);
        free(builder->verbs);
        free(builder);
    }
}

void label_builder_close_at(struct label_builder **builder)
{
    label_builder_close(*builder);
}

bool label_builder_add_touchpoint(struct label_builder *builder, struct str name, struct err *err)
{
    for (size_t i = 0; i < builder->touchpoint_count; i++) {
        if (str_eq(builder->touchpoints[i], name)) {
            return true;
        }
    }
    if (builder->touchpoint_count == TOUCHPOINTS_MAX) {
        return err_set(err, "touchpoint %.*s: at most %d of them, %d are shipped", STR_FMT(name),
                       TOUCHPOINTS_MAX, TOUCHPOINTS_SHIPPED);
    }
    builder->touchpoints[builder->touchpoint_count++] = str_copy(&builder->arena, name);
    return true;
}

bool label_builder_add_text(struct label_builder *builder, const char *path, struct str text,
                            struct err *err)
{
    return label_source_read(builder, path, text, err);
}

bool label_builder_add(struct label_builder *builder, const char *path, struct err *err)
{
    CLEANUP_BUF struct buf text = BUF_INIT(LIMIT_LEXICON_FILE);
    return file_read(path, &text, err) && label_source_read(builder, path, buf_str(&text), err);
}

void label_builder_take_endings(struct label_builder *builder, const struct label_lexicon *lexicon)
{
    for (uint32_t i = 0; i < lexicon->header->endings.count; i++) {
        const struct image_ending *ending = &lexicon->endings[i];
        struct str text = {lexicon->text + ending->text_at, ending->text_n};
        builder->endings = label_room(builder->endings, builder->ending_count,
                                      &builder->ending_capacity, sizeof *builder->endings);
        builder->endings[builder->ending_count++] = str_copy(&builder->arena, text);
    }
}

/* ---- the image ---- */

static void part_add(struct buf *image, struct image_part *part, const void *p, size_t count,
                     size_t size)
{
    while (image->n % LABEL_LINE) {
        buf_add_byte(image, 0);
    }
    *part = (struct image_part){(uint32_t)image->n, (uint32_t)count};
    buf_add(image, (struct str){p, count * size});
}

static size_t table_size(size_t count)
{
    size_t size = 8;
    while (size < count * 2) {
        size *= 2;
    }
    return size;
}

/* The first to ask for a key has it; a full table takes no more, which only rare readings meet. */
static void table_put(struct image_pair *table, size_t size, size_t *used, uint64_t key,
                      uint32_t node)
{
    size_t at = (uint32_t)(key >> 20) & (size - 1);
    while (table[at].node && table[at].key != key) {
        at = (at + 1) & (size - 1);
    }
    if (!table[at].node && *used < size / 4 * 3) {
        table[at] = (struct image_pair){.key = key, .node = node};
        ++*used;
    }
}

static void words_write(const struct label_graph *graph, struct image_label_header *h,
                        struct buf *image)
{
    size_t size = table_size(graph->word_count);
    CLEANUP_FREE struct image_slot32 *table = mem_zalloc(size, sizeof *table);
    CLEANUP_FREE uint64_t *filter = mem_zalloc(LABEL_FILTER_BITS / 64, sizeof *filter);
    CLEANUP_FREE uint64_t *heads = mem_zalloc(LABEL_FILTER_BITS / 64, sizeof *heads);
    for (size_t i = 0; i < graph->word_count; i++) {
        struct str word = graph->word_list[i].word;
        uint64_t hash = token_hash(word);
        size_t at = (uint32_t)(hash >> 16) & (size - 1);
        while (table[at].node) {
            at = (at + 1) & (size - 1);
        }
        table[at] = (struct image_slot32){(uint32_t)(hash >> 32), graph->word_list[i].node};
        uint64_t head = label_head(word);
        filter[hash % LABEL_FILTER_BITS / 64] |= (uint64_t)1 << hash % 64;
        heads[head % LABEL_FILTER_BITS / 64] |= (uint64_t)1 << head % 64;
    }
    part_add(image, &h->filter, filter, LABEL_FILTER_BITS / 64, sizeof *filter);
    part_add(image, &h->heads, heads, LABEL_FILTER_BITS / 64, sizeof *heads);
    part_add(image, &h->words, table, size, sizeof *table);
}

static void edges_write(const struct label_graph *graph, struct image_label_header *h,
                        struct buf *image)
{
    size_t size = table_size(graph->edge_count), used = 0, bits = size / 8;
    CLEANUP_FREE struct image_pair *table = mem_zalloc(size, sizeof *table);
    CLEANUP_FREE uint64_t *steps = mem_zalloc(bits, sizeof *steps); /* eight bits for each place */
    for (size_t i = 0; i < graph->edge_count; i++) {
        uint64_t key = graph->edges[i].key;
        table_put(table, size, &used, key, graph->edges[i].node);
        steps[(key / 64) & (bits - 1)] |= (uint64_t)1 << key % 64;
    }
    part_add(image, &h->steps, steps, bits, sizeof *steps);
    part_add(image, &h->edges, table, size, sizeof *table);
}

/* The likeliest reading of every word, words that say something by themselves first; then the other
 * readings where there is room. */
static void finglish_write(const struct label_graph *graph, struct image_label_header *h,
                           struct buf *image)
{
    size_t size = table_size(graph->word_count * 2), used = 0;
    CLEANUP_FREE struct image_pair *table = mem_zalloc(size, sizeof *table);
    for (unsigned round = 0; round < 4; round++) {
        for (size_t i = 0; i < graph->word_count; i++) {
            uint64_t keys[FINGLISH_KEYS];
            const struct word_use *use = &graph->word_list[i];
            bool entry = graph->nodes[use->node].flags & NODE_ENTRY;
            size_t count = entry == (round % 2 == 0) ? finglish_keys_persian(use->word, keys) : 0;
            for (size_t k = round < 2 ? 0 : 1; k < (round < 2 ? count > 0 : count); k++) {
                table_put(table, size, &used, keys[k], use->node);
            }
        }
    }
    part_add(image, &h->finglish, table, size, sizeof *table);
}

static uint32_t text_add(struct label_graph *graph, struct str text)
{
    uint32_t at = (uint32_t)graph->text.n;
    buf_add(&graph->text, text);
    return at;
}

static int by_which(const void *left, const void *right)
{
    const struct image_mark *a = left, *b = right;
    int order = label_is_weighed(a->about) - label_is_weighed(b->about);
    order = order ? order : (a->flags & MARK_LEARNED) - (b->flags & MARK_LEARNED);
    order = order ? order : a->about - b->about;
    return order ? order : a->which - b->which;
}

/* Bits of the layers that an entry is in. One that says nothing hides in all that people wrote. */
static uint32_t layers_of(const struct label_draft *draft, uint32_t flags)
{
    enum { WRITTEN = POLAR_LAYERS | 1 << LAYER_WEIGHED };
    static const uint32_t layer_of[ABOUT_COUNT] = {
        [ABOUT_NEED] = 1 << LAYER_NEEDS,
        [ABOUT_TOUCHPOINT] = 1 << LAYER_TOUCHPOINTS,
        [ABOUT_STAGE] = 1 << LAYER_WEIGHED,
        [ABOUT_INTENT] = 1 << LAYER_WEIGHED,
    };
    uint32_t layers = flags & NODE_GRAMMAR ? 1 << LAYER_NEEDS : 0;
    for (size_t i = 0; i < draft->mark_count; i++) {
        layers |= layer_of[draft->marks[i].about];
    }
    return label_is_learned(draft) ? 1u << LAYER_LEARNED : layers ? layers : WRITTEN;
}

static struct image_label_node draft_node(const struct label_draft *draft, uint32_t mark_at)
{
    struct image_label_node node = {.mark_at = mark_at, .mark_count = (uint8_t)draft->mark_count};
    uint32_t flags = draft->flags | NODE_ENTRY;
    for (size_t i = 0; i < draft->mark_count; i++) {
        const struct image_mark *mark = &draft->marks[i];
        bool tells = mark->polarity && !(mark->flags & (MARK_DEFAULT | MARK_SCALE));
        int need = mark->about == ABOUT_NEED ? 1 << mark->which : 0;
        node.told = (uint16_t)(node.told | (tells ? need : 0));
        node.named = (uint16_t)(node.named | (mark->flags & MARK_JUDGED ? 0 : need));
        node.polar_count = (uint8_t)(node.polar_count + !label_is_weighed(mark->about));
    }
    if (node.polar_count) {
        node.polar = draft->marks[0];
        flags |= NODE_POLAR;
    }
    if (node.polar_count < node.mark_count) {
        const struct image_mark *weighed = &draft->marks[node.polar_count];
        node.weight = weighed->weight;
        node.sum = (uint8_t)label_sum(weighed->about, weighed->which);
        node.mark_flags = weighed->flags;
        flags |= node.polar_count + 1 < node.mark_count ? NODE_FURTHER : 0;
    }
    node.flags = (uint16_t)flags;
    node.layers = (uint8_t)layers_of(draft, flags);
    return node;
}

/* Where the marks of every draft lie, and what it is. */
static void drafts_lay(const struct label_builder *builder, struct image_label_node *laid,
                       struct buf *marks)
{
    uint32_t at = 0;
    for (size_t i = 0; i < builder->count; i++) {
        struct label_draft *draft = &builder->drafts[i];
        if (draft->mark_count) {
            qsort(draft->marks, draft->mark_count, sizeof *draft->marks, by_which);
        }
        buf_add(marks,
                (struct str){(const char *)draft->marks, draft->mark_count * sizeof *draft->marks});
        laid[i] = draft_node(draft, at);
        at += (uint32_t)draft->mark_count;
    }
}

static void nodes_write(struct label_graph *graph, const struct label_builder *builder,
                        struct image_label_header *h, struct buf *image)
{
    CLEANUP_BUF struct buf marks = BUF_INIT(LIMIT_LEXICON_FILE);
    CLEANUP_FREE struct image_label_node *laid = mem_zalloc(builder->count + 1, sizeof *laid);
    CLEANUP_FREE struct image_part *names = mem_zalloc(graph->node_count, sizeof *names);
    drafts_lay(builder, laid, &marks);
    for (size_t i = 0; i < graph->node_count; i++) {
        struct image_label_node *node = &graph->nodes[i];
        if (node->flags & NODE_ENTRY) {
            struct str name = builder->drafts[node->mark_at].name;
            uint32_t follow = node->follow;
            uint16_t leads = node->flags & NODE_LEADS;
            names[i] = (struct image_part){text_add(graph, name), (uint32_t)name.n};
            *node = laid[node->mark_at];
            node->flags |= leads;
            node->follow = follow;
        }
    }
    part_add(image, &h->nodes, graph->nodes, graph->node_count, sizeof *graph->nodes);
    part_add(image, &h->names, names, graph->node_count, sizeof *names);
    part_add(image, &h->marks, marks.p, marks.n / sizeof(struct image_mark),
             sizeof(struct image_mark));
    part_add(image, &h->features, graph->features, 2 * LABEL_FEATURE_COUNT,
             sizeof *graph->features);
}

static int by_last_byte(const void *left, const void *right)
{
    const struct str *a = left, *b = right;
    int order = (unsigned char)a->p[a->n - 1] - (unsigned char)b->p[b->n - 1];
    return order ? order : a->n != b->n ? (a->n < b->n) - (a->n > b->n) : str_cmp(*a, *b);
}

static void endings_write(struct label_graph *graph, struct label_builder *builder,
                          struct image_label_header *h, struct buf *image)
{
    CLEANUP_FREE struct image_ending *endings =
        mem_zalloc(builder->ending_count + 1, sizeof *endings);
    if (builder->ending_count) {
        qsort(builder->endings, builder->ending_count, sizeof *builder->endings, by_last_byte);
    }
    const struct str ones = STR("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF");
    for (size_t i = 0; i < builder->ending_count; i++) {
        struct str text = builder->endings[i];
        bool latin = (unsigned char)text.p[0] < 0x80;
        endings[i] = (struct image_ending){.mask = label_tail(str_slice(ones, 0, text.n)),
                                           .tail = label_tail(text),
                                           .text_at = text_add(graph, text),
                                           .text_n = (uint16_t)text.n,
                                           .stem_least = latin ? STEM_LATIN : STEM_ARABIC};
    }
    part_add(image, &h->endings, endings, builder->ending_count, sizeof *endings);
}

static void touchpoints_write(struct label_graph *graph, const struct label_builder *builder,
                              struct image_label_header *h, struct buf *image)
{
    struct image_part list[TOUCHPOINTS_MAX];
    for (size_t i = 0; i < builder->touchpoint_count; i++) {
        struct str name = builder->touchpoints[i];
        list[i] = (struct image_part){text_add(graph, name), (uint32_t)name.n};
    }
    part_add(image, &h->touchpoints, list, builder->touchpoint_count, sizeof *list);
}

static int by_name(const void *left, const void *right)
{
    const struct label_draft *a = left, *b = right;
    return str_cmp(a->name, b->name);
}

bool label_builder_finish(struct label_builder *builder, struct buf *image, struct err *err)
{
    CLEANUP(label_graph_clear) struct label_graph graph = {.text = BUF_INIT(LIMIT_LEXICON_FILE)};
    struct image_label_header h = {
        .magic = LABEL_MAGIC, .format = LABEL_FORMAT, .byte_order = LABEL_BYTE_ORDER};
    if (builder->count) {
        qsort(builder->drafts, builder->count, sizeof *builder->drafts, by_name);
    }
    label_graph_build(&graph, builder);
    h.word_count = (uint32_t)graph.word_count;
    h.zero = label_graph_word(&graph, STR("0"));
    buf_add(image, (struct str){(const char *)&h, sizeof h});
    words_write(&graph, &h, image);
    edges_write(&graph, &h, image);
    finglish_write(&graph, &h, image);
    nodes_write(&graph, builder, &h, image);
    endings_write(&graph, builder, &h, image);
    touchpoints_write(&graph, builder, &h, image);
    part_add(image, &h.text, graph.text.p, graph.text.n, 1);
    if (image->overflow || graph.text.overflow) {
        return err_set(err, "the label words are larger than %zu bytes", image->max);
    }
    h.size = image->n;
    h.checksum = label_checksum(image->p + sizeof h, image->n - sizeof h);
    memcpy(image->p, &h, sizeof h);
    return true;
}
