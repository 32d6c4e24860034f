#include "sentiment/lexicon.h"

#include "base/file.h"
#include "base/limits.h"
#include "sentiment/image.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* Eight bytes at a time with the mixing step of splitmix64: catches cut, swapped and flipped bytes
 * at memory speed; it need not withstand a forger. */
uint64_t image_checksum(const void *bytes, size_t n)
{
    const unsigned char *p = bytes;
    uint64_t sum = n;
    while (n) {
        uint64_t word = 0;
        size_t step = n < sizeof word ? n : sizeof word;
        memcpy(&word, p, step);
        sum = (sum ^ word) * 0xBF58476D1CE4E5B9u;
        sum ^= sum >> 31;
        p += step;
        n -= step;
    }
    return sum;
}

static bool header_is_right(const struct image_header *h, size_t n, struct err *err)
{
    if (n < sizeof *h || memcmp(h->magic, IMAGE_MAGIC, sizeof h->magic) != 0) {
        return err_set(err, "not a lexicon image");
    }
    if (h->byte_order != IMAGE_BYTE_ORDER) {
        return err_set(err, "made on a machine of the other byte order");
    }
    if (h->format != IMAGE_FORMAT) {
        return err_set(err, "format %" PRIu32 ", this program reads format %u: compile it again",
                       h->format, IMAGE_FORMAT);
    }
    struct image_header copy = *h;
    copy.header_checksum = 0;
    if (image_checksum(&copy, sizeof copy) != h->header_checksum) {
        return err_set(err, "damaged header");
    }
    if (h->size != n) {
        return err_set(err, "%zu bytes long, its header says %" PRIu64, n, h->size);
    }
    return true;
}

static bool is_power_of_two(uint32_t n)
{
    return n && (n & (n - 1)) == 0;
}

struct section {
    const char *name;
    const struct image_span *span;
    size_t size; /* of one element */
    bool table;
};

static bool sections_are_right(const struct image_header *h, struct err *err)
{
    const struct section sections[] = {
        {"bitmap", &h->bitmap, sizeof(uint64_t), false},
        {"beginnings", &h->beginnings, sizeof(uint64_t), false},
        {"slots", &h->slots, sizeof(struct image_slot), true},
        {"finglish", &h->finglish, sizeof(struct image_key), true},
        {"edges", &h->edges, sizeof(struct image_edge), true},
        {"words", &h->words, sizeof(struct image_word), false},
        {"nodes", &h->nodes, sizeof(struct image_node), false},
        {"entries", &h->entries, sizeof(struct image_entry), false},
        {"suffixes", &h->suffixes, sizeof(struct image_suffix), false},
        {"text", &h->text, 1, false},
    };
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        const struct section *s = &sections[i];
        uint64_t end = s->span->at + (uint64_t)s->span->count * s->size;
        if (end > h->size || s->span->at % 8 || s->span->at < sizeof *h ||
            (s->table && !is_power_of_two(s->span->count))) {
            return err_set(err, "section %s lies wrong", s->name);
        }
    }
    for (size_t i = 0; i < LANG_COUNT * 2; i++) {
        float strength = h->strength[i / 2][i % 2];
        if (!(strength >= 0 && strength <= STRENGTH_MOST)) {
            return err_set(err, "a language of strength %g", (double)strength);
        }
    }
    for (size_t i = 0; i < LANG_COUNT * MARK_COUNT; i++) {
        float weight = h->marks[i / MARK_COUNT][i % MARK_COUNT];
        if (!(weight >= -VALENCE_MOST && weight <= VALENCE_MOST)) {
            return err_set(err, "a mark of weight %g", (double)weight);
        }
    }
    if (h->bitmap.count != IMAGE_BITMAP_BITS / 64 || h->beginnings.count != IMAGE_BEGINNINGS ||
        h->nodes.count <= h->words.count) {
        return err_set(err, "sections contradict each other");
    }
    return true;
}

/* Every suffix is read at opening, so these few are checked for good here. */
static bool suffixes_index(struct lexicon *l, struct err *err)
{
    uint32_t count = l->header->suffixes.count, next = 0;
    for (unsigned byte = 0; byte < 256; byte++) {
        l->suffix_end[byte] = next;
        while (next < count) {
            const struct image_suffix *s = &l->suffixes[next];
            if (s->text_n == 0 || (uint64_t)s->text_at + s->text_n > l->header->text.count) {
                return err_set(err, "suffix %" PRIu32 " lies outside of the text", next);
            }
            if ((unsigned char)l->text[s->text_at + s->text_n - 1] != byte) {
                break;
            }
            next++;
        }
    }
    l->suffix_end[256] = next;
    return next == count || err_set(err, "suffixes out of order");
}

bool lexicon_of_bytes(struct str image, struct lexicon **lexicon, struct err *err)
{
    const struct image_header *h = (const void *)image.p;
    if (!header_is_right(h, image.n, err) || !sections_are_right(h, err)) {
        return false;
    }
    struct lexicon *l = mem_zalloc(1, sizeof *l);
    l->header = h;
    l->bitmap = (const void *)(image.p + h->bitmap.at);
    l->beginnings = (const void *)(image.p + h->beginnings.at);
    l->slots = (const void *)(image.p + h->slots.at);
    l->finglish = (const void *)(image.p + h->finglish.at);
    l->edges.edges = (const void *)(image.p + h->edges.at);
    l->edges.mask = h->edges.count - 1;
    l->words = (const void *)(image.p + h->words.at);
    l->nodes = (const void *)(image.p + h->nodes.at);
    l->entries = (const void *)(image.p + h->entries.at);
    l->suffixes = (const void *)(image.p + h->suffixes.at);
    l->text = image.p + h->text.at;
    snprintf(l->version, sizeof l->version, "%016" PRIx64, h->checksum);
    if (!suffixes_index(l, err)) {
        free(l);
        return false;
    }
    *lexicon = l;
    return true;
}

bool lexicon_open(const char *path, struct lexicon **lexicon, struct err *err)
{
    struct file_map map;
    if (!file_map(path, LIMIT_LEXICON_FILE, &map, err)) {
        return false;
    }
    if (!lexicon_of_bytes((struct str){map.bytes, map.n}, lexicon, err)) {
        file_unmap(&map);
        return err_wrap(err, "%s", path);
    }
    (*lexicon)->mapped = (struct str){map.bytes, map.n};
    return true;
}

void lexicon_close(struct lexicon *lexicon)
{
    if (lexicon) {
        file_unmap(&(struct file_map){lexicon->mapped.p, lexicon->mapped.n});
        free(lexicon);
    }
}

void lexicon_close_at(struct lexicon **lexicon)
{
    lexicon_close(*lexicon);
}

bool lexicon_verify(const struct lexicon *lexicon, struct err *err)
{
    const struct image_header *h = lexicon->header;
    if (image_checksum(h + 1, h->size - sizeof *h) != h->checksum) {
        return err_set(err, "damaged: its bytes do not match their checksum");
    }
    return true;
}

const char *lexicon_version(const struct lexicon *lexicon)
{
    return lexicon->version;
}

/* The language whose words a text is read with. */
static enum language words_of(enum language language)
{
    return language == LANG_FA_LATN || language == LANG_MIXED ? LANG_FA : language;
}

double lexicon_strength(const struct lexicon *lexicon, enum language language, bool learned)
{
    return (double)lexicon->header->strength[words_of(language)][learned];
}

double lexicon_mark(const struct lexicon *lexicon, enum language language, enum lexicon_mark mark)
{
    return (double)lexicon->header->marks[words_of(language)][mark];
}

struct lexicon_counts lexicon_counts(const struct lexicon *lexicon)
{
    return (struct lexicon_counts){
        .curated = lexicon->header->curated,
        .learned = lexicon->header->learned,
        .words = lexicon->header->words.count,
    };
}
