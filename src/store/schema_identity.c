#include "store/schema.h"

/* What tells a mention again when the site calls it by another name, and what must not come back.
 * Only numbers: neither table says who or what it was. */
const char *const schema_identity[] = {
    "CREATE TABLE mention_keys( -- of sources whose ids may change: see mentions_recognise\n"
    "  key INTEGER NOT NULL, -- hash of source and address, or of source, words, author and day\n"
    "  mention_id INTEGER NOT NULL,\n"
    "  PRIMARY KEY(key, mention_id)\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE mentions_gone( -- deleted at the site, erased or pruned: never taken again\n"
    "  key INTEGER PRIMARY KEY, -- hash of source or service, and of id or author\n"
    "  gone_at INTEGER NOT NULL\n"
    ") STRICT",

    "CREATE TABLE sightings( -- mentions that another source of the service brought, too\n"
    "  mention_id INTEGER NOT NULL REFERENCES mentions(id) ON DELETE CASCADE,\n"
    "  source_id INTEGER NOT NULL REFERENCES sources(id), -- that brought it again\n"
    "  number INTEGER NOT NULL, -- in the order of arrival, among the ids of mentions\n"
    "  posted_at INTEGER NOT NULL, -- as in mentions\n"
    "  PRIMARY KEY(mention_id, source_id)\n"
    ") STRICT, WITHOUT ROWID",
    "CREATE INDEX sightings_by_source ON sightings(source_id, posted_at)",

    "CREATE TABLE follows( -- how far a source was asked which mentions are still there\n"
    "  source_id INTEGER PRIMARY KEY REFERENCES sources(id),\n"
    "  began_at INTEGER NOT NULL, -- of the walk\n"
    "  posted_at INTEGER NOT NULL, -- of the last mention asked for\n"
    "  mention_id INTEGER NOT NULL, -- its id\n"
    "  unanswered INTEGER NOT NULL, -- how often in a row nothing was learned of the next ones\n"
    "  not_before INTEGER NOT NULL -- nothing is asked; after an answer that told nothing\n"
    ") STRICT",
    NULL,
};

static const char v_sightings[] =
    "CREATE VIEW v_sightings( -- Which sources have brought a mention: several, where those of "
    "one\n"
    "                         -- platform overlap. It counts once, as of the first.\n"
    "  id, -- as in v_mentions\n"
    "  source, -- name in nabz.yaml\n"
    "  first -- 1: the mention belongs to this one\n"
    ") AS SELECT m.id, s.name, 1 FROM mentions m JOIN sources s ON s.id = m.source_id\n"
    "UNION ALL SELECT g.mention_id, s.name, 0 FROM sightings g JOIN sources s ON s.id = "
    "g.source_id";

const char *const views_identity[] = {v_sightings, NULL};
