#include "app/imported.h"

#include "base/mem.h"
#include "store/sources.h"

struct imported_source {
    struct str name;
    int64_t first, last; /* posting of mentions */
};

static struct imported_source *source_of(struct imported *imported, struct str name)
{
    union map_value *known = map_get(&imported->sources, name);
    if (known) {
        return &imported->list[known->number];
    }
    if (imported->count == imported->capacity) {
        size_t capacity = imported->capacity ? 2 * imported->capacity : 8;
        struct imported_source *list =
            arena_array(&imported->arena, struct imported_source, capacity);
        for (size_t i = 0; i < imported->count; i++) {
            list[i] = imported->list[i];
        }
        imported->list = list;
        imported->capacity = capacity;
    }
    struct imported_source *made = &imported->list[imported->count];
    *made = (struct imported_source){str_copy(&imported->arena, name), INT64_MAX, INT64_MIN};
    map_put(&imported->sources, made->name, NULL)->number = imported->count++;
    return made;
}

void imported_note(struct imported *imported, struct str source, const struct mention *mention,
                   int64_t now)
{
    bool day = mention->published_precision == PRECISION_DAY;
    int64_t first = mention->published_at, last = day ? first + DAY - 1 : first;
    if (first == TIME_NONE || first > now) {
        return;
    }
    struct imported_source *of = source_of(imported, source);
    last = last < now ? last : now;
    of->first = first < of->first ? first : of->first;
    of->last = last > of->last ? last : of->last;
}

bool imported_cover(const struct imported *imported, struct store *store, int64_t since,
                    int64_t until, struct err *err)
{
    for (size_t i = 0; i < imported->count; i++) {
        const struct imported_source *source = &imported->list[i];
        int64_t from = since == TIME_NONE ? source->first : since;
        int64_t to = until == TIME_NONE ? source->last + 1 : until;
        if (!source_cover(store, source->name, from, to, IMPORTED_BRIDGE_S, err)) {
            return err_wrap(err, "source %.*s", STR_FMT(source->name));
        }
    }
    return true;
}

void imported_clear(struct imported *imported)
{
    map_clear(&imported->sources);
    arena_clear(&imported->arena);
}
