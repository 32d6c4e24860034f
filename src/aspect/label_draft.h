/* Entries on their way from the sources to the image. Private to this layer: label_source.c fills
 * them, label_compile.c lays them out. */
#ifndef ASPECT_LABEL_DRAFT_H
#define ASPECT_LABEL_DRAFT_H

#include "aspect/label_compile.h"
#include "aspect/label_image.h"
#include "base/map.h"
#include "text/token.h"

struct label_draft {
    struct str name; /* folded words, one space between them; "<question> en" of a feature */
    uint16_t flags;  /* enum node_flags */
    struct str words[LABEL_PHRASE_MAX];
    size_t word_count; /* 0: a feature */
    size_t feature;    /* its place among LABEL_FEATURES, English ones behind all Persian ones */
    bool arabic;       /* every word is in Arabic script: it has joined spellings */
    struct image_mark *marks;
    size_t mark_count, mark_capacity;
};

/* Forms of a verb that say the same at the end of an entry. */
#define VERB_FORMS 24
struct verb_forms {
    struct str of[VERB_FORMS];
    size_t count;
};

struct label_builder {
    struct arena arena;
    struct map by_name; /* name -> index of the draft */
    struct label_draft *drafts;
    size_t count, capacity;
    struct str *endings;
    size_t ending_count, ending_capacity;
    struct verb_forms *verbs;
    size_t verb_count, verb_capacity;
    struct map verb_of; /* form -> place among them */
    struct str touchpoints[TOUCHPOINTS_MAX];
    size_t touchpoint_count;
    struct tokens tokens; /* scratch */
};

/* The array with room for one more element than `count`. */
void *label_room(void *array, size_t count, size_t *capacity, size_t size);

bool label_source_read(struct label_builder *builder, const char *path, struct str text,
                       struct err *err) MUST_CHECK;

#endif
