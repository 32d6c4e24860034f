#include "sentiment/note.h"

uint64_t note_key(const struct reading_set *set)
{
    /* The checksum of a header stands for all of its image, counts and version. */
    uint64_t key = 0;
    for (uint32_t i = 0; i < set->count; i++) {
        key = (key ^ set->readings[i].lexicon->header->header_checksum) * 0x9E3779B97F4A7C15u;
    }
    return key;
}

struct place place_find(const struct reading *r, struct str word, uint64_t hash, bool arabic,
                        uint32_t *flags)
{
    struct place place = {.exact = find_word(r->lexicon, hash)};
    if (arabic && !has_entry(r, place.exact) && may_have_stem(word)) {
        place.stem = find_stem(r, word, flags);
    }
    return place;
}

static bool further_know(const struct reading_set *set, struct str word, uint64_t hash, bool arabic)
{
    uint32_t known = 0;
    for (uint32_t i = 1; i < set->count; i++) {
        struct place place = place_find(&set->readings[i], word, hash, arabic, &known);
        known |= place.exact | place.stem;
    }
    return known;
}

uint8_t note_state(const struct reading *r, struct place place, uint32_t unit_flags)
{
    uint32_t state = NOTE_MADE;
    state |= has_entry(r, place.exact) ? NOTE_ENTRY : 0u;
    state |= r->lexicon->nodes[place.exact].flags & NODE_LEARNED ? NOTE_LEARNED : 0u;
    state |= place.exact | place.stem | unit_flags ? NOTE_KNOWN : 0u;
    state |= place.stem | unit_flags ? NOTE_STEM : 0u;
    return (uint8_t)state;
}

void note_make(const struct reading_set *set, struct str word, uint64_t hash, bool arabic,
               struct note *note)
{
    const struct reading *r = &set->readings[0];
    uint32_t flags = 0, state = 0;
    struct place place = place_find(r, word, hash, arabic, &flags);
    state |= arabic && is_verb_prefix(word) ? NOTE_PREFIX : 0u;
    state |= set->count > 1 && further_know(set, word, hash, arabic) ? NOTE_FURTHER : 0u;
    *note = (struct note){
        .place = place,
        .learned = r->lexicon->nodes[place.exact].learned,
        .state = (uint8_t)(state | note_state(r, place, flags)),
        .unit_flags = (uint8_t)flags,
    };
}
