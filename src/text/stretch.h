/* Stretched letters. Internal to text/. */
#ifndef TEXT_STRETCH_H
#define TEXT_STRETCH_H

#include "base/str.h"

/* Shortens a word in place: a letter that stands three times or more in a row stands once, or twice
 * where fold_doubles says so. Returns the new length; *stretched says whether there was one. */
size_t stretch_fold(char *word, size_t n, bool *stretched);

#endif
