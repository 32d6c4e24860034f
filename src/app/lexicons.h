/* The lexicons of a run: the shipped images, over them the brand lexicons of nabz.yaml, and the
 * scorer and the labeller that read them. Sources in the form of lexicons/README.md are found here,
 * compiled in memory.
 *
 * Reads files when opened; afterwards everything lives in memory until lexicons_close. */
#ifndef APP_LEXICONS_H
#define APP_LEXICONS_H

#include "app/label_words.h"
#include "config/config.h"
#include "sentiment/score.h"
#include "store/mentions.h"

struct lexicons {
    struct lexicon *shipped, *brand; /* brand is NULL when nabz.yaml names none */
    struct buf image;                /* of the brand lexicon */
    struct scorer scorer;            /* as nabz.yaml wants it */
    struct label_words labels;       /* and the labeller */
    char version[96];                /* of everything that has a say; stored with every score */
};

/* config may be NULL: then it is the shipped lexicon alone. A fault in a source is told as
 * file:line:column. */
bool lexicons_open(struct lexicons *lexicons, const struct config *config,
                   struct err *err) MUST_CHECK;
/* Who they are, as the store wants to know. */
struct mention_readers lexicons_readers(const struct lexicons *lexicons);
void lexicons_close(struct lexicons *lexicons); /* {0} is fine */
#define CLEANUP_LEXICONS CLEANUP(lexicons_close)

/* The sources at `path`, in order of their names: the one file, or every *.tsv in the folder and up
 * to three folders below it. Sentences to check (check.tsv) and the words of labels (in a folder of
 * that name) stand apart. In the arena. */
struct lexicon_sources {
    const char **list, **checks, **labels;
    size_t count, check_count, label_count;
};
bool lexicon_sources_find(const char *path, struct arena *arena, struct lexicon_sources *sources,
                          struct err *err) MUST_CHECK;

/* Compiles the sources of all `paths` into *image, which the lexicon borrows. `base` may be NULL;
 * else words of its languages are known by its endings as well. */
bool lexicon_compile(char *const *paths, size_t count, const struct lexicon *base,
                     struct buf *image, struct lexicon **lexicon, struct err *err) MUST_CHECK;

#endif
