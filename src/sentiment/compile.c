/* From drafts to the image. Everything is sorted by name first, so that the order in which the
 * sources came leaves no trace: the same lexicon is the same bytes, and has the same version. */
#include "sentiment/compile.h"

#include "base/file.h"
#include "base/limits.h"
#include "sentiment/draft.h"
#include "text/finglish.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>

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
    struct buf text;
};

struct lexicon_builder *lexicon_builder_open(void)
{
    return mem_zalloc(1, sizeof(struct lexicon_builder));
}

void lexicon_builder_close(struct lexicon_builder *builder)
{
    if (builder) {
        tokens_clear(&builder->tokens);
        map_clear(&builder->by_name);
        arena_clear(&builder->arena);
        free(builder->drafts);
        free(builder->suffixes);
        free(builder->aliases);
        free(builder);
    }
}

void lexicon_builder_close_at(struct lexicon_builder **builder)
{
    lexicon_builder_close(*builder);
}

bool lexicon_builder_add_text(struct lexicon_builder *builder, const char *path, struct str text,
                              struct err *err)
{
    return source_read(builder, path, text, err);
}

bool lexicon_builder_add(struct lexicon_builder *builder, const char *path, struct err *err)
{
    CLEANUP_BUF struct buf text = BUF_INIT(LIMIT_LEXICON_FILE);
    return file_read(path, &text, err) &&
           lexicon_builder_add_text(builder, path, buf_str(&text), err);
}

void lexicon_builder_take_suffixes(struct lexicon_builder *b, const struct lexicon *lexicon)
{
    for (uint32_t i = 0; i < lexicon->header->suffixes.count; i++) {
        const struct image_suffix *suffix = &lexicon->suffixes[i];
        struct str text = {lexicon->text + suffix->text_at, suffix->text_n};
        b->suffixes =
            draft_room(b->suffixes, b->suffix_count, &b->suffix_capacity, sizeof *b->suffixes);
        b->suffixes[b->suffix_count++] =
            (struct draft_suffix){str_copy(&b->arena, text), (enum image_suffix_class)suffix->kind};
    }
}

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

static uint32_t text_add(struct assembly *a, struct str s)
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
        a->words[a->word_count++] = (struct image_word){text_add(a, word), (uint32_t)word.n};
    }
    return (uint32_t)id->number;
}

static uint32_t edge_take(struct assembly *a, uint32_t from, uint32_t word)
{
    size_t mask = a->edge_slots - 1;
    for (size_t i = image_edge_at(image_edge_hash(from, word)) & mask;; i = (i + 1) & mask) {
        struct image_edge *edge = &a->edges[i];
        if (!edge->from) {
            *edge = (struct image_edge){.from = from, .word = word, .to = node_add(a)};
            a->edge_count++;
        }
        if (edge->from == from && edge->word == word) {
            return edge->to;
        }
    }
}

static size_t table_size(size_t count)
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
    a->edge_slots = table_size(steps);
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

static void entries_build(struct assembly *a, const struct lexicon_builder *builder,
                          struct image_header *header)
{
    a->entries = mem_zalloc(builder->count, sizeof *a->entries);
    for (size_t i = 0; i < builder->count; i++) {
        const struct draft *d = &builder->drafts[i];
        a->entries[i] = (struct image_entry){
            .curated = d->curated,
            .amount = d->amount,
            .role = d->role,
            .flags = d->flags,
            .name_at = text_add(a, d->name),
            .name_n = (uint32_t)d->name.n,
        };
        header->curated += (d->flags & ENTRY_CURATED) || d->role;
        header->learned += (d->flags & ENTRY_LEARNED) != 0;
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
            node->flags = (uint16_t)((learned ? NODE_LEARNED : 0) | (said ? NODE_ENTRY : 0));
            node->learned = builder->drafts[node->entry - 1].learned;
        }
    }
}

static void slot_put(struct image_slot *slots, size_t size, uint64_t hash, uint32_t word)
{
    size_t i = image_slot_at(hash) & (size - 1);
    while (slots[i].word) {
        i = (i + 1) & (size - 1);
    }
    slots[i] = (struct image_slot){.hash = hash, .word = word};
}

/* Appends a section at an 8-byte boundary and notes where it lies. */
static void section_add(struct buf *image, struct image_span *span, const void *p, size_t count,
                        size_t size)
{
    while (image->n % 8) {
        buf_add_byte(image, 0);
    }
    *span = (struct image_span){(uint32_t)image->n, (uint32_t)count};
    buf_add(image, (struct str){p, count * size});
}

static struct str word_text(const struct assembly *a, size_t index)
{
    return (struct str){a->text.p + a->words[index].text_at, a->words[index].text_n};
}

static void tables_add(const struct assembly *a, struct image_header *h, struct buf *image)
{
    size_t size = table_size(a->word_count);
    CLEANUP_FREE uint64_t *bitmap = mem_zalloc(IMAGE_BITMAP_BITS / 64, sizeof *bitmap);
    CLEANUP_FREE struct image_slot *plain = mem_zalloc(size, sizeof *plain);
    for (size_t i = 0; i < a->word_count; i++) {
        uint64_t hash = token_hash(word_text(a, i));
        const union map_value *node = map_get(&a->word_ids[0], word_text(a, i));
        if (node && node->number == i + 1) {
            slot_put(plain, size, hash, (uint32_t)i + 1);
            image_bit_set(bitmap, hash);
        }
    }
    section_add(image, &h->bitmap, bitmap, IMAGE_BITMAP_BITS / 64, sizeof *bitmap);
    section_add(image, &h->slots, plain, size, sizeof *plain);
}

static void edges_add(const struct assembly *a, struct image_header *h, struct buf *image)
{
    CLEANUP_FREE uint64_t *bitmap = mem_zalloc(IMAGE_BITMAP_BITS / 64, sizeof *bitmap);
    for (size_t i = 0; i < a->edge_slots; i++) {
        if (a->edges[i].from) {
            image_bit_set(bitmap, image_edge_hash(a->edges[i].from, a->edges[i].word));
        }
    }
    section_add(image, &h->edge_bitmap, bitmap, IMAGE_BITMAP_BITS / 64, sizeof *bitmap);
    section_add(image, &h->edges, a->edges, a->edge_slots, sizeof *a->edges);
}

struct key_table {
    struct image_key *keys;
    size_t size, used;
};

/* The first to ask for a key has it. A table three quarters full takes no more: only the rarest
 * readings are left by then, and the scorer's search must find a free place. */
static void key_put(struct key_table *table, uint64_t key, size_t word)
{
    size_t i = key & (table->size - 1);
    while (table->keys[i].word && table->keys[i].key != key) {
        i = (i + 1) & (table->size - 1);
    }
    if (!table->keys[i].word && table->used < table->size / 4 * 3) {
        table->keys[i] = (struct image_key){.key = key, .word = (uint32_t)word + 1};
        table->used++;
    }
}

/* How much a word deserves a key that several share: one that says something goes before one that
 * only occurs within phrases. */
static bool deserves(const struct assembly *a, size_t word, unsigned round)
{
    uint32_t entry = a->nodes[word + 1].entry;
    return round == 0   ? entry && (a->entries[entry - 1].flags & ENTRY_CURATED)
           : round == 1 ? entry != 0
                        : true;
}

/* What a lexicon writes in Latin letters comes first, then the likeliest reading of every Persian
 * word, then the others where room is left. */
static void finglish_add(const struct assembly *a, struct image_header *h, struct buf *image)
{
    struct key_table table = {.size = table_size(a->word_count)};
    CLEANUP_FREE struct image_key *keys = mem_zalloc(table.size, sizeof *keys);
    table.keys = keys;
    for (size_t i = 0; i < a->word_count; i++) {
        const union map_value *node = map_get(&a->word_ids[1], word_text(a, i));
        if (node && node->number == i + 1) {
            key_put(&table, token_hash(word_text(a, i)), i);
        }
    }
    for (unsigned round = 0; round < 6; round++) {
        for (size_t i = 0; i < a->word_count; i++) {
            uint64_t found[FINGLISH_KEYS];
            size_t count =
                deserves(a, i, round % 3) ? finglish_keys_persian(word_text(a, i), found) : 0;
            size_t first = round < 3 ? 0 : 1, end = round < 3 ? count > 0 : count;
            for (size_t k = first; k < end; k++) {
                key_put(&table, found[k], i);
            }
        }
    }
    section_add(image, &h->finglish, keys, table.size, sizeof *keys);
}

static int by_last_byte_then_length(const void *a, const void *b)
{
    const struct draft_suffix *x = a, *y = b;
    int last = (unsigned char)x->text.p[x->text.n - 1] - (unsigned char)y->text.p[y->text.n - 1];
    return last                     ? last
           : x->text.n != y->text.n ? (x->text.n < y->text.n) - (x->text.n > y->text.n)
                                    : str_cmp(x->text, y->text);
}

static void suffixes_add(struct assembly *a, struct lexicon_builder *builder,
                         struct image_header *h, struct buf *image)
{
    size_t count = builder->suffix_count;
    CLEANUP_FREE struct image_suffix *suffixes = mem_zalloc(count, sizeof *suffixes);
    if (count) {
        qsort(builder->suffixes, count, sizeof *builder->suffixes, by_last_byte_then_length);
    }
    for (size_t i = 0; i < count; i++) {
        struct str text = builder->suffixes[i].text;
        suffixes[i] = (struct image_suffix){
            .tail = image_tail(text.p + text.n, text.n),
            .mask = text.n < 8 ? ~0ull << (64 - 8 * text.n) : ~0ull,
            .text_at = text_add(a, text),
            .text_n = (uint16_t)text.n,
            .kind = (uint16_t)builder->suffixes[i].kind,
        };
    }
    section_add(image, &h->suffixes, suffixes, count, sizeof *suffixes);
}

static void image_write(struct assembly *a, struct lexicon_builder *builder, struct image_header *h,
                        struct buf *image)
{
    buf_add(image, (struct str){(const char *)h, sizeof *h});
    tables_add(a, h, image);
    finglish_add(a, h, image);
    edges_add(a, h, image);
    section_add(image, &h->words, a->words, a->word_count, sizeof *a->words);
    section_add(image, &h->nodes, a->nodes, a->node_count, sizeof *a->nodes);
    section_add(image, &h->entries, a->entries, builder->count, sizeof *a->entries);
    suffixes_add(a, builder, h, image);
    section_add(image, &h->text, a->text.p, a->text.n, 1);
    while (image->n % 8) {
        buf_add_byte(image, 0);
    }
}

static void strengths_write(const struct lexicon_builder *builder, struct image_header *h)
{
    for (size_t i = 0; i < LANG_COUNT; i++) {
        const float *said = builder->strength[i];
        float alone = said[0] > 0 ? said[0] : 1, together = said[1] > 0 ? said[1] : alone;
        h->strength[i][0] = builder->has_folder[i] ? alone : 0;
        h->strength[i][1] = builder->has_folder[i] ? together : 0;
    }
}

static void header_seal(struct image_header *h, struct buf *image)
{
    h->size = image->n;
    h->checksum = image_checksum(image->p + sizeof *h, image->n - sizeof *h);
    h->header_checksum = image_checksum(h, sizeof *h);
    memcpy(image->p, h, sizeof *h);
}

static void assembly_clear(struct assembly *a)
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

bool lexicon_builder_finish(struct lexicon_builder *builder, struct buf *image, struct err *err)
{
    assert(image->n == 0);
    CLEANUP(assembly_clear) struct assembly a = {.text = BUF_INIT(LIMIT_LEXICON_FILE)};
    struct image_header h = {
        .magic = IMAGE_MAGIC, .format = IMAGE_FORMAT, .byte_order = IMAGE_BYTE_ORDER};
    if (builder->count) {
        qsort(builder->drafts, builder->count, sizeof *builder->drafts, by_name);
    }
    {
        struct map CLEANUP(map_clear) taken = {0};
        for (size_t i = 0; i < builder->count; i++) {
            map_put(&taken, builder->drafts[i].name, NULL)->number = i;
        }
        for (size_t i = 0; i < builder->count; i++) {
            paths_of(&a, builder, (uint32_t)i, &taken);
        }
    }
    if (!aliases_add(&a, builder, err)) {
        return false;
    }
    graph_build(&a);
    entries_build(&a, builder, &h);
    nodes_finish(&a, builder);
    image_write(&a, builder, &h, image);
    if (image->overflow || a.text.overflow) {
        return err_set(err, "the lexicon is larger than %zu bytes", image->max);
    }
    strengths_write(builder, &h);
    header_seal(&h, image);
    return true;
}
