/* Makes an image of label words of the sources in lexicons/<lang>/labels, tab-separated text, one
 * entry a line (see lexicons/README.md), and of the negators, contrasts and suffixes beside them.
 *
 * Words are folded exactly as texts are. A mistake in a source is told as file:line:column with
 * what was expected there. Reads files; otherwise pure. */
#ifndef ASPECT_LABEL_COMPILE_H
#define ASPECT_LABEL_COMPILE_H

#include "aspect/label_lexicon.h"
#include "base/buf.h"

struct label_builder;

struct label_builder *label_builder_open(void);
void label_builder_close(struct label_builder *builder); /* NULL is fine */
void label_builder_close_at(struct label_builder **builder);

/* Makes a touchpoint known by name, so that sources may speak of it; those that are shipped are
 * known from the start. A known name is fine. Fails when there are too many. */
bool label_builder_add_touchpoint(struct label_builder *builder, struct str name,
                                  struct err *err) MUST_CHECK;

/* Adds one source file. The language is English when its path has a folder en, else Persian; its
 * layer is learned when it has a folder of that name. A name that begins with negators, contrast or
 * suffixes is that kind of a sentiment lexicon, one that begins with verbs has forms that say the
 * same; every other file has labels for values. */
bool label_builder_add(struct label_builder *builder, const char *path, struct err *err) MUST_CHECK;
/* The same of text in memory; `path` names it in errors. */
bool label_builder_add_text(struct label_builder *builder, const char *path, struct str text,
                            struct err *err) MUST_CHECK;

/* Takes over the endings of another lexicon, so that added words are found inflected too. */
void label_builder_take_endings(struct label_builder *builder, const struct label_lexicon *lexicon);

/* Appends the image of all that was added to the empty buf. */
bool label_builder_finish(struct label_builder *builder, struct buf *image,
                          struct err *err) MUST_CHECK;

#endif
