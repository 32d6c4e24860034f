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

static const char v_troubles[] =
    "CREATE VIEW v_troubles( -- What is or was wrong with sources, and what the operator was "
    "told.\n"
    "  source, -- name in nabz.yaml\n"
    "  kind, -- failing; silent: longer than was ever usual; bare: pages without items; token: it\n"
    "        -- ends within a week\n"
    "  detail, -- in words, as it was last seen\n"
    "  began_utc,\n"
    "  began_local, -- the same in the configured zone\n"
    "  told_utc, -- the last time; NULL: the operator was not told\n"
    "  tellings, -- how often\n"
    "  ended_utc -- NULL while it lasts\n"
    ") AS SELECT s.name, t.kind, t.detail, {utc t.began_at}, {local t.began_at}, {utc t.told_at},\n"
    "  t.tellings, {utc t.ended_at}\n"
    "FROM troubles t JOIN sources s ON s.id = t.source_id";

static const char v_spending[] =
    "CREATE VIEW v_spending( -- What polling has cost, where the recipe knows a price.\n"
    "  source, -- name in nabz.yaml\n"
    "  day, -- UTC\n"
    "  requests, -- that were answered\n"
    "  items, -- that were read, known ones too\n"
    "  cost -- in the currency of the recipe\n"
    ") AS SELECT s.name, date(p.day * 86400, 'unixepoch'), p.requests, p.items, p.cost / 1e6\n"
    "FROM spending p JOIN sources s ON s.id = p.source_id";

const char *const views_polling[] = {v_troubles, v_spending, NULL};
