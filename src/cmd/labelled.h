/* Texts whose label people know, row by row: what a scorer is measured on and learns from. From
 * JSONL, {"id","text","label"} a line, from CSV with these names in its header (text and label must
 * be there), or from the corrections in the database. A label is positive, neutral, negative or
 * pos, neu, neg; a row whose label is null or empty is left out.
 *
 * A row that cannot be used is told on stderr as file:line:column with its reason, and counted. */
#ifndef CMD_LABELLED_H
#define CMD_LABELLED_H

#include "store/mentions.h"

struct labelled_row {
    struct str id, text;           /* valid UTF-8, until the visitor returns; id may be absent */
    enum label gold;               /* LABEL_NONE only where a person corrected other things alone */
    unsigned said;                 /* bits 1u << enum about: what of `labels` a person corrected */
    const struct labels *labels;   /* NULL but for corrections */
    const struct str *touchpoints; /* names that labels->touchpoints are indexes of */
};
typedef void labelled_visitor(void *user, const struct labelled_row *row);

struct labelled_reading {
    const char *split; /* only rows that say "split" so; NULL for all */
    labelled_visitor *visit;
    void *user;
    bool quiet;                   /* bad rows are counted, not told: a second reading */
    size_t rows, unlabelled, bad; /* counted up; unlabelled ones are of the split */
};

/* Reads a file (cmd/records.h). False when there is no such file. */
bool labelled_read_file(struct labelled_reading *reading, const char *path,
                        struct err *err) MUST_CHECK;

/* The mentions of which a person has corrected something; the split does not matter. */
bool labelled_read_corrections(struct labelled_reading *reading, struct store *store,
                               struct err *err) MUST_CHECK;

#endif
