/* A sketch of a text: sixteen bytes of which as many agree between two texts as the texts have word
 * pairs in common. Made by text/sketch.h, kept by store/stories.h, compared by match/copies.h. */
#ifndef MODEL_SKETCH_H
#define MODEL_SKETCH_H

#include <stdbool.h>
#include <stdint.h>

#define SKETCH_BINS 16

struct sketch {
    unsigned char bins[SKETCH_BINS];
    bool made; /* false: the text is too short to be told from another by its words */
};

/* A mention as the search for copies sees it. */
struct copy {
    int64_t id;  /* of the mention */
    int64_t day; /* of its posting, days since 1970 UTC */
    struct sketch sketch;
};

#endif
