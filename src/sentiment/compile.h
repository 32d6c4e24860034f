/* Makes a lexicon image of the sources in lexicons/: tab-separated text, one entry a line, the kind
 * of a file told by its name (see lexicons/README.md).
 *
 * Words are folded exactly as texts are, by text/token.h, so that both meet. A mistake in a source
 * is told as file:line:column with what was expected there. Reads files; otherwise pure. */
#ifndef SENTIMENT_COMPILE_H
#define SENTIMENT_COMPILE_H

#include "base/buf.h"
#include "base/err.h"
#include "sentiment/lexicon.h"

#include <stdbool.h>

struct lexicon_builder;

struct lexicon_builder *lexicon_builder_open(void);
void lexicon_builder_close(struct lexicon_builder *builder); /* NULL is fine */
void lexicon_builder_close_at(struct lexicon_builder **builder);

/* Adds one source file. The language and layer come from its path, <lang>/<layer>/<kind>.tsv. */
bool lexicon_builder_add(struct lexicon_builder *builder, const char *path,
                         struct err *err) MUST_CHECK;

/* The same of text in memory; `path` names it in errors and tells language, layer and kind. */
bool lexicon_builder_add_text(struct lexicon_builder *builder, const char *path, struct str text,
                              struct err *err) MUST_CHECK;

/* Takes over the endings of another lexicon, so that words of a brand lexicon are found inflected
 * too. Copies them. */
void lexicon_builder_take_suffixes(struct lexicon_builder *builder, const struct lexicon *lexicon);

/* Appends the image of all that was added, for a file or lexicon_of_bytes. The same entries give
 * the same bytes in whatever order they came. */
bool lexicon_builder_finish(struct lexicon_builder *builder, struct buf *image,
                            struct err *err) MUST_CHECK;

#endif
