/* A hash table from byte strings to a number or a pointer. Keys are not copied: they must live as
 * long as the map. Values are never removed; a map is built, asked, cleared. */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/str.h"

union map_value {
    void *pointer;
    size_t number;
};

struct map_slot;
struct map {
    struct map_slot *slots;
    size_t count, capacity; /* capacity is a power of two or zero */
};

/* {0} is a valid empty map. The value of key, or NULL when it is not there; the address is valid
 * until the next map_put. */
union map_value *map_get(const struct map *map, struct str key);
/* The same, adding the key with a zero value when it is not there; *added may be NULL. */
union map_value *map_put(struct map *map, struct str key, bool *added);
void map_clear(struct map *map);

#endif
