/* nabz import --recipe: the mentions of a saved page, as a poll would have read it. */
#ifndef CMD_IMPORT_PAGE_H
#define CMD_IMPORT_PAGE_H

#include "cmd/import_batch.h"

struct import_page_options {
    const char *recipe, *url, *content_type;
};

/* Answers with an exit status; when it is not EXIT_WELL it has told why. *bad: items, or fields of
 * some, that could not be read, each told on stderr. source NULL is told as missing. */
int import_page(struct import_batch *import, const struct import_page_options *options,
                const char *source, const char *path, size_t *bad);

#endif
