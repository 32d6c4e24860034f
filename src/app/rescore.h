/* The stored mentions scored again with the lexicons of now, newest first.
 *
 * In batches of one transaction each, in which texts are read, scored and written, so that no edit
 * of a crawl beside it gets lost. A run killed anywhere leaves whole mentions with an old or a new
 * score; run again, it writes only what still differs. Corrected labels stay. */
#ifndef APP_RESCORE_H
#define APP_RESCORE_H

#include "app/lexicons.h"
#include "store/mentions.h"

/* A mention whose score is another one now. Everything lives until the callback returns. */
struct rescore_change {
    const struct mention_row *row; /* as it was stored */
    struct str words;              /* that were scored */
    const struct score *score;     /* of now, with its terms */
};

struct rescore_options {
    int64_t since; /* posted then or later; INT64_MIN for all */
    bool dry_run;  /* writes nothing: a store opened for reading will do */
    void (*changed)(void *user, const struct rescore_change *change); /* may be NULL */
    void *user;
};

struct rescore_counts {
    size_t seen, changed;                   /* mentions; those with another score */
    size_t kept;                            /* labels a person gave that stayed against the score */
    size_t moves[LABEL_COUNT][LABEL_COUNT]; /* [from][to], of labels no person has given */
};

/* Adds to *counts, which tell what was done also after a failure. */
bool rescore(struct store *store, const struct lexicons *lexicons,
             const struct rescore_options *options, struct rescore_counts *counts,
             struct err *err) MUST_CHECK;

#endif
