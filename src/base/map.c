#include "base/map.h"

#include <stdlib.h>

struct map_slot {
    struct str key; /* p is NULL when the slot is free */
    uint64_t hash;
    union map_value value;
};

static struct map_slot *find(const struct map *map, struct str key, uint64_t hash)
{
    size_t mask = map->capacity - 1;
    for (size_t i = hash & mask;; i = (i + 1) & mask) {
        struct map_slot *slot = &map->slots[i];
        if (!slot->key.p || (slot->hash == hash && str_eq(slot->key, key))) {
            return slot;
        }
    }
}

static void grow(struct map *map)
{
    struct map bigger = {.capacity = map->capacity ? map->capacity * 2 : 16, .count = map->count};
    bigger.slots = mem_zalloc(bigger.capacity, sizeof *bigger.slots);
    for (size_t i = 0; i < map->capacity; i++) {
        if (map->slots[i].key.p) {
            *find(&bigger, map->slots[i].key, map->slots[i].hash) = map->slots[i];
        }
    }
    free(map->slots);
    *map = bigger;
}

union map_value *map_get(const struct map *map, struct str key)
{
    if (!map->count) {
        return NULL;
    }
    struct map_slot *slot = find(map, key, str_hash(key));
    return slot->key.p ? &slot->value : NULL;
}

union map_value *map_put(struct map *map, struct str key, bool *added)
{
    if ((map->count + 1) * 3 > map->capacity * 2) {
        grow(map);
    }
    uint64_t hash = str_hash(key);
    struct map_slot *slot = find(map, key, hash);
    bool fresh = !slot->key.p;
    if (fresh) {
        *slot = (struct map_slot){.key = key.p ? key : STR(""), .hash = hash};
        map->count++;
    }
    if (added) {
        *added = fresh;
    }
    return &slot->value;
}

void map_clear(struct map *map)
{
    free(map->slots);
    *map = (struct map){0};
}
