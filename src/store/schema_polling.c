#include "store/schema.h"

/* What polling remembers beside the row of each source. */
const char *const schema_polling[] = {
    "CREATE TABLE troubles( -- what is or was wrong with a source, and what the operator was told\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  source_id INTEGER NOT NULL REFERENCES sources(id),\n"
    "  kind TEXT NOT NULL, -- failing, silent, bare, token\n"
    "  detail TEXT NOT NULL, -- in words, as it was last seen\n"
    "  began_at INTEGER NOT NULL,\n"
    "  told_at INTEGER, -- the last time; NULL: the operator was not told\n"
    "  tellings INTEGER NOT NULL DEFAULT 0,\n"
    "  ended_at INTEGER -- NULL while it lasts\n"
    ") STRICT",
    "CREATE UNIQUE INDEX troubles_open ON troubles(source_id, kind) WHERE ended_at IS NULL",

    "CREATE TABLE spending( -- what polling has cost, where a price is known\n"
    "  source_id INTEGER NOT NULL REFERENCES sources(id),\n"
    "  day INTEGER NOT NULL, -- days since 1970, UTC\n"
    "  requests INTEGER NOT NULL,\n"
    "  items INTEGER NOT NULL,\n"
    "  cost INTEGER NOT NULL, -- millionths of the currency of the recipe\n"
    "  PRIMARY KEY(source_id, day)\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE allotments( -- different things asked for, where a platform counts them\n"
    "  account TEXT NOT NULL, -- whose count it is\n"
    "  item TEXT NOT NULL, -- such as a hashtag\n"
    "  since_at INTEGER NOT NULL, -- first asked for within the present window\n"
    "  PRIMARY KEY(account, item)\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE tokens( -- values a platform handed out: access tokens and looked-up numbers\n"
    "  key TEXT PRIMARY KEY, -- fingerprint of the request that asked for it\n"
    "  value TEXT NOT NULL, -- in the clear: the file is its owner's alone\n"
    "  obtained_at INTEGER NOT NULL,\n"
    "  ends_at INTEGER -- NULL: never\n"
    ") STRICT, WITHOUT ROWID",

    "CREATE TABLE robots( -- robots.txt of a host, for a day (RFC 9309, 2.4)\n"
    "  origin TEXT PRIMARY KEY,\n"
    "  fetched_at INTEGER NOT NULL,\n"
    "  status INTEGER NOT NULL, -- of HTTP\n"
    "  body TEXT NOT NULL\n"
    ") STRICT, WITHOUT ROWID",
    NULL,
};
