#include "sentiment/note.h"

_Static_assert(sizeof(struct note) == LINE_NOTE_BYTES, "it lies in the line of its word");

_Static_assert(IMAGE_BITMAP_BITS == NOTE_FILTER_BITS, "its bitmap is the filter");

/* Of a word that no lexicon knows. */
static const struct note unknown = {.state = NOTE_MADE, .at = NEVER_NEXT};

struct line_notes note_with(const struct reading_set *set)
{
    /* The checksum of a header stands for all of its image, counts and version. */
    uint64_t key = set->laying;
    for (uint32_t i = 0; i < set->count; i++) {
        key = (key ^ set->readings[i].lexicon->header->header_checksum) * HASH_STEP;
    }
    const uint64_t *filter = set->count == 1 ? set->readings[0].lexicon->bitmap : NULL;
    return (struct line_notes){key, filter, &unknown};
}

static bool further_know(const struct reading_set *set, struct str word, bool arabic)
{
    uint32_t known = 0;
    for (uint32_t i = 1; i < set->count; i++) {
        struct found found = find_place(&set->readings[i], word, arabic);
        known |= found.place.exact | found.place.stem | found.flags;
    }
    return known;
}

/* What brings nothing need not be laid: an entry is there for what it keeps others from. */
static bool is_laid(const struct reading_set *set, uint32_t node)
{
    const struct lexicon *l = set->readings[0].lexicon;
    if (!has_entry(&set->readings[0], node)) {
        return false;
    }
    const struct image_entry *entry = &l->entries[l->nodes[node].entry - 1];
    return set->laying == LAY_ALL || entry->role || entry->curated != 0;
}

void note_fill(const struct reading_set *set, struct found found, struct note *note)
{
    const struct image_node *nodes = set->readings[0].lexicon->nodes;
    const struct image_node *node = &nodes[found.place.exact];
    uint32_t state = NOTE_MADE | found.flags << NOTE_FLAGS_SHIFT;
    state |= found.place.stem | found.flags ? NOTE_STEM : 0;
    *note = (struct note){
        .place = found.place,
        .entry = is_laid(set, found.place.exact) ? node->entry : 0,
        .next = node->next | nodes[found.place.stem].next,
        .learned = node->learned,
        .state = (uint8_t)state,
        .at = (uint8_t)(node->flags & NODE_FOLLOWS ? image_next_at(found.place.exact) : NEVER_NEXT),
    };
}

void note_make(const struct reading_set *set, struct str word, bool arabic, struct note *note)
{
    struct found found = find_place(&set->readings[0], word, arabic);
    if (found.place.exact | found.place.stem | found.flags) {
        note_fill(set, found, note);
    } else {
        *note = unknown;
    }
    note->state |= arabic && is_verb_prefix(word) ? NOTE_PREFIX : 0;
    note->state |= set->count > 1 && further_know(set, word, arabic) ? NOTE_FURTHER : 0;
}
