/* From an assembly to the image. */
#include "sentiment/compile.h"

#include "base/file.h"
#include "base/limits.h"
#include "sentiment/assemble.h"
#include "text/finglish.h"

#include <assert.h>
#include <stdlib.h>

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
    size_t size = assembly_table_size(a->word_count);
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

/* What the words begin with that a Persian word may be without its endings. */
static void beginnings_add(const struct assembly *a, struct image_header *h, struct buf *image)
{
    CLEANUP_FREE uint64_t *beginnings = mem_zalloc(IMAGE_BEGINNINGS, sizeof *beginnings);
    for (size_t i = 0; i < a->word_count; i++) {
        struct str word = word_text(a, i);
        if ((a->nodes[i + 1].flags & NODE_ENTRY) && word.n >= IMAGE_STEM_BYTES &&
            (unsigned char)*word.p >= 0x80) {
            uint64_t head = image_head(word.p, word.n);
            beginnings[image_beginning_at(head)] |=
                word.n < sizeof head ? ~(uint64_t)0 : image_beginning_bit(head);
        }
    }
    section_add(image, &h->beginnings, beginnings, IMAGE_BEGINNINGS, sizeof *beginnings);
}

static struct image_edge edge_of(const struct assembly *a, const struct image_edge *edge)
{
    const struct image_node *end = &a->nodes[edge->to];
    bool more = (end->flags & NODE_ENTRY) || end->next;
    return (struct image_edge){
        .path = edge->path,
        .to = edge->to | (more ? EDGE_MORE : 0),
        .learned = end->learned,
    };
}

static void edge_put(struct image_edge *edges, size_t size, struct image_edge edge)
{
    size_t i = image_edge_at(edge.path) & (size - 1);
    while (edges[i].path) {
        i = (i + 1) & (size - 1);
    }
    edges[i] = edge;
}

/* In a table for as many as there are: many phrases begin with the same words. */
static void edges_add(const struct assembly *a, struct image_header *h, struct buf *image)
{
    size_t size = assembly_table_size(a->edge_count);
    CLEANUP_FREE struct image_edge *edges = mem_zalloc(size, sizeof *edges);
    for (size_t i = 0; i < a->edge_slots; i++) {
        if (a->edges[i].path) {
            edge_put(edges, size, edge_of(a, &a->edges[i]));
        }
    }
    section_add(image, &h->edges, edges, size, sizeof *edges);
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

/* How many phrases begin with each word. */
static uint32_t *phrases_of_words(const struct assembly *a)
{
    uint32_t *begun = mem_zalloc(a->word_count, sizeof *begun);
    for (size_t i = 0; i < a->edge_slots; i++) {
        uint32_t from = image_path_from(a->edges[i].path);
        if (from && from <= a->word_count) {
            begun[from - 1]++;
        }
    }
    return begun;
}

#define MANY_PHRASES 5

/* Who asks for keys first: words that say something, then those that begin many phrases with all
 * their readings, before words that only the data know, then all. */
static const struct claim {
    enum { JUDGED, BEGINNING, KNOWN, ANY } who;
    bool likeliest;
} claims[] = {{JUDGED, true}, {BEGINNING, true}, {BEGINNING, false}, {KNOWN, true},
              {ANY, true},    {JUDGED, false},   {KNOWN, false},     {ANY, false}};

static bool may_claim(const struct assembly *a, size_t word, uint32_t begun,
                      const struct claim *claim)
{
    uint32_t entry = a->nodes[word + 1].entry;
    switch (claim->who) {
    case JUDGED:
        return entry && (a->entries[entry - 1].flags & ENTRY_CURATED);
    case BEGINNING:
        return begun >= MANY_PHRASES;
    case KNOWN:
        return entry != 0;
    case ANY:
        break;
    }
    return true;
}

static void claim_keys(const struct assembly *a, const struct claim *claim, const uint32_t *begun,
                       struct key_table *table)
{
    for (size_t i = 0; i < a->word_count; i++) {
        uint64_t found[FINGLISH_KEYS];
        size_t count =
            may_claim(a, i, begun[i], claim) ? finglish_keys_persian(word_text(a, i), found) : 0;
        size_t first = claim->likeliest ? 0 : 1, end = claim->likeliest ? count > 0 : count;
        for (size_t k = first; k < end; k++) {
            key_put(table, found[k], i);
        }
    }
}

/* What a lexicon writes in Latin letters comes first, then the readings of Persian words. */
static void finglish_add(const struct assembly *a, struct image_header *h, struct buf *image)
{
    struct key_table table = {.size = assembly_table_size(a->word_count)};
    CLEANUP_FREE struct image_key *keys = mem_zalloc(table.size, sizeof *keys);
    CLEANUP_FREE uint32_t *begun = phrases_of_words(a);
    table.keys = keys;
    for (size_t i = 0; i < a->word_count; i++) {
        const union map_value *node = map_get(&a->word_ids[1], word_text(a, i));
        if (node && node->number == i + 1) {
            key_put(&table, token_hash(word_text(a, i)), i);
        }
    }
    for (size_t i = 0; i < sizeof claims / sizeof *claims; i++) {
        claim_keys(a, &claims[i], begun, &table);
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
            .text_at = assembly_text(a, text),
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
    beginnings_add(a, h, image);
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

bool lexicon_builder_finish(struct lexicon_builder *builder, struct buf *image, struct err *err)
{
    assert(image->n == 0);
    CLEANUP(assembly_clear) struct assembly a = {.text = BUF_INIT(LIMIT_LEXICON_FILE)};
    if (!assembly_build(&a, builder, err)) {
        return false;
    }
    struct image_header h = {
        .magic = IMAGE_MAGIC,
        .format = IMAGE_FORMAT,
        .byte_order = IMAGE_BYTE_ORDER,
        .curated = a.curated,
        .learned = a.learned,
    };
    image_write(&a, builder, &h, image);
    if (image->overflow || a.text.overflow) {
        return err_set(err, "the lexicon is larger than %zu bytes", image->max);
    }
    strengths_write(builder, &h);
    memcpy(h.marks, builder->marks, sizeof h.marks);
    header_seal(&h, image);
    return true;
}
