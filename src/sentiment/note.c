#include "sentiment/note.h"

_Static_assert(sizeof(struct note) <= LINE_NOTE_BYTES, "it lies in the line of its word");

uint64_t note_key(const struct reading_set *set)
{
    /* The checksum of a header stands for all of its image, counts and version. */
    uint64_t key = set->known;
    for (uint32_t i = 0; i < set->count; i++) {
        key = (key ^ set->readings[i].lexicon->header->header_checksum) * HASH_STEP;
    }
    return key;
}

struct place place_find(const struct reading *r, struct str word, bool arabic, uint32_t *flags)
{
    struct place place = {.exact = find_word(r->lexicon, tokens_hash(word))};
    if (arabic && !has_entry(r, place.exact) && may_have_stem(word)) {
        place.stem = find_stem(r, word, flags);
    }
    return place;
}

static bool further_know(const struct reading_set *set, struct str word, bool arabic)
{
    uint32_t known = 0;
    for (uint32_t i = 1; i < set->count; i++) {
        struct place place = place_find(&set->readings[i], word, arabic, &known);
        known |= place.exact | place.stem;
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
    return set->known || entry->role || entry->curated != 0;
}

struct note note_of_place(const struct reading_set *set, struct place place, uint32_t unit_flags)
{
    const struct reading *r = &set->readings[0];
    const struct image_node *node = &r->lexicon->nodes[place.exact];
    uint32_t state = NOTE_MADE | unit_flags << NOTE_FLAGS_SHIFT;
    state |= place.stem | unit_flags ? NOTE_STEM : 0;
    return (struct note){
        .place = place,
        .entry = is_laid(set, place.exact) ? node->entry : 0,
        .next = node->next,
        .learned = node->learned,
        .state = (uint8_t)state,
        .at = (uint8_t)(node->flags & NODE_FOLLOWS ? image_next_at(place.exact) : NEVER_NEXT),
    };
}

void note_make(const struct reading_set *set, struct str word, bool arabic, struct note *note)
{
    uint32_t flags = 0;
    struct place place = place_find(&set->readings[0], word, arabic, &flags);
    *note = note_of_place(set, place, flags);
    note->state |= arabic && is_verb_prefix(word) ? NOTE_PREFIX : 0;
    note->state |= set->count > 1 && further_know(set, word, arabic) ? NOTE_FURTHER : 0;
}
