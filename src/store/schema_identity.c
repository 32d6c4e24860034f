#include "store/schema.h"

/* What tells a mention again when the site calls it by another name, and what must not come back.
 * Only numbers: neither table says who or what it was. */
const char *const schema_identity[] = {
    "CREATE TABLE mention_keys( -- of sources whose ids may change: see mentions_recognise\n"
    "  key INTEGER NOT NULL, -- hash of source and address, or of source, words, author and day\n"
    "  mention_id INTEGER NOT NULL,\n"
    "  PRIMARY KEY(key, mention_id)\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE mentions_gone( -- deleted at the site or erased on request: never taken again\n"
    "  key INTEGER PRIMARY KEY, -- hash of source and id, or of source and author\n"
    "  gone_at INTEGER NOT NULL\n"
    ") STRICT",

    "CREATE TABLE follows( -- how far a source was asked which mentions are still there\n"
    "  source_id INTEGER PRIMARY KEY REFERENCES sources(id),\n"
    "  began_at INTEGER NOT NULL, -- of the walk\n"
    "  posted_at INTEGER NOT NULL, -- of the last mention asked for\n"
    "  mention_id INTEGER NOT NULL, -- its id\n"
    "  not_before INTEGER NOT NULL -- nothing is asked; after an answer that told nothing\n"
    ") STRICT",
    NULL,
};
