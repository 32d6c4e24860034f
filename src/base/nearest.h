/* Lists of names: where one stands, and "did you mean": the one nearest to a misspelt one. Pure. */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include "base/str.h"

/* Edits (insert, delete, replace, swap of neighbours: optimal string alignment, Damerau 1964) from
 * a to b, counted in bytes. Words over 64 bytes are infinitely far (SIZE_MAX). */
size_t edit_distance(struct str a, struct str b);

/* Position of name in the list, `count` when it is not there or NULL. The list may hold NULLs. */
size_t name_index(const char *const *names, size_t count, const char *name);

/* The name nearest to word, NULL when none is near enough to be what was meant (a third of its
 * length, at least one edit). names may hold NULLs, which are passed over. */
const char *nearest_name(struct str word, const char *const *names, size_t count);

#endif
