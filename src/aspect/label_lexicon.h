/* The words that tell what a text is about, as the labeller uses them: one image made by
 * label_compile.h, mapped read-only.
 *
 * Opening checks all that reading relies on, so an old, foreign or cut image is refused with its
 * reason. A lexicon never changes: any number of labellers may share it. */
#ifndef ASPECT_LABEL_LEXICON_H
#define ASPECT_LABEL_LEXICON_H

#include "base/err.h"
#include "base/str.h"

struct label_lexicon;

/* The image at `path`. On success *lexicon is for label_lexicon_close. */
bool label_lexicon_open(const char *path, struct label_lexicon **lexicon,
                        struct err *err) MUST_CHECK;
/* The same of an image in memory, which must be aligned to 8 bytes and outlive the lexicon. */
bool label_lexicon_of_bytes(struct str image, struct label_lexicon **lexicon,
                            struct err *err) MUST_CHECK;
void label_lexicon_close(struct label_lexicon *lexicon); /* NULL is fine */
void label_lexicon_close_at(struct label_lexicon **lexicon);

/* 16 hex digits that change whenever an entry does. Lives as long as the lexicon. */
const char *label_lexicon_version(const struct label_lexicon *lexicon);
/* Entries, for `status` and `check`. */
size_t label_lexicon_entries(const struct label_lexicon *lexicon);

#endif
