#include "aspect/label_lexicon.h"

#include "aspect/label_image.h"
#include "base/file.h"
#include "base/limits.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static uint64_t label_mix(uint64_t sum, uint64_t word)
{
    sum = (sum ^ word) * 0xBF58476D1CE4E5B9u;
    return sum ^ sum >> 31;
}

/* Eight bytes at a time with the mixing step of splitmix64: catches cut, swapped and flipped bytes.
 */
uint64_t label_checksum(const void *bytes, size_t n)
{
    const unsigned char *p = bytes;
    uint64_t sum = n, word;
    for (; n >= sizeof word; p += sizeof word, n -= sizeof word) {
        memcpy(&word, p, sizeof word);
        sum = label_mix(sum, word);
    }
    word = 0;
    memcpy(&word, p, n);
    return n ? label_mix(sum, word) : sum;
}

static bool header_is_right(const struct image_label_header *h, size_t n, struct err *err)
{
    if (n < sizeof *h || memcmp(h->magic, LABEL_MAGIC, sizeof h->magic) != 0) {
        return err_set(err, "not an image of label words");
    }
    if (h->byte_order != LABEL_BYTE_ORDER || h->format != LABEL_FORMAT) {
        return err_set(err, "made for another program or machine: compile it again");
    }
    if (h->size != n) {
        return err_set(err, "%zu bytes long, its header says %" PRIu64, n, h->size);
    }
    return h->checksum == label_checksum(h + 1, n - sizeof *h) ||
           err_set(err, "damaged: its bytes do not match their checksum");
}

struct section {
    const struct image_part *part;
    size_t size;
    bool table;
};

static bool sections_are_right(const struct image_label_header *h, struct err *err)
{
    const struct section sections[] = {
        {&h->filter, sizeof(uint64_t), true},
        {&h->heads, sizeof(uint64_t), true},
        {&h->words, sizeof(struct image_slot32), true},
        {&h->steps, sizeof(uint64_t), true},
        {&h->edges, sizeof(struct image_pair), true},
        {&h->finglish, sizeof(struct image_pair), true},
        {&h->nodes, sizeof(struct image_label_node), false},
        {&h->names, sizeof(struct image_part), false},
        {&h->marks, sizeof(struct image_mark), false},
        {&h->endings, sizeof(struct image_ending), false},
        {&h->touchpoints, sizeof(struct image_part), false},
        {&h->features, sizeof(uint32_t), false},
        {&h->text, 1, false},
    };
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        const struct section *s = &sections[i];
        uint64_t end = s->part->at + (uint64_t)s->part->count * s->size;
        bool power = s->part->count && (s->part->count & (s->part->count - 1)) == 0;
        if (end > h->size || s->part->at % 8 || s->part->at < sizeof *h || (s->table && !power)) {
            return err_set(err, "section %zu lies wrong", i);
        }
    }
    return (h->filter.count == LABEL_FILTER_BITS / 64 && h->heads.count == LABEL_FILTER_BITS / 64 &&
            h->nodes.count > h->word_count && h->touchpoints.count <= TOUCHPOINTS_MAX &&
            h->names.count == h->nodes.count && h->features.count == 2 * LABEL_FEATURE_COUNT &&
            h->nodes.count <= LABEL_NODES_MAX && h->zero < h->nodes.count) ||
           err_set(err, "sections contradict each other");
}

static bool lies_in(uint32_t at, uint32_t count, uint32_t size)
{
    return (uint64_t)at + count <= size;
}

static bool mark_is_right(const struct image_mark *mark, uint32_t touchpoints)
{
    switch (mark->about) {
    case ABOUT_NEED:
        return mark->which < NEED_COUNT;
    case ABOUT_STAGE:
        return mark->which < STAGE_COUNT;
    case ABOUT_TOUCHPOINT:
        return mark->which < touchpoints;
    case ABOUT_INTENT:
        return mark->which < INTENT_COUNT;
    default:
        return false;
    }
}

/* Marks of needs and touchpoints first, as they are summed up in another row than the weights. */
static bool marks_are_right(const struct label_lexicon *l, const struct image_label_node *node)
{
    bool right = lies_in(node->mark_at, node->mark_count, l->header->marks.count);
    for (uint32_t i = 0; right && i < node->mark_count; i++) {
        right = label_is_weighed(l->marks[node->mark_at + i].about) == (i >= node->polar_count);
    }
    return right && node->polar_count <= node->mark_count && node->sum < WEIGHT_SUMS;
}

static bool nodes_are_right(const struct label_lexicon *l, struct err *err)
{
    const struct image_label_header *h = l->header;
    bool right = true;
    for (uint32_t i = 0; i < h->nodes.count; i++) {
        right &= marks_are_right(l, &l->nodes[i]) && l->nodes[i].layers >> LAYERS == 0 &&
                 lies_in(l->names[i].at, l->names[i].count, h->text.count) &&
                 mark_is_right(&l->nodes[i].polar, h->touchpoints.count) &&
                 (l->nodes[i].layers == 0 || (l->nodes[i].flags & NODE_ENTRY));
    }
    for (uint32_t i = 0; i < h->marks.count; i++) {
        right &= mark_is_right(&l->marks[i], h->touchpoints.count);
    }
    for (uint32_t i = 0; i < h->features.count; i++) {
        right &= l->features[i] < h->nodes.count;
    }
    return right || err_set(err, "an entry points outside of the image");
}

static bool pairs_are_right(const struct image_pair *pairs, const struct image_part *part,
                            uint32_t nodes)
{
    uint32_t free_slots = 0, wrong = 0;
    for (uint32_t i = 0; i < part->count; i++) {
        free_slots += pairs[i].node == 0;
        wrong += pairs[i].node >= nodes;
    }
    return free_slots && !wrong;
}

static bool words_are_right(const struct label_lexicon *l)
{
    uint32_t free_slots = 0, wrong = 0;
    for (uint32_t i = 0; i < l->header->words.count; i++) {
        free_slots += l->words[i].node == 0;
        wrong += l->words[i].node >= l->header->nodes.count;
    }
    return free_slots && !wrong;
}

static bool tables_are_right(const struct label_lexicon *l, struct err *err)
{
    const struct image_label_header *h = l->header;
    return (words_are_right(l) && pairs_are_right(l->edges, &h->edges, h->nodes.count) &&
            pairs_are_right(l->finglish, &h->finglish, h->nodes.count)) ||
           err_set(err, "a table leads outside of the image");
}

static bool endings_index(struct label_lexicon *l, struct err *err)
{
    uint32_t count = l->header->endings.count, next = 0;
    for (unsigned byte = 0; byte < 256; byte++) {
        l->ending_end[byte] = next;
        for (; next < count; next++) {
            const struct image_ending *e = &l->endings[next];
            if (!e->text_n || !e->stem_least ||
                !lies_in(e->text_at, e->text_n, l->header->text.count)) {
                return err_set(err, "ending %" PRIu32 " lies outside of the text", next);
            }
            if ((unsigned char)l->text[e->text_at + e->text_n - 1] != byte) {
                break;
            }
        }
    }
    l->ending_end[256] = next;
    return next == count || err_set(err, "endings out of order");
}

static bool touchpoints_read(struct label_lexicon *l, const struct image_part *list,
                             struct err *err)
{
    l->touchpoint_count = l->header->touchpoints.count;
    for (size_t i = 0; i < l->touchpoint_count; i++) {
        if (!lies_in(list[i].at, list[i].count, l->header->text.count)) {
            return err_set(err, "a touchpoint lies outside of the text");
        }
        l->touchpoints[i] = (struct str){l->text + list[i].at, list[i].count};
    }
    return true;
}

/* Adds what the marks of a feature weigh, but for those with a flag that is skipped. */
static void feature_weigh(const struct label_lexicon *l, const struct image_label_node *node,
                          uint32_t skipped, int64_t weights[WEIGHT_SUMS])
{
    for (uint32_t i = 0; i < node->mark_count; i++) {
        const struct image_mark *mark = &l->marks[node->mark_at + i];
        if (label_is_weighed(mark->about) && !(mark->flags & skipped)) {
            weights[label_sum(mark->about, mark->which)] += mark->weight;
        }
    }
}

/* Every set of features is one with one feature less, and that feature. */
static void group_weigh(const struct label_lexicon *l, bool english, uint32_t group,
                        uint32_t skipped, int64_t sums[FEATURE_SETS][WEIGHT_SUMS])
{
    for (uint32_t set = 1; set < FEATURE_SETS; set++) {
        uint32_t feature = group * FEATURE_GROUP + (uint32_t)__builtin_ctz(set);
        memcpy(sums[set], sums[set & (set - 1)], sizeof sums[set]);
        if (feature < LABEL_FEATURE_COUNT) {
            uint32_t node = l->features[feature + (english ? LABEL_FEATURE_COUNT : 0)];
            feature_weigh(l, &l->nodes[node], skipped, sums[set]);
        }
    }
}

static void features_weigh(struct label_lexicon *l)
{
    for (uint32_t i = 0; i < 4 * FEATURE_GROUPS; i++) {
        bool learned = i & 1, english = i & 2;
        group_weigh(l, english, i / 4, learned ? 0 : MARK_LEARNED,
                    l->feature_sums[learned][english][i / 4]);
    }
}

static void sections_find(struct label_lexicon *l, const char *image)
{
    const struct image_label_header *h = (const void *)image;
    l->header = h;
    l->filter = (const void *)(image + h->filter.at);
    l->heads = (const void *)(image + h->heads.at);
    l->words = (const void *)(image + h->words.at);
    l->steps = (const void *)(image + h->steps.at);
    l->edges = (const void *)(image + h->edges.at);
    l->finglish = (const void *)(image + h->finglish.at);
    l->nodes = (const void *)(image + h->nodes.at);
    l->names = (const void *)(image + h->names.at);
    l->features = (const void *)(image + h->features.at);
    l->marks = (const void *)(image + h->marks.at);
    l->endings = (const void *)(image + h->endings.at);
    l->text = image + h->text.at;
    snprintf(l->version, sizeof l->version, "%016" PRIx64, h->checksum);
}

bool label_lexicon_of_bytes(struct str image, struct label_lexicon **lexicon, struct err *err)
{
    const struct image_label_header *h = (const void *)image.p;
    if (!header_is_right(h, image.n, err) || !sections_are_right(h, err)) {
        return false;
    }
    struct label_lexicon *l = mem_zalloc(1, sizeof *l);
    sections_find(l, image.p);
    if (!nodes_are_right(l, err) || !tables_are_right(l, err) || !endings_index(l, err) ||
        !touchpoints_read(l, (const void *)(image.p + h->touchpoints.at), err)) {
        free(l);
        return false;
    }
    features_weigh(l);
    *lexicon = l;
    return true;
}

bool label_lexicon_open(const char *path, struct label_lexicon **lexicon, struct err *err)
{
    struct file_map map;
    if (!file_map(path, LIMIT_LEXICON_FILE, &map, err)) {
        return false;
    }
    if (!label_lexicon_of_bytes((struct str){map.bytes, map.n}, lexicon, err)) {
        file_unmap(&map);
        return err_wrap(err, "%s", path);
    }
    (*lexicon)->mapped = (struct str){map.bytes, map.n};
    return true;
}

void label_lexicon_close(struct label_lexicon *lexicon)
{
    if (lexicon) {
        file_unmap(&(struct file_map){lexicon->mapped.p, lexicon->mapped.n});
        free(lexicon);
    }
}

void label_lexicon_close_at(struct label_lexicon **lexicon)
{
    label_lexicon_close(*lexicon);
}

const char *label_lexicon_version(const struct label_lexicon *lexicon)
{
    return lexicon->version;
}

size_t label_lexicon_entries(const struct label_lexicon *lexicon)
{
    size_t count = 0;
    for (uint32_t i = 0; i < lexicon->header->nodes.count; i++) {
        count += lexicon->nodes[i].flags & NODE_ENTRY;
    }
    return count;
}
