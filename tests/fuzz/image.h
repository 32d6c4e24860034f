/* What the targets of compiled images share: a good image damaged by the input, and the input taken
 * for an image itself. */
#ifndef FUZZ_IMAGE_H
#define FUZZ_IMAGE_H

#include "fuzz.h"

#include "base/mem.h"

/* What a target does with images of its kind: `sign` makes the checks of the header hold again. */
struct image_kind {
    void (*sign)(char *image, size_t n);
    void (*check)(struct str image);
};

/* Patches are a place (4 bytes) and a byte each. */
static inline void image_patch(char *image, size_t n, struct str patches)
{
    enum { PATCH = 5 };
    for (; patches.n >= PATCH; patches.p += PATCH, patches.n -= PATCH) {
        uint32_t at;
        memcpy(&at, patches.p, sizeof at);
        image[at % n] = patches.p[4];
    }
}

static inline void images_check(const struct image_kind *kind, struct str good, struct str input)
{
    CLEANUP_FREE char *image = mem_alloc(good.n);
    memcpy(image, good.p, good.n);
    image_patch(image, good.n, input);
    kind->sign(image, good.n);
    kind->check((struct str){image, good.n});

    CLEANUP_FREE char *raw = mem_alloc(input.n + 1);
    memcpy(raw, input.p, input.n);
    kind->check((struct str){raw, input.n});
}

#endif
