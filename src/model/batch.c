#include "model/batch.h"

struct mention *batch_add(struct batch *batch)
{
    if (batch->count == batch->capacity) {
        size_t capacity = batch->capacity ? batch->capacity * 2 : 16;
        struct mention *more = arena_array(&batch->arena, struct mention, capacity);
        if (batch->count) {
            memcpy(more, batch->mentions, batch->count * sizeof *more);
        }
        batch->mentions = more;
        batch->capacity = capacity;
    }
    struct mention *mention = &batch->mentions[batch->count++];
    *mention = (struct mention){
        .published_at = TIME_NONE,
        .updated_at = TIME_NONE,
        .fetched_at = TIME_NONE,
        .rating = RATING_NONE,
        .reach = REACH_NONE,
    };
    return mention;
}

void batch_clear(struct batch *batch)
{
    arena_clear(&batch->arena);
    *batch = (struct batch){0};
}
