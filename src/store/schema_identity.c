#include "store/schema.h"

/* What tells a mention again when the site calls it by another name, and what must not come back.
 */
const char *const schema_identity[] = {
    "CREATE TABLE mention_keys( -- of sources whose ids may change: see mentions_recognise\n"
    "  source_id INTEGER NOT NULL,\n"
    "  key INTEGER NOT NULL, -- hash of another id, of the address, or of words, author and day\n"
    "  mention_id INTEGER NOT NULL,\n"
    "  PRIMARY KEY(source_id, key, mention_id)\n"
    ") STRICT, WITHOUT ROWID",
    "CREATE INDEX mention_keys_by_mention ON mention_keys(mention_id)",

    "CREATE TABLE mentions_gone( -- deleted by their authors or on request: not taken again\n"
    "  source_id INTEGER NOT NULL,\n"
    "  native_id ANY NOT NULL,\n"
    "  gone_at INTEGER NOT NULL,\n"
    "  PRIMARY KEY(source_id, native_id)\n"
    ") STRICT, WITHOUT ROWID",
    NULL,
};
