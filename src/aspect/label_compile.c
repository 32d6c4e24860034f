/* From drafts to the image. Everything is sorted by name first, so that the same lexicon is the
 * same bytes in whatever order its sources came. */
#include "aspect/label_compile.h"

#include "aspect/label_draft.h"
#include "base/file.h"
#include "base/limits.h"
#include "text/finglish.h"

#include <stdlib.h>

enum {
    JOINED_WORDS = 3, /* of a phrase that is also known with spaces left out */
    STEM_ARABIC = 6,  /* bytes: shorter stems meet other words by chance */
    STEM_LATIN = 3,
};

struct word_use {
    struct str word;
    uint32_t uses, node;
};

struct assembly {
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
        arena_clear(&builder->arena);
        free(builder->drafts);
        free(builder->endings);
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

/* ---- the graph of words ---- */

static uint32_t node_new(struct assembly *a)
{
    a->nodes = label_room(a->nodes, a->node_count, &a->node_capacity, sizeof *a->nodes);
    a->nodes[a->node_count] = (struct image_label_node){0};
    return (uint32_t)a->node_count++;
}

static void word_add(struct assembly *a, struct str word)
{
    bool added;
    union map_value *value = map_put(&a->words, word, &added);
    if (added) {
        value->number = a->word_count;
        a->word_list =
            label_room(a->word_list, a->word_count, &a->word_capacity, sizeof *a->word_list);
        a->word_list[a->word_count++] = (struct word_use){.word = word};
    }
    a->word_list[value->number].uses++;
}

static int by_uses(const void *left, const void *right)
{
    const struct word_use *const *a = left, *const *b = right;
    return (*a)->uses != (*b)->uses ? ((*a)->uses < (*b)->uses) - ((*a)->uses > (*b)->uses)
                                    : (*a > *b) - (*a < *b);
}

/* Words come first, so that a word and the path of that one word are one number; those of many
 * entries, which texts have most of, before the others: they lie near each other. */
static void words_number(struct assembly *a)
{
    CLEANUP_FREE struct word_use **order = mem_zalloc(a->word_count + 1, sizeof(void *));
    for (size_t i = 0; i < a->word_count; i++) {
        order[i] = &a->word_list[i];
    }
    qsort(order, a->word_count, sizeof(void *), by_uses);
    for (size_t i = 0; i < a->word_count; i++) {
        order[i]->node = node_new(a);
    }
}

static uint32_t word_node(const struct assembly *a, struct str word)
{
    const union map_value *place = map_get(&a->words, word);
    return place ? a->word_list[place->number].node : 0;
}

static uint32_t step_take(struct assembly *a, uint32_t from, uint32_t word)
{
    struct str key = str_format(&a->arena, "%u %u", from, word);
    bool added;
    union map_value *value = map_put(&a->steps, key, &added);
    if (added) {
        value->number = node_new(a);
        a->nodes[from].flags |= NODE_LEADS;
        a->nodes[from].follow |= label_follow(word);
        a->edges = label_room(a->edges, a->edge_count, &a->edge_capacity, sizeof *a->edges);
        a->edges[a->edge_count++] =
            (struct image_pair){.key = label_edge_key(from, word), .node = (uint32_t)value->number};
    }
    return (uint32_t)value->number;
}

/* The words of a draft in the spelling in which bit i says that word i + 1 is written onto word i.
 * Returns how many they are. */
static size_t words_joined(struct assembly *a, const struct label_draft *draft, unsigned joins,
                           struct str words[LABEL_PHRASE_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < draft->word_count; i++) {
        if (i && (joins >> (i - 1) & 1)) {
            words[count - 1] = str_format(&a->arena, "%.*s%.*s", STR_FMT(words[count - 1]),
                                          STR_FMT(draft->words[i]));
        } else {
            words[count++] = draft->words[i];
        }
    }
    return count;
}

static bool is_learned(const struct label_draft *draft)
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
    bool joined = draft->arabic && draft->word_count <= JOINED_WORDS && !is_learned(draft);
    return joined && draft->word_count ? 1u << (draft->word_count - 1) : 1;
}

/* The draft whose path ends in the node; the first one stays. Its number is kept in mark_at until
 * the marks are laid out. */
static void node_take(struct assembly *a, uint32_t node, uint32_t entry)
{
    if (!(a->nodes[node].flags & NODE_ENTRY)) {
        a->nodes[node].flags |= NODE_ENTRY;
        a->nodes[node].mark_at = entry;
    }
}

static void path_add(struct assembly *a, const struct label_draft *draft, unsigned joins,
                     uint32_t entry)
{
    struct str words[LABEL_PHRASE_MAX];
    size_t count = words_joined(a, draft, joins, words);
    uint32_t node = word_node(a, words[0]);
    for (size_t i = 1; i < count; i++) {
        node = step_take(a, node, word_node(a, words[i]));
    }
    node_take(a, node, entry);
}

static void feature_add(struct assembly *a, const struct label_draft *draft, uint32_t entry)
{
    uint32_t node = node_new(a);
    node_take(a, node, entry);
    a->features[draft->feature] = node;
}

/* Own spellings first: what is written joined in the sources wins over what is joined here. */
static void graph_build(struct assembly *a, const struct label_builder *builder)
{
    struct str words[LABEL_PHRASE_MAX];
    node_new(a);
    for (size_t i = 0; i < builder->count; i++) {
        const struct label_draft *draft = &builder->drafts[i];
        for (unsigned joins = 0; draft->word_count && joins < spellings_of(draft); joins++) {
            size_t count = words_joined(a, draft, joins, words);
            for (size_t w = 0; w < count; w++) {
                word_add(a, words[w]);
            }
        }
    }
    words_number(a);
    for (unsigned round = 0; round < 2; round++) {
        for (size_t i = 0; i < builder->count; i++) {
            const struct label_draft *draft = &builder->drafts[i];
            unsigned first = round, end = round ? spellings_of(draft) : 1;
            for (unsigned joins = first; draft->word_count && joins < end; joins++) {
                path_add(a, draft, joins, (uint32_t)i);
            }
            if (!draft->word_count && round == 0) {
                feature_add(a, draft, (uint32_t)i);
            }
        }
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

static void words_write(const struct assembly *a, struct image_label_header *h, struct buf *image)
{
    size_t size = table_size(a->word_count);
    CLEANUP_FREE struct image_slot32 *table = mem_zalloc(size, sizeof *table);
    CLEANUP_FREE uint64_t *filter = mem_zalloc(LABEL_FILTER_BITS / 64, sizeof *filter);
    CLEANUP_FREE uint64_t *heads = mem_zalloc(LABEL_FILTER_BITS / 64, sizeof *heads);
    for (size_t i = 0; i < a->word_count; i++) {
        struct str word = a->word_list[i].word;
        uint64_t hash = token_hash(word);
        size_t at = (uint32_t)(hash >> 16) & (size - 1);
        while (table[at].node) {
            at = (at + 1) & (size - 1);
        }
        table[at] = (struct image_slot32){(uint32_t)(hash >> 32), a->word_list[i].node};
        uint64_t head = label_head(word);
        filter[hash % LABEL_FILTER_BITS / 64] |= (uint64_t)1 << hash % 64;
        heads[head % LABEL_FILTER_BITS / 64] |= (uint64_t)1 << head % 64;
    }
    part_add(image, &h->filter, filter, LABEL_FILTER_BITS / 64, sizeof *filter);
    part_add(image, &h->heads, heads, LABEL_FILTER_BITS / 64, sizeof *heads);
    part_add(image, &h->words, table, size, sizeof *table);
}

static void edges_write(const struct assembly *a, struct image_label_header *h, struct buf *image)
{
    size_t size = table_size(a->edge_count), used = 0;
    CLEANUP_FREE struct image_pair *table = mem_zalloc(size, sizeof *table);
    for (size_t i = 0; i < a->edge_count; i++) {
        table_put(table, size, &used, a->edges[i].key, a->edges[i].node);
    }
    part_add(image, &h->edges, table, size, sizeof *table);
}

/* The likeliest reading of every word, words that say something by themselves first; then the other
 * readings where there is room. */
static void finglish_write(const struct assembly *a, struct image_label_header *h,
                           struct buf *image)
{
    size_t size = table_size(a->word_count * 2), used = 0;
    CLEANUP_FREE struct image_pair *table = mem_zalloc(size, sizeof *table);
    for (unsigned round = 0; round < 4; round++) {
        for (size_t i = 0; i < a->word_count; i++) {
            uint64_t keys[FINGLISH_KEYS];
            const struct word_use *use = &a->word_list[i];
            bool entry = a->nodes[use->node].flags & NODE_ENTRY;
            size_t count = entry == (round % 2 == 0) ? finglish_keys_persian(use->word, keys) : 0;
            for (size_t k = round < 2 ? 0 : 1; k < (round < 2 ? count > 0 : count); k++) {
                table_put(table, size, &used, keys[k], use->node);
            }
        }
    }
    part_add(image, &h->finglish, table, size, sizeof *table);
}

static uint32_t text_add(struct assembly *a, struct str text)
{
    uint32_t at = (uint32_t)a->text.n;
    buf_add(&a->text, text);
    return at;
}

static int by_which(const void *left, const void *right)
{
    const struct image_mark *a = left, *b = right;
    int order = (a->flags & MARK_LEARNED) - (b->flags & MARK_LEARNED);
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
    return is_learned(draft) ? 1u << LAYER_LEARNED : layers ? layers : WRITTEN;
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
        flags |= need || mark->about == ABOUT_TOUCHPOINT ? NODE_POLAR : 0;
    }
    if (draft->mark_count) {
        node.first = draft->marks[0];
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

static void nodes_write(struct assembly *a, const struct label_builder *builder,
                        struct image_label_header *h, struct buf *image)
{
    CLEANUP_BUF struct buf marks = BUF_INIT(LIMIT_LEXICON_FILE);
    CLEANUP_FREE struct image_label_node *laid = mem_zalloc(builder->count + 1, sizeof *laid);
    CLEANUP_FREE struct image_part *names = mem_zalloc(a->node_count, sizeof *names);
    drafts_lay(builder, laid, &marks);
    for (size_t i = 0; i < a->node_count; i++) {
        struct image_label_node *node = &a->nodes[i];
        if (node->flags & NODE_ENTRY) {
            struct str name = builder->drafts[node->mark_at].name;
            uint64_t follow = node->follow;
            uint16_t leads = node->flags & NODE_LEADS;
            names[i] = (struct image_part){text_add(a, name), (uint32_t)name.n};
            *node = laid[node->mark_at];
            node->flags |= leads;
            node->follow = follow;
        }
    }
    part_add(image, &h->nodes, a->nodes, a->node_count, sizeof *a->nodes);
    part_add(image, &h->names, names, a->node_count, sizeof *names);
    part_add(image, &h->marks, marks.p, marks.n / sizeof(struct image_mark),
             sizeof(struct image_mark));
    part_add(image, &h->features, a->features, 2 * LABEL_FEATURE_COUNT, sizeof *a->features);
}

static int by_last_byte(const void *left, const void *right)
{
    const struct str *a = left, *b = right;
    int order = (unsigned char)a->p[a->n - 1] - (unsigned char)b->p[b->n - 1];
    return order ? order : a->n != b->n ? (a->n < b->n) - (a->n > b->n) : str_cmp(*a, *b);
}

static void endings_write(struct assembly *a, struct label_builder *builder,
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
                                           .text_at = text_add(a, text),
                                           .text_n = (uint16_t)text.n,
                                           .stem_least = latin ? STEM_LATIN : STEM_ARABIC};
    }
    part_add(image, &h->endings, endings, builder->ending_count, sizeof *endings);
}

static void touchpoints_write(struct assembly *a, const struct label_builder *builder,
                              struct image_label_header *h, struct buf *image)
{
    struct image_part list[TOUCHPOINTS_MAX];
    for (size_t i = 0; i < builder->touchpoint_count; i++) {
        struct str name = builder->touchpoints[i];
        list[i] = (struct image_part){text_add(a, name), (uint32_t)name.n};
    }
    part_add(image, &h->touchpoints, list, builder->touchpoint_count, sizeof *list);
}

static int by_name(const void *left, const void *right)
{
    const struct label_draft *a = left, *b = right;
    return str_cmp(a->name, b->name);
}

static void assembly_clear(struct assembly *a)
{
    map_clear(&a->words);
    map_clear(&a->steps);
    free(a->word_list);
    free(a->nodes);
    free(a->edges);
    buf_clear(&a->text);
    arena_clear(&a->arena);
}

bool label_builder_finish(struct label_builder *builder, struct buf *image, struct err *err)
{
    CLEANUP(assembly_clear) struct assembly a = {.text = BUF_INIT(LIMIT_LEXICON_FILE)};
    struct image_label_header h = {
        .magic = LABEL_MAGIC, .format = LABEL_FORMAT, .byte_order = LABEL_BYTE_ORDER};
    if (builder->count) {
        qsort(builder->drafts, builder->count, sizeof *builder->drafts, by_name);
    }
    graph_build(&a, builder);
    h.word_count = (uint32_t)a.word_count;
    h.zero = word_node(&a, STR("0"));
    buf_add(image, (struct str){(const char *)&h, sizeof h});
    words_write(&a, &h, image);
    edges_write(&a, &h, image);
    finglish_write(&a, &h, image);
    nodes_write(&a, builder, &h, image);
    endings_write(&a, builder, &h, image);
    touchpoints_write(&a, builder, &h, image);
    part_add(image, &h.text, a.text.p, a.text.n, 1);
    if (image->overflow || a.text.overflow) {
        return err_set(err, "the label words are larger than %zu bytes", image->max);
    }
    h.size = image->n;
    h.checksum = label_checksum(image->p + sizeof h, image->n - sizeof h);
    memcpy(image->p, &h, sizeof h);
    return true;
}
