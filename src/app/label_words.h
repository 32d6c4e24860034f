/* The words of labels of a run: the shipped image, over it what nabz.yaml adds (touchpoints of its
 * own, and the folders named labels in its brand lexicons), and the labeller that reads both.
 *
 * Reads files when opened; afterwards everything lives in memory until label_words_close. */
#ifndef APP_LABEL_WORDS_H
#define APP_LABEL_WORDS_H

#include "aspect/aspect.h"
#include "config/config.h"

struct label_words {
    struct label_lexicon *shipped, *own; /* own is NULL when nabz.yaml adds nothing */
    struct buf image;                    /* of own */
    struct labeller labeller;
    const struct str *touchpoints; /* names that labels have by index */
    size_t touchpoint_count;
    char version[36];
};

/* config may be NULL. A fault in a source is told as file:line:column. */
bool label_words_open(struct label_words *words, const struct config *config,
                      struct err *err) MUST_CHECK;
void label_words_close(struct label_words *words); /* {0} is fine */
const char *label_words_version(const struct label_words *words);

#endif
